public import Cryptography
public import PKI

/// What this implementation can do with a code point.
extension CipherSuite {
  /// The suites offered and accepted by default, most preferred first.
  public static let all: [CipherSuite] = [
    .aes128GCMSHA256, .aes256GCMSHA384, .chaCha20Poly1305SHA256,
  ]

  /// All suites implemented; those beyond ``all`` have to be named.
  public static let implemented: [CipherSuite] = all + [.aes128CCMSHA256, .aes128CCM8SHA256]

  /// The AEAD and the hash of the suite; nil for one that is not implemented.
  public var parameters: (aead: AEADAlgorithm, hash: HashAlgorithm)? {
    switch self {
    case .aes128GCMSHA256: (.aes128GCM, .sha256)
    case .aes256GCMSHA384: (.aes256GCM, .sha384)
    case .chaCha20Poly1305SHA256: (.chaCha20Poly1305, .sha256)
    case .aes128CCMSHA256: (.aes128CCM, .sha256)
    case .aes128CCM8SHA256: (.aes128CCM8, .sha256)
    default: nil
    }
  }
}

extension NamedGroup {
  /// The groups offered and accepted by default, most preferred first.
  public static let all: [NamedGroup] = [.x25519MLKEM768, .x25519, .secp256r1, .secp384r1]

  /// All groups implemented; those beyond ``all`` have to be named.
  public static let implemented: [NamedGroup] =
    all + [
      .secp521r1, .x448, .ffdhe2048, .ffdhe3072, .ffdhe4096, .secp256r1MLKEM768,
      .secp384r1MLKEM1024, .mlkem512, .mlkem768, .mlkem1024,
    ]

  /// Those of `groups` that get a share in a first ClientHello: the first `count`. Nil stands for the first
  /// one, and, where that is post-quantum, which a server may not know, the first that is not.
  static func shared(of groups: [NamedGroup], count: Int?) -> [NamedGroup] {
    if let count { return Array(groups.prefix(count)) }
    guard let first = groups.first else { return [] }
    guard first.agreement?.isPostQuantum ?? false,
      let second = groups.first(where: { $0.agreement?.isPostQuantum == false })
    else { return [first] }
    return [first, second]
  }

  /// The key agreement of the group; nil for one that is not implemented.
  public var agreement: KeyAgreementGroup? {
    switch self {
    case .x25519: .x25519
    case .x448: .x448
    case .secp256r1: .p256
    case .secp384r1: .p384
    case .secp521r1: .p521
    case .ffdhe2048: .ffdhe2048
    case .ffdhe3072: .ffdhe3072
    case .ffdhe4096: .ffdhe4096
    case .mlkem512: .mlkem512
    case .mlkem768: .mlkem768
    case .mlkem1024: .mlkem1024
    case .secp256r1MLKEM768: .p256MLKEM768
    case .x25519MLKEM768: .x25519MLKEM768
    case .secp384r1MLKEM1024: .p384MLKEM1024
    default: nil
    }
  }
}

extension SignatureScheme {
  /// The schemes accepted and made in CertificateVerify, in the order in which they are offered.
  public static let all: [SignatureScheme] = [
    .ecdsaSecp256r1SHA256, .ed25519, .ecdsaSecp384r1SHA384, .ecdsaSecp521r1SHA512, .ed448,
    .rsaPSSRSAESHA256, .rsaPSSRSAESHA384, .rsaPSSRSAESHA512, .rsaPSSPSSSHA256, .rsaPSSPSSSHA384,
    .rsaPSSPSSSHA512, .mldsa44, .mldsa65, .mldsa87,
  ]

  /// The schemes accepted in certificates: those of ``all``, and RSASSA-PKCS1-v1_5, which RFC 9846,
  /// Section 4.3.3 allows there alone.
  public static let allForCertificates: [SignatureScheme] =
    all + [.rsaPKCS1SHA256, .rsaPKCS1SHA384, .rsaPKCS1SHA512]

