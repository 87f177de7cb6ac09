public import DER
import Bytes

/// One attribute of a name: its type and its value (RFC 5280, Section 4.1.2.4).
public struct NameAttribute: Sendable, Hashable {
  /// What the value is, such as ``DER/ObjectIdentifier/commonName``.
  public let type: ObjectIdentifier
  /// The value's string type.
  public let tag: Tag
  /// The value as text; for a value that is no string, `#` and its DER in hexadecimal (RFC 4514).
  public let value: String

  /// An attribute with a DirectoryString, or an IA5String where its type wants one.
  public init(_ type: ObjectIdentifier, _ value: String) {
    self.type = type
    self.value = value
    switch type {
    case .domainComponent, .emailAddress: tag = .ia5String
    case .countryName, .nameSerialNumber, .dnQualifier: tag = .printableString
    default:
      tag = value.utf8.allSatisfy { $0 < 0x80 && Self.printable.contains($0) } ? .printableString : .utf8String
    }
  }

  private static let printable = Set(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 '()+,-./:=?".utf8)

  init(type: ObjectIdentifier, tag: Tag, value: String) {
    self.type = type
    self.tag = tag
    self.value = value
  }
}

/// A distinguished name (RFC 5280, Section 4.1.2.4): relative names from the root down, each of one or more
/// attributes.
///
/// Two names are equal when their octets are; ``matches(_:)`` compares by RFC 5280, Section 7.1.
public struct Name: Sendable, Hashable {
  /// The attributes of each relative name.
  public let relativeNames: [[NameAttribute]]
  /// The name in DER, as it stood where it was read.
  public let der: [UInt8]

  /// A name with one attribute in each relative name, from the root down.
  public init(_ attributes: [NameAttribute]) {
    relativeNames = attributes.map { [$0] }
    var der: [UInt8] = []
    der.writeSequence { output in
      for attribute in attributes {
        output.writeDER(.set) { output in
          output.writeSequence { output in
            output.writeObjectIdentifier(attribute.type)
            output.writeDER(attribute.tag) { output in output += attribute.value.utf8 }
          }
        }
      }
    }
    self.der = der
  }

  /// Reads a Name.
  init(from reader: inout DERReader, _ field: StaticString) throws(DERError) {
    let value = try reader.value(.sequence, field)
    der = [UInt8](copying: value.encoded)
    var sequence = try DERReader(inside: value, field)
    var names: [[NameAttribute]] = []
    while !sequence.isAtEnd { names.append(try Name.relativeName(&sequence, field)) }
    relativeNames = names
  }

  private static func relativeName(
    _ sequence: inout DERReader, _ field: StaticString
  ) throws(DERError) -> [NameAttribute] {
    let start = sequence.offset
    var set = try sequence.constructed(.set, field)
    var attributes: [NameAttribute] = []
    var previous: [UInt8] = []
    while !set.isAtEnd {
      let value = try set.value(.sequence, field)
      let encoded = [UInt8](copying: value.encoded)
      // X.690 §11.6: the elements of a SET OF stand in order.
      guard attributes.isEmpty || previous.lexicographicallyPrecedes(encoded) else {
        throw DERError(
          .contents("has the elements of a SET out of order or twice"), field: field,
          offset: value.offset)
      }
      previous = encoded
      var pair = try DERReader(inside: value, field)
      let type = try pair.objectIdentifier(field)
      let content = try pair.value(field)
      try pair.finish(field)
      let text: String
      switch content.tag {
      case .utf8String, .printableString, .ia5String, .visibleString, .teletexString, .bmpString,
        .universalString:
        guard let string = content.text else {
          throw DERError(
            .contents("has a \(content.tag) with octets that the type does not allow"),
            field: field, offset: content.offset)
        }
        text = string
      default: text = "#" + Hex.encode(content.encoded)
      }
      attributes.append(NameAttribute(type: type, tag: content.tag, value: text))
    }
    guard !attributes.isEmpty else {
      throw DERError(.contents("has an empty relative name"), field: field, offset: start)
    }
    return attributes
  }

  /// Whether there is no attribute at all.
  public var isEmpty: Bool { relativeNames.isEmpty }

  /// The last value of this type, which is the most specific one; nil where there is none.
  public func value(of type: ObjectIdentifier) -> String? {
    relativeNames.joined().last { $0.type == type }?.value
  }

  /// The common name.
  public var commonName: String? { value(of: .commonName) }

  /// Whether two names are the same by RFC 5280, Section 7.1: case and the amount of white space do not
  /// count, the string's type does not either.
  public func matches(_ other: Name) -> Bool {
    der == other.der || canonical == other.canonical
  }

  /// Whether this name begins with `prefix`, relative name by relative name: whether it lies in that subtree
  /// (RFC 5280, Section 4.2.1.10).
  public func isWithin(_ prefix: Name) -> Bool {
    let own = canonical
    let wanted = prefix.canonical
    return own.count >= wanted.count && own.prefix(wanted.count).elementsEqual(wanted)
  }

  /// Each relative name as its set of types and folded values.
  var canonical: [Set<String>] {
    relativeNames.map { attributes in
      Set(attributes.map { "\($0.type)=\(Name.folded($0.value))" })
    }
  }

  /// Lower case, without white space at the ends, one space for any run of it inside.
  private static func folded(_ text: String) -> String {
    text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

extension Name: CustomStringConvertible {
  /// The name as RFC 4514 writes it, but from the root down, as in `C=US, O=Example, CN=api`.
  public var description: String { text }

  /// The name as text, from the root down.
  public var text: String {
    relativeNames.map { attributes in
      attributes.map { "\(Name.label(of: $0.type))=\(Name.escaped($0.value))" }
        .joined(separator: " + ")
    }.joined(separator: ", ")
  }

  /// The short name of an attribute's type (RFC 4514, Section 3), or its dotted decimal.
  public static func label(of type: ObjectIdentifier) -> String {
    switch type {
    case .commonName: "CN"
    case .surname: "SN"
    case .nameSerialNumber: "serialNumber"
    case .countryName: "C"
    case .localityName: "L"
    case .stateOrProvinceName: "ST"
    case .streetAddress: "street"
    case .organizationName: "O"
    case .organizationalUnitName: "OU"
    case .title: "title"
    case .givenName: "GN"
    case .initials: "initials"
    case .generationQualifier: "generationQualifier"
    case .dnQualifier: "dnQualifier"
    case .pseudonym: "pseudonym"
    case .organizationIdentifier: "organizationIdentifier"
    case .domainComponent: "DC"
    case .userID: "UID"
    case .emailAddress: "emailAddress"
    default: "\(type)"
    }
  }

  /// Escapes by RFC 4514, Section 2.4. Control characters come out in hexadecimal, so that a name cannot
  /// write on a terminal.
  private static func escaped(_ value: String) -> String {
    var text = ""
    for (index, scalar) in value.unicodeScalars.enumerated() {
      switch scalar {
      case ",", "+", "\"", "\\", "<", ">", ";": text += "\\\(scalar)"
      case "#" where index == 0: text += "\\#"
      case " " where index == 0 || index == value.unicodeScalars.count - 1: text += "\\ "
      default:
        if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) {
          for octet in String(scalar).utf8 { text += "\\" + Hex.encode([octet].span) }
        } else {
          text.unicodeScalars.append(scalar)
        }
      }
    }
    return text
  }
}
