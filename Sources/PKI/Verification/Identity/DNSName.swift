/// A fully qualified DNS host name in ASCII, compared without regard to case (RFC 9525, Section 6.3).
///
/// Labels hold letters, digits, hyphens (not first or last) and underscores; internationalised names
/// are written as A-labels (`xn--…`). The underscore is no host name by RFC 952, but private networks
/// name services with it, and a literal comparison lets it match nothing but itself.
public struct DNSName: Sendable, Hashable {
  /// Lower case, without a dot at the end; 1 to 253 bytes.
  public let text: String

  /// The host name in `text`; nil where the syntax is broken.
  ///
  /// A dot at the end, which marks the root, is dropped. Refused: empty labels, labels over 63 bytes,
  /// wildcards, and a last label that is a number, which is a mistyped address and no name (RFC 1123,
  /// Section 2.1).
  public init?(_ text: some StringProtocol) {
    var bytes = Array(text.utf8)
    if bytes.last == UInt8(ascii: ".") { bytes.removeLast() }
    self.init(labels: bytes)
  }

  /// A `dNSName` as a certificate presents it: as above, but a dot at the end breaks the syntax (RFC
  /// 5280, Section 4.2.1.6 wants the preferred name syntax, which has none).
  init?(presented text: some StringProtocol) {
    self.init(labels: Array(text.utf8))
  }

  /// The same of octets.
  init?(presentedOctets octets: some Sequence<UInt8>) { self.init(labels: Array(octets)) }

  private init?(labels bytes: consuming [UInt8]) {
    var lowered = bytes
    guard (1...253).contains(lowered.count) else { return nil }
    var labelStart = 0
    var last = 0..<0
    for index in 0...lowered.count {
      if index < lowered.count, lowered[index] != UInt8(ascii: ".") {
        guard let lower = DNSName.lowerCase(lowered[index]) else { return nil }
        lowered[index] = lower
        continue
      }
      last = labelStart..<index
      guard (1...63).contains(last.count), lowered[labelStart] != UInt8(ascii: "-"),
        lowered[index - 1] != UInt8(ascii: "-")
      else { return nil }
      labelStart = index + 1
    }
    guard !DNSName.isNumber(lowered[last]) else { return nil }
    text = String(decoding: lowered, as: UTF8.self)
  }

  /// How many labels the name has.
  public var labelCount: Int { text.utf8.count { $0 == UInt8(ascii: ".") } + 1 }

  /// The name without its left-most label; nil where that was the only one.
  public var parent: DNSName? {
    guard let dot = text.utf8.firstIndex(of: UInt8(ascii: ".")) else { return nil }
    return DNSName(known: String(text[text.index(after: dot)...]))
  }

  /// Whether the name is `domain` or stands below it.
  public func isWithin(_ domain: DNSName) -> Bool {
    let own = text.utf8
    let other = domain.text.utf8
    guard own.count > other.count else { return text == domain.text }
    let suffix = own.suffix(other.count)
    return own[own.index(before: suffix.startIndex)] == UInt8(ascii: ".")
      && suffix.elementsEqual(other)
  }

  /// A part of a name that was checked already.
  private init(known text: String) { self.text = text }

  private static func lowerCase(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "-"), UInt8(ascii: "_"):
      byte
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
    default: nil
    }
  }

  /// Whether programs would read the label as a number: decimal, or hexadecimal behind `0x`.
  private static func isNumber(_ label: ArraySlice<UInt8>) -> Bool {
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    if label.allSatisfy(digits.contains) { return true }
    guard label.starts(with: "0x".utf8) else { return false }
    return label.dropFirst(2).allSatisfy {
      digits.contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
    }
  }
}

extension DNSName: CustomStringConvertible {
  /// The name in lower case.
  public var description: String { text }
}
