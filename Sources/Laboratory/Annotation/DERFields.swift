import Bytes
import DER

/// DER byte by byte: each value's tag and length, and what is inside.
enum DERFields {
  /// An X.509 certificate, or a bare SubjectPublicKeyInfo (RFC 7250).
  static func certificate(_ bytes: [UInt8]) -> Field {
    var field = any(bytes)
    guard field.name == "SEQUENCE" else { return field }
    let parts = field.children.dropFirst()
    // A certificate has three parts, of which the first is a SEQUENCE of six or more; a key has two.
    if parts.count == 3, let body = parts.first, body.children.count > 6 {
      field.name = "Certificate"
      field.meaning =
        "an X.509 certificate: who it is for, by whom, until when, and whose signature says so"
      field.section = "RFC 5280, Section 4.1"
      field.rename(child: 1, "tbsCertificate", "what is signed", "RFC 5280, Section 4.1.2")
      field.rename(
        child: 2, "signatureAlgorithm", "how the signature was made", "RFC 5280, Section 4.1.1.2")
      field.rename(
        child: 3, "signatureValue", "the issuer's signature over tbsCertificate",
        "RFC 5280, Section 4.1.1.3")
      field.children[1] = named(body: field.children[1])
    } else if parts.count == 2, parts.last?.name == "BIT STRING" {
      field.name = "SubjectPublicKeyInfo"
      field.meaning = "a raw public key"
      field.section = "RFC 7250, Section 3"
    }
    return field
  }

  /// The parts of tbsCertificate under their names.
  private static func named(body: Field) -> Field {
    var body = body
    var index = 1
    if body.children.indices.contains(1), body.children[1].name == "[0]" {
      body.rename(child: 1, "version", "2 stands for version 3", "RFC 5280, Section 4.1.2.1")
      index = 2
    }
    let names = [
      ("serialNumber", "the certificate's number among those of its issuer", "4.1.2.2"),
      ("signature", "the algorithm of the signature, once more", "4.1.2.3"),
      ("issuer", "who vouches", "4.1.2.4"), ("validity", "from when until when", "4.1.2.5"),
      ("subject", "whom the certificate is for", "4.1.2.6"),
      ("subjectPublicKeyInfo", "the subject's public key", "4.1.2.7"),
    ]
    for (name, meaning, number) in names {
      body.rename(child: index, name, meaning, "RFC 5280, Section \(number)")
      index += 1
    }
    while index < body.children.count {
      if body.children[index].name == "[3]" {
        body.rename(
          child: index, "extensions", "what else is said of the subject",
          "RFC 5280, Section 4.1.2.9")
      }
      index += 1
    }
    return body
  }

  /// One DER value, or bytes that are none.
  static func any(_ bytes: [UInt8]) -> Field {
    guard let field = value(bytes, 0..<bytes.count, depth: 0), field.range.upperBound == bytes.count
    else {
      return Field(
        name: "not DER", range: 0..<bytes.count, value: Annotator.hex(bytes),
        meaning: "these bytes are no DER", isUnknown: true)
    }
    return field
  }

  /// The value at the front of `range`; nil where there is none.
  private static func value(_ bytes: [UInt8], _ range: Range<Int>, depth: Int) -> Field? {
    guard depth < DERReader.maximumDepth, let (header, contents) = header(bytes, range) else {
      return nil
    }
    let tag = Tag(rawValue: bytes[range.lowerBound])
    let whole = range.lowerBound..<contents.upperBound
    let first = Field(
      name: "tag, length", range: header, value: "\(name(tag)), \(contents.count) bytes",
      meaning: "what kind of value follows, and how many bytes it has",
      section: "X.690, Section 8.1")
    var field = Field(name: name(tag), range: whole, children: [first])
    var inner: [Field] = []
    if tag.isConstructed {
      guard let values = values(bytes, contents, depth: depth + 1) else { return nil }
      inner = values
      field.value = summary(inner)
    } else if let skipped = wrapped(bytes, tag, contents),
      let values = values(
        bytes, contents.lowerBound + skipped..<contents.upperBound, depth: depth + 1)
    {
      if skipped == 1 {
        inner.append(
          Field(
            name: "unused bits", range: contents.lowerBound..<contents.lowerBound + 1, value: "0",
            meaning: "bits of the last byte that do not count", section: "X.690, Section 8.6"))
      }
      inner += values
    } else if !contents.isEmpty {
      let text = explained(tag, Array(bytes[contents]))
      inner = [
        Field(
          name: "contents", range: contents, value: text, meaning: "the value",
          section: "X.690, Section 8")
      ]
      field.value = text
    }
    field.children += inner
    return field
  }

