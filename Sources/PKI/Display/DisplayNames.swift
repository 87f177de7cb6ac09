import DER

/// The names under which `openssl` shows algorithms, extensions and methods.
enum DisplayNames {
  /// A signature's or a key's algorithm; dotted decimal for one without a name here.
  static func algorithm(_ identifier: ObjectIdentifier) -> String {
    switch identifier {
    case .ecPublicKey: "id-ecPublicKey"
    case .rsaEncryption: "rsaEncryption"
    case .rsassaPSS: "rsassaPss"
    case .ed25519: "ED25519"
    case .ed448: "ED448"
    case .mldsa44: "ML-DSA-44"
    case .mldsa65: "ML-DSA-65"
    case .mldsa87: "ML-DSA-87"
    case .x25519: "X25519"
    case .x448: "X448"
    case .ecdsaWithSHA1: "ecdsa-with-SHA1"
    case .ecdsaWithSHA256: "ecdsa-with-SHA256"
    case .ecdsaWithSHA384: "ecdsa-with-SHA384"
    case .ecdsaWithSHA512: "ecdsa-with-SHA512"
    case .md5WithRSA: "md5WithRSAEncryption"
    case .sha1WithRSA: "sha1WithRSAEncryption"
    case .sha256WithRSA: "sha256WithRSAEncryption"
    case .sha384WithRSA: "sha384WithRSAEncryption"
    case .sha512WithRSA: "sha512WithRSAEncryption"
    default: "\(identifier)"
    }
  }

  /// An extension; dotted decimal for one without a name here.
  static func `extension`(_ identifier: ObjectIdentifier) -> String {
    switch identifier {
    case .subjectKeyIdentifier: "X509v3 Subject Key Identifier"
    case .keyUsage: "X509v3 Key Usage"
    case .subjectAlternativeName: "X509v3 Subject Alternative Name"
    case .issuerAlternativeName: "X509v3 Issuer Alternative Name"
    case .basicConstraints: "X509v3 Basic Constraints"
    case .nameConstraints: "X509v3 Name Constraints"
    case .crlDistributionPoints: "X509v3 CRL Distribution Points"
    case .certificatePolicies: "X509v3 Certificate Policies"
    case .policyMappings: "X509v3 Policy Mappings"
    case .authorityKeyIdentifier: "X509v3 Authority Key Identifier"
    case .policyConstraints: "X509v3 Policy Constraints"
    case .extendedKeyUsage: "X509v3 Extended Key Usage"
    case .freshestCRL: "X509v3 Freshest CRL"
    case .inhibitAnyPolicy: "X509v3 Inhibit Any Policy"
    case .authorityInformationAccess: "Authority Information Access"
    case .subjectInformationAccess: "Subject Information Access"
    case .crlNumber: "X509v3 CRL Number"
    case .tlsFeature: "TLS Feature"
    case .signedCertificateTimestamps: "CT Precertificate SCTs"
    default: "\(identifier)"
    }
  }

  /// A policy (RFC 5280, Section 4.2.1.4).
  static func policy(_ identifier: ObjectIdentifier) -> String {
    identifier == ObjectIdentifier(2, 5, 29, 32, 0) ? "X509v3 Any Policy" : "\(identifier)"
  }

  /// A method of authorityInfoAccess (RFC 5280, Section 4.2.2.1).
  static func accessMethod(_ identifier: ObjectIdentifier) -> String {
    switch identifier {
    case ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 48, 1): "OCSP"
    case ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 48, 2): "CA Issuers"
    default: "\(identifier)"
    }
  }
}
