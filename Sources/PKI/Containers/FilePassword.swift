public import Bytes

/// A password of a file. One copy exists; it is wiped when its life ends.
public struct FilePassword: ~Copyable, Sendable {
  /// In UTF-8, as PBES2 takes it.
  let text: SecretBytes

  /// The password of these bytes, UTF-8 where they are text.
  public init(_ text: consuming SecretBytes) { self.text = text }

  /// The password that is a copy of these bytes.
  public init(copying text: Span<UInt8>) { self.init(SecretBytes(copying: text)) }

  /// Whether it has no characters at all.
  public var isEmpty: Bool { text.count == 0 }

  /// In UTF-16, big-endian, with two zero bytes at its end, as PKCS #12 takes it (RFC 7292, Appendix B.1). Bytes
  /// that are not UTF-8 stand for characters of Latin-1.
  func utf16() -> SecretBytes {
    var units: [UInt8] = []
    // Enough for any text, so that growing leaves no copy behind.
    units.reserveCapacity(2 * text.count + 2)
    defer { wipe(&units) }
    let bytes = text.bytes
    var index = 0
    var isText = true
    while index < bytes.count, isText {
      guard let (scalar, length) = FilePassword.scalar(bytes, at: index) else {
        isText = false
        break
      }
      if scalar >= 0x1_0000 {
        units.write(UInt16(truncatingIfNeeded: 0xD800 + (scalar - 0x1_0000) >> 10))
        units.write(UInt16(truncatingIfNeeded: 0xDC00 + (scalar - 0x1_0000) & 0x3FF))
      } else {
        units.write(UInt16(truncatingIfNeeded: scalar))
      }
      index += length
    }
    if !isText {
      wipe(&units)
      units.removeAll(keepingCapacity: true)
      for index in bytes.indices { units.write(UInt16(bytes[index])) }
    }
    units.write(UInt16(0))
    return SecretBytes(copying: units.span)
  }

  /// The character that begins at `start`, and its length in bytes; nil for what is not UTF-8.
  private static func scalar(_ bytes: Span<UInt8>, at start: Int) -> (UInt32, Int)? {
    let first = bytes[start]
    let length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0
    guard length > 0, first < 0xF5, start + length <= bytes.count else { return nil }
    var scalar = length == 1 ? UInt32(first) : UInt32(first) & (0x7F >> UInt32(length))
    for index in 1..<max(length, 1) {
      guard bytes[start + index] & 0xC0 == 0x80 else { return nil }
      scalar = scalar << 6 | UInt32(bytes[start + index] & 0x3F)
    }
    let least: UInt32 = length == 4 ? 0x1_0000 : length == 3 ? 0x800 : 0
    guard scalar >= least, Unicode.Scalar(scalar) != nil else { return nil }
    return (scalar, length)
  }
}
