/// A bounds-checked cursor over borrowed bytes.
///
/// It copies nothing, cannot outlive the bytes it reads, and cannot be forked by accident. Integers are
/// big-endian and vectors carry their length in front, as in RFC 9846, Section 3.
public struct ByteReader: ~Copyable, ~Escapable {
  @usableFromInline let bytes: Span<UInt8>
  @usableFromInline let base: Int
  @usableFromInline var position = 0

  /// Reads `bytes`; errors count offsets from `base`, the place of `bytes` in the whole message.
  @inlinable @inline(always)
  @_lifetime(copy bytes)
  public init(_ bytes: Span<UInt8>, base: Int = 0) {
    self.bytes = bytes
    self.base = base
  }

  /// Bytes not read yet.
  @inlinable public var remaining: Int { bytes.count - position }

  /// Whether every byte was read.
  @inlinable public var isAtEnd: Bool { position == bytes.count }

  /// Offset of the next byte in the whole message.
  @inlinable public var offset: Int { base + position }

  /// Reads a big-endian integer (RFC 9846, Section 3.3).
  @inlinable @inline(always)
  public mutating func integer<T: FixedWidthInteger>(
    _ field: StaticString, as _: T.Type = T.self
  ) throws(DecodeError) -> T {
    let start = try advance(MemoryLayout<T>.size, field)
    var value: T = 0
    for index in start..<position { value = value << 8 | T(truncatingIfNeeded: bytes[index]) }
    return value
  }

  /// Reads a 24-bit big-endian integer (RFC 9846, Section 3.3).
  @inlinable @inline(always)
  public mutating func integer24(_ field: StaticString) throws(DecodeError) -> Int {
    let start = try advance(3, field)
    return Int(bytes[start]) << 16 | Int(bytes[start + 1]) << 8 | Int(bytes[start + 2])
  }

  /// Reads `count` bytes as a view.
  @inlinable @inline(always)
  @_lifetime(copy self)
  public mutating func read(_ count: Int, _ field: StaticString) throws(DecodeError) -> Span<UInt8>
  {
    let start = try advance(count, field)
    return bytes.extracting(start..<start + count)
  }

  /// Reads a vector with a one-byte length, as a reader of just those bytes (RFC 9846, Section 3.4).
  @inlinable
  @_lifetime(copy self)
  public mutating func vector8(
    _ field: StaticString, _ bounds: ClosedRange<Int> = 0...0xFF
  ) throws(DecodeError) -> ByteReader {
    let length = Int(try integer(field, as: UInt8.self))
    return try vector(field, length: length, prefix: 1, bounds)
  }

  /// Reads a vector with a two-byte length, as a reader of just those bytes (RFC 9846, Section 3.4).
  @inlinable
  @_lifetime(copy self)
  public mutating func vector16(
    _ field: StaticString, _ bounds: ClosedRange<Int> = 0...0xFFFF
  ) throws(DecodeError) -> ByteReader {
    let length = Int(try integer(field, as: UInt16.self))
    return try vector(field, length: length, prefix: 2, bounds)
  }

  /// Reads a vector with a three-byte length, as a reader of just those bytes (RFC 9846, Section 3.4).
  @inlinable
  @_lifetime(copy self)
  public mutating func vector24(
    _ field: StaticString, _ bounds: ClosedRange<Int> = 0...0xFF_FFFF
  ) throws(DecodeError) -> ByteReader {
    let length = try integer24(field)
    return try vector(field, length: length, prefix: 3, bounds)
  }

  /// The bytes not read yet, as a view; ends the reading.
  @inlinable
  @_lifetime(copy self)
  public consuming func rest() -> Span<UInt8> { bytes.extracting(position...) }

  /// Ends the reading; bytes left over are an error.
  @inlinable
  public consuming func finish(_ field: StaticString) throws(DecodeError) {
    guard remaining == 0 else {
      throw .trailingBytes(field: field, offset: offset, count: remaining)
    }
  }

  @inlinable
  @_lifetime(copy self)
  mutating func vector(
    _ field: StaticString, length: Int, prefix: Int, _ bounds: ClosedRange<Int>
  ) throws(DecodeError) -> ByteReader {
    guard bounds.contains(length) else {
      throw .lengthOutOfBounds(field: field, offset: offset - prefix, length: length)
    }
    let start = try advance(length, field)
    return ByteReader(bytes.extracting(start..<start + length), base: base + start)
  }

  @inlinable @inline(always)
  mutating func advance(_ count: Int, _ field: StaticString) throws(DecodeError) -> Int {
    guard count >= 0, remaining >= count else {
      throw .truncated(field: field, offset: offset, missing: count - remaining)
    }
    defer { position += count }
    return position
  }
}