  private static func values(_ bytes: [UInt8], _ range: Range<Int>, depth: Int) -> [Field]? {
    var fields: [Field] = []
    var position = range.lowerBound
    while position < range.upperBound {
      guard let field = value(bytes, position..<range.upperBound, depth: depth) else { return nil }
      fields.append(field)
      position = field.range.upperBound
    }
    return fields
  }

  /// How many bytes to skip of a string that holds DER itself; nil where it holds none.
  private static func wrapped(_ bytes: [UInt8], _ tag: Tag, _ contents: Range<Int>) -> Int? {
    let skipped = tag == .bitString ? 1 : 0
    guard tag == .octetString || tag == .bitString, contents.count > skipped + 2,
      skipped == 0 || bytes[contents.lowerBound] == 0,
      [0x02, 0x03, 0x04, 0x06, 0x30].contains(bytes[contents.lowerBound + skipped]),
      let (_, inner) = header(bytes, contents.lowerBound + skipped..<contents.upperBound),
      inner.upperBound == contents.upperBound
    else { return nil }
    return skipped
  }

  private static func header(_ bytes: [UInt8], _ range: Range<Int>) -> (Range<Int>, Range<Int>)? {
    guard range.count >= 2, bytes[range.lowerBound] & 0x1F != 0x1F else { return nil }
    let first = Int(bytes[range.lowerBound + 1])
    var start = range.lowerBound + 2
    var length = first
    if first >= 0x80 {
      let count = first & 0x7F
      guard (1...3).contains(count), range.upperBound - start >= count else { return nil }
      length = bytes[start..<start + count].reduce(0) { $0 << 8 | Int($1) }
      start += count
    }
    guard length <= range.upperBound - start else { return nil }
    return (range.lowerBound..<start, start..<start + length)
  }

  private static func name(_ tag: Tag) -> String {
    switch tag {
    case .sequence: "SEQUENCE"
    case .set: "SET"
    case .boolean: "BOOLEAN"
    case .integer: "INTEGER"
    case .bitString: "BIT STRING"
    case .octetString: "OCTET STRING"
    case .null: "NULL"
    case .objectIdentifier: "OBJECT IDENTIFIER"
    case .utf8String: "UTF8String"
    case .printableString: "PrintableString"
    case .ia5String: "IA5String"
    case .utcTime: "UTCTime"
    case .generalizedTime: "GeneralizedTime"
    default: tag.rawValue & 0xC0 == 0x80 ? "[\(tag.rawValue & 0x1F)]" : "\(tag)"
    }
  }

  private static func explained(_ tag: Tag, _ contents: [UInt8]) -> String {
    switch tag {
    case .objectIdentifier:
      guard let identifier = ObjectIdentifier(contents: contents.span) else {
        return Annotator.hex(contents)
      }
      return ObjectNames.name("\(identifier)").map { "\($0) (\(identifier))" } ?? "\(identifier)"
    case .utf8String, .printableString, .ia5String, .utcTime, .generalizedTime, .visibleString:
      return Annotator.text(contents)
    case .boolean: return contents == [0xFF] ? "TRUE" : "FALSE"
    case .integer where contents.count <= 7 && contents.first.map { $0 < 0x80 } ?? false:
      return "\(contents.reduce(0) { $0 << 8 | Int($1) })"
    default:
      // Names in subjectAltName and the like are text under context tags.
      if tag.rawValue & 0xC0 == 0x80, contents.allSatisfy({ (0x20...0x7E).contains($0) }) {
        return Annotator.text(contents)
      }
      return Annotator.hex(contents)
    }
  }

