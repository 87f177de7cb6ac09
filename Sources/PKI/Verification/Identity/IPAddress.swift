/// An IPv4 or IPv6 address: 4 or 16 octets in network order, as an `iPAddress` of RFC 5280,
/// Section 4.2.1.6 carries it.
///
/// An IPv4 address mapped into IPv6 (`::ffff:192.0.2.1`) stays 16 octets and so differs from the IPv4
/// address: RFC 9525, Section 6.4 compares octet for octet.
public struct IPAddress: Sendable, Hashable {
  /// 4 or 16 octets in network order.
  public let octets: [UInt8]

  /// The address of 4 or 16 octets; nil for any other count.
  public init?(octets: [UInt8]) {
    guard octets.count == 4 || octets.count == 16 else { return nil }
    self.octets = octets
  }

  /// The address of a literal: IPv4 as four decimal numbers, IPv6 as in RFC 4291, Section 2.2.
  ///
  /// Nil for anything else. Numbers with leading zeros are refused, since some programs read them as
  /// octal; so are zones (`%eth0`), which no certificate can name, and brackets, which belong to URIs.
  public init?(_ text: some StringProtocol) {
    let characters = Array(text.utf8)
    guard let octets = IPAddress.version4(characters[...]) ?? IPAddress.version6(characters) else {
      return nil
    }
    self.octets = octets
  }

  /// Whether this is an IPv4 address.
  public var isVersion4: Bool { octets.count == 4 }

  private static func version4(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    guard (7...15).contains(text.count) else { return nil }
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var octets: [UInt8] = []
    for part in parts {
      guard (1...3).contains(part.count), part.count == 1 || part.first != UInt8(ascii: "0") else {
        return nil
      }
      var value = 0
      for digit in part {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
        value = value * 10 + Int(digit - UInt8(ascii: "0"))
      }
      guard value <= 255 else { return nil }
      octets.append(UInt8(value))
    }
    return octets
  }

  private static func version6(_ text: [UInt8]) -> [UInt8]? {
    let colon = UInt8(ascii: ":")
    guard (2...45).contains(text.count) else { return nil }
    guard
      let gap = text.indices.dropLast().first(where: { text[$0] == colon && text[$0 + 1] == colon })
    else {
      guard let octets = groups(text[...], endsAddress: true), octets.count == 16 else {
        return nil
      }
      return octets
    }
    // What stands before a gap never ends the address, so no IPv4 form may stand there. A second gap
    // leaves an empty group, which `groups` refuses.
    guard let head = groups(text[..<gap], endsAddress: false),
      let tail = groups(text[(gap + 2)...], endsAddress: true), head.count + tail.count <= 14
    else { return nil }
    return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
  }

  /// Groups of up to four hexadecimal digits between colons; the last may be an IPv4 address.
  private static func groups(_ text: ArraySlice<UInt8>, endsAddress: Bool) -> [UInt8]? {
    guard !text.isEmpty else { return [] }
    let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count <= 8 else { return nil }
    var octets: [UInt8] = []
    for (index, part) in parts.enumerated() {
      if endsAddress, index == parts.count - 1, let embedded = version4(part) {
        return octets + embedded
      }
      guard (1...4).contains(part.count) else { return nil }
      var value: UInt16 = 0
      for character in part {
        guard let digit = Character(UnicodeScalar(character)).hexDigitValue else { return nil }
        value = value << 4 | UInt16(digit)
      }
      octets += [UInt8(value >> 8), UInt8(truncatingIfNeeded: value)]
    }
    return octets
  }
}

extension IPAddress: CustomStringConvertible {
  /// The canonical text: dotted decimal, or RFC 5952, Section 4.
  public var description: String {
    guard !isVersion4 else { return octets.map(String.init).joined(separator: ".") }
    let groups = stride(from: 0, to: 16, by: 2).map {
      UInt16(octets[$0]) << 8 | UInt16(octets[$0 + 1])
    }
    // RFC 5952, Section 4.2: the longest run of two or more zero groups is left out, the first of equals.
    var gap = 0..<0
    var start = 0
    while start < 8 {
      var end = start
      while end < 8, groups[end] == 0 { end += 1 }
      if end - start >= 2, end - start > gap.count { gap = start..<end }
      start = max(end, start + 1)
    }
    func text(_ part: ArraySlice<UInt16>) -> String {
      part.map { String($0, radix: 16) }.joined(separator: ":")
    }
    guard !gap.isEmpty else { return text(groups[...]) }
    return text(groups[..<gap.lowerBound]) + "::" + text(groups[gap.upperBound...])
  }
}
