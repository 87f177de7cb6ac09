public import Bytes
public import DER

/// Why a certificate is not trusted: what the path that came farthest broke.
public struct VerificationFailure: Error, Sendable {
  /// One case for each rule that a path can break.
  public enum Cause: Error, Sendable, Equatable {
    /// The peer sent no certificate.
    case emptyChain
    /// No trusted root, and no certificate that was sent, issued this one.
    case unknownIssuer
    /// The certificate was its own issuer, and is not trusted.
    case untrustedSelfSigned
    /// The signature does not verify with the issuer's key.
    case badSignature
    /// The signature's algorithm is not known, or too weak, such as SHA-1.
    case unsupportedSignatureAlgorithm(ObjectIdentifier)
    /// The signature's algorithm is not among those that are allowed.
    case disallowedSignatureAlgorithm
    /// The certificate ended before the time of verification.
    case expired(notAfter: Time, now: Time)
    /// The certificate begins after the time of verification.
    case notYetValid(notBefore: Time, now: Time)
    /// An issuer whose basicConstraints do not make it an authority, or that is not v3.
    case notAnAuthority
    /// More intermediates below an issuer than its pathLenConstraint allows.
    case pathTooLong(limit: Int)
    /// More intermediates than the policy allows.
    case tooManyIntermediates(limit: Int)
    /// The peer sent more certificates than will be looked at.
    case tooManyCertificates(limit: Int)
    /// keyUsage is there and lacks what is needed.
    case keyUsage(needs: String)
    /// extKeyUsage is there and lacks what is needed.
    case wrongPurpose(found: [ObjectIdentifier], needed: ObjectIdentifier)
    /// A critical extension that nobody here enforces.
    case unhandledCriticalExtension(ObjectIdentifier)
    /// A name that an issuer's nameConstraints forbid.
    case nameForbidden(name: String, constraint: String)
    /// Nothing in subjectAltName is the name that was wanted.
    case nameMismatch(wanted: ReferenceIdentity, presented: [GeneralName])
    /// A serial number that is not positive, or has more than 20 octets.
    case serialNumber
    /// A key that is too weak, or of a kind that is not known.
    case weakKey(String)
    /// The path is valid for no certificate policy that is acceptable.
    case noValidPolicy
    /// A policyMappings with anyPolicy in it.
    case policyMapping
    /// The certificate is on a CRL of its issuer.
    case revoked(at: Time, reason: RevocationReason?)
    /// No CRL that could be used says whether the certificate is revoked.
    case revocationUnknown(String)
    /// The certificate wants an OCSP response with each handshake (RFC 7633), and none came.
    case stapleMissing
    /// The OCSP response that came with the handshake says nothing that can be relied on.
    case badStaple(OCSPFailure)
    /// A rule of the profile that was asked for.
    case profile(ProfileViolation)
    /// Verification would cost more than it is worth.
    case budgetExhausted
  }

  /// The broken rule.
  public let cause: Cause
  /// Which certificate of the path: 0 is the peer's own.
  public let index: Int
  /// That certificate's subject.
  public let subject: String
  /// Whom that certificate names as its issuer.
  public let issuer: String
  /// All paths that were tried, each with what it broke.
  public let attempts: [Attempt]

  /// A path that was tried.
  public struct Attempt: Sendable {
    /// The certificates, from the peer's own on, as far as the path led.
    public let certificates: [Certificate]
    /// Which of them broke a rule.
    public let index: Int
    /// What it broke.
    public let cause: Cause

    /// The subjects, from the peer's certificate on.
    public var path: [String] { certificates.map(\.subject.text) }

    /// The same as a failure, which has words for it.
    public var failure: VerificationFailure {
      VerificationFailure(
        cause: cause, index: index, subject: certificates[index].subject.text,
        issuer: certificates[index].issuer.text, attempts: [])
    }
  }
}

extension VerificationFailure {
  /// Where the rule stands.
  public var rule: String {
    switch cause {
    case .emptyChain: "RFC 9846, Section 4.5.1.3"
    case .unknownIssuer, .untrustedSelfSigned, .tooManyIntermediates, .tooManyCertificates,
      .budgetExhausted:
      "RFC 5280, Section 6.1"
    case .badSignature: "RFC 5280, Section 6.1.3 (a)(1)"
    case .unsupportedSignatureAlgorithm, .disallowedSignatureAlgorithm:
      "RFC 9846, Section 4.5.1.3"
    case .expired, .notYetValid: "RFC 5280, Section 6.1.3 (a)(2)"
    case .notAnAuthority: "RFC 5280, Section 6.1.4 (k)"
    case .pathTooLong: "RFC 5280, Section 6.1.4 (l)"
    case .keyUsage: "RFC 5280, Section 4.2.1.3"
    case .wrongPurpose: "RFC 5280, Section 4.2.1.12"
    case .unhandledCriticalExtension: "RFC 5280, Section 4.2"
    case .nameForbidden: "RFC 5280, Section 4.2.1.10"
    case .nameMismatch: "RFC 9525, Section 6"
    case .serialNumber: "RFC 5280, Section 4.1.2.2"
    case .weakKey: "RFC 9325, Section 4.5"
    case .profile(let violation): violation.section
    case .noValidPolicy: "RFC 5280, Section 6.1.5 (g)"
    case .policyMapping: "RFC 5280, Section 6.1.4 (a)"
    case .revoked, .revocationUnknown: "RFC 5280, Section 6.3.3"
    case .stapleMissing: "RFC 7633, Section 4.3.3"
    case .badStaple(let failure): failure.rule
    }
  }

