public import Bytes

/// Diffie-Hellman on Curve448 (RFC 7748, Section 5).
public enum X448 {
  /// The public key of a private key of 56 bytes: 56 bytes.
  public static func publicKey(privateKey: Span<UInt8>) -> [UInt8] {
    // u = y²/x² takes the Edwards base point to the Montgomery one (RFC 7748, Section 4.2), and so its multiples.
    var scalar = clamped(privateKey)
    defer { wipe(&scalar) }
    let point = EdwardsPoint.multiplyBase(scalar)
    var key = [UInt8](repeating: 0, count: 56)
    var span = key.mutableSpan
    (point.y * point.x.inverse).squared.write(into: &span)
    return key
  }

  /// The secret shared with the owner of `publicKey`: 56 bytes.
  ///
  /// - Throws: ``Curve448Error`` for other lengths, and where the secret would be zero (RFC 7748,
  ///   Section 6.2; RFC 9846, Section 7.4.2).
  public static func sharedSecret(
    privateKey: Span<UInt8>, publicKey: Span<UInt8>
  ) throws(Curve448Error) -> SecretBytes {
    guard privateKey.count == 56 else { throw .wrongLength(privateKey.count) }
    guard publicKey.count == 56 else { throw .wrongLength(publicKey.count) }
    var scalar = clamped(privateKey)
    defer { wipe(&scalar) }
    let u = ladder(scalar, Field448(publicKey))
    guard !declassified(u.isZero) else { throw .zeroSecret }
    return SecretBytes(byteCount: 56) { output in u.write(into: &output) }
  }

  /// decodeScalar448 (RFC 7748, Section 5).
  private static func clamped(_ privateKey: Span<UInt8>) -> Scalar448.Limbs {
    var scalar = Scalar448.limbs(privateKey, byteCount: min(56, privateKey.count))
    scalar[0] &= ~3
    scalar[6] |= 1 << 63
    return scalar
  }

  /// The Montgomery ladder of RFC 7748, Section 5.
  private static func ladder(_ scalar: Scalar448.Limbs, _ x1: Field448) -> Field448 {
    var x2 = Field448.one
    var z2 = Field448.zero
    var x3 = x1
    var z3 = Field448.one
    var swap: UInt64 = 0
    for bit in (0..<448).reversed() {
      let current = scalar[bit / 64] >> UInt64(bit % 64) & 1
      let mask = 0 &- (swap ^ current)
      swap = current
      Field448.swap(&x2, &x3, mask: mask)
      Field448.swap(&z2, &z3, mask: mask)
      let a = x2 + z2
      let b = x2 - z2
      let aa = a.squared
      let bb = b.squared
      let e = aa - bb
      let da = (x3 - z3) * a
      let cb = (x3 + z3) * b
      x3 = (da + cb).squared
      z3 = x1 * (da - cb).squared
      x2 = aa * bb
      z2 = e * (aa + e.times(39_081))
    }
    Field448.swap(&x2, &x3, mask: 0 &- swap)
    Field448.swap(&z2, &z3, mask: 0 &- swap)
    return x2 * z2.inverse
  }
}

/// Overwrites the limbs with zeros.
func wipe(_ limbs: inout Scalar448.Limbs) {
  var span = limbs.mutableSpan
  Bytes.wipe(&span)
}
