import DER
import JSON

/// Extensions as JSON: what they are, and their value as a structure, or as octets where it is not
/// understood here.
enum ExtensionJSON {
  static func value(of one: Extension, _ parsed: ParsedExtensions) -> JSONValue {
    [
      "identifier": .string("\(one.identifier)"),
      "name": .string(DisplayNames.extension(one.identifier)),
      "critical": .boolean(one.isCritical),
      "value": contents(one.identifier, parsed)
        ?? ExtensionDetails.lines(of: one).map { .array($0.map { .string($0) }) } ?? [
          "der": CertificateJSON.hex(one.value)
        ],
    ]
  }

  private static func contents(
    _ identifier: ObjectIdentifier, _ parsed: ParsedExtensions
  ) -> JSONValue? {
    switch identifier {
    case .basicConstraints:
      parsed.basicConstraints.map { constraints in
        [
          "authority": .boolean(constraints.isAuthority),
          "pathLength": constraints.pathLength.map { .number($0) } ?? .null,
        ]
      }
    case .keyUsage: parsed.keyUsage.map { .array($0.names.map { .string($0) }) }
    case .extendedKeyUsage:
      parsed.extendedKeyUsage.map { purposes in
        .array(
          purposes.map { purpose in
            ["identifier": .string("\(purpose)"), "name": .string(Purposes.name(of: purpose))]
          })
      }
    case .subjectAlternativeName: parsed.subjectAlternativeNames.map(list)
    case .issuerAlternativeName: parsed.issuerAlternativeNames.map(list)
    case .subjectKeyIdentifier: parsed.subjectKeyIdentifier.map(CertificateJSON.hex)
    case .authorityKeyIdentifier: parsed.authorityKeyIdentifier.map(keyIdentifier)
    case .nameConstraints:
      parsed.nameConstraints.map { constraints in
        ["permitted": list(constraints.permitted), "excluded": list(constraints.excluded)]
      }
    case .certificatePolicies:
      parsed.certificatePolicies.map { .array($0.identifiers.map { .string("\($0)") }) }
    case .crlDistributionPoints: parsed.crlDistributionPoints.map { list($0.names) }
    case .authorityInformationAccess: parsed.authorityInformationAccess.map(access)
    default: nil
    }
  }

  private static func list(_ names: [GeneralName]) -> JSONValue { .array(names.map(name)) }

  private static func name(_ name: GeneralName) -> JSONValue {
    switch name {
    case .email(let text): ["type": "email", "value": .string(text)]
    case .dns(let text): ["type": "dns", "value": .string(text)]
    case .uri(let text): ["type": "uri", "value": .string(text)]
    case .ip(let octets): ["type": "ip", "value": .string(IPText.text(of: octets))]
    case .directoryName(let name):
      ["type": "directoryName", "value": CertificateJSON.name(name)]
    case .registeredID(let identifier):
      ["type": "registeredID", "value": .string("\(identifier)")]
    case .other(let tag, let contents):
      ["type": "other", "tag": .number(Int(tag)), "value": CertificateJSON.hex(contents)]
    }
  }

  private static func keyIdentifier(_ identifier: AuthorityKeyIdentifier) -> JSONValue {
    [
      "keyIdentifier": identifier.keyIdentifier.map(CertificateJSON.hex) ?? .null,
      "issuer": list(identifier.issuer),
      "serialNumber": identifier.serialNumber.map(CertificateJSON.hex) ?? .null,
    ]
  }

  private static func access(_ access: AuthorityInformationAccess) -> JSONValue {
    .array(
      access.descriptions.map { one in
        [
          "method": .string(DisplayNames.accessMethod(one.method)),
          "location": name(one.location),
        ]
      })
  }
}
