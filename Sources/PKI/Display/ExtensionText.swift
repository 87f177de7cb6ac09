import DER

/// Extensions as text: a heading and the value in lines below it.
enum ExtensionText {
  /// Appends all of `extensions`.
  static func add(
    _ level: Int, _ extensions: [Extension], _ parsed: ParsedExtensions, _ lines: inout TextLines
  ) {
    for one in extensions {
      let name = DisplayNames.extension(one.identifier)
      lines.add(level, name + (one.isCritical ? ": critical" : ":"))
      guard !addValue(level + 1, one.identifier, parsed, &lines) else { continue }
      if let details = ExtensionDetails.lines(of: one) {
        for line in details { lines.add(level + 1, line) }
      } else {
        lines.addOctets(level + 1, one.value, inLine: 18)
      }
    }
  }

  /// Whether the value of an extension is one that is understood here, and is now written.
  private static func addValue(
    _ level: Int, _ identifier: ObjectIdentifier, _ parsed: ParsedExtensions,
    _ lines: inout TextLines
  ) -> Bool {
    switch identifier {
    case .nameConstraints:
      guard let constraints = parsed.nameConstraints else { return false }
      addSubtrees(level, "Permitted:", constraints.permitted, &lines)
      addSubtrees(level, "Excluded:", constraints.excluded, &lines)
    case .crlDistributionPoints:
      guard let points = parsed.crlDistributionPoints else { return false }
      lines.add(level, "Full Name:")
      for name in points.names { lines.add(level, "  " + DisplayText.name(name)) }
    case .certificatePolicies:
      guard let policies = parsed.certificatePolicies else { return false }
      for one in policies.identifiers { lines.add(level, "Policy: \(DisplayNames.policy(one))") }
    case .authorityInformationAccess:
      guard let access = parsed.authorityInformationAccess else { return false }
      for one in access.descriptions {
        let method = DisplayNames.accessMethod(one.method)
        lines.add(level, "\(method) - \(DisplayText.name(one.location))")
      }
    case .authorityKeyIdentifier:
      guard let identifier = parsed.authorityKeyIdentifier else { return false }
      addKeyIdentifier(level, identifier, &lines)
    default:
      guard let line = line(identifier, parsed) else { return false }
      lines.add(level, line)
    }
    return true
  }

  /// The value of an extension that takes one line.
  private static func line(
    _ identifier: ObjectIdentifier, _ parsed: ParsedExtensions
  ) -> String? {
    func list(_ names: [GeneralName]) -> String {
      names.map { DisplayText.name($0) }.joined(separator: ", ")
    }
    switch identifier {
    case .basicConstraints:
      return parsed.basicConstraints.map { constraints in
        let length = constraints.pathLength.map { ", pathlen:\($0)" } ?? ""
        return (constraints.isAuthority ? "CA:TRUE" : "CA:FALSE") + length
      }
    case .keyUsage: return parsed.keyUsage.map { $0.names.joined(separator: ", ") }
    case .extendedKeyUsage:
      return parsed.extendedKeyUsage.map { purposes in
        purposes.map { Purposes.name(of: $0) }.joined(separator: ", ")
      }
    case .subjectAlternativeName: return parsed.subjectAlternativeNames.map(list)
    case .issuerAlternativeName: return parsed.issuerAlternativeNames.map(list)
    case .subjectKeyIdentifier: return parsed.subjectKeyIdentifier.map(DisplayText.hex)
    default: return nil
    }
  }

  private static func addSubtrees(
    _ level: Int, _ heading: String, _ names: [GeneralName], _ lines: inout TextLines
  ) {
    guard !names.isEmpty else { return }
    lines.add(level, heading)
    for name in names {
      // Here `openssl` shortens "IP Address".
      if case .ip(let octets) = name {
        lines.add(level, "  IP:" + IPText.text(of: octets))
      } else {
        lines.add(level, "  " + DisplayText.name(name))
      }
    }
  }

  /// `keyid:` stands in front only where more follows, as `openssl` has it.
  private static func addKeyIdentifier(
    _ level: Int, _ identifier: AuthorityKeyIdentifier, _ lines: inout TextLines
  ) {
    let isAlone = identifier.issuer.isEmpty && identifier.serialNumber == nil
    if let key = identifier.keyIdentifier {
      lines.add(level, (isAlone ? "" : "keyid:") + DisplayText.hex(key))
    }
    for name in identifier.issuer { lines.add(level, DisplayText.name(name)) }
    if let serial = identifier.serialNumber {
      let (isNegative, magnitude) = DisplayText.serialNumber(serial)
      lines.add(level, "serial:" + (isNegative ? "-" : "") + DisplayText.hex(magnitude))
    }
  }
}
