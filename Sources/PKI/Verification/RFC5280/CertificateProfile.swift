import Cryptography
import DER

/// How closely certificates have to keep to a profile, beyond what makes a path safe.
public enum CertificateProfile: Sendable, Hashable {
  /// Everything that RFC 5280, Section 4 says that conforming authorities MUST do.
  case rfc5280
  /// That, and the CA/Browser Forum's Baseline Requirements for TLS server certificates.
  case webPKI
}

/// A rule of a profile that a certificate breaks.
public struct ProfileViolation: Error, Sendable, Hashable {
  /// Where the rule stands.
  public let section: String
  /// What is wrong, as what follows "the certificate".
  public let text: String
}

/// RFC 5280, Section 4: what authorities must put into certificates.
enum ProfileRules {
  typealias Cause = VerificationFailure.Cause

  static func check(
    _ certificate: Certificate, isLeaf: Bool, isAnchor: Bool, _ policy: VerificationPolicy
  ) throws(Cause) {
    guard let profile = policy.profile else { return }
    do throws(ProfileViolation) {
      try checkFields(certificate)
      try checkCriticality(certificate, profile)
      try checkKeyIdentifiers(certificate, isLeaf: isLeaf, isAnchor: isAnchor)
      if isLeaf { try checkLeaf(certificate) } else { try checkAuthority(certificate) }
      try checkNameConstraints(certificate)
      if profile == .webPKI {
        try BaselineRules.check(certificate, isLeaf: isLeaf, isAnchor: isAnchor, policy.purpose)
      }
    } catch { throw .profile(error) }
  }

  static func require(
    _ condition: Bool, _ section: String, _ text: String
  ) throws(ProfileViolation) {
    guard condition else { throw ProfileViolation(section: section, text: text) }
  }

  private static func checkFields(_ certificate: Certificate) throws(ProfileViolation) {
    try require(
      certificate.version == 3, "RFC 5280, Section 4.1.2.1", "is not of version 3")
    let serial = certificate.serialNumber
    try require(
      (1...20).contains(serial.count) && serial[0] & 0x80 == 0 && serial != [0],
      "RFC 5280, Section 4.1.2.2", "has a serial number that is not positive or is too long")
    try require(
      !certificate.issuer.isEmpty, "RFC 5280, Section 4.1.2.4", "names no issuer")
  }

  /// Extensions that must, or must not, be critical.
  private static func checkCriticality(
    _ certificate: Certificate, _ profile: CertificateProfile
  ) throws(ProfileViolation) {
    for one in certificate.extensions {
      let (section, wanted): (String, Bool)
      switch one.identifier {
      case .authorityKeyIdentifier: (section, wanted) = ("4.2.1.1", false)
      case .subjectKeyIdentifier: (section, wanted) = ("4.2.1.2", false)
      // The Baseline Requirements (7.1.2.10.8) leave this open, for programs that do not know them.
      case .nameConstraints where profile == .webPKI: continue
      case .nameConstraints: (section, wanted) = ("4.2.1.10", true)
      case .policyConstraints: (section, wanted) = ("4.2.1.11", true)
      case .inhibitAnyPolicy: (section, wanted) = ("4.2.1.14", true)
      case .freshestCRL: (section, wanted) = ("4.2.1.15", false)
      case .authorityInformationAccess: (section, wanted) = ("4.2.2.1", false)
      case .subjectInformationAccess: (section, wanted) = ("4.2.2.2", false)
      default: continue
      }
      try require(
        one.isCritical == wanted, "RFC 5280, Section \(section)",
        "has \(DisplayNames.extension(one.identifier)), which must\(wanted ? "" : " not") be critical"
      )
    }
  }

  private static func checkKeyIdentifiers(
    _ certificate: Certificate, isLeaf: Bool, isAnchor: Bool
  ) throws(ProfileViolation) {
    // Who signs itself needs no hint to its own key.
    if !(isAnchor && certificate.isSelfIssued) || certificate.authorityKeyIdentifier != nil {
      try require(
        certificate.authorityKeyIdentifier?.keyIdentifier != nil, "RFC 5280, Section 4.2.1.1",
        "has no authorityKeyIdentifier with a key identifier")
    }
    try require(
      isLeaf || certificate.subjectKeyIdentifier != nil, "RFC 5280, Section 4.2.1.2",
      "is an authority's and has no subjectKeyIdentifier")
  }

  private static func checkAuthority(_ certificate: Certificate) throws(ProfileViolation) {
    try require(
      !certificate.subject.isEmpty, "RFC 5280, Section 4.1.2.6",
      "is an authority's and has no subject")
    try require(
      isCritical(.basicConstraints, in: certificate), "RFC 5280, Section 4.2.1.9",
      "is an authority's and has no critical basicConstraints")
    try require(
      certificate.keyUsage != nil, "RFC 5280, Section 4.2.1.3",
      "is an authority's and has no keyUsage")
  }

  private static func checkLeaf(_ certificate: Certificate) throws(ProfileViolation) {
    let isAuthority = certificate.basicConstraints?.isAuthority ?? false
    try require(
      isAuthority || certificate.nameConstraints == nil, "RFC 5280, Section 4.2.1.10",
      "has nameConstraints and is no authority's")
    try require(
      isAuthority || !(certificate.keyUsage?.contains(.keyCertSign) ?? false),
      "RFC 5280, Section 4.2.1.9", "may sign certificates and is no authority's")
    guard certificate.subject.isEmpty else { return }
    try require(
      isCritical(.subjectAlternativeName, in: certificate), "RFC 5280, Section 4.1.2.6",
      "has neither subject nor a critical subjectAltName")
  }

  /// RFC 5280, Section 4.2.1.10: the forms of subtrees.
  private static func checkNameConstraints(
    _ certificate: Certificate
  ) throws(ProfileViolation) {
    guard let constraints = certificate.nameConstraints else { return }
    for name in constraints.permitted + constraints.excluded {
      var isGood = Subtree(name).isWellFormed
      if case .dns(let text) = name, text.hasPrefix(".") { isGood = false }
      try require(
        isGood, "RFC 5280, Section 4.2.1.10",
        "constrains names by a malformed \(DisplayText.name(name))")
    }
  }

  static func isCritical(_ identifier: ObjectIdentifier, in certificate: Certificate) -> Bool {
    certificate.extensions.contains { $0.identifier == identifier && $0.isCritical }
  }
}
