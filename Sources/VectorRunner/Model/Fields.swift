internal import Bytes
internal import JSON

/// The named values of a case: its own, and those that it shares with its group.
struct Fields: Sendable {
  /// The case's own.
  var own: [String: JSONValue]
  /// Its group's.
  var shared: [String: JSONValue] = [:]

  init(own: [String: JSONValue] = [:], shared: [String: JSONValue] = [:]) {
    self.own = own
    self.shared = shared
  }

  subscript(name: String) -> JSONValue? {
    get {
      let value = own[name] ?? shared[name]
      return value == .null ? nil : value
    }
    set { own[name] = newValue }
  }

  func has(_ name: String) -> Bool { self[name] != nil }

  func optionalText(_ name: String) -> String? {
    if case .string(let text)? = self[name] { return text }
    return nil
  }

  func text(_ name: String) throws(CaseProblem) -> String {
    guard let text = optionalText(name) else { throw .malformed("\(name) is missing") }
    return text
  }

  func optionalNumber(_ name: String) -> Int? {
    switch self[name] {
    case .number(let number)?: number
    case .string(let text)?: Int(text)
    default: nil
    }
  }

  func number(_ name: String) throws(CaseProblem) -> Int {
    guard let number = optionalNumber(name) else { throw .malformed("\(name) is no number") }
    return number
  }

  func optionalFlag(_ name: String) -> Bool? {
    switch self[name] {
    case .boolean(let flag)?: flag
    case .string("true")?: true
    case .string("false")?: false
    default: nil
    }
  }

  /// Octets written as hexadecimal digits; nil where there is no such field.
  func optionalBytes(_ name: String) throws(CaseProblem) -> [UInt8]? {
    guard let value = self[name] else { return nil }
    guard case .string(let text) = value, let bytes = Hex.decode(text) else {
      throw .malformed("\(name) is not hexadecimal")
    }
    return bytes
  }

  func bytes(_ name: String) throws(CaseProblem) -> [UInt8] {
    guard let bytes = try optionalBytes(name) else { throw .malformed("\(name) is missing") }
    return bytes
  }

  /// A number written as hexadecimal digits, of which there may be an odd count.
  func integer(_ name: String) throws(CaseProblem) -> [UInt8] {
    let text = try text(name)
    guard let bytes = Hex.decode(text.utf8.count & 1 == 1 ? "0" + text : text) else {
      throw .malformed("\(name) is not hexadecimal")
    }
    return bytes
  }

  /// A number in exactly so many bytes; nil where it takes more.
  func integer(_ name: String, byteCount: Int) throws(CaseProblem) -> [UInt8]? {
    let bytes = Array(try integer(name).drop { $0 == 0 })
    guard bytes.count <= byteCount else { return nil }
    return [UInt8](repeating: 0, count: byteCount - bytes.count) + bytes
  }
}
