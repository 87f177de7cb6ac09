/// The classes of characters that HTTP/1.1 speaks of, in one table.
struct HTTPCharacters: OptionSet {
  let rawValue: UInt8

  /// `tchar` (RFC 9110, Section 5.6.2): methods and names of fields.
  static let token = HTTPCharacters(rawValue: 1)
  /// `field-vchar`, space and tab (RFC 9110, Section 5.5).
  static let fieldValue = HTTPCharacters(rawValue: 2)
  /// What may stand in a request's target: visible ASCII (RFC 9112, Section 3.2).
  static let target = HTTPCharacters(rawValue: 4)

  private static let table: [HTTPCharacters] = (0...255).map { code in
    let byte = UInt8(code)
    var classes: HTTPCharacters = []
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      classes.insert(.token)
    default: if Array("!#$%&'*+-.^_`|~".utf8).contains(byte) { classes.insert(.token) }
    }
    if byte == 9 || (byte >= 0x20 && byte != 0x7F) { classes.insert(.fieldValue) }
    if byte > 0x20 && byte < 0x7F { classes.insert(.target) }
    return classes
  }

  static func of(_ byte: UInt8) -> HTTPCharacters { table[Int(byte)] }

  /// Whether `text` has at least one character and all are of this class.
  static func all(_ text: some Collection<UInt8>, are wanted: HTTPCharacters) -> Bool {
    !text.isEmpty && text.allSatisfy { of($0).contains(wanted) }
  }
}
