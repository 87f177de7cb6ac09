import Bytes
import Processor
import TestSupport
import Testing

@testable import Curve25519

@Suite struct `Prepared keys of Ed25519` {
  @Test(arguments: levels)
  func `multiply as octets do, at every edge`(_ level: Processor.Level) throws {
    var random = SeededRandom()
    let scalars = `Multiples of points of edwards25519`.scalars(&random)
    let base = try #require(BaseTables.base)
    let seed = random.bytes(32)
    let publicKey = Ed25519.publicKey(seed: seed.span)
    let decoded = EdwardsPoint(encoded: publicKey.span)
    let other = try #require(decoded)
    for point in [base, base.negated, other, .identity] {
      let multiples = PieceMultiples(
        variableTime: point, width: 5, on: Processor(level: level))
      for (index, u) in scalars.enumerated() {
        for v in [scalars[scalars.count - 1 - index], u, scalars[(index + 1) % scalars.count]] {
          let sum = multiples.multiplyVariableTime(v.span, addingBase: u.span)
          let expected = EdwardsPoint.multiplyVariableTime(
            u.span, v.span, point, on: Processor(level: .portable))
          let isSame =
            `Multiples of points of edwards25519`.encoded(sum)
            == `Multiples of points of edwards25519`.encoded(expected)
          #expect(isSame, "\(u) \(v), seed \(random.seed)")
        }
      }
    }
  }

  @Test(arguments: levels)
  func `accept and refuse what octets do`(_ level: Processor.Level) throws {
    var random = SeededRandom()
    for count in 0..<40 {
      let seed = random.bytes(32)
      let message = random.bytes(count)
      let publicKey = Ed25519.publicKey(seed: seed.span)
      let signature = Ed25519.sign(message.span, seed: seed.span, publicKey: publicKey.span)
      let made = PreparedEd25519Key(publicKey: publicKey.span, on: Processor(level: level))
      let key = try #require(made)
      func accepts(_ signature: [UInt8], _ message: [UInt8]) -> Bool {
        key.verify(signature.span, of: message.span)
      }
      #expect(accepts(signature, message), "seed \(random.seed)")
      for bit in stride(from: 0, to: 512, by: 37) {
        var other = signature
        other[bit / 8] ^= 1 << UInt8(bit % 8)
        #expect(!accepts(other, message), "seed \(random.seed)")
      }
      #expect(!accepts(signature, message + [0]))
      #expect(!accepts([UInt8](signature.dropLast()), message))
    }
  }

  @Test func `are not made of points of small order, nor of what is no point`() {
    var one = [UInt8](repeating: 0, count: 32)
    one[0] = 1
    for refused in [one, [UInt8](repeating: 0xFF, count: 32), []] {
      let isMade = PreparedEd25519Key(publicKey: refused.span) != nil
      #expect(!isMade)
    }
  }
}
