import Bytes

/// Lines of text, indented by four spaces a level.
struct TextLines {
  private(set) var text = ""

  /// Appends a line.
  mutating func add(_ level: Int, _ line: String) {
    text += String(repeating: "    ", count: level) + line + "\n"
  }

  /// Appends octets, so many in a line, with colons between them.
  mutating func addOctets(_ level: Int, _ octets: [UInt8], inLine count: Int) {
    for start in stride(from: 0, to: octets.count, by: count) {
      let end = min(start + count, octets.count)
      let line = Hex.encode(octets.span.extracting(start..<end), separator: ":")
      add(level, end < octets.count ? line + ":" : line)
    }
  }
}
