/// How long and how often a benchmark may try, and at how many at a time. Each has a bound, so that a slip of the
/// fingers is no attack.
struct BenchBounds: Sendable {
  static let counts = 1...10_000_000
  static let connections = 1...1_024
  static let threadCounts = 1...64
  static let longest = 3_600_000

  static let options = [
    Option(
      "duration", "d", .text("TIME"),
      "how long, as in 500ms, 10s or 2m; 5s unless named, 1h at most"),
    Option("count", "n", .number("COUNT"), "end after so many handshakes, 10,000,000 at most"),
  ]

  /// Milliseconds.
  let duration: Int
  /// Handshakes; nil for as many as the time allows.
  let count: Int?

  init(_ invocation: Invocation) throws(Explanation) {
    count = try invocation.number("count", in: BenchBounds.counts)
    guard let text = invocation.value("duration") else {
      // Whoever names a number wants that number, however long it takes.
      duration = count == nil ? 5_000 : BenchBounds.longest
      return
    }
    guard let milliseconds = BenchBounds.milliseconds(text), milliseconds <= BenchBounds.longest
    else {
      throw Explanation(
        .usage, "\(text) is no time from 1ms to 1h", at: "--duration",
        next: "as in -d 500ms, -d 10s or -d 2m")
    }
    duration = milliseconds
  }

  /// Reads `500ms`, `10s`, `2m`, `1h`; a bare number is seconds, as with curl. Nil unless it is that, and more than zero.
  static func milliseconds(_ text: String) -> Int? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard !digits.isEmpty, digits.utf8.count <= 9, let number = Int(digits), number > 0 else {
      return nil
    }
    switch text[digits.endIndex...] {
    case "ms": return number
    case "s", "": return number * 1_000
    case "m": return number * 60_000
    case "h": return number * 3_600_000
    default: return nil
    }
  }
}
