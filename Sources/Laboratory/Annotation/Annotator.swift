import Bytes

/// Walks over bytes and writes down what each of them is. It takes whatever comes: bytes that are not what they
/// should be become fields that say so, and none is left out.
struct Annotator {
  let bytes: [UInt8]
  /// The next byte.
  private(set) var position: Int
  /// Where the innermost structure ends.
  private(set) var end: Int
  /// What has been written down in the innermost group.
  private var fields: [Field] = []

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    position = 0
    end = bytes.count
  }

  /// Bytes of the innermost structure that are not read yet.
  var remaining: Int { end - position }
  var isAtEnd: Bool { position >= end }

  /// All fields, once everything is read.
  consuming func finish() -> [Field] {
    leftover()
    return fields
  }

  /// The next `count` bytes without moving on; fewer where fewer are there.
  func peek(_ count: Int) -> [UInt8] { Array(bytes[position..<min(end, position + count)]) }

  /// The next bytes as a number without moving on; nil where too few are there.
  func peekNumber(_ count: Int) -> Int? {
    guard remaining >= count else { return nil }
    return bytes[position..<position + count].reduce(0) { $0 << 8 | Int($1) }
  }

  /// Bytes as a field without parts.
  mutating func opaque(
    _ name: String, _ count: Int, _ meaning: String = "", _ section: String = "",
    value: String? = nil
  ) {
    let taken = min(count, remaining)
    let content = Array(bytes[position..<position + taken])
    var field = Field(
      name: name, range: position..<position + taken,
      value: value ?? Annotator.hex(content), meaning: meaning, section: section)
    if taken < count {
      field.isUnknown = true
      field.meaning = "cut short: \(count) bytes are due here, \(taken) are there"
    }
    guard taken > 0 || count == 0 else { return }
    position += taken
    fields.append(field)
  }

  /// A number of `count` bytes; `show` makes a text of it.
  @discardableResult
  mutating func number(
    _ name: String, _ count: Int, _ meaning: String = "", _ section: String = "",
    _ show: (Int) -> String = { "\($0)" }
  ) -> Int? {
    let number = peekNumber(count)
    opaque(name, count, meaning, section, value: number.map(show) ?? "")
    return number
  }

  /// A field with parts.
  mutating func group(
    _ name: String, _ meaning: String = "", _ section: String = "", value: String = "",
    _ body: (inout Annotator) -> String?
  ) {
    let start = position
    var outer: [Field] = []
    swap(&outer, &fields)
    let summary = body(&self)
    swap(&outer, &fields)
    fields.append(
      Field(
        name: name, range: start..<position, value: summary ?? value, meaning: meaning,
        section: section, children: outer))
  }

  /// The next `count` bytes as a structure of their own; what `body` leaves is written down as unknown.
  mutating func limited(_ count: Int, _ body: (inout Annotator) -> Void) {
    let outer = end
    end = position + min(count, remaining)
    body(&self)
    leftover()
    end = outer
  }

  /// A vector: its length in `lengthBytes` bytes, and what is inside (RFC 9846, Section 3.4).
  mutating func vector(
    _ name: String, lengthBytes: Int, _ meaning: String = "", _ section: String = "",
    _ body: (inout Annotator) -> String?
  ) {
    group(name, meaning, section) { walker in
      let length = walker.number("length", lengthBytes, "bytes that follow", "") { "\($0)" }
      guard let length else { return nil }
      if length > walker.remaining {
        walker.unknown(walker.remaining, "the length says \(length) bytes, and fewer are there")
        return nil
      }
      var summary: String?
      walker.limited(length) { inner in summary = body(&inner) }
      return summary
    }
  }

  /// A vector of bytes that mean nothing to anybody but their receiver.
  mutating func opaqueVector(
    _ name: String, lengthBytes: Int, _ meaning: String = "", _ section: String = "",
    show: ([UInt8]) -> String = Annotator.hex
  ) {
    vector(name, lengthBytes: lengthBytes, meaning, section) { inner in
      let content = inner.peek(inner.remaining)
      let text = content.isEmpty ? "empty" : show(content)
      if !content.isEmpty { inner.opaque("bytes", content.count, meaning, section, value: text) }
      return text
    }
  }

  /// Bytes that should not be here, or that nobody here knows.
  mutating func unknown(_ count: Int, _ why: String) {
    guard count > 0 else { return }
    opaque("unknown bytes", count, why)
    fields[fields.count - 1].isUnknown = true
  }

  /// A tree made by somebody else over the next bytes.
  mutating func append(_ field: Field) {
    fields.append(field.moved(by: position))
    position += field.range.count
  }

  private mutating func leftover() {
    if remaining > 0 {
      unknown(remaining, "these bytes follow the structure, and belong to nothing")
    }
  }

  /// Digits of at most 24 bytes, and how many more there are.
  static func hex(_ bytes: [UInt8]) -> String {
    if bytes.count <= 24 { return Hex.encode(bytes.span) }
    return Hex.encode(Array(bytes.prefix(20)).span) + "… (\(bytes.count) bytes)"
  }

  /// A text, with what could steer a terminal made harmless; digits where it is none.
  static func text(_ bytes: [UInt8]) -> String {
    guard let text = String(validating: bytes, as: UTF8.self),
      text.unicodeScalars.allSatisfy({
        $0.value >= 0x20 && $0.value != 0x7F && !(0x80...0x9F).contains($0.value)
      })
    else { return hex(bytes) }
    return text
  }
}

/// "RFC 9846, Section …".
func section(_ number: String) -> String { RFC9846.section(number) }

/// The RFC that most fields come from.
enum RFC9846 {
  static func section(_ number: String) -> String { "RFC 9846, Section \(number)" }
}
