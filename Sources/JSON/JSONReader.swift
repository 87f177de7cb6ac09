/// Why text is no JSON.
public struct JSONError: Error, CustomStringConvertible {
  /// What is wrong.
  public let text: String
  /// Where, in bytes from the start.
  public let offset: Int
  /// Both, as a sentence.
  public var description: String { "not the JSON that it has to be: \(text) at byte \(offset)" }
}

/// Reads JSON (RFC 8259) with whole numbers.
public struct JSONReader {
  private let bytes: [UInt8]
  private var position = 0

  /// The one value that `bytes` hold, of at most 64 levels.
  public static func read(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
    var reader = JSONReader(bytes: bytes)
    let value = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.position == bytes.count else { throw reader.error("something follows the value") }
    return value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private func error(_ text: String) -> JSONError { JSONError(text: text, offset: position) }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
      position += 1
    }
  }

  private mutating func take(_ character: Character) -> Bool {
    guard position < bytes.count, bytes[position] == character.asciiValue else { return false }
    position += 1
    return true
  }

  private mutating func word(_ text: String, _ value: JSONValue) throws(JSONError) -> JSONValue {
    guard bytes[position...].starts(with: text.utf8) else { throw error("an unknown word") }
    position += text.utf8.count
    return value
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    skipSpace()
    guard position < bytes.count, depth < 64 else { throw error("cut short, or nested too deep") }
    switch Character(UnicodeScalar(bytes[position])) {
    case "{": return try object(depth)
    case "[": return try array(depth)
    case "\"": return .string(try string())
    case "t": return try word("true", .boolean(true))
    case "f": return try word("false", .boolean(false))
    case "n": return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func object(_ depth: Int) throws(JSONError) -> JSONValue {
    position += 1
    var members: [JSONValue.Member] = []
    skipSpace()
    if take("}") { return .object([]) }
    repeat {
      skipSpace()
      let name = try string()
      skipSpace()
      guard take(":") else { throw error("no colon") }
      members.append(.init(name, try value(depth: depth + 1)))
      skipSpace()
    } while take(",")
    guard take("}") else { throw error("no end of an object") }
    return .object(members)
  }

  private mutating func array(_ depth: Int) throws(JSONError) -> JSONValue {
    position += 1
    var values: [JSONValue] = []
    skipSpace()
    if take("]") { return .array([]) }
    repeat {
      values.append(try value(depth: depth + 1))
      skipSpace()
    } while take(",")
    guard take("]") else { throw error("no end of an array") }
    return .array(values)
  }

  private mutating func number() throws(JSONError) -> JSONValue {
    let start = position
    while position < bytes.count, bytes[position] == 0x2D || (0x30...0x39).contains(bytes[position])
    {
      position += 1
    }
    guard let number = Int(String(decoding: bytes[start..<position], as: UTF8.self)) else {
      throw error("no whole number")
    }
    return .number(number)
  }

  private mutating func string() throws(JSONError) -> String {
    guard take("\"") else { throw error("no string") }
    var text: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") {
        guard let text = String(validating: text, as: UTF8.self) else { throw error("no UTF-8") }
        return text
      }
      guard byte == UInt8(ascii: "\\") else {
        text.append(byte)
        continue
      }
      try escape(into: &text)
    }
    throw error("no end of a string")
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
    guard position < bytes.count else { throw error("no end of a string") }
    let byte = bytes[position]
    position += 1
    switch Character(UnicodeScalar(byte)) {
    case "n": text.append(0x0A)
    case "r": text.append(0x0D)
    case "t": text.append(0x09)
    case "b": text.append(0x08)
    case "f": text.append(0x0C)
    case "\"", "\\", "/": text.append(byte)
    case "u":
      var unit = try unit()
      if (0xD800..<0xDC00).contains(unit), take("\\"), take("u") {
        let low = try self.unit()
        guard (0xDC00..<0xE000).contains(low) else { throw error("half a surrogate pair") }
        unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(unit) else { throw error("half a surrogate pair") }
      text += Array(String(Character(scalar)).utf8)
    default: throw error("an unknown escape")
    }
  }

  private mutating func unit() throws(JSONError) -> UInt32 {
    guard position + 4 <= bytes.count,
      let unit = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
    else { throw error("a malformed escape") }
    position += 4
    return unit
  }
}
