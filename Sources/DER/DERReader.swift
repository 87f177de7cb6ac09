/// A strict cursor over the values in borrowed bytes (X.690, Section 10): one-octet tags, definite
/// lengths in their shortest form. It copies nothing and cannot outlive the bytes.
public struct DERReader: ~Copyable, ~Escapable {
  /// Values nested deeper than this are refused: a certificate needs about ten levels.
  public static let maximumDepth = 32

  private let bytes: Span<UInt8>
  private let base: Int
  private let depth: Int
  private var position = 0

  /// Reads the values in `bytes`.
  @_lifetime(copy bytes)
  public init(_ bytes: Span<UInt8>) {
    self.bytes = bytes
    base = 0
    depth = 0
  }

  /// Reads the values inside another.
  @_lifetime(copy value)
  public init(inside value: borrowing DERValue, _ field: StaticString) throws(DERError) {
    guard value.depth < DERReader.maximumDepth else {
      throw DERError(.tooDeep, field: field, offset: value.offset)
    }
    bytes = value.contents
    base = value.contentsOffset
    depth = value.depth + 1
  }

  /// Whether every value was read.
  public var isAtEnd: Bool { position == bytes.count }

  /// Where the next value begins in the outermost one.
  public var offset: Int { base + position }

  /// The octets not read yet, as a view.
  public var rest: Span<UInt8> {
    @_lifetime(copy self)
    get { bytes.extracting(position...) }
  }

  /// The next value's tag; nil at the end.
  public var nextTag: Tag? { position < bytes.count ? Tag(rawValue: bytes[position]) : nil }

  /// Reads the next value, whatever it is.
  @_lifetime(copy self)
  public mutating func value(_ field: StaticString) throws(DERError) -> DERValue {
    let start = position
    let tag = Tag(rawValue: try byte(field))
    guard tag.rawValue & 0x1F != 0x1F else { throw error(.longTag, field, start) }
    var length = Int(try byte(field))
    if length >= 0x80 {
      guard length != 0x80 else { throw error(.indefiniteLength, field, start) }
      let octets = length & 0x7F
      guard octets <= 4 else { throw error(.longLength, field, start) }
      length = 0
      for _ in 0..<octets { length = length << 8 | Int(try byte(field)) }
      // X.690 §10.1: the fewest octets that hold the length.
      guard length >= 0x80, length >> (8 * (octets - 1)) != 0 else {
        throw error(.longLength, field, start)
      }
    }
    guard length <= bytes.count - position else { throw error(.truncated, field, start) }
    let header = position - start
    position += length
    return DERValue(
      tag: tag, encoded: bytes.extracting(start..<position), headerCount: header,
      offset: base + start, depth: depth)
  }

  /// Reads the next value, which must be of this type.
  @_lifetime(copy self)
  public mutating func value(_ tag: Tag, _ field: StaticString) throws(DERError) -> DERValue {
    let start = position
    let value = try self.value(field)
    guard value.tag == tag else {
      throw error(.unexpectedTag(found: value.tag, expected: tag), field, start)
    }
    return value
  }

  /// Reads the next value if it is of this type.
  @_lifetime(copy self)
  public mutating func optional(_ tag: Tag, _ field: StaticString) throws(DERError) -> DERValue? {
    guard nextTag == tag else { return nil }
    return try value(tag, field)
  }

  /// Reads a SEQUENCE, as a reader of what is in it.
  @_lifetime(copy self)
  public mutating func sequence(_ field: StaticString) throws(DERError) -> DERReader {
    try DERReader(inside: value(.sequence, field), field)
  }

  /// Reads a value of this constructed type, as a reader of what is in it.
  @_lifetime(copy self)
  public mutating func constructed(_ tag: Tag, _ field: StaticString) throws(DERError) -> DERReader
  {
    try DERReader(inside: value(tag, field), field)
  }

  /// Ends the reading; values left over are an error.
  public consuming func finish(_ field: StaticString) throws(DERError) { try requireEnd(field) }

  /// Refuses values left over.
  public func requireEnd(_ field: StaticString) throws(DERError) {
    guard position == bytes.count else {
      throw DERError(
        .trailingBytes(count: bytes.count - position), field: field, offset: base + position)
    }
  }

  private mutating func byte(_ field: StaticString) throws(DERError) -> UInt8 {
    guard position < bytes.count else { throw error(.truncated, field, position) }
    defer { position += 1 }
    return bytes[position]
  }

  private func error(_ reason: DERError.Reason, _ field: StaticString, _ start: Int) -> DERError {
    DERError(reason, field: field, offset: base + start)
  }
}
