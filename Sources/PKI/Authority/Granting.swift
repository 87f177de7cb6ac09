import Bytes
import Cryptography
import DER

// What an authority puts into a certificate, and what it leaves out of a request.
extension Issuer {
  /// The names that are granted: those asked for, or a server's common name where there are none.
  static func grantedNames(
    _ request: SigningRequest, _ profile: SigningProfile
  ) throws(IssuanceError) -> (names: [GeneralName], report: IssuanceReport) {
    var report = IssuanceReport()
    report.grant("subject", request.subject.isEmpty ? "(empty)" : request.subject.text)
    var names: [GeneralName] = []
    for name in request.parsed.subjectAlternativeNames ?? [] {
      let text = DisplayText.name(name)
      if let problem = name.problem {
        report.drop("subjectAltName", text, DisplayText.escaped(problem))
      } else if names.contains(name) {
        report.drop("subjectAltName", text, "it was asked for twice")
      } else {
        names.append(name)
        report.grant("subjectAltName", text)
      }
    }
    guard !request.subject.isEmpty || !names.isEmpty else { throw .noName }
    guard profile != .client, !names.contains(where: \.isHost) else { return (names, report) }
    guard let commonName = request.subject.commonName,
      let name = try? GeneralName(text: commonName), name.isHost
    else { throw .noServerName }
    names.append(name)
    report.add(
      "subjectAltName", "\(name)",
      "copied from the common name, which peers do not look at (RFC 9525, Section 6.3)")
    return (names, report)
  }

  /// The extensions of a certificate that is no authority's.
  func leafExtensions(
    _ request: SigningRequest, _ key: PublicKey, _ names: [GeneralName],
    _ profile: SigningProfile, _ report: inout IssuanceReport
  ) -> [Extension] {
    var usage: KeyUsage = .digitalSignature
    if case .rsa = key, profile != .client { usage.insert(.keyEncipherment) }
    Issuer.reportRequested(request, usage, profile, &report)
    var extensions = [
      BasicConstraints(isAuthority: false).asExtension, usage.asExtension,
      Purposes.asExtension(profile.purposes),
    ]
    if !names.isEmpty {
      extensions.append(
        AlternativeNames.asExtension(names, subjectIsEmpty: request.subject.isEmpty))
    }
    extensions += Issuer.keyIdentifiers(request.subjectPublicKeyInfo, issuer: keyIdentifier)
    return extensions
  }

  /// Tells what became of everything else that the request asked for, and what comes unasked.
  private static func reportRequested(
    _ request: SigningRequest, _ usage: KeyUsage, _ profile: SigningProfile,
    _ report: inout IssuanceReport
  ) {
    let wanted = request.parsed
    if wanted.basicConstraints?.isAuthority == true {
      report.drop("basicConstraints", "CA:TRUE", "this profile makes no authorities")
    }
    report.decide("basicConstraints", "CA:FALSE", wanted.basicConstraints?.isAuthority == false)

    let asked = wanted.keyUsage ?? []
    for name in asked.subtracting(usage).names {
      report.drop("keyUsage", name, "not of profile \(profile.rawValue) with this key")
    }
    for name in usage.names { report.decide("keyUsage", name, asked.names.contains(name)) }

    let purposes = wanted.extendedKeyUsage ?? []
    for purpose in purposes where !profile.purposes.contains(purpose) {
      report.drop(
        "extKeyUsage", Purposes.name(of: purpose), "not of profile \(profile.rawValue)")
    }
    for purpose in profile.purposes {
      report.decide("extKeyUsage", Purposes.name(of: purpose), purposes.contains(purpose))
    }
    if wanted.subjectKeyIdentifier != nil {
      report.drop("subjectKeyIdentifier", "", "the authority computes it from the key")
    }
    let handled: Set<ObjectIdentifier> = [
      .subjectAlternativeName, .basicConstraints, .keyUsage, .extendedKeyUsage,
      .subjectKeyIdentifier,
    ]
    for one in request.extensions where !handled.contains(one.identifier) {
      report.drop(
        "extension", DisplayNames.extension(one.identifier),
        "requests cannot ask for it; only what the authority can vouch for is granted")
    }
    for attribute in request.otherAttributes {
      report.drop("attribute", "\(attribute)", "attributes do not go into certificates")
    }
  }

  /// The extensions of an authority's certificate.
  static func authorityExtensions(
    _ key: SubjectPublicKeyInfo, issuerKeyIdentifier: [UInt8], _ pathLength: Int?
  ) -> [Extension] {
    [
      BasicConstraints(isAuthority: true, pathLength: pathLength).asExtension,
      KeyUsage([.keyCertSign, .crlSign]).asExtension,
    ] + keyIdentifiers(key, issuer: issuerKeyIdentifier)
  }

  private static func keyIdentifiers(
    _ key: SubjectPublicKeyInfo, issuer: [UInt8]
  ) -> [Extension] {
    let identifier = key.keyIdentifier
    var value: [UInt8] = []
    value.writeOctetString(identifier.span)
    return [
      Extension(.subjectKeyIdentifier, value: value),
      AuthorityKeyIdentifier(keyIdentifier: issuer).asExtension,
    ]
  }
}

extension GeneralName {
  /// Whether this names a host.
  var isHost: Bool {
    switch self {
    case .dns, .ip: true
    default: false
    }
  }
}
