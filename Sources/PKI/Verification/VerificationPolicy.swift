public import Cryptography
public import DER

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
  /// Which purposes of a client's certificate do, where that is what is judged.
  public var clientPurpose = ClientPurpose.clientAuth
  /// Intermediates between the peer's certificate and the root.
  public var maximumIntermediates = 8
  /// The least bits of an RSA modulus.
  public var minimumRSABits = 2048
  /// Signature algorithms that certificates may use; those that are not known here are never accepted.
  public var signatureAlgorithms: Set<SignatureAlgorithm>?
  /// The certificate policies that are acceptable (user-initial-policy-set of RFC 5280, Section 6.1.1);
  /// nil for any.
  public var initialPolicies: Set<ObjectIdentifier>?
  /// Whether the path has to be valid for one of ``initialPolicies`` (initial-explicit-policy).
  public var requiresExplicitPolicy = false
  /// Whether policyMappings are not processed (initial-policy-mapping-inhibit).
  public var inhibitsPolicyMapping = false
  /// Whether anyPolicy matches nothing (initial-any-policy-inhibit).
  public var inhibitsAnyPolicy = false
  /// What certificates have to keep to beyond what makes a path safe; nil for nothing more.
  public var profile: CertificateProfile?
  /// A peer may send as many certificates; real ones send two or three.
  public var maximumCertificates = PeerVerifier.maximumCertificates
  /// What is known of revoked certificates, and what is asked of it.
  public var revocation = RevocationPolicy()

  /// The policy for certificates of this use.
  public init(purpose: Purpose) { self.purpose = purpose }
}
