import Bytes
public import DER

// Names as text: RFC 4514, which begins at the most specific end, and the same from the root down,
// which people read more easily.

extension Name: CustomStringConvertible {
  /// The name from the root down, as in `C=US, O=Example, CN=api`.
  public var description: String { text }

  /// The name as text, from the root down, each value escaped as in RFC 4514.
  public var text: String {
    relativeNames.map { attributes in
      attributes.map { "\(Name.label(of: $0.type))=\(Name.escaped($0))" }.joined(separator: " + ")
    }.joined(separator: ", ")
  }

  /// The name as RFC 4514, Section 2 has it: the most specific relative name first, as in
  /// `CN=api,O=Example,C=US`.
  public var rfc4514: String {
    relativeNames.reversed().map { attributes in
      attributes.map { attribute in
        // RFC 4514 §2.4: a type without a short name has its value in hexadecimal.
        guard let name = Name.shortNames.first(where: { $0.type == attribute.type })?.name else {
          return "\(attribute.type)=\(attribute.hexadecimal)"
        }
        return "\(name)=\(Name.escaped(attribute))"
      }.joined(separator: "+")
    }.joined(separator: ",")
  }

  /// The short name of an attribute's type (RFC 4514, Section 3, and `openssl`), or its dotted
  /// decimal.
  public static func label(of type: ObjectIdentifier) -> String {
    shortNames.first { $0.type == type }?.name ?? "\(type)"
  }

  /// The type of a short name in any case, or in dotted decimal; nil for another text.
  static func type(of label: some StringProtocol) -> ObjectIdentifier? {
    let folded = label.lowercased()
    return shortNames.first { $0.name.lowercased() == folded }?.type
      ?? ObjectIdentifier(dotted: label)
  }

  private static let shortNames: [(type: ObjectIdentifier, name: String)] = [
    (.commonName, "CN"), (.surname, "SN"), (.nameSerialNumber, "serialNumber"),
    (.countryName, "C"), (.localityName, "L"), (.stateOrProvinceName, "ST"),
    (.streetAddress, "street"), (.organizationName, "O"), (.organizationalUnitName, "OU"),
    (.title, "title"), (.givenName, "GN"), (.initials, "initials"),
    (.generationQualifier, "generationQualifier"), (.dnQualifier, "dnQualifier"),
    (.pseudonym, "pseudonym"), (.organizationIdentifier, "organizationIdentifier"),
    (.domainComponent, "DC"), (.userID, "UID"), (.emailAddress, "emailAddress"),
  ]

  /// Escapes by RFC 4514, Section 2.4. Control characters come out in hexadecimal, so that a name
  /// cannot write on a terminal.
  private static func escaped(_ attribute: NameAttribute) -> String {
    guard attribute.isText else { return attribute.value }
    var text = ""
    let scalars = attribute.value.unicodeScalars
    for (index, scalar) in scalars.enumerated() {
      switch scalar {
      case ",", "+", "\"", "\\", "<", ">", ";": text += "\\\(scalar)"
      case "#" where index == 0: text += "\\#"
      case " " where index == 0 || index == scalars.count - 1: text += "\\ "
      default:
        if scalar.isHarmlessOnTerminal {
          text.unicodeScalars.append(scalar)
        } else {
          for octet in String(scalar).utf8 { text += "\\" + Hex.encode([octet].span) }
        }
      }
    }
    return text
  }
}

extension NameAttribute {
  /// `#` and the value's DER (RFC 4514, Section 2.4).
  var hexadecimal: String {
    guard isText else { return value }
    var reader = DERReader(der.span)
    guard var pair = try? reader.sequence("attribute"),
      (try? pair.objectIdentifier("type")) != nil, let content = try? pair.value("value")
    else { return "" }
    return "#" + Hex.encode(content.encoded)
  }
}
