/// Base 64 (RFC 4648, Section 4), without a branch or an index that depends on the bytes: private keys
/// pass through it on their way into PEM and out of it.
public enum Base64 {
  /// The text of `bytes`, padded, without line breaks.
  public static func encode(_ bytes: Span<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var index = 0
    while index < bytes.count {
      let left = bytes.count - index
      let a = Int(bytes[index])
      let b = left > 1 ? Int(bytes[index + 1]) : 0
      let c = left > 2 ? Int(bytes[index + 2]) : 0
      let group = a << 16 | b << 8 | c
      text.append(character(group >> 18 & 63))
      text.append(character(group >> 12 & 63))
      text.append(left > 1 ? character(group >> 6 & 63) : UInt8(ascii: "="))
      text.append(left > 2 ? character(group & 63) : UInt8(ascii: "="))
      index += 3
    }
    return text
  }

  /// The bytes of `text`; nil unless it is canonical: whole groups of four, padded, unused bits zero.
  public static func decode(_ text: Span<UInt8>) -> [UInt8]? {
    guard text.count.isMultiple(of: 4) else { return nil }
    guard text.count > 0 else { return [] }
    var padding = 0
    if text[text.count - 1] == UInt8(ascii: "=") { padding = 1 }
    if padding == 1, text[text.count - 2] == UInt8(ascii: "=") { padding = 2 }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3)
    var invalid = 0
    var group = 0
    for index in 0..<text.count {
      let digit = index < text.count - padding ? value(text[index]) : 0
      invalid |= digit
      group = group << 6 | (digit & 63)
      guard index & 3 == 3 else { continue }
      bytes.append(UInt8(truncatingIfNeeded: group >> 16))
      bytes.append(UInt8(truncatingIfNeeded: group >> 8))
      bytes.append(UInt8(truncatingIfNeeded: group))
      if index < text.count - 1 { group = 0 }
    }
    // A character outside the alphabet has a negative value.
    guard invalid >= 0 else { return nil }
    let unused = padding == 0 ? 0 : padding == 1 ? group & 0xFF : group & 0xFFFF
    guard unused == 0 else { return nil }
    bytes.removeLast(padding)
    return bytes
  }

  /// The character of a six-bit value, by sums of masks in place of a table.
  private static func character(_ value: Int) -> UInt8 {
    var code = value + 65  // A–Z
    code += ((25 &- value) >> 8) & 6  // a–z follow 6 places after Z
    code -= ((51 &- value) >> 8) & 75  // digits
    code -= ((61 &- value) >> 8) & 15  // +
    code += ((62 &- value) >> 8) & 3  // /
    return UInt8(truncatingIfNeeded: code)
  }

  /// The six-bit value of a character, or -1, by sums of masks in place of a table.
  private static func value(_ character: UInt8) -> Int {
    let code = Int(character)
    func between(_ low: Int, _ high: Int, _ value: Int) -> Int {
      ((low - 1 - code) & (code - high - 1)) >> 8 & (value + 1)
    }
    return -1 + between(65, 90, code - 65) + between(97, 122, code - 71) + between(48, 57, code + 4)
      + between(43, 43, 62) + between(47, 47, 63)
  }
}
