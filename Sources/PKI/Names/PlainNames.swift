import DER

/// Compares names of the usual kind where they stand: one attribute in each relative name, and strings in ASCII. It is
/// the comparison of ``Name/matches(_:)``, with nothing copied.
enum PlainNames {
  /// Whether two names in DER are the same by RFC 5280, Section 7.1; nil where that takes more than this.
  static func match(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool? {
    do throws(DERError) {
      var own = try sequence(left)
      var other = try sequence(right)
      var isSame: Bool? = true
      // To the end: how many relative names there are decides, too.
      while !own.isAtEnd, !other.isAtEnd {
        let one = try attributes(&own)
        let two = try attributes(&other)
        guard isSame == true else { continue }
        isSame = try compare(one, two)
      }
      guard own.isAtEnd == other.isAtEnd else { return false }
      return isSame
    } catch { return nil }
  }

  @_lifetime(copy name)
  private static func sequence(_ name: Span<UInt8>) throws(DERError) -> DERReader {
    var reader = DERReader(name)
    return try reader.sequence("Name")
  }

  /// The contents of a RelativeDistinguishedName.
  @_lifetime(copy sequence)
  private static func attributes(_ sequence: inout DERReader) throws(DERError) -> Span<UInt8> {
    try sequence.value(.set, "Name").contents
  }

  private static func compare(_ left: Span<UInt8>, _ right: Span<UInt8>) throws(DERError) -> Bool? {
    var own = DERReader(left)
    var other = DERReader(right)
    var one = try own.sequence("Name")
    var two = try other.sequence("Name")
    // More attributes than one stand in an order that says nothing.
    guard own.isAtEnd, other.isAtEnd else { return nil }
    guard try one.objectIdentifier("Name") == two.objectIdentifier("Name") else { return false }
    let first = try one.value("Name")
    let second = try two.value("Name")
    guard isPlain(first.tag), isPlain(second.tag) else { return nil }
    return compare(folding: first.contents, second.contents)
  }

  /// The strings that hold ASCII as it is.
  private static func isPlain(_ tag: Tag) -> Bool {
    tag == .utf8String || tag == .printableString || tag == .ia5String || tag == .visibleString
  }

  /// Whether two texts are the same but for case and the amount of white space; nil where one is not ASCII.
  private static func compare(folding left: Span<UInt8>, _ right: Span<UInt8>) -> Bool? {
    for index in left.indices where left[index] >= 0x80 { return nil }
    for index in right.indices where right[index] >= 0x80 { return nil }
    var own = FoldedText(left)
    var other = FoldedText(right)
    while true {
      let (one, two) = (own.next(), other.next())
      if one != two { return false }
      if one == nil { return true }
    }
  }
}

/// The octets of a text in ASCII: in lower case, without white space at the ends, one space for any run of it inside.
private struct FoldedText: ~Escapable {
  private let text: Span<UInt8>
  private var position = 0
  private var hasBegun = false

  @_lifetime(copy text)
  init(_ text: Span<UInt8>) { self.text = text }

  mutating func next() -> UInt8? {
    let start = position
    while position < text.count, isSpace(text[position]) { position += 1 }
    guard position < text.count else { return nil }
    if position > start, hasBegun {
      hasBegun = false
      return 0x20
    }
    hasBegun = true
    let octet = text[position]
    position += 1
    return (0x41...0x5A).contains(octet) ? octet | 0x20 : octet
  }

  private func isSpace(_ octet: UInt8) -> Bool { octet == 0x20 || (0x09...0x0D).contains(octet) }
}
