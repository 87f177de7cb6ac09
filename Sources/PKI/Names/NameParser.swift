import Bytes
import DER

/// Why a text is no distinguished name.
public struct NameTextError: Error, Sendable, Equatable, CustomStringConvertible {
  /// One sentence for a person.
  public let description: String
}

extension Name {
  /// The name that a text means (RFC 4514, Section 3), as in `CN=api,O=Example,C=US`: the most
  /// specific relative name first. Spaces around the separators are passed over.
  ///
  /// - Throws: ``NameTextError`` that says what is wrong.
  public init(rfc4514 text: String) throws(NameTextError) {
    var parser = NameParser(text)
    self.init(relativeNames: try parser.relativeNames().reversed())
  }
}

/// Reads RFC 4514's text, octet by octet.
private struct NameParser {
  private let octets: [UInt8]
  private var position = 0

  init(_ text: String) { octets = Array(text.utf8) }

  mutating func relativeNames() throws(NameTextError) -> [[NameAttribute]] {
    skipSpaces()
    guard position < octets.count else { return [] }
    var names = [[try attribute()]]
    while position < octets.count {
      let separator = octets[position]
      position += 1
      if separator == UInt8(ascii: "+") {
        names[names.count - 1].append(try attribute())
      } else {
        names.append([try attribute()])
      }
    }
    return names
  }

  /// `type=value`, up to a separator or the end.
  private mutating func attribute() throws(NameTextError) -> NameAttribute {
    skipSpaces()
    let start = position
    while position < octets.count, octets[position] != UInt8(ascii: "=") { position += 1 }
    let label = String(decoding: octets[start..<position], as: UTF8.self)
      .split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    guard position < octets.count else {
      throw NameTextError(description: "\"\(label)\" is not followed by = and a value")
    }
    position += 1
    guard let type = Name.type(of: label) else {
      throw NameTextError(
        description: "\"\(label)\" is no type of attribute known here; write it in dotted decimal")
    }
    skipSpaces()
    if position < octets.count, octets[position] == UInt8(ascii: "#") {
      return try hexadecimal(type)
    }
    return NameAttribute(type, try string(label))
  }

  private mutating func hexadecimal(
    _ type: ObjectIdentifier
  ) throws(NameTextError) -> NameAttribute {
    position += 1
    let start = position
    while position < octets.count, !isSeparator(octets[position]) { position += 1 }
    let digits = String(decoding: octets[start..<position], as: UTF8.self)
    guard let der = Hex.decode(digits.filter { $0 != " " }) else {
      throw NameTextError(description: "#\(digits) is not hexadecimal")
    }
    do { return try NameAttribute(type, der: der.span) } catch {
      throw NameTextError(description: "#\(digits) is no value in DER: \(error)")
    }
  }

  private mutating func string(_ label: String) throws(NameTextError) -> String {
    var value: [UInt8] = []
    // Spaces at the end count only where they are escaped.
    var kept = 0
    while position < octets.count, !isSeparator(octets[position]) {
      let octet = octets[position]
      position += 1
      if octet == UInt8(ascii: "\\") {
        value.append(try escaped(label))
        kept = value.count
        continue
      }
      guard !"\"<>;\0".utf8.contains(octet) else {
        throw NameTextError(
          description: "the value of \(label) has a character that needs a \\ before it")
      }
      value.append(octet)
      if octet != 0x20 { kept = value.count }
    }
    value.removeLast(value.count - kept)
    guard !value.isEmpty, let text = String(validating: value, as: UTF8.self) else {
      throw NameTextError(description: "the value of \(label) is empty or not UTF-8")
    }
    return text
  }

  /// What stands behind a backslash: a special character or two hexadecimal digits.
  private mutating func escaped(_ label: String) throws(NameTextError) -> UInt8 {
    if position < octets.count, " \"#+,;<=>\\".utf8.contains(octets[position]) {
      defer { position += 1 }
      return octets[position]
    }
    guard position + 2 <= octets.count,
      let octet = Hex.decode(String(decoding: octets[position..<position + 2], as: UTF8.self))?
        .first
    else {
      throw NameTextError(
        description: "a \\ in the value of \(label) has neither a special character nor two "
          + "hexadecimal digits behind it")
    }
    position += 2
    return octet
  }

  private func isSeparator(_ octet: UInt8) -> Bool {
    octet == UInt8(ascii: ",") || octet == UInt8(ascii: "+")
  }

  private mutating func skipSpaces() {
    while position < octets.count, octets[position] == 0x20 { position += 1 }
  }
}
