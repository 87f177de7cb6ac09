import Bytes
public import DER

/// A distinguished name (RFC 5280, Section 4.1.2.4): relative names from the root down, each of one
/// or more attributes.
///
/// Two names are equal when their octets are; ``matches(_:)`` compares by RFC 5280, Section 7.1.
public struct Name: Sendable {
  /// Well-formed throughout. Where a certificate was read, its octets are shared.
  private let octets: ArraySlice<UInt8>

  /// The name in DER, as it stood where it was read.
  public var der: [UInt8] { Array(octets) }

  /// Whether ``der`` is one of `names`.
  public func isAmong(_ names: [[UInt8]]) -> Bool {
    names.contains { octets.elementsEqual($0) }
  }

  /// A view of ``der``.
  var encoded: Span<UInt8> {
    @_lifetime(borrow self)
    get { octets.span }
  }

  /// A name with one attribute in each relative name, from the root down.
  public init(_ attributes: [NameAttribute]) {
    self.init(relativeNames: attributes.map { [$0] })
  }

  /// A name of these relative names, from the root down. None of them may be empty.
  public init(relativeNames: [[NameAttribute]]) {
    var der: [UInt8] = []
    der.writeSequence { output in
      // In the order that DER has (X.690, Section 11.6).
      for attributes in relativeNames { output.writeSetOf(attributes.map(\.der)) }
    }
    octets = der[...]
  }

  /// Reads a Name. Attributes are checked, and taken out when somebody asks for them: paths are built
  /// by octets nearly always.
  init(from reader: inout DERReader, _ field: StaticString) throws(DERError) {
    let value = try reader.value(.sequence, field)
    try Name.check(value, field)
    octets = [UInt8](copying: value.encoded)[...]
  }

  /// The same, of a reader whose offsets are places in `whole`: the name keeps that instead of a copy.
  init(
    from reader: inout DERReader, _ field: StaticString, sharing whole: [UInt8]
  ) throws(DERError) {
    let value = try reader.value(.sequence, field)
    try Name.check(value, field)
    octets = whole[value.range]
  }

  private static func check(
    _ value: borrowing DERValue, _ field: StaticString
  ) throws(DERError) {
    var sequence = try DERReader(inside: value, field)
    while !sequence.isAtEnd { try Name.checkRelativeName(&sequence, field) }
  }

  /// The attributes of each relative name. Read from ``der`` each time.
  public var relativeNames: [[NameAttribute]] {
    do throws(DERError) {
      var reader = DERReader(octets.span)
      var sequence = try reader.sequence("Name")
      var names: [[NameAttribute]] = []
      while !sequence.isAtEnd { names.append(try Name.relativeName(&sequence, "Name")) }
      return names
    } catch {
      // What was read or written here is well-formed.
      return []
    }
  }

  /// Checks a RelativeDistinguishedName without keeping anything of it.
  private static func checkRelativeName(
    _ sequence: inout DERReader, _ field: StaticString
  ) throws(DERError) {
    let start = sequence.offset
    var set = try sequence.constructed(.set, field)
    var previous = 0..<0
    let contents = set.rest
    let base = set.offset
    while !set.isAtEnd {
      let value = try set.value(.sequence, field)
      let range = value.offset - base..<value.offset - base + value.encoded.count
      guard
        previous.isEmpty
          || Name.precedes(contents.extracting(previous), contents.extracting(range))
      else { throw Name.disorder(field, value.offset) }
      previous = range
      try NameAttribute.check(value, field)
    }
    guard !previous.isEmpty else { throw Name.emptiness(field, start) }
  }

  /// Whether octets come before others in lexicographic order.
  private static func precedes(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    for index in 0..<min(left.count, right.count) where left[index] != right[index] {
      return left[index] < right[index]
    }
    return left.count < right.count
  }

  // X.690 §11.6: the elements of a SET OF stand in order.
  private static func disorder(_ field: StaticString, _ offset: Int) -> DERError {
    DERError(
      .contents("has the elements of a SET out of order or twice"), field: field, offset: offset)
  }

  private static func emptiness(_ field: StaticString, _ offset: Int) -> DERError {
    DERError(.contents("has an empty relative name"), field: field, offset: offset)
  }

  /// Reads a RelativeDistinguishedName; `tag` where it is tagged implicitly.
  static func relativeName(
    _ sequence: inout DERReader, _ field: StaticString, tag: Tag = .set
  ) throws(DERError) -> [NameAttribute] {
    let start = sequence.offset
    var set = try sequence.constructed(tag, field)
    var attributes: [NameAttribute] = []
    while !set.isAtEnd {
      let value = try set.value(.sequence, field)
      let attribute = try NameAttribute(value, field)
      guard attributes.last?.der.lexicographicallyPrecedes(attribute.der) ?? true else {
        throw Name.disorder(field, value.offset)
      }
      attributes.append(attribute)
    }
    guard !attributes.isEmpty else { throw Name.emptiness(field, start) }
    return attributes
  }

  /// Whether there is no attribute at all.
  public var isEmpty: Bool { octets.count <= 2 }

  /// The last value of this type, which is the most specific one; nil where there is none.
  public func value(of type: ObjectIdentifier) -> String? {
    relativeNames.joined().last { $0.type == type }?.value
  }

  /// The common name.
  public var commonName: String? { value(of: .commonName) }

  /// Whether two names are the same by RFC 5280, Section 7.1: case and the amount of white space do
  /// not count, the string's type does not either.
  public func matches(_ other: Name) -> Bool {
    if octets == other.octets { return true }
    // A path is looked for among many roots: what differs is told without taking names apart.
    return PlainNames.match(encoded, other.encoded) ?? (canonical == other.canonical)
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

extension Name: Hashable {
  /// Two names are equal when their octets are.
  public static func == (left: Name, right: Name) -> Bool { left.octets == right.octets }

  /// Hashes the octets, all at once.
  public func hash(into hasher: inout Hasher) {
    unsafe octets.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
  }
}
