/// `CertificateType` (RFC 7250, Section 3): in what form a peer shows its key.
///
/// A peer may send a value that has no name here, so this is a number with names, not an enumeration.
public struct CertificateType: RawRepresentable, Sendable, Hashable {
  /// The number on the wire.
  public let rawValue: UInt8

  /// The code point of this number.
  @inlinable
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// A chain of X.509 certificates: what holds where nothing is agreed on.
  public static let x509 = CertificateType(rawValue: 0)
  /// A SubjectPublicKeyInfo alone.
  public static let rawPublicKey = CertificateType(rawValue: 2)
}

extension CertificateType: CustomStringConvertible {
  /// The name that the RFC uses, or the number.
  public var description: String {
    switch self {
    case .x509: "X509"
    case .rawPublicKey: "RawPublicKey"
    default: "\(rawValue)"
    }
  }
}
