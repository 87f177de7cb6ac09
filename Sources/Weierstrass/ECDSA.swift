import Bytes
public import Hashing

/// Signatures on the curves (FIPS 186-5, Section 6; RFC 6979).
public enum ECDSA {
  /// Signs a digest.
  ///
  /// - Parameters:
  ///   - hash: The hash that made the digest, which RFC 6979 uses for the nonce, too.
  ///   - privateKey: A scalar in 1..<n, 32, 48 or 66 bytes.
  ///   - randomness: Fresh random bytes to hedge the nonce with (RFC 6979, Section 3.6); empty makes the
  ///     signature that RFC 6979 determines.
  /// - Returns: r ‖ s, 64, 96 or 132 bytes.
  /// - Throws: ``WeierstrassError/scalarOutOfRange``.
  public static func sign(
    _ curve: Curve, digest: Span<UInt8>, hash: HashAlgorithm, privateKey: Span<UInt8>,
    randomness: Span<UInt8>
  ) throws(WeierstrassError) -> [UInt8] {
    var signature = [UInt8](repeating: 0, count: 2 * curve.scalarByteCount)
    var span = signature.mutableSpan
    try sign(
      curve, digest: digest, hash: hash, privateKey: privateKey, randomness: randomness, into: &span
    )
    return signature
  }

  /// The same into memory of 64, 96 or 132 bytes; allocates nothing.
  public static func sign(
    _ curve: Curve, digest: Span<UInt8>, hash: HashAlgorithm, privateKey: Span<UInt8>,
    randomness: Span<UInt8>, into signature: inout MutableSpan<UInt8>
  ) throws(WeierstrassError) {
    switch curve {
    case .p256: try sign(Constants.p256, digest, hash, privateKey, randomness, &signature)
    case .p384: try sign(Constants.p384, digest, hash, privateKey, randomness, &signature)
    case .p521: try sign(Constants.p521, digest, hash, privateKey, randomness, &signature)
    }
  }

  /// Whether r ‖ s is a signature of the digest by this public key.
  public static func verify(
    _ curve: Curve, signature: Span<UInt8>, digest: Span<UInt8>, publicKey: Span<UInt8>
  ) -> Bool {
    switch curve {
    case .p256: verify(Constants.p256, signature, digest, publicKey)
    case .p384: verify(Constants.p384, signature, digest, publicKey)
    case .p521: verify(Constants.p521, signature, digest, publicKey)
    }
  }

  /// The same for a signature in DER, as certificates and TLS have it.
  public static func verify(
    _ curve: Curve, derSignature: Span<UInt8>, digest: Span<UInt8>, publicKey: Span<UInt8>
  ) -> Bool {
    check(curve, der: derSignature) { signature in
      verify(curve, signature: signature, digest: digest, publicKey: publicKey)
    }
  }

  /// bits2int (RFC 6979, Section 2.3.2), modulo the order: the leftmost bits of the digest.
  private static func representative<let count: Int>(
    _ curve: CurveConstants<count>, _ digest: Span<UInt8>
  ) -> Limbs<count> {
    // The digest is cut where it is longer than the order; none is as long as P-521's.
    var number = Limbs<count>(repeating: 0)
    let used = min(digest.count, Width<count>.bytes)
    for index in 0..<used {
      let place = used - 1 - index
      number[place / 8] |= UInt(digest[index]) << UInt(place % 8 * 8)
    }
    return curve.order.reducingOnce(number)
  }

