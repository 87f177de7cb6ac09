import Bytes
import Processor
import TestSupport
import Testing

@testable import Ciphers

@Suite struct `An AEAD (RFC 5116)` {
  /// Every length up to here, then some about the largest record.
  static let lengths = Array(0...4_100) + Array(16_368...16_400)

  @Test(arguments: AEADAlgorithm.allCases, levels.dropFirst())
  func `seals and opens as the plain code does, at any length and alignment`(
    algorithm: AEADAlgorithm, level: Processor.Level
  ) {
    var random = SeededRandom()
    let seed = random.seed
    let key = random.bytes(algorithm.keyByteCount)
    let plain = AEAD(algorithm, key: key.span, on: Processor(level: .portable))
    let fast = AEAD(algorithm, key: key.span, on: Processor(level: level))
    let pool = random.bytes(17_000)
    // The plain code may take too long for every length.
    let step = runsSlowly ? 61 : 1
    for length in Self.lengths where length < 300 || length % step == 0 {
      let suffixLength = length % 3 == 0 ? min(length, length % 100) : min(length, 1)
      let start = Int.random(in: 0..<500, using: &random)
      let text = Array(pool[start..<start + length])
      let message = Message(
        content: Array(text[..<(length - suffixLength)]),
        suffix: Array(text[(length - suffixLength)...]),
        nonce: random.bytes(12), additionalData: random.bytes(length % 40))
      let expected = message.sealed(by: plain)
      let sealed = message.sealed(by: fast, offset: length % 67)
      let isSame = sealed == expected
      #expect(isSame, "seed \(seed), length \(length)")
      let opens = message.opened(sealed, by: fast, offset: length % 61) == text
      #expect(opens, "seed \(seed), length \(length)")
      if length < 300 {
        let opensPlainly = message.opened(sealed, by: plain) == text
        #expect(opensPlainly, "seed \(seed), length \(length)")
      }
    }
  }

  @Test(arguments: AEADAlgorithm.allCases, levels)
  func `refuses a change of any bit, and wipes the plaintext`(
    algorithm: AEADAlgorithm, level: Processor.Level
  ) {
    var random = SeededRandom()
    let key = random.bytes(algorithm.keyByteCount)
    let aead = AEAD(algorithm, key: key.span, on: Processor(level: level))
    for length in [0, 1, 16, 33, 300] {
      let message = Message(
        content: random.bytes(length), nonce: random.bytes(12), additionalData: random.bytes(5))
      let sealed = message.sealed(by: aead)
      for bit in stride(from: 0, to: 8 * sealed.count, by: length > 33 ? 7 : 1) {
        var changed = sealed
        changed[bit / 8] ^= 1 << UInt8(bit % 8)
        let left = message.remains(ofRefused: changed, by: aead)
        let isWiped = left.map { $0.allSatisfy { $0 == 0 } }
        #expect(isWiped == true, "seed \(random.seed), length \(length), bit \(bit)")
      }
      var other = message
      other.additionalData[0] ^= 1
      #expect(other.opened(sealed, by: aead) == nil)
      other = message
      other.nonce[11] ^= 1
      #expect(other.opened(sealed, by: aead) == nil)
      other = message
      other.additionalData.append(0)
      #expect(other.opened(sealed, by: aead) == nil)
      #expect(message.opened(sealed, by: aead) == message.content)
    }
  }

  @Test(arguments: AEADAlgorithm.allCases)
  func `refuses what is shorter than a tag`(algorithm: AEADAlgorithm) {
    let key = [UInt8](repeating: 7, count: algorithm.keyByteCount)
    let aead = AEAD(algorithm, key: key.span)
    let message = Message(
      content: [], nonce: [UInt8](repeating: 1, count: 12), additionalData: [])
    for length in 0..<algorithm.tagByteCount {
      #expect(message.opened([UInt8](repeating: 0, count: length), by: aead) == nil)
    }
  }
}
