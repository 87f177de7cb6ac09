public import Hashing
public import MLDSA

/// How a signature is made: by which scheme and over which hash.
public enum SignatureAlgorithm: Sendable, Hashable {
  /// ECDSA (FIPS 186-5) with the signature as the DER structure of RFC 3279, Section 2.2.3.
  case ecdsa(HashAlgorithm)
  /// Ed25519 (RFC 8032, Section 5.1), which hashes by itself.
  case ed25519
  /// Ed448 (RFC 8032, Section 5.2) without a context; it hashes by itself.
  case ed448
  /// ML-DSA (FIPS 204, Algorithm 2) without a context; it hashes by itself.
  case mldsa(MLDSAParameterSet)
  /// RSASSA-PSS (RFC 8017, Section 8.1) with MGF1 over the same hash and a salt as long as its digest.
  case rsaPSS(HashAlgorithm)
  /// RSASSA-PKCS1-v1_5 (RFC 8017, Section 8.2); in TLS 1.3 for certificates alone.
  case rsaPKCS1v15(HashAlgorithm)
}

extension SignatureAlgorithm: CustomStringConvertible {
  /// As people write it: `ECDSA with SHA-256`.
  public var description: String {
    switch self {
    case .ecdsa(let hash): "ECDSA with \(hash)"
    case .ed25519: "Ed25519"
    case .ed448: "Ed448"
    case .mldsa(let set): "\(set)"
    case .rsaPSS(let hash): "RSA-PSS with \(hash)"
    case .rsaPKCS1v15(let hash): "RSA PKCS#1 v1.5 with \(hash)"
    }
  }
}
