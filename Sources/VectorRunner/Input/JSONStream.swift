internal import JSON

/// Reads JSON (RFC 8259) as it comes: containers are entered and left one by one, and only the value that is
/// asked for is in memory.
final class JSONStream {
  /// Deeper nesting than this is refused, and so is a single value of more bytes.
  static let maximumDepth = 64
  static let maximumValueByteCount = 1 << 26

  private let input: Input
  private var piece: [UInt8] = []
  private var position = 0
  private var before = 0
  /// For each container that is open, whether nothing of it was read yet.
  private var isFresh: [Bool] = []
  private var budget = JSONStream.maximumValueByteCount

  init(_ input: Input) {
    input.rewind()
    self.input = input
  }

  /// Bytes read so far.
  var offset: Int { before + position }

  func error(_ text: String) -> VectorError { VectorError("is no JSON: \(text) at byte \(offset)") }

  // MARK: Bytes

  /// The next byte, which remains; nil at the end.
  private func peek() throws(VectorError) -> UInt8? {
    if position == piece.count {
      before += piece.count
      position = 0
      piece = try input.piece()
      if piece.isEmpty { return nil }
    }
    return piece[position]
  }

  private func peekNonSpace() throws(VectorError) -> UInt8? {
    while let byte = try peek() {
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
      position += 1
    }
    return nil
  }

  private func take(_ byte: UInt8) throws(VectorError) -> Bool {
    guard try peekNonSpace() == byte else { return false }
    position += 1
    return true
  }

  private func require(_ byte: UInt8) throws(VectorError) {
    guard try take(byte) else {
      throw error("'\(Character(UnicodeScalar(byte)))' is missing")
    }
  }

  // MARK: Containers

  /// Whether an object comes next.
  func isAtObject() throws(VectorError) -> Bool { try peekNonSpace() == UInt8(ascii: "{") }
  /// Whether an array comes next.
  func isAtArray() throws(VectorError) -> Bool { try peekNonSpace() == UInt8(ascii: "[") }

  func enterObject() throws(VectorError) {
    try require(UInt8(ascii: "{"))
    isFresh.append(true)
  }

  func enterArray() throws(VectorError) {
    try require(UInt8(ascii: "["))
    isFresh.append(true)
  }

  /// The name of the object's next member, whose value comes next; nil at its end, which is left.
  func member() throws(VectorError) -> String? {
    guard try next(before: UInt8(ascii: "}")) else { return nil }
    guard try peekNonSpace() == UInt8(ascii: "\"") else { throw error("a member has no name") }
    let name = try string()
    try require(UInt8(ascii: ":"))
    return name
  }

  /// Whether the array has another element, which comes next; at its end it is left.
  func element() throws(VectorError) -> Bool { try next(before: UInt8(ascii: "]")) }

  private func next(before end: UInt8) throws(VectorError) -> Bool {
    guard let fresh = isFresh.last else { throw error("nothing is open") }
    if try take(end) {
      isFresh.removeLast()
      return false
    }
    if fresh { isFresh[isFresh.count - 1] = false } else { try require(UInt8(ascii: ",")) }
    return true
  }

  /// Nothing but space follows.
  func finish() throws(VectorError) {
    guard try peekNonSpace() == nil else { throw error("something follows the value") }
  }

  // MARK: Values

  /// The next value.
  func value() throws(VectorError) -> JSONValue {
    budget = JSONStream.maximumValueByteCount
    return try value(depth: isFresh.count)
  }

  /// Passes over the next value.
  func skip() throws(VectorError) { try skip(depth: isFresh.count) }

