/// `SignatureScheme` (RFC 9846, Section 4.3.3).
///
/// A peer may send a value that has no name here, so this is a number with names, not an enumeration.
public struct SignatureScheme: RawRepresentable, Sendable, Hashable {
  /// The number on the wire.
  public let rawValue: UInt16

  /// The code point of this number.
  @inlinable
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// `rsa_pkcs1_sha256`.
  public static let rsaPKCS1SHA256 = SignatureScheme(rawValue: 0x0401)
  /// `rsa_pkcs1_sha384`.
  public static let rsaPKCS1SHA384 = SignatureScheme(rawValue: 0x0501)
  /// `rsa_pkcs1_sha512`.
  public static let rsaPKCS1SHA512 = SignatureScheme(rawValue: 0x0601)
  /// `rsa_pkcs1_sha256_legacy` (draft-ietf-tls-tls13-pkcs1, Section 3): for clients' keys alone.
  public static let rsaPKCS1SHA256Legacy = SignatureScheme(rawValue: 0x0420)
  /// `rsa_pkcs1_sha384_legacy`.
  public static let rsaPKCS1SHA384Legacy = SignatureScheme(rawValue: 0x0520)
  /// `rsa_pkcs1_sha512_legacy`.
  public static let rsaPKCS1SHA512Legacy = SignatureScheme(rawValue: 0x0620)
  /// `ecdsa_secp256r1_sha256`.
  public static let ecdsaSecp256r1SHA256 = SignatureScheme(rawValue: 0x0403)
  /// `ecdsa_secp384r1_sha384`.
  public static let ecdsaSecp384r1SHA384 = SignatureScheme(rawValue: 0x0503)
  /// `ecdsa_secp521r1_sha512`.
  public static let ecdsaSecp521r1SHA512 = SignatureScheme(rawValue: 0x0603)
  /// `rsa_pss_rsae_sha256`.
  public static let rsaPSSRSAESHA256 = SignatureScheme(rawValue: 0x0804)
  /// `rsa_pss_rsae_sha384`.
  public static let rsaPSSRSAESHA384 = SignatureScheme(rawValue: 0x0805)
  /// `rsa_pss_rsae_sha512`.
  public static let rsaPSSRSAESHA512 = SignatureScheme(rawValue: 0x0806)
  /// `rsa_pss_pss_sha256`: for keys of the algorithm id-RSASSA-PSS.
  public static let rsaPSSPSSSHA256 = SignatureScheme(rawValue: 0x0809)
  /// `rsa_pss_pss_sha384`.
  public static let rsaPSSPSSSHA384 = SignatureScheme(rawValue: 0x080A)
  /// `rsa_pss_pss_sha512`.
  public static let rsaPSSPSSSHA512 = SignatureScheme(rawValue: 0x080B)
  /// `ed25519`.
  public static let ed25519 = SignatureScheme(rawValue: 0x0807)
  /// `ed448`.
  public static let ed448 = SignatureScheme(rawValue: 0x0808)
  /// `mldsa44` (draft-ietf-tls-mldsa, Section 3).
  public static let mldsa44 = SignatureScheme(rawValue: 0x0904)
  /// `mldsa65`.
  public static let mldsa65 = SignatureScheme(rawValue: 0x0905)
  /// `mldsa87`.
  public static let mldsa87 = SignatureScheme(rawValue: 0x0906)
}

extension SignatureScheme: CustomStringConvertible {
  /// The name that the RFCs use, or the number.
  public var description: String {
    switch self {
    case .rsaPKCS1SHA256: "rsa_pkcs1_sha256"
    case .rsaPKCS1SHA384: "rsa_pkcs1_sha384"
    case .rsaPKCS1SHA512: "rsa_pkcs1_sha512"
    case .rsaPKCS1SHA256Legacy: "rsa_pkcs1_sha256_legacy"
    case .rsaPKCS1SHA384Legacy: "rsa_pkcs1_sha384_legacy"
    case .rsaPKCS1SHA512Legacy: "rsa_pkcs1_sha512_legacy"
    case .ecdsaSecp256r1SHA256: "ecdsa_secp256r1_sha256"
    case .ecdsaSecp384r1SHA384: "ecdsa_secp384r1_sha384"
    case .ecdsaSecp521r1SHA512: "ecdsa_secp521r1_sha512"
    case .rsaPSSRSAESHA256: "rsa_pss_rsae_sha256"
    case .rsaPSSRSAESHA384: "rsa_pss_rsae_sha384"
    case .rsaPSSRSAESHA512: "rsa_pss_rsae_sha512"
    case .rsaPSSPSSSHA256: "rsa_pss_pss_sha256"
    case .rsaPSSPSSSHA384: "rsa_pss_pss_sha384"
    case .rsaPSSPSSSHA512: "rsa_pss_pss_sha512"
    case .ed25519: "ed25519"
    case .ed448: "ed448"
    case .mldsa44: "mldsa44"
    case .mldsa65: "mldsa65"
    case .mldsa87: "mldsa87"
    default: "0x" + String(rawValue, radix: 16)
    }
  }
}
