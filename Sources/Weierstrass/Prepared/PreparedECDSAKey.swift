/// A public key that verifies signatures of ECDSA three times as fast as its octets do.
///
/// Making one costs about as much as verifying one signature. It takes 4, 6 or 9 KB.
public struct PreparedECDSAKey: Sendable {
  private enum Multiples: Sendable {
    case p256(PieceMultiples<4>)
    case p384(PieceMultiples<6>)
    case p521(PieceMultiples<9>)
  }

  private let curve: Curve
  private let multiples: Multiples

  /// - Parameter publicKey: An uncompressed point, 65, 97 or 133 bytes.
  /// - Throws: ``WeierstrassError/malformedPoint`` and ``WeierstrassError/pointNotOnCurve``.
  public init(_ curve: Curve, publicKey: Span<UInt8>) throws(WeierstrassError) {
    self.curve = curve
    multiples =
      switch curve {
      case .p256: .p256(try Self.multiples(Constants.p256, publicKey))
      case .p384: .p384(try Self.multiples(Constants.p384, publicKey))
      case .p521: .p521(try Self.multiples(Constants.p521, publicKey))
      }
  }

  /// Whether r ‖ s (64, 96 or 132 bytes) is this key's signature of the digest; the answer is that of
  /// ``ECDSA/verify(_:signature:digest:publicKey:)``.
  public func verify(signature: Span<UInt8>, digest: Span<UInt8>) -> Bool {
    switch multiples {
    case .p256(let key):
      ECDSA.verify(Constants.p256, signature, digest) {
        PreparedBase.p256.multiplyVariableTime($0, adding: $1, of: key)
      }
    case .p384(let key):
      ECDSA.verify(Constants.p384, signature, digest) {
        PreparedBase.p384.multiplyVariableTime($0, adding: $1, of: key)
      }
    case .p521(let key):
      ECDSA.verify(Constants.p521, signature, digest) {
        PreparedBase.p521.multiplyVariableTime($0, adding: $1, of: key)
      }
    }
  }

  /// The same for a signature in DER.
  public func verify(derSignature: Span<UInt8>, digest: Span<UInt8>) -> Bool {
    ECDSA.check(curve, der: derSignature) { verify(signature: $0, digest: digest) }
  }

  private static func multiples<let count: Int>(
    _ curve: CurveConstants<count>, _ publicKey: Span<UInt8>
  ) throws(WeierstrassError) -> PieceMultiples<count> {
    PieceMultiples(variableTime: try curve.point(publicKey), width: 5, curve.conversion)
  }
}

/// The base points', which are made with the first prepared key: 32, 48 and 72 KB.
private enum PreparedBase {
  static let p256 = multiples(Constants.p256)
  static let p384 = multiples(Constants.p384)
  static let p521 = multiples(Constants.p521)

  private static func multiples<let count: Int>(
    _ curve: CurveConstants<count>
  ) -> PieceMultiples<count> {
    PieceMultiples(variableTime: curve.base.oddMultiples[0], width: 8, curve.conversion)
  }
}