  private func value(depth: Int) throws(VectorError) -> JSONValue {
    guard depth < JSONStream.maximumDepth else { throw error("nested too deep") }
    guard let byte = try peekNonSpace() else { throw error("cut short") }
    switch byte {
    case UInt8(ascii: "{"):
      try enterObject()
      var members: [JSONValue.Member] = []
      while let name = try member() {
        members.append(JSONValue.Member(name, try value(depth: depth + 1)))
      }
      return .object(members)
    case UInt8(ascii: "["):
      try enterArray()
      var elements: [JSONValue] = []
      while try element() { elements.append(try value(depth: depth + 1)) }
      return .array(elements)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .boolean(true))
    case UInt8(ascii: "f"): return try word("false", .boolean(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private func skip(depth: Int) throws(VectorError) {
    guard depth < JSONStream.maximumDepth else { throw error("nested too deep") }
    switch try peekNonSpace() {
    case UInt8(ascii: "{"):
      try enterObject()
      while try member() != nil { try skip(depth: depth + 1) }
    case UInt8(ascii: "["):
      try enterArray()
      while try element() { try skip(depth: depth + 1) }
    case UInt8(ascii: "\""): try skipString()
    default:
      budget = JSONStream.maximumValueByteCount
      _ = try value(depth: depth)
    }
  }

  private func word(_ text: StaticString, _ value: JSONValue) throws(VectorError) -> JSONValue {
    for scalar in text.description.utf8 {
      guard try peek() == scalar else { throw error("an unknown word") }
      position += 1
    }
    return value
  }

  /// A number; one that is not whole comes as its text.
  private func number() throws(VectorError) -> JSONValue {
    var digits: [UInt8] = []
    while let byte = try peek(), digits.count < 64,
      (0x30...0x39).contains(byte) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte)
    {
      digits.append(byte)
      position += 1
    }
    let text = String(decoding: digits, as: UTF8.self)
    if let number = Int(text), digits.first != 0x2B { return .number(number) }
    guard let first = digits.first, first == 0x2D || (0x30...0x39).contains(first),
      digits.count > 1 || first != 0x2D
    else {
      throw error("no value")
    }
    return .string(text)
  }

  private func skipString() throws(VectorError) {
    position += 1
    while let byte = try peek() {
      position += 1
      if byte == UInt8(ascii: "\"") { return }
      if byte == UInt8(ascii: "\\") {
        guard try peek() != nil else { break }
        position += 1
      }
    }
    throw error("no end of a string")
  }

  private func string() throws(VectorError) -> String {
    position += 1
    var text: [UInt8] = []
    while try peek() != nil {
      // All up to what needs attention, at once.
      let start = position
      while position < piece.count, piece[position] != UInt8(ascii: "\""),
        piece[position] != UInt8(ascii: "\\"), piece[position] >= 0x20
      {
        position += 1
      }
      budget -= position - start
      guard budget > 0 else { throw error("a value is too large") }
      text += piece[start..<position]
      guard position < piece.count else { continue }
      let byte = piece[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: text, as: UTF8.self) else { throw error("no UTF-8") }
        return text
      case UInt8(ascii: "\\"): try escape(into: &text)
      default: throw error("a control character in a string")
      }
    }
    throw error("no end of a string")
  }

  private func escape(into text: inout [UInt8]) throws(VectorError) {
    guard let byte = try peek() else { throw error("no end of a string") }
    position += 1
    switch byte {
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "u"):
      var unit = try unit()
      if (0xD800..<0xDC00).contains(unit) {
        guard try peek() == UInt8(ascii: "\\") else { throw error("half a surrogate pair") }
        position += 1
        guard try peek() == UInt8(ascii: "u") else { throw error("half a surrogate pair") }
        position += 1
        let low = try self.unit()
        guard (0xDC00..<0xE000).contains(low) else { throw error("half a surrogate pair") }
        unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(unit) else { throw error("half a surrogate pair") }
      text += Array(String(Character(scalar)).utf8)
    default: throw error("an unknown escape")
    }
  }

  private func unit() throws(VectorError) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = try peek(),
        let digit = Character(UnicodeScalar(byte)).hexDigitValue
      else { throw error("a malformed escape") }
      position += 1
      unit = unit << 4 | UInt32(digit)
    }
    return unit
  }
}
