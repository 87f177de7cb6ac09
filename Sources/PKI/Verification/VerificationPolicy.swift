public import Cryptography
import DER

/// What a path has to satisfy.
public struct VerificationPolicy: Sendable {
  /// What the peer's certificate is used for.
  public enum Purpose: Sendable {
    /// A TLS server: id-kp-serverAuth.
    case server
    /// A TLS client: id-kp-clientAuth.
    case client

    var identifier: ObjectIdentifier {
      switch self {
      case .server: .serverAuth
      case .client: .clientAuth
      }
    }
  }

  /// What the peer's certificate is used for.
  public var purpose: Purpose
  /// Intermediates between the peer's certificate and the root.
  public var maximumIntermediates = 8
  /// The least bits of an RSA modulus.
  public var minimumRSABits = 2048
  /// Signature algorithms that certificates may use; those that are not known here are never accepted.
  public var signatureAlgorithms: Set<SignatureAlgorithm>?

  /// The policy for certificates of this use.
  public init(purpose: Purpose) { self.purpose = purpose }
}
