public import Bytes
public import Processor

#if arch(x86_64)
  internal import AVX2
  internal import IFMA
#endif

/// Diffie-Hellman on Curve25519 (RFC 7748, Section 5).
public enum X25519 {
  /// The public key of a private key of 32 bytes: 32 bytes.
  public static func publicKey(privateKey: Span<UInt8>) -> [UInt8] {
    publicKey(privateKey: privateKey, on: .current)
  }

  /// The same, by what `processor` can do.
  public static func publicKey(privateKey: Span<UInt8>, on processor: Processor) -> [UInt8] {
    // u = (1 + y)/(1 - y) takes the Edwards base point to the Montgomery one (RFC 7748, Section 4.1).
    let point = clamped(privateKey) { EdwardsPoint.multiplyBase($0, on: processor) }
    let u = (point.z + point.y) * (point.z - point.y).inverse
    var key = [UInt8](repeating: 0, count: 32)
    var span = key.mutableSpan
    u.write(into: &span)
    return key
  }

  /// The secret shared with the owner of `publicKey`: 32 bytes.
  ///
  /// - Throws: ``Curve25519Error`` for other lengths, and where the secret would be zero (RFC 7748,
  ///   Section 6.1; RFC 9846, Section 7.4.2).
  public static func sharedSecret(
    privateKey: Span<UInt8>, publicKey: Span<UInt8>
  ) throws(Curve25519Error) -> SecretBytes {
    try sharedSecret(privateKey: privateKey, publicKey: publicKey, on: .current)
  }

  /// The same, by what `processor` can do.
  public static func sharedSecret(
    privateKey: Span<UInt8>, publicKey: Span<UInt8>, on processor: Processor
  ) throws(Curve25519Error) -> SecretBytes {
    guard privateKey.count == 32 else { throw .wrongLength(privateKey.count) }
    guard publicKey.count == 32 else { throw .wrongLength(publicKey.count) }
    let x1 = Field25519(publicKey)
    let u = clamped(privateKey) { ladder($0, x1, processor) }
    guard !declassified(u.isZero) else { throw .zeroSecret }
    return SecretBytes(byteCount: 32) { output in u.write(into: &output) }
  }

  /// decodeScalar25519 (RFC 7748, Section 5): what `body` makes of the scalar, which stands on the stack and is wiped.
  @inline(__always)
  private static func clamped<Result>(
    _ privateKey: Span<UInt8>, _ body: (Span<UInt8>) -> Result
  ) -> Result {
    var scalar = [32 of UInt8](repeating: 0)
    var bytes = scalar.mutableSpan
    for index in 0..<min(32, privateKey.count) { bytes[index] = privateKey[index] }
    bytes[0] &= 248
    bytes[31] = bytes[31] & 127 | 64
    let result = body(bytes.span)
    wipe(&bytes)
    return result
  }

  /// The Montgomery ladder of RFC 7748, Section 5.
  private static func ladder(
    _ scalar: Span<UInt8>, _ x1: Field25519, _ processor: Processor
  ) -> Field25519 {
    #if arch(x86_64)
      if processor.hasIFMA || processor.hasAVX2 {
        func word(_ start: Int) -> UInt64 {
          var word: UInt64 = 0
          for index in (0..<8).reversed() { word = word << 8 | UInt64(scalar[start + index]) }
          return word
        }
        let words = (word(0), word(8), word(16), word(24))
        let (x, z) =
          processor.hasIFMA
          ? IFMAFourNumbers.ladder(words, x1.limbs) : AVX2FourNumbers.ladder(words, x1.limbs)
        return Field25519(x) * Field25519(z).inverse
      }
    #endif
    return plainLadder(scalar, x1)
  }

  private static func plainLadder(_ scalar: Span<UInt8>, _ x1: Field25519) -> Field25519 {
    var x2 = Field25519.one
    var z2 = Field25519.zero
    var x3 = x1
    var z3 = Field25519.one
    var swap: UInt64 = 0
    for bit in (0..<255).reversed() {
      let current = UInt64(scalar[bit / 8] >> UInt8(bit % 8) & 1)
      let mask = 0 &- (swap ^ current)
      swap = current
      Field25519.swap(&x2, &x3, mask: mask)
      Field25519.swap(&z2, &z3, mask: mask)
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
      z2 = e * (aa + e.times(121_665))
    }
    Field25519.swap(&x2, &x3, mask: 0 &- swap)
    Field25519.swap(&z2, &z3, mask: 0 &- swap)
    return x2 * z2.inverse
  }
}