  /// What a SEQUENCE that begins with an identifier says.
  private static func summary(_ fields: [Field]) -> String {
    if fields.count == 1 { return fields[0].value }
    guard fields.first?.name == "OBJECT IDENTIFIER", let first = fields.first else { return "" }
    let name = first.value.split(separator: " ").first.map(String.init) ?? first.value
    guard fields.count == 2, fields[1].name.hasSuffix("String"), !fields[1].value.isEmpty else {
      return name
    }
    return "\(name) = \(fields[1].value)"
  }
}

extension Field {
  fileprivate mutating func rename(
    child index: Int, _ name: String, _ meaning: String, _ section: String
  ) {
    guard children.indices.contains(index) else { return }
    children[index].name = name
    children[index].meaning = meaning
    children[index].section = section
  }
}

/// Names of object identifiers that stand in certificates.
enum ObjectNames {
  static func name(_ dotted: String) -> String? { table[dotted] }

  private static let table: [String: String] = [
    "2.5.4.3": "commonName", "2.5.4.6": "countryName", "2.5.4.7": "localityName",
    "2.5.4.8": "stateOrProvinceName", "2.5.4.10": "organizationName",
    "2.5.4.11": "organizationalUnitName", "2.5.4.5": "serialNumber",
    "1.2.840.113549.1.9.1": "emailAddress", "0.9.2342.19200300.100.1.25": "domainComponent",
    "2.5.29.14": "subjectKeyIdentifier", "2.5.29.15": "keyUsage", "2.5.29.17": "subjectAltName",
    "2.5.29.18": "issuerAltName", "2.5.29.33": "policyMappings", "2.5.29.36": "policyConstraints",
    "2.5.29.46": "freshestCRL", "2.5.29.54": "inhibitAnyPolicy", "2.5.29.32.0": "anyPolicy",
    "2.5.29.37.0": "anyExtendedKeyUsage", "1.3.6.1.5.5.7.1.11": "subjectInfoAccess",
    "1.3.6.1.5.5.7.1.24": "tlsFeature", "1.3.6.1.4.1.44363.44": "delegationUsage",
    "1.3.6.1.5.5.7.2.1": "cps", "1.3.6.1.5.5.7.2.2": "userNotice",
    "1.3.6.1.5.5.7.3.3": "codeSigning", "1.3.6.1.5.5.7.3.4": "emailProtection",
    "1.3.6.1.5.5.7.3.8": "timeStamping", "1.3.6.1.5.5.7.3.9": "ocspSigning",
    "2.5.29.19": "basicConstraints", "2.5.29.30": "nameConstraints",
    "2.5.29.31": "cRLDistributionPoints", "2.5.29.32": "certificatePolicies",
    "2.5.29.35": "authorityKeyIdentifier", "2.5.29.37": "extKeyUsage",
    "1.3.6.1.5.5.7.1.1": "authorityInfoAccess", "1.3.6.1.5.5.7.3.1": "serverAuth",
    "1.3.6.1.5.5.7.3.2": "clientAuth", "1.3.6.1.5.5.7.48.1": "ocsp",
    "1.3.6.1.5.5.7.48.2": "caIssuers", "1.3.6.1.4.1.11129.2.4.2": "signedCertificateTimestampList",
    "1.2.840.10045.2.1": "id-ecPublicKey", "1.2.840.10045.3.1.7": "secp256r1",
    "1.3.132.0.34": "secp384r1", "1.3.132.0.35": "secp521r1",
    "1.2.840.10045.4.3.2": "ecdsa-with-SHA256", "1.2.840.10045.4.3.3": "ecdsa-with-SHA384",
    "1.2.840.10045.4.3.4": "ecdsa-with-SHA512", "1.2.840.113549.1.1.1": "rsaEncryption",
    "1.2.840.113549.1.1.11": "sha256WithRSAEncryption",
    "1.2.840.113549.1.1.12": "sha384WithRSAEncryption",
    "1.2.840.113549.1.1.13": "sha512WithRSAEncryption", "1.2.840.113549.1.1.10": "rsassaPss",
    "1.3.101.110": "X25519", "1.3.101.112": "Ed25519", "1.3.101.113": "Ed448",
    "2.16.840.1.101.3.4.3.17": "ML-DSA-44", "2.16.840.1.101.3.4.3.18": "ML-DSA-65",
    "2.16.840.1.101.3.4.3.19": "ML-DSA-87",
  ]
}
