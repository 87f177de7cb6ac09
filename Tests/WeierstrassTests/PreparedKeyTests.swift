import Bytes
import Hashing
import TestSupport
import Testing

@testable import Weierstrass

@Suite struct `Prepared keys of ECDSA` {
  /// Multiples of G and of another point, by pieces and at a stretch, where points meet that are equal, opposite or infinity.
  private func compare<let count: Int>(
    _ curve: CurveConstants<count>, _ random: inout SeededRandom
  ) {
    func number(_ small: UInt) -> Limbs<count> {
      var limbs = Limbs<count>(repeating: 0)
      limbs[0] = small
      return limbs
    }
    func fromOrder(_ small: UInt) -> Limbs<count> {
      var limbs = curve.order.modulus
      limbs[0] -= small
      return limbs
    }
    func scalar() -> Limbs<count> {
      var limbs = Limbs<count>(repeating: 0)
      for index in 0..<count { limbs[index] = UInt.random(in: 0...UInt.max, using: &random) }
      limbs[count - 1] &= curve.order.modulus[count - 1] >> 1
      return limbs
    }
    let scalars =
      [number(0), number(1), number(2), number(3), fromOrder(1), fromOrder(2), fromOrder(3)]
      + (0..<8).map { _ in scalar() }
    let g = curve.base.oddMultiples[0]
    var opposite = g
    opposite.y = curve.field.negate(g.y, if: UInt.max)
    let other = curve.multiplyBase(scalar())
    let base = PieceMultiples(variableTime: g, width: 8, curve.conversion)
    for point in [g, opposite, other] {
      let multiples = PieceMultiples(variableTime: point, width: 5, curve.conversion)
      for u in scalars {
        for v in scalars {
          let expected = curve.multiplyVariableTime(u, v, point)
          let sum = base.multiplyVariableTime(u, adding: v, of: multiples)
          #expect(curve.field.isZero(sum.z) == curve.field.isZero(expected.z))
          guard !curve.field.isZero(expected.z) else { continue }
          let (a, b) = (curve.conversion.affine(sum), curve.conversion.affine(expected))
          #expect(a == b, "seed \(random.seed)")
        }
      }
    }
  }

  @Test func `multiply as octets do, at every edge`() {
    var random = SeededRandom()
    compare(Constants.p256, &random)
    compare(Constants.p384, &random)
    compare(Constants.p521, &random)
  }

  @Test(arguments: Curve.allCases)
  func `accept and refuse what octets do`(_ curve: Curve) throws {
    var random = SeededRandom()
    for _ in 0..<10 {
      var secret = random.bytes(curve.scalarByteCount)
      secret[0] = 0
      let digest = random.bytes(32)
      let point = try ECDH.publicKey(curve, privateKey: secret.span)
      let signature = try ECDSA.sign(
        curve, digest: digest.span, hash: .sha256, privateKey: secret.span,
        randomness: [UInt8]().span)
      let key = try PreparedECDSAKey(curve, publicKey: point.span)
      func accepts(_ signature: [UInt8], _ digest: [UInt8]) -> Bool {
        key.verify(signature: signature.span, digest: digest.span)
      }
      #expect(accepts(signature, digest), "seed \(random.seed)")
      for bit in stride(from: 0, to: 8 * signature.count, by: 61) {
        var other = signature
        other[bit / 8] ^= 1 << UInt8(bit % 8)
        #expect(!accepts(other, digest), "seed \(random.seed)")
      }
      var other = digest
      other[7] ^= 0x10
      #expect(!accepts(signature, other), "seed \(random.seed)")
      #expect(!accepts([UInt8](signature.dropLast()), digest))
      #expect(!accepts([UInt8](repeating: 0, count: signature.count), digest))
    }
  }

  @Test(arguments: Curve.allCases)
  func `are made of points of the curve alone`(_ curve: Curve) {
    var point = [UInt8](repeating: 1, count: curve.pointByteCount)
    point[0] = 4
    #expect(throws: WeierstrassError.pointNotOnCurve) {
      try PreparedECDSAKey(curve, publicKey: point.span)
    }
    #expect(throws: WeierstrassError.malformedPoint) {
      try PreparedECDSAKey(curve, publicKey: [UInt8]([4]).span)
    }
  }
}
