/// An absolute URI (RFC 3986) as a `uniformResourceIdentifier` presents it (RFC 5280,
/// Section 4.2.1.6).
///
/// Two are equal when scheme and host agree without regard to case and the rest agrees exactly
/// (Section 7.4).
public struct ResourceIdentifier: Sendable, Hashable {
  /// Where the authority of a URI points.
  public enum Host: Sendable, Hashable {
    /// A host name (RFC 3986, `reg-name`).
    case dns(DNSName)
    /// An address (RFC 3986, `IPv4address` or `IPv6address` in brackets).
    case ip(IPAddress)
  }

  /// In lower case, without the colon.
  public let scheme: String
  /// The host; nil where there is no authority, or one whose host is neither name nor address.
  public let host: Host?
  /// The whole, with scheme and authority in lower case (but user information as it was).
  public let text: String

  /// The URI in `text`; nil where scheme or characters break RFC 3986.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    // RFC 3986, Section 2: visible ASCII, but for the characters that stand in no production.
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon > 0, colon + 1 < bytes.count,
      bytes.allSatisfy({ (0x21...0x7E).contains($0) && !"\"<>\\^`{|}".utf8.contains($0) })
    else { return nil }
    let scheme = String(decoding: bytes[..<colon], as: UTF8.self).lowercased()
    guard let first = scheme.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first),
      scheme.utf8.allSatisfy(ResourceIdentifier.standsInScheme)
    else { return nil }
    self.scheme = scheme
    let rest = bytes[(colon + 1)...]
    guard rest.starts(with: "//".utf8) else {
      host = nil
      self.text = scheme + ":" + String(decoding: rest, as: UTF8.self)
      return
    }
    let authority = rest.dropFirst(2).prefix { !"/?#".utf8.contains($0) }
    // The user information ends at the last `@`, as for the programs that would follow the URI.
    let hostStart =
      authority.lastIndex(of: UInt8(ascii: "@")).map { $0 + 1 } ?? authority.startIndex
    let user = String(decoding: authority[..<hostStart], as: UTF8.self)
    let hostAndPort = String(decoding: authority[hostStart...], as: UTF8.self).lowercased()
    let path = String(decoding: rest[authority.endIndex...], as: UTF8.self)
    host = ResourceIdentifier.host(of: hostAndPort)
    self.text = scheme + "://" + user + hostAndPort + path
  }

  private static func standsInScheme(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
      true
    default: false
    }
  }

  /// `host [ ":" port ]` (RFC 3986, Section 3.2).
  private static func host(of text: String) -> Host? {
    var name = Substring(text)
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]"), isPort(text[text.index(after: end)...]),
        let address = IPAddress(text[text.index(after: text.startIndex)..<end]), !address.isVersion4
      else { return nil }
      return .ip(address)
    }
    if let colon = text.lastIndex(of: ":") {
      guard isPort(text[colon...]) else { return nil }
      name = text[..<colon]
    }
    if let address = IPAddress(name) { return .ip(address) }
    return DNSName(presented: name).map(Host.dns)
  }

  /// Nothing, or a colon and digits.
  private static func isPort(_ text: Substring) -> Bool {
    guard let first = text.utf8.first else { return true }
    return first == UInt8(ascii: ":")
      && text.utf8.dropFirst().allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
  }
}

extension ResourceIdentifier: CustomStringConvertible {
  /// The whole URI.
  public var description: String { text }
}