  private static func sign<let count: Int>(
    _ curve: CurveConstants<count>, _ digest: Span<UInt8>, _ hash: HashAlgorithm,
    _ privateKey: Span<UInt8>, _ randomness: Span<UInt8>, _ signature: inout MutableSpan<UInt8>
  ) throws(WeierstrassError) {
    let order = curve.order
    let byteCount = Width<count>.bytes
    let key = order.enter(try curve.scalar(privateKey))
    let message = representative(curve, digest)
    var messageBytes = [66 of UInt8](repeating: 0)
    var messageSpan = messageBytes.mutableSpan
    LimbBytes.write(message, into: &messageSpan)
    var nonces = DeterministicNonce(hash)
    nonces.seed(
      privateKey: privateKey, digest: messageSpan.span.extracting(0..<byteCount),
      randomness: randomness)
    var candidate = [66 of UInt8](repeating: 0)
    var candidateSpan = candidate.mutableSpan
    while true {
      var used = candidateSpan._mutatingExtracting(0..<byteCount)
      nonces.next(into: &used)
      // bits2int: the leftmost bits, as many as the order has.
      let nonce: Limbs<count> = shifted(
        LimbBytes.limbs(used.span), right: 8 * byteCount - Width<count>.bits)
      if curve.isScalar(nonce) {
        let r = order.reducingOnce(curve.field.leave(curve.multiplyBase(nonce).x))
        // s = k^-1·(z + r·d), all modulo n.
        let sum = order.add(message, order.multiply(r, key))
        let s = order.multiply(sum, order.inverse(nonce))
        if !declassified(LimbBytes.isZero(r)), !declassified(LimbBytes.isZero(s)) {
          LimbBytes.write(r, into: &signature)
          var second = signature._mutatingExtracting(byteCount...)
          LimbBytes.write(s, into: &second)
          declassify(signature.span)
          wipe(&candidateSpan)
          nonces.wipe()
          return
        }
      }
      nonces.reject()
    }
  }

  /// The number without its lowest bits, fewer than 64.
  private static func shifted<let count: Int>(
    _ number: Limbs<count>, right bitCount: Int
  ) -> Limbs<count> {
    guard bitCount > 0 else { return number }
    var result = Limbs<count>(repeating: 0)
    for index in 0..<count {
      result[index] = number[index] >> UInt(bitCount)
      if index + 1 < count { result[index] |= number[index + 1] << UInt(64 - bitCount) }
    }
    return result
  }

  private static func verify<let count: Int>(
    _ curve: CurveConstants<count>, _ signature: Span<UInt8>, _ digest: Span<UInt8>,
    _ publicKey: Span<UInt8>
  ) -> Bool {
    guard let point = try? curve.point(publicKey) else { return false }
    return verify(curve, signature, digest) { curve.multiplyVariableTime($0, $1, point) }
  }

  /// - Parameter multiply: Gives u·G + v·Q of u and v, Q being the public key.
  @inline(__always)
  static func verify<let count: Int>(
    _ curve: CurveConstants<count>, _ signature: Span<UInt8>, _ digest: Span<UInt8>,
    _ multiply: (Limbs<count>, Limbs<count>) -> JacobianPoint<count>
  ) -> Bool {
    let order = curve.order
    let byteCount = Width<count>.bytes
    guard signature.count == 2 * byteCount,
      let r = try? curve.scalar(signature.extracting(0..<byteCount)),
      let s = try? curve.scalar(signature.extracting(byteCount...))
    else { return false }
    let inverse = order.inverse(s)
    let u = order.multiply(representative(curve, digest), inverse)
    let v = order.multiply(r, inverse)
    let sum = multiply(u, v)
    guard !curve.field.isZero(sum.z) else { return false }
    // x mod n = r: x is r, or r + n where that is below p. x is X/Z², so that no inverse is needed.
    let field = curve.field
    let z2 = field.square(sum.z)
    if field.areEqual(field.multiply(curve.conversion.enter(r), z2), sum.x) { return true }
    var other = r
    var carry: UInt = 0
    for index in 0..<count {
      other[index] = Weierstrass.sum(r[index], order.modulus[index], &carry)
    }
    guard carry == 0, isBelow(field.prime, other) else { return false }
    return field.areEqual(field.multiply(curve.conversion.enter(other), z2), sum.x)
  }
}
