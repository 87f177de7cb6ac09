import Cryptography
import DER

/// Rules of the CA/Browser Forum's Baseline Requirements for TLS server certificates that a certificate shows
/// by itself.
enum BaselineRules {
  static func check(
    _ certificate: Certificate, isLeaf: Bool, isAnchor: Bool,
    _ purpose: VerificationPolicy.Purpose
  ) throws(ProfileViolation) {
    try checkKey(certificate)
    if let identifier = certificate.authorityKeyIdentifier {
      try require(
        identifier.issuer.isEmpty && identifier.serialNumber == nil, "7.1.2.11.1",
        "has an authorityKeyIdentifier with an issuer or a serial number")
      if isAnchor, certificate.isSelfIssued {
        try require(
          identifier.keyIdentifier == certificate.subjectKeyIdentifier, "7.1.2.1.3",
          "signs itself with a key other than its own, as its identifiers say")
      }
    }
    if isLeaf {
      try checkLeaf(certificate)
      try checkNames(certificate)
    } else {
      try require(
        ProfileRules.isCritical(.keyUsage, in: certificate), "7.1.2.10.7",
        "is an authority's whose keyUsage is not critical")
      try require(
        !isAnchor || certificate.extendedKeyUsage == nil, "7.1.2.1.2",
        "is a root's and has extKeyUsage")
      try require(
        isAnchor || !(certificate.extendedKeyUsage?.contains(.anyExtendedKeyUsage) ?? false)
          || certificate.extendedKeyUsage?.count == 1, "7.1.2.10.6",
        "has anyExtendedKeyUsage beside other purposes")
    }
  }

  private static func require(
    _ condition: Bool, _ section: String, _ text: String
  ) throws(ProfileViolation) {
    try ProfileRules.require(condition, "Baseline Requirements, Section \(section)", text)
  }

  /// Sections 6.1.5 and 6.1.6.
  private static func checkKey(_ certificate: Certificate) throws(ProfileViolation) {
    switch certificate.publicKey {
    case .ecdsa?: break
    case .rsa(let key)?:
      try require(
        key.bitCount >= 2048 && key.bitCount.isMultiple(of: 8), "6.1.5",
        "has an RSA key whose length is below 2048 or no multiple of 8")
      try require(
        key.exponent.count > 1 || (key.exponent.first ?? 0) >= 3, "6.1.6",
        "has an RSA key with an exponent below 3")
    default: try require(false, "6.1.5", "has a key that is neither RSA nor of a NIST curve")
    }
  }

  /// Section 7.1.2.7.
  private static func checkLeaf(_ certificate: Certificate) throws(ProfileViolation) {
    try require(
      !(certificate.basicConstraints?.isAuthority ?? false), "7.1.2.7.8", "is an authority's")
    let purposes = certificate.extendedKeyUsage ?? []
    try require(!purposes.isEmpty, "7.1.2.7.10", "has no extKeyUsage")
    try require(
      !purposes.contains(.anyExtendedKeyUsage), "7.1.2.7.10", "is for any purpose")
    try require(
      !ProfileRules.isCritical(.extendedKeyUsage, in: certificate), "7.1.2.7.6",
      "has a critical extKeyUsage")
    try require(
      certificate.keyUsage?.isDisjoint(with: [.keyCertSign, .crlSign]) ?? true, "7.1.2.7.11",
      "may sign certificates or CRLs")
  }

  /// Sections 7.1.2.7.12 and 7.1.4.3.
  private static func checkNames(_ certificate: Certificate) throws(ProfileViolation) {
    let names = certificate.subjectAlternativeNames ?? []
    try require(!names.isEmpty, "7.1.2.7.12", "has no subjectAltName")
    try require(
      certificate.subject.isEmpty
        || !ProfileRules.isCritical(.subjectAlternativeName, in: certificate), "7.1.2.7.12",
      "has a subject and a critical subjectAltName")
    for name in names {
      switch name {
      case .dns(let text):
        let pattern = DNSPattern(text)
        try require(
          pattern != nil && !text.contains("_"), "7.1.2.7.12",
          "has the name \(DisplayText.name(name)), which is no host's")
        if let pattern, pattern.isWildcard {
          try require(
            !PublicSuffixes.contains(pattern.base), "3.2.2.6",
            "has the wildcard \(pattern), which stands for names of many owners")
        }
      case .ip: break
      default:
        try require(
          false, "7.1.2.7.12", "has the name \(DisplayText.name(name)), which is of another form")
      }
    }
    for attribute in certificate.subject.relativeNames.joined()
    where attribute.type == .commonName {
      try require(
        names.contains { isSame(attribute.value, $0) }, "7.1.4.3",
        "has a commonName that is none of its names")
    }
  }

  /// A common name is written as one of the alternative names is: addresses in their canonical text.
  private static func isSame(_ commonName: String, _ name: GeneralName) -> Bool {
    switch name {
    case .dns(let text): return commonName == text
    case .ip(let octets): return IPAddress(octets: octets)?.description == commonName
    default: return false
    }
  }
}

/// Suffixes under which anybody can have a name: those of one label, and the largest of two.
enum PublicSuffixes {
  private static let second: Set<String> = [
    "co", "com", "net", "org", "gov", "edu", "ac", "or", "ne", "go", "gob", "mil", "nom", "gouv",
  ]
  private static let privatelyRun: Set<String> = [
    "github.io", "gitlab.io", "blogspot.com", "herokuapp.com", "appspot.com", "azurewebsites.net",
    "cloudfront.net", "pages.dev", "workers.dev", "netlify.app", "vercel.app", "web.app",
    "firebaseapp.com", "amazonaws.com", "s3.amazonaws.com", "fly.dev", "onrender.com",
  ]

  static func contains(_ name: DNSName) -> Bool {
    guard name.labelCount > 1 else { return true }
    if privatelyRun.contains(name.text) { return true }
    guard name.labelCount == 2 else { return false }
    let labels = name.text.split(separator: ".")
    return labels[1].utf8.count == 2 && second.contains(String(labels[0]))
  }
}
