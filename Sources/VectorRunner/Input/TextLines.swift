/// The lines of a file, one by one, without what ends them.
struct TextLines {
  /// A longer line is none: the longest of NIST's, messages of SHA-3, have 70,000 characters.
  static let maximumByteCount = 1 << 24

  private let input: Input
  private var piece: [UInt8] = []
  private var position = 0
  private(set) var number = 0

  init(_ input: Input) {
    input.rewind()
    self.input = input
  }

  /// The next line; nil at the end.
  mutating func next() throws(VectorError) -> String? {
    var line: [UInt8] = []
    var hasAny = false
    while true {
      if position == piece.count {
        piece = try input.piece()
        position = 0
        if piece.isEmpty { break }
      }
      hasAny = true
      let start = position
      while position < piece.count, piece[position] != 0x0A { position += 1 }
      line += piece[start..<position]
      guard line.count <= TextLines.maximumByteCount else {
        throw VectorError("has a line that is too long: \(number + 1)")
      }
      if position < piece.count {
        position += 1
        break
      }
    }
    guard hasAny else { return nil }
    number += 1
    if line.last == 0x0D { line.removeLast() }
    guard let text = String(validating: line, as: UTF8.self) else {
      throw VectorError("is no text: line \(number) is not UTF-8")
    }
    return text
  }
}

/// A text without the spaces around it.
func trimmed(_ text: some StringProtocol) -> String {
  var rest = text[...]
  while let first = rest.first, first == " " || first == "\t" { rest = rest.dropFirst() }
  while let last = rest.last, last == " " || last == "\t" || last == "\r" { rest = rest.dropLast() }
  return String(rest)
}
