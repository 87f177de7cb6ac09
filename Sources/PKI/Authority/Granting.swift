import Bytes
import Cryptography
import DER

// What an authority puts into a certificate, and what it leaves out of a request.
extension Authority {
  /// The names that are granted: those asked for, or a server's common name where there are none.
  static func grantedNames(
    _ request: SigningRequest, _ profile: SigningProfile
  ) throws(IssuanceError) -> (names: [GeneralName], report: IssuanceReport) {
    var report = IssuanceReport()
    report.grant("subject", request.subject.isEmpty ? "(empty)" : request.subject.text)
    var names: [GeneralName] = []
    for name in request.parsed.subjectAlternativeNames ?? [] {
      switch name {
      case .dns, .ip, .uri, .email:
        names.append(name)
        report.grant("subjectAltName", "\(name)")
      case .directoryName, .registeredID, .other:
        report.drop("subjectAltName", "\(name)", "this form of name is not issued")
      }
    }
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
    Authority.reportRequested(request, profile, &report)
    var usage: KeyUsage = .digitalSignature
    if case .rsa = key, profile != .client { usage.insert(.keyEncipherment) }
    var extensions = [
      BasicConstraints(isAuthority: false).asExtension, usage.asExtension,
      Purposes.asExtension(profile.purposes),
    ]
    report.add("basicConstraints", "CA:FALSE", "always")
    report.add("keyUsage", usage.names.joined(separator: ", "), "what a TLS key needs")
    report.add(
      "extKeyUsage", profile.purposes.map(Purposes.name).joined(separator: ", "),
      "profile \(profile.rawValue)")
    if !names.isEmpty {
      extensions.append(
        AlternativeNames.asExtension(names, subjectIsEmpty: request.subject.isEmpty))
    }
    let issuer =
      certificate.subjectKeyIdentifier ?? certificate.subjectPublicKeyInfo.keyIdentifier
    extensions += Authority.keyIdentifiers(request.subjectPublicKeyInfo, issuer: issuer)
    return extensions
  }

  /// Tells what else the request asked for.
  private static func reportRequested(
    _ request: SigningRequest, _ profile: SigningProfile, _ report: inout IssuanceReport
  ) {
    for one in request.extensions {
      switch one.identifier {
      case .subjectAlternativeName: break
      case .basicConstraints:
        if request.parsed.basicConstraints?.isAuthority == true {
          report.drop("basicConstraints", "CA:TRUE", "this profile makes no authorities")
        }
      case .keyUsage:
        report.drop(
          "keyUsage", request.parsed.keyUsage?.names.joined(separator: ", ") ?? "",
          "the profile says what the key is for")
      case .extendedKeyUsage:
        for purpose in request.parsed.extendedKeyUsage ?? []
        where !profile.purposes.contains(purpose) {
          report.drop(
            "extKeyUsage", Purposes.name(of: purpose), "not of profile \(profile.rawValue)")
        }
      case .subjectKeyIdentifier:
        report.drop("subjectKeyIdentifier", "", "computed by the authority")
      default:
        report.drop("extension", "\(one.identifier)", "not known here, so not vouched for")
      }
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
