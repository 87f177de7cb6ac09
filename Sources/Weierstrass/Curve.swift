/// The curves of this module (SP 800-186; SEC 2), of prime order and with a = -3.
public enum Curve: UInt8, Sendable, Hashable, CaseIterable {
  /// secp256r1.
  case p256
  /// secp384r1.
  case p384
  /// secp521r1.
  case p521

  /// Length of a scalar, and of a coordinate, in bytes: 32, 48 or 66.
  public var scalarByteCount: Int {
    switch self {
    case .p256: 32
    case .p384: 48
    case .p521: 66
    }
  }

  /// Length of an uncompressed point in bytes: 65, 97 or 133.
  public var pointByteCount: Int { 1 + 2 * scalarByteCount }

  /// Checks a public key (RFC 9846, Section 4.3.8.2): an uncompressed point of the curve.
  ///
  /// - Throws: ``WeierstrassError``.
  public func validate(publicKey: Span<UInt8>) throws(WeierstrassError) {
    switch self {
    case .p256: _ = try Constants.p256.point(publicKey)
    case .p384: _ = try Constants.p384.point(publicKey)
    case .p521: _ = try Constants.p521.point(publicKey)
    }
  }
}

/// Why a key or a signature is refused.
public enum WeierstrassError: Error, Sendable, Equatable {
  /// A point that is not uncompressed, or of the wrong length.
  case malformedPoint
  /// Coordinates that do not satisfy the curve's equation, or are not below its prime.
  case pointNotOnCurve
  /// A scalar that is not in 1..<n, or of the wrong length.
  case scalarOutOfRange
  /// A signature that is not two numbers in 1..<n, in the one form of DER.
  case malformedSignature
}

extension WeierstrassError: CustomStringConvertible {
  /// One sentence for a person.
  public var description: String {
    switch self {
    case .malformedPoint: "the point is not uncompressed or has the wrong length"
    case .pointNotOnCurve: "the point does not lie on the curve"
    case .scalarOutOfRange: "the scalar is zero, too large, or has the wrong length"
    case .malformedSignature: "the signature is not a DER sequence of two numbers in range"
    }
  }
}
