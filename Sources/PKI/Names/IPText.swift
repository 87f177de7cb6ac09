import Bytes

/// IP addresses as text, both ways: dotted decimal (RFC 6943, Section 3.1.1) and RFC 4291, Section
/// 2.2, written as RFC 5952 has it.
public enum IPText {
  /// The text of 4 or 16 bytes, of twice as many with a mask, or hexadecimal for another number.
  public static func text(of octets: [UInt8]) -> String {
    switch octets.count {
    case 4: octets.map { String($0) }.joined(separator: ".")
    case 16: version6(octets)
    case 8: "\(text(of: Array(octets[..<4])))/\(text(of: Array(octets[4...])))"
    case 32: "\(text(of: Array(octets[..<16])))/\(text(of: Array(octets[16...])))"
    default: Hex.encode(octets.span)
    }
  }

  /// The 4 or 16 bytes of an address; nil for any other text. Leading zeros in decimal are refused.
  public static func parse(_ text: some StringProtocol) -> [UInt8]? {
    text.contains(":") ? parse6(text) : parse4(text)
  }

  private static func parse4(_ text: some StringProtocol) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var octets: [UInt8] = []
    for part in parts {
      guard (1...3).contains(part.count), part.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        part.count == 1 || part.first != "0", let octet = UInt8(part)
      else { return nil }
      octets.append(octet)
    }
    return octets
  }

  private static func parse6(_ text: some StringProtocol) -> [UInt8]? {
    guard let gap = gap(in: text) else { return groups(text).flatMap { $0.count == 16 ? $0 : nil } }
    let tail = text[text.index(gap, offsetBy: 2)...]
    // RFC 4291 §2.2: dotted decimal stands for the last 32 bits alone.
    guard self.gap(in: tail) == nil, !tail.hasPrefix(":"), !text[..<gap].contains("."),
      let left = groups(text[..<gap]), let right = groups(tail),
      left.count + right.count <= 14
    else { return nil }
    return left + [UInt8](repeating: 0, count: 16 - left.count - right.count) + right
  }

  /// Where `::` stands.
  private static func gap<Text: StringProtocol>(in text: Text) -> Text.Index? {
    var index = text.startIndex
    while index < text.endIndex {
      let next = text.index(after: index)
      if next < text.endIndex, text[index] == ":", text[next] == ":" { return index }
      index = next
    }
    return nil
  }

  /// The bytes of groups between single colons; the last may be dotted decimal.
  private static func groups(_ text: some StringProtocol) -> [UInt8]? {
    guard !text.isEmpty else { return [] }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 8 else { return nil }
    var octets: [UInt8] = []
    for (index, part) in parts.enumerated() {
      if index == parts.count - 1, part.contains(".") {
        guard let last = parse4(part) else { return nil }
        octets += last
      } else {
        guard (1...4).contains(part.utf8.count), !part.hasPrefix("+"), !part.hasPrefix("-"),
          let group = UInt16(part, radix: 16)
        else { return nil }
        octets.append(UInt8(group >> 8))
        octets.append(UInt8(truncatingIfNeeded: group))
      }
    }
    return octets.count <= 16 ? octets : nil
  }

  private static func version6(_ octets: [UInt8]) -> String {
    let groups = (0..<8).map { UInt16(octets[2 * $0]) << 8 | UInt16(octets[2 * $0 + 1]) }
    var best = 0..<0
    var start = 0
    while start < 8 {
      var end = start
      while end < 8, groups[end] == 0 { end += 1 }
      if end - start > max(best.count, 1) { best = start..<end }
      start = end + 1
    }
    func hex(_ range: Range<Int>) -> String {
      groups[range].map { String($0, radix: 16) }.joined(separator: ":")
    }
    return best.isEmpty ? hex(0..<8) : "\(hex(0..<best.lowerBound))::\(hex(best.upperBound..<8))"
  }
}
