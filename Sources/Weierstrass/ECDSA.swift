import Bytes
public import Hashing

/// Signatures on the curves (FIPS 186-5, Section 6; RFC 6979).
public enum ECDSA {
  /// Signs a digest.
  ///
  /// - Parameters:
  ///   - hash: The hash that made the digest, which RFC 6979 uses for the nonce, too.
  ///   - privateKey: A scalar in 1..<n, 32 or 48 bytes.
  ///   - randomness: Fresh random bytes to hedge the nonce with (RFC 6979, Section 3.6); empty makes the
  ///     signature that RFC 6979 determines.
  /// - Returns: r ‖ s, 64 or 96 bytes.
  /// - Throws: ``WeierstrassError/scalarOutOfRange``.
  public static func sign(
    _ curve: Curve, digest: Span<UInt8>, hash: HashAlgorithm, privateKey: Span<UInt8>,
    randomness: Span<UInt8>
  ) throws(WeierstrassError) -> [UInt8] {
    switch curve {
    case .p256: try sign(Constants.p256, digest, hash, privateKey, randomness)
    case .p384: try sign(Constants.p384, digest, hash, privateKey, randomness)
    }
  }

  /// Whether r ‖ s is a signature of the digest by this public key.
  public static func verify(
    _ curve: Curve, signature: Span<UInt8>, digest: Span<UInt8>, publicKey: Span<UInt8>
  ) -> Bool {
    switch curve {
    case .p256: verify(Constants.p256, signature, digest, publicKey)
    case .p384: verify(Constants.p384, signature, digest, publicKey)
    }
  }

  /// bits2int (RFC 6979, Section 2.3.2), modulo the order: the leftmost bits of the digest.
  private static func representative<let count: Int>(
    _ curve: CurveConstants<count>, _ digest: Span<UInt8>
  ) -> Limbs<count> {
    let byteCount = 8 * count
    let used = min(digest.count, byteCount)
    var padded = [UInt8](repeating: 0, count: byteCount - used)
    padded.reserveCapacity(byteCount)
    padded.write(digest.extracting(0..<used))
    return curve.order.reducingOnce(LimbBytes.limbs(padded.span))
  }

  private static func sign<let count: Int>(
    _ curve: CurveConstants<count>, _ digest: Span<UInt8>, _ hash: HashAlgorithm,
    _ privateKey: Span<UInt8>, _ randomness: Span<UInt8>
  ) throws(WeierstrassError) -> [UInt8] {
    let order = curve.order
    let key = order.enter(try curve.scalar(privateKey))
    let message = representative(curve, digest)
    var messageBytes: [UInt8] = []
    LimbBytes.append(message, to: &messageBytes)
    var nonces = DeterministicNonce(
      hash, privateKey: privateKey, digest: messageBytes.span, randomness: randomness)
    while true {
      let candidate = nonces.next(8 * count)
      if let nonce = try? curve.scalar(candidate.bytes),
        let point = curve.arithmetic.affine(curve.multiplyBase(nonce))
      {
        let r = order.reducingOnce(point.x)
        // s = k^-1·(z + r·d), all modulo n.
        let sum = order.add(order.enter(message), order.multiply(order.enter(r), key))
        let s = order.leave(order.multiply(order.inverse(order.enter(nonce)), sum))
        if !LimbBytes.isZero(r), !LimbBytes.isZero(s) {
          var signature: [UInt8] = []
          signature.reserveCapacity(16 * count)
          LimbBytes.append(r, to: &signature)
          LimbBytes.append(s, to: &signature)
          return signature
        }
      }
      nonces.reject()
    }
  }

  private static func verify<let count: Int>(
    _ curve: CurveConstants<count>, _ signature: Span<UInt8>, _ digest: Span<UInt8>,
    _ publicKey: Span<UInt8>
  ) -> Bool {
    let order = curve.order
    guard signature.count == 16 * count,
      let r = try? curve.scalar(signature.extracting(0..<8 * count)),
      let s = try? curve.scalar(signature.extracting((8 * count)...)),
      let point = try? curve.point(publicKey)
    else { return false }
    let inverse = order.inverse(order.enter(s))
    let u = order.leave(
      order.multiply(order.enter(representative(curve, digest)), inverse))
    let v = order.leave(order.multiply(order.enter(r), inverse))
    guard let sum = curve.arithmetic.affine(curve.multiplyVariableTime(u, v, point)) else {
      return false
    }
    return LimbBytes.areEqual(order.reducingOnce(sum.x), r)
  }
}
