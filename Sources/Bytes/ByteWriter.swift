/// Writing is appending to the buffer that will be sent: integers big-endian, vectors with the length in
/// front filled in once the contents are known (RFC 9846, Section 3).
extension [UInt8] {
  /// Appends a big-endian integer.
  @inlinable @inline(always)
  public mutating func write<T: FixedWidthInteger>(_ value: T) {
    for shift in stride(from: T.bitWidth - 8, through: 0, by: -8) {
      append(UInt8(truncatingIfNeeded: value >> T(shift)))
    }
  }

  /// Appends the low 24 bits of `value`, big-endian.
  @inlinable
  public mutating func write24(_ value: Int) {
    append(UInt8(truncatingIfNeeded: value >> 16))
    append(UInt8(truncatingIfNeeded: value >> 8))
    append(UInt8(truncatingIfNeeded: value))
  }

  /// Appends the bytes of a view.
  @inlinable @inline(always)
  public mutating func write(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }

  /// Appends what `body` writes behind its length in one byte. At most 255 bytes may be written.
  @inlinable
  public mutating func writeVector8<E: Error>(
    _ body: (inout [UInt8]) throws(E) -> Void
  ) throws(E) {
    let start = count
    append(0)
    try body(&self)
    let length = count - start - 1
    precondition(length <= 0xFF, "a vector of \(length) bytes has no one-byte length")
    self[start] = UInt8(length)
  }

  /// Appends what `body` writes behind its length in two bytes. At most 65,535 bytes may be written.
  @inlinable
  public mutating func writeVector16<E: Error>(
    _ body: (inout [UInt8]) throws(E) -> Void
  ) throws(E) {
    let start = count
    append(0)
    append(0)
    try body(&self)
    let length = count - start - 2
    precondition(length <= 0xFFFF, "a vector of \(length) bytes has no two-byte length")
    self[start] = UInt8(length >> 8)
    self[start + 1] = UInt8(truncatingIfNeeded: length)
  }

  /// Appends what `body` writes behind its length in three bytes. At most 16,777,215 bytes may be written.
  @inlinable
  public mutating func writeVector24<E: Error>(
    _ body: (inout [UInt8]) throws(E) -> Void
  ) throws(E) {
    let start = count
    append(0)
    append(0)
    append(0)
    try body(&self)
    let length = count - start - 3
    precondition(length <= 0xFF_FFFF, "a vector of \(length) bytes has no three-byte length")
    self[start] = UInt8(length >> 16)
    self[start + 1] = UInt8(truncatingIfNeeded: length >> 8)
    self[start + 2] = UInt8(truncatingIfNeeded: length)
  }
}

extension [UInt8] {
  /// A copy of borrowed bytes.
  @inlinable
  public init(copying bytes: Span<UInt8>) {
    self.init()
    reserveCapacity(bytes.count)
    write(bytes)
  }
}
