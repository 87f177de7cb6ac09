/// How a verification came to its verdict: every path that was tried, in order, and what each broke.
public struct VerificationExplanation: Sendable {
  /// Paths that are told at most: as many as are ever tried (``WorkBudget``), with room for their ends.
  static let attemptLimit = 1024

  /// The paths that broke a rule, in the order in which they were tried.
  public let attempts: [VerificationFailure.Attempt]
  /// The path that holds, or why there is none.
  public let verdict: Result<VerifiedPath, VerificationFailure>
}

extension VerificationFailure.Cause {
  /// The cause's own name, for programs.
  public var name: String {
    switch self {
    case .emptyChain: "emptyChain"
    case .unknownIssuer: "unknownIssuer"
    case .untrustedSelfSigned: "untrustedSelfSigned"
    case .badSignature: "badSignature"
    case .unsupportedSignatureAlgorithm: "unsupportedSignatureAlgorithm"
    case .disallowedSignatureAlgorithm: "disallowedSignatureAlgorithm"
    case .expired: "expired"
    case .notYetValid: "notYetValid"
    case .notAnAuthority: "notAnAuthority"
    case .pathTooLong: "pathTooLong"
    case .tooManyIntermediates: "tooManyIntermediates"
    case .tooManyCertificates: "tooManyCertificates"
    case .keyUsage: "keyUsage"
    case .wrongPurpose: "wrongPurpose"
    case .unhandledCriticalExtension: "unhandledCriticalExtension"
    case .nameForbidden: "nameForbidden"
    case .nameMismatch: "nameMismatch"
    case .serialNumber: "serialNumber"
    case .weakKey: "weakKey"
    case .noValidPolicy: "noValidPolicy"
    case .policyMapping: "policyMapping"
    case .revoked: "revoked"
    case .revocationUnknown: "revocationUnknown"
    case .stapleMissing: "stapleMissing"
    case .badStaple: "badStaple"
    case .profile: "profile"
    case .budgetExhausted: "budgetExhausted"
    }
  }

  /// The values on which the rule was broken, by name; empty where there are none beside the certificate itself.
  public var values: [(name: String, value: String)] {
    switch self {
    case .unsupportedSignatureAlgorithm(let identifier):
      [("algorithm", DisplayNames.algorithm(identifier))]
    case .expired(let notAfter, let now): [("notAfter", "\(notAfter)"), ("now", "\(now)")]
    case .notYetValid(let notBefore, let now): [("notBefore", "\(notBefore)"), ("now", "\(now)")]
    case .pathTooLong(let limit), .tooManyIntermediates(let limit), .tooManyCertificates(let limit):
      [("limit", "\(limit)")]
    case .keyUsage(let needs): [("needed", needs)]
    case .wrongPurpose(let found, let needed):
      [
        ("found", VerificationFailure.list(found.map(Purposes.name))),
        ("needed", Purposes.name(of: needed)),
      ]
    case .unhandledCriticalExtension(let identifier):
      [("extension", DisplayNames.extension(identifier))]
    case .nameForbidden(let name, let constraint): [("name", name), ("constraint", constraint)]
    case .nameMismatch(let wanted, let presented):
      [
        ("wanted", "\(wanted)"),
        ("presented", VerificationFailure.list(presented.map(DisplayText.name))),
      ]
    case .weakKey(let reason): [("key", reason)]
    case .revoked(let time, let reason):
      [("revokedAt", "\(time)")] + (reason.map { [("reason", "\($0)")] } ?? [])
    case .revocationUnknown(let why): [("obstacle", why)]
    case .badStaple(let failure): [("response", "\(failure)")]
    case .profile(let violation): [("violation", violation.text)]
    case .emptyChain, .unknownIssuer, .untrustedSelfSigned, .badSignature,
      .disallowedSignatureAlgorithm, .notAnAuthority, .serialNumber, .noValidPolicy, .policyMapping,
      .stapleMissing, .budgetExhausted:
      []
    }
  }
}
