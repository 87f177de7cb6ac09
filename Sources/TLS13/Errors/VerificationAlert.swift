public import PKI

extension VerificationFailure {
  /// The alert that tells the peer why its certificate was refused (RFC 9846, Section 6.2).
  public var alert: Alert {
    switch cause {
    case .emptyChain: .certificateRequired
    case .unknownIssuer, .untrustedSelfSigned: .unknownCA
    case .expired, .notYetValid: .certificateExpired
    case .badSignature, .notAnAuthority, .pathTooLong, .nameForbidden, .nameMismatch, .serialNumber,
      .tooManyIntermediates, .tooManyCertificates, .budgetExhausted,
      .noValidPolicy, .policyMapping, .profile:
      .badCertificate
    // RFC 9846 §4.5.1.3 RECOMMENDED: SHA-1 and MD5 are bad_certificate.
    case .unsupportedSignatureAlgorithm, .disallowedSignatureAlgorithm: .badCertificate
    case .revoked: .certificateRevoked
    case .revocationUnknown: .certificateUnknown
    // RFC 6066 §8 MUST.
    case .stapleMissing, .badStaple: .badCertificateStatusResponse
    case .keyUsage, .wrongPurpose, .unhandledCriticalExtension, .weakKey: .unsupportedCertificate
    }
  }
}
