import Bytes
import Cryptography
import DER
public import JSON

/// Certificates as JSON: what ``CertificateText`` shows, for programs. Octets are lower-case
/// hexadecimal, times are those of RFC 3339.
public enum CertificateJSON {
  /// All of a certificate.
  public static func value(of certificate: Certificate) -> JSONValue {
    [
      "version": .number(certificate.version),
      "serialNumber": hex(certificate.serialNumber),
      "signatureAlgorithm": algorithm(certificate.signatureAlgorithm),
      "issuer": name(certificate.issuer),
      "notBefore": .string("\(certificate.notBefore)"),
      "notAfter": .string("\(certificate.notAfter)"),
      "subject": name(certificate.subject),
      "publicKey": key(certificate.subjectPublicKeyInfo),
      "extensions": .array(
        certificate.extensions.map { ExtensionJSON.value(of: $0, certificate.parsed) }),
      "signature": hex(certificate.signature),
      "fingerprintSHA256": hex(certificate.fingerprint),
    ]
  }

  /// Lower-case digits.
  static func hex(_ bytes: [UInt8]) -> JSONValue { .string(Hex.encode(bytes.span)) }

  static func algorithm(_ identifier: AlgorithmIdentifier) -> JSONValue {
    var members = [
      JSONValue.Member("identifier", .string("\(identifier.algorithm)")),
      JSONValue.Member("name", .string(DisplayNames.algorithm(identifier.algorithm))),
    ]
    if let known = identifier.signatureAlgorithm {
      members.append(JSONValue.Member("description", .string("\(known)")))
    }
    return .object(members)
  }

  static func name(_ name: Name) -> JSONValue {
    [
      "text": .string(name.text),
      "relativeNames": .array(
        name.relativeNames.map { attributes in
          .array(
            attributes.map { attribute in
              [
                "type": .string(Name.label(of: attribute.type)),
                "identifier": .string("\(attribute.type)"),
                "value": .string(attribute.value),
              ]
            })
        }),
    ]
  }

  static func key(_ info: SubjectPublicKeyInfo) -> JSONValue {
    [
      "identifier": .string("\(info.algorithm.algorithm)"),
      "algorithm": .string(DisplayNames.algorithm(info.algorithm.algorithm)),
      "kind": info.publicKey.map { .string("\($0.type)") } ?? .null,
      "bits": hex(info.keyBits),
    ]
  }
}
