import Bytes
public import DER

/// DER value by value: where each begins, how long it is, what it is and what it says.
public enum DERDump {
  /// One line for each value, those inside others indented; octet and bit strings that hold DER are opened.
  ///
  /// - Throws: `DERError` where the bytes are no DER.
  public static func text(of der: [UInt8]) throws(DERError) -> String {
    var text = ""
    var reader = DERReader(der.span)
    while !reader.isAtEnd { try add(try reader.value("value"), level: 0, into: &text) }
    return text
  }

  private static func add(
    _ value: borrowing DERValue, level: Int, into text: inout String
  ) throws(DERError) {
    let start = String(value.offset)
    let end = String(value.range.upperBound)
    let range = String(repeating: " ", count: max(0, 6 - start.utf8.count)) + start + "..<" + end
    let header = value.contentsOffset - value.offset
    text += range + String(repeating: " ", count: max(1, 16 - range.utf8.count))
    text += String(repeating: "  ", count: level) + "\(value.tag)"
    text += ", \(header) + \(value.contents.count) bytes"
    guard !value.tag.isConstructed else {
      text += "\n"
      var inner = try DERReader(inside: value, "value")
      while !inner.isAtEnd { try add(try inner.value("value"), level: level + 1, into: &text) }
      return
    }
    let contents = [UInt8](copying: value.contents)
    // Extensions and keys are DER in strings.
    let skipped = value.tag == .bitString ? 1 : 0
    if value.tag == .octetString || (value.tag == .bitString && contents.first == 0),
      let nested = nested(Array(contents.dropFirst(skipped)))
    {
      text += ", which hold:\n"
      // Offsets inside begin anew; they are shifted to the whole.
      for line in nested.split(separator: "\n") {
        text += shifted(line, by: value.contentsOffset + skipped, level: level + 1) + "\n"
      }
      return
    }
    text += ": " + explained(value.tag, contents, value.text) + "\n"
  }

  private static func nested(_ bytes: [UInt8]) -> String? {
    guard let first = bytes.first, [0x02, 0x03, 0x04, 0x30].contains(first), bytes.count > 2 else {
      return nil
    }
    return try? text(of: bytes)
  }

  /// A line of a nested dump with its range counted from the start of the whole.
  private static func shifted(_ line: Substring, by offset: Int, level: Int) -> String {
    let range = line.drop { $0 == " " }.prefix { $0 != " " }
    let numbers = range.split(separator: "..<").compactMap { Int($0) }
    guard numbers.count == 2 else { return String(line) }
    let start = String(numbers[0] + offset)
    let moved =
      String(repeating: " ", count: max(0, 6 - start.utf8.count)) + start
      + "..<\(numbers[1] + offset)"
    // The columns of the range, then what was there, one level further in.
    let rest = line.dropFirst(max(16, line.prefix { $0 == " " }.count + range.count + 1))
    return moved + String(repeating: " ", count: max(1, 16 - moved.utf8.count))
      + String(repeating: "  ", count: level) + rest
  }

  private static func hex(_ octet: UInt8) -> String { String(octet, radix: 16) }

  private static func explained(_ tag: Tag, _ contents: [UInt8], _ string: String?) -> String {
    if tag == .objectIdentifier {
      let octets = contents.span
      guard let identifier = ObjectIdentifier(contents: octets) else { return "malformed" }
      let names = [
        DisplayNames.extension(identifier), DisplayNames.algorithm(identifier),
        Purposes.name(of: identifier),
      ]
      let name = names.first { $0 != "\(identifier)" }
      return "\(identifier)" + (name.map { " (\($0))" } ?? "")
    }
    if let string { return DisplayText.escaped(string) }
    if tag == .utcTime || tag == .generalizedTime {
      return DisplayText.escaped(String(decoding: contents, as: UTF8.self))
    }
    if tag == .boolean { return contents == [0xFF] ? "TRUE" : "FALSE" }
    let shown = contents.prefix(32).map { $0 < 16 ? "0\(hex($0))" : hex($0) }
      .joined(separator: ":")
    return contents.count > 32 ? shown + "…" : shown
  }
}