  /// How CertificateVerify is signed by this scheme; nil where the scheme is not for CertificateVerify.
  public var algorithm: SignatureAlgorithm? {
    switch self {
    case .ecdsaSecp256r1SHA256: .ecdsa(.sha256)
    case .ecdsaSecp384r1SHA384: .ecdsa(.sha384)
    case .ecdsaSecp521r1SHA512: .ecdsa(.sha512)
    case .ed25519: .ed25519
    case .ed448: .ed448
    case .mldsa44: .mldsa(.mldsa44)
    case .mldsa65: .mldsa(.mldsa65)
    case .mldsa87: .mldsa(.mldsa87)
    case .rsaPSSRSAESHA256, .rsaPSSPSSSHA256: .rsaPSS(.sha256)
    case .rsaPSSRSAESHA384, .rsaPSSPSSSHA384: .rsaPSS(.sha384)
    case .rsaPSSRSAESHA512, .rsaPSSPSSSHA512: .rsaPSS(.sha512)
    default: nil
    }
  }

  /// How certificates are signed by this scheme; nil where it is not known here.
  var certificateAlgorithm: SignatureAlgorithm? {
    switch self {
    case .rsaPKCS1SHA256: .rsaPKCS1v15(.sha256)
    case .rsaPKCS1SHA384: .rsaPKCS1v15(.sha384)
    case .rsaPKCS1SHA512: .rsaPKCS1v15(.sha512)
    default: algorithm
    }
  }

  /// The same, with what clients' keys alone may do (draft-ietf-tls-tls13-pkcs1, Section 3): no one has it
  /// unless it is named, in ``ServerConfiguration/signatureSchemes`` and ``Credential/signatureSchemes``.
  func algorithm(of signer: SignedContent.Signer) -> SignatureAlgorithm? {
    switch (self, signer) {
    case (.rsaPKCS1SHA256Legacy, .client): .rsaPKCS1v15(.sha256)
    case (.rsaPKCS1SHA384Legacy, .client): .rsaPKCS1v15(.sha384)
    case (.rsaPKCS1SHA512Legacy, .client): .rsaPKCS1v15(.sha512)
    default: algorithm
    }
  }

  /// Whether a key of this type signs by this scheme: TLS 1.3 binds ECDSA schemes to their curve.
  ///
  /// - Parameter pss: What a certificate says of an RSA key that is for PSS alone: such a key has schemes of its own
  ///   (RFC 9846, Section 4.3.3).
  public func fits(_ key: KeyType, pss: PSSRestriction? = nil) -> Bool {
    let isForPSSAlone =
      [.rsaPSSPSSSHA256, .rsaPSSPSSSHA384, .rsaPSSPSSSHA512].contains(self)
    guard isForPSSAlone == (pss != nil) else { return false }
    if let pss {
      guard case .rsa(let bitCount) = key, let algorithm, pss.allows(algorithm) else {
        return false
      }
      return self != .rsaPSSPSSSHA512 || bitCount >= 1048
    }
    return switch (self, key) {
    case (.ecdsaSecp256r1SHA256, .p256), (.ecdsaSecp384r1SHA384, .p384),
      (.ecdsaSecp521r1SHA512, .p521), (.ed25519, .ed25519), (.ed448, .ed448),
      (.mldsa44, .mldsa(.mldsa44)), (.mldsa65, .mldsa(.mldsa65)), (.mldsa87, .mldsa(.mldsa87)):
      true
    // EMSA-PSS needs room for the hash, an equally long salt and two bytes (RFC 8017, Section 9.1.1).
    case (.rsaPSSRSAESHA256, .rsa), (.rsaPSSRSAESHA384, .rsa): true
    case (.rsaPSSRSAESHA512, .rsa(let bitCount)): bitCount >= 1048
    case (.rsaPKCS1SHA256Legacy, .rsa), (.rsaPKCS1SHA384Legacy, .rsa),
      (.rsaPKCS1SHA512Legacy, .rsa):
      true
    default: false
    }
  }
}
