import Bytes
public import DER

/// A distinguished name (RFC 5280, Section 4.1.2.4): relative names from the root down, each of one
/// or more attributes.
///
/// Two names are equal when their octets are; ``matches(_:)`` compares by RFC 5280, Section 7.1.
public struct Name: Sendable, Hashable {
  /// The attributes of each relative name.
  public let relativeNames: [[NameAttribute]]
  /// The name in DER, as it stood where it was read.
  public let der: [UInt8]

  /// A name with one attribute in each relative name, from the root down.
  public init(_ attributes: [NameAttribute]) {
    self.init(relativeNames: attributes.map { [$0] })
  }

  /// A name of these relative names, from the root down. None of them may be empty.
  public init(relativeNames: [[NameAttribute]]) {
    // In the order that DER has (X.690, Section 11.6).
    let relativeNames = relativeNames.map { attributes in
      attributes.sorted { $0.der.lexicographicallyPrecedes($1.der) }
    }
    self.relativeNames = relativeNames
    var der: [UInt8] = []
    der.writeSequence { output in
      for attributes in relativeNames { output.writeSetOf(attributes.map(\.der)) }
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

  /// Reads a RelativeDistinguishedName; `tag` where it is tagged implicitly.
  static func relativeName(
    _ sequence: inout DERReader, _ field: StaticString, tag: Tag = .set
  ) throws(DERError) -> [NameAttribute] {
    let start = sequence.offset
    var set = try sequence.constructed(tag, field)
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
      attributes.append(try NameAttribute(value, field))
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

  /// Whether two names are the same by RFC 5280, Section 7.1: case and the amount of white space do
  /// not count, the string's type does not either.
  public func matches(_ other: Name) -> Bool {
    if der == other.der { return true }
    guard relativeNames.count == other.relativeNames.count else { return false }
    // A path is looked for among many roots: what differs is told without folding whole names.
    for (own, wanted) in zip(relativeNames, other.relativeNames) {
      guard own.count == wanted.count else { return false }
      guard own.count == 1 else { return canonical == other.canonical }
      guard own[0].type == wanted[0].type, own[0].isText == wanted[0].isText,
        Name.foldedEqual(own[0].value, wanted[0].value)
      else { return false }
    }
    return true
  }

  /// Whether this name begins with `prefix`, relative name by relative name: whether it lies in
  /// that subtree (RFC 5280, Section 4.2.1.10).
  public func isWithin(_ prefix: Name) -> Bool {
    let own = canonical
    let wanted = prefix.canonical
    return own.count >= wanted.count && own.prefix(wanted.count).elementsEqual(wanted)
  }

  /// Each relative name as its set of types and folded values.
  var canonical: [Set<String>] {
    relativeNames.map { attributes in
      Set(
        attributes.map { attribute in
          // The type's length and octets as characters, so that no value can pass for a part of them.
          let type = attribute.type.contents
          var text = attribute.isText ? "=" : "#"
          text.unicodeScalars.append(Unicode.Scalar(UInt8(clamping: type.count)))
          for octet in type { text.unicodeScalars.append(Unicode.Scalar(octet)) }
          return text + Name.folded(attribute.value)
        })
    }
  }

  /// Whether two values are the same once they are folded. What begins differently is told at once: paths
  /// are made of names that differ.
  private static func foldedEqual(_ left: String, _ right: String) -> Bool {
    if let one = left.utf8.first, let other = right.utf8.first, isPlain(one), isPlain(other),
      one | 0x20 != other | 0x20
    {
      return false
    }
    return folded(left) == folded(right)
  }

  /// Whether an octet is a letter or a digit of ASCII, so that no folding takes it away.
  private static func isPlain(_ octet: UInt8) -> Bool {
    (0x61...0x7A).contains(octet | 0x20) || (0x30...0x39).contains(octet)
  }

  /// Lower case, without white space at the ends, one space for any run of it inside.
  private static func folded(_ text: String) -> String {
    guard text.utf8.allSatisfy({ $0 < 0x80 }) else {
      return text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    // Most are ASCII, and those need no tables of Unicode.
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    var needsSpace = false
    for byte in text.utf8 {
      if byte == 0x20 || (0x09...0x0D).contains(byte) {
        needsSpace = !bytes.isEmpty
      } else {
        if needsSpace { bytes.append(0x20) }
        needsSpace = false
        bytes.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