  /// What to do next.
  public var hint: String {
    switch cause {
    case .emptyChain: "configure the peer with a certificate and its key"
    case .unknownIssuer:
      "trust the authority that issued it, or have the peer send the intermediate that is missing"
    case .untrustedSelfSigned: "trust this certificate itself, or use one that an authority issued"
    case .badSignature: "get the certificate anew: it was changed, or its issuer has another key"
    case .unsupportedSignatureAlgorithm:
      "have it issued anew with ECDSA or RSA over SHA-256 or better, or with Ed25519 or Ed448"
    case .disallowedSignatureAlgorithm: "have it issued anew with an algorithm that is allowed"
    case .expired: "renew it"
    case .notYetValid: "check the clocks on both sides"
    case .notAnAuthority: "issue from an authority whose certificate says CA:TRUE"
    case .pathTooLong, .tooManyIntermediates: "issue from an authority nearer to the root"
    case .keyUsage: "have it issued anew with that key usage"
    case .wrongPurpose: "have it issued for the right purpose: client, server or both"
    case .unhandledCriticalExtension: "have it issued without that extension, or not critical"
    case .nameForbidden: "have it issued by an authority that may issue that name"
    case .nameMismatch: "use a name that the certificate has, or have it issued for this one"
    case .serialNumber: "have it issued anew with a serial number of 1 to 20 octets"
    case .weakKey: "make a new key: P-256, or RSA of 2048 bits or more"
    case .profile: "have it issued anew by the rules of the profile"
    case .noValidPolicy: "have it issued under a certificate policy that is accepted here"
    case .policyMapping: "have the authority's certificate issued anew without that mapping"
    case .revoked: "make a new key and have a certificate issued for it"
    case .revocationUnknown: "get a current CRL or OCSP response from the issuer"
    case .stapleMissing: "have the peer staple a current OCSP response"
    case .badStaple: "have the peer get a current OCSP response from its issuer"
    case .tooManyCertificates, .budgetExhausted:
      "have the peer send its own certificate first, those of its issuers next, and no others"
    }
  }
}

extension VerificationFailure: CustomStringConvertible {
  /// One sentence for a person: which certificate, and what is wrong with it.
  public var description: String {
    if case .emptyChain = cause { return "the certificate \(text)" }
    let which = index == 0 ? "the certificate" : "certificate \(index) of the path"
    return "\(which) (\(subject.isEmpty ? "no subject" : subject)) \(text)"
  }

  private var text: String {
    switch cause {
    case .emptyChain: "is missing: the peer sent none"
    case .unknownIssuer:
      issuer.isEmpty
        ? "names no issuer" : "was issued by \(issuer), an authority that is not trusted here"
    case .untrustedSelfSigned: "names itself as its issuer, and is not trusted here"
    case .badSignature: "has a signature that was not made by the key of its issuer, \(issuer)"
    case .unsupportedSignatureAlgorithm(let identifier):
      "is signed with \(DisplayNames.algorithm(identifier)), which is not accepted"
    case .disallowedSignatureAlgorithm: "is signed by an algorithm that is not allowed here"
    case .expired(let notAfter, let now): "expired on \(notAfter); it is \(now)"
    case .notYetValid(let notBefore, let now): "is not valid before \(notBefore); it is \(now)"
    case .notAnAuthority: "signed another certificate though it is no authority"
    case .pathTooLong(let limit):
      "allows at most \(limit) intermediates below it, and there are more"
    case .tooManyIntermediates(let limit):
      "is followed by more intermediates than the \(limit) that are allowed"
    case .tooManyCertificates(let limit): "came in a chain of more than \(limit) certificates"
    case .keyUsage(let needs): "has a keyUsage without \(needs)"
    case .wrongPurpose(let found, let needed):
      "is for \(VerificationFailure.list(found.map(Purposes.name))), not for "
        + Purposes.name(of: needed)
    case .unhandledCriticalExtension(let identifier):
      "has the critical extension \(DisplayNames.extension(identifier)), which is not known here"
    case .nameForbidden(let name, let constraint):
      "has the name \(name), which its issuer may not vouch for (\(constraint))"
    case .nameMismatch(let wanted, let presented):
      presented.isEmpty
        ? "names nobody in subjectAltName, and \(wanted) was expected"
        : "is for \(VerificationFailure.list(presented.map(DisplayText.name))), not for \(wanted)"
    case .serialNumber: "has a serial number that is not positive or is too long"
    case .weakKey(let reason): "has \(reason)"
    case .profile(let violation): violation.text
    case .noValidPolicy: "ends a path that no acceptable certificate policy covers"
    case .policyMapping: "maps anyPolicy to another policy"
    case .revoked(let time, let reason):
      "was revoked on \(time)" + (reason.map { ": \($0)" } ?? "")
    case .revocationUnknown(let why): "may be revoked: \(why)"
    case .stapleMissing: "promises an OCSP response with each handshake, and none came"
    case .badStaple(let failure): "came with an OCSP response that \(failure)"
    case .budgetExhausted: "leads into more possible paths than will be tried"
    }
  }

  /// The first of them, and how many more there are.
  static func list(_ texts: [String]) -> String {
    let shown = texts.prefix(8).joined(separator: ", ")
    return texts.count > 8 ? "\(shown) and \(texts.count - 8) more" : shown
  }
}
