public import Bytes

/// Key agreement on the curves (RFC 9846, Section 7.4.2; SEC 1, Section 3.3.1).
public enum ECDH {
  /// A secret scalar in 1..<n, drawn until one fits: 32, 48 or 66 bytes.
  public static func generatePrivateKey(
    _ curve: Curve, using random: inout some RandomSource
  ) -> SecretBytes {
    while true {
      var candidate = random.secret(curve.scalarByteCount)
      // Of the highest byte of P-521's scalars one bit is in use.
      if curve == .p521 { candidate.clearHighest(bitCount: 7) }
      if isScalar(curve, candidate) { return candidate }
    }
  }

  private static func isScalar(_ curve: Curve, _ candidate: borrowing SecretBytes) -> Bool {
    switch curve {
    case .p256: (try? Constants.p256.scalar(candidate.bytes)) != nil
    case .p384: (try? Constants.p384.scalar(candidate.bytes)) != nil
    case .p521: (try? Constants.p521.scalar(candidate.bytes)) != nil
    }
  }

  /// The public key of a secret scalar: an uncompressed point of 65, 97 or 133 bytes.
  ///
  /// - Throws: ``WeierstrassError/scalarOutOfRange``.
  public static func publicKey(
    _ curve: Curve, privateKey: Span<UInt8>
  ) throws(WeierstrassError) -> [UInt8] {
    switch curve {
    case .p256: try publicKey(Constants.p256, privateKey)
    case .p384: try publicKey(Constants.p384, privateKey)
    case .p521: try publicKey(Constants.p521, privateKey)
    }
  }

  /// The x coordinate of the shared point: 32, 48 or 66 bytes.
  ///
  /// - Throws: ``WeierstrassError`` for a scalar out of range, or a point that is not on the curve.
  public static func sharedSecret(
    _ curve: Curve, privateKey: Span<UInt8>, publicKey: Span<UInt8>
  ) throws(WeierstrassError) -> SecretBytes {
    switch curve {
    case .p256: try sharedSecret(Constants.p256, privateKey, publicKey)
    case .p384: try sharedSecret(Constants.p384, privateKey, publicKey)
    case .p521: try sharedSecret(Constants.p521, privateKey, publicKey)
    }
  }

  private static func publicKey<let count: Int>(
    _ curve: CurveConstants<count>, _ privateKey: Span<UInt8>
  ) throws(WeierstrassError) -> [UInt8] {
    let point = curve.multiplyBase(try curve.scalar(privateKey))
    var bytes: [UInt8] = []
    bytes.reserveCapacity(1 + 2 * Width<count>.bytes)
    bytes.append(4)
    LimbBytes.append(curve.field.leave(point.x), to: &bytes)
    LimbBytes.append(curve.field.leave(point.y), to: &bytes)
    return bytes
  }

  private static func sharedSecret<let count: Int>(
    _ curve: CurveConstants<count>, _ privateKey: Span<UInt8>, _ publicKey: Span<UInt8>
  ) throws(WeierstrassError) -> SecretBytes {
    let scalar = try curve.scalar(privateKey)
    let point = curve.multiply(scalar, try curve.point(publicKey))
    // The order is prime and the scalar below it, so this is never infinity.
    return SecretBytes(byteCount: Width<count>.bytes) { bytes in
      LimbBytes.write(curve.field.leave(point.x), into: &bytes)
    }
  }
}

extension SecretBytes {
  /// Clears the highest bits of a big-endian number.
  fileprivate mutating func clearHighest(bitCount: UInt8) {
    var bytes = mutableBytes
    bytes[0] &= 0xFF >> bitCount
  }
}
