import Bytes
public import PKI

/// Names that a policy speaks of, each with its form: `DNS:api.example.org`, `DNS:*.example.org` (one label),
/// `DNS:.example.org` (all below), `IP:10.0.0.0/8`, `URI:spiffe://example.org/*`, `email:@example.org`,
/// `CN:device-*`.
public struct NamePattern: Sendable, Hashable, CustomStringConvertible {
  /// As it is written.
  public let description: String
  private let form: Form

  private enum Form: Sendable, Hashable {
    case dns(String), dnsLabel(below: String), dnsBelow(String)
    case ip([UInt8], bits: Int)
    case uri(String), uriPrefix(String)
    case email(String), emailHost(String)
    case commonName(prefix: String, suffix: String?)
  }

  /// The pattern that a text means; nil for anything else.
  public init?(_ text: String) {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let value = String(text[text.index(after: colon)...])
    let form: Form? =
      switch text[..<colon].lowercased() {
      case "dns": NamePattern.dns(value.lowercased())
      case "ip": NamePattern.ip(value)
      case "uri": NamePattern.uri(value)
      case "email": NamePattern.email(value)
      case "cn": NamePattern.commonName(value)
      default: nil
      }
    guard let form else { return nil }
    description = text
    self.form = form
  }

  private static func isHost(_ text: some StringProtocol) -> Bool {
    guard case .dns(let name)? = try? GeneralName(text: "DNS:" + text) else { return false }
    return !name.hasPrefix("*")
  }

  private static func dns(_ text: String) -> Form? {
    if text.hasPrefix("*.") {
      let rest = String(text.dropFirst(2))
      return isHost(rest) ? .dnsLabel(below: rest) : nil
    }
    if text.hasPrefix(".") {
      let rest = String(text.dropFirst())
      return isHost(rest) ? .dnsBelow(rest) : nil
    }
    return isHost(text) ? .dns(text) : nil
  }

  private static func ip(_ text: String) -> Form? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let octets = IPText.parse(parts[0]) else { return nil }
    guard parts.count == 2 else { return .ip(octets, bits: octets.count * 8) }
    guard let bits = Int(parts[1]), (0...octets.count * 8).contains(bits) else { return nil }
    return .ip(octets, bits: bits)
  }

  private static func uri(_ text: String) -> Form? {
    guard text.hasSuffix("*") else { return text.contains("://") ? .uri(text) : nil }
    let prefix = String(text.dropLast())
    // Without a slash behind the authority, example.org* would be example.org.example.net, too.
    let parts = prefix.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count >= 4, parts[0].hasSuffix(":"), parts[1].isEmpty, !parts[2].isEmpty else {
      return nil
    }
    return .uriPrefix(prefix)
  }

  private static func email(_ text: String) -> Form? {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, isHost(parts[1]) else { return nil }
    return parts[0].isEmpty
      ? .emailHost(parts[1].lowercased()) : .email("\(parts[0])@\(parts[1].lowercased())")
  }

  private static func commonName(_ text: String) -> Form? {
    let parts = text.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
    switch parts.count {
    case 1: return text.isEmpty ? nil : .commonName(prefix: text, suffix: nil)
    case 2: return .commonName(prefix: parts[0], suffix: parts[1])
    default: return nil
    }
  }

  /// Whether it speaks of common names.
  public var isOfCommonNames: Bool { if case .commonName = form { true } else { false } }

  /// Whether all that `name` stands for is in the pattern. A wildcard stands for many hosts.
  public func covers(_ name: GeneralName) -> Bool {
    switch (form, name) {
    case (.dns(let own), .dns(let name)): return name.lowercased() == own
    case (.dnsLabel(let parent), .dns(let name)):
      return NamePattern.parent(of: name.lowercased()) == parent
    case (.dnsBelow(let parent), .dns(let name)): return name.lowercased().hasSuffix("." + parent)
    case (.ip(let network, let bits), .ip(let octets)):
      return NamePattern.isSame(network, octets, bits)
    case (.uri(let own), .uri(let name)): return name == own
    case (.uriPrefix(let prefix), .uri(let name)): return name.hasPrefix(prefix)
    case (.email(let own), .email(let name)): return NamePattern.folded(name) == own
    case (.emailHost(let host), .email(let name)):
      return NamePattern.folded(name).hasSuffix("@" + host)
    default: return false
    }
  }

  /// Whether anything that `name` stands for is in the pattern.
  public func touches(_ name: GeneralName) -> Bool {
    if covers(name) { return true }
    // Of the patterns, only that of one host can lie within a wildcard.
    guard case .dns(let own) = form, case .dns(let name) = name, name.hasPrefix("*.") else {
      return false
    }
    return NamePattern.parent(of: own) == name.dropFirst(2).lowercased()
  }

  /// Whether a common name is in the pattern.
  public func covers(commonName: String) -> Bool {
    guard case .commonName(let prefix, let suffix) = form else { return false }
    guard let suffix else { return commonName == prefix }
    return commonName.hasPrefix(prefix)
      && commonName.dropFirst(prefix.count).hasSuffix(suffix)
  }

  private static func parent(of name: String) -> String? {
    name.firstIndex(of: ".").map { String(name[name.index(after: $0)...]) }
  }

  /// RFC 5321 §2.4: the case of the mailbox counts, that of the host does not.
  private static func folded(_ address: String) -> String {
    guard let at = address.lastIndex(of: "@") else { return address }
    return address[..<at] + address[at...].lowercased()
  }

  private static func isSame(_ left: [UInt8], _ right: [UInt8], _ bits: Int) -> Bool {
    guard left.count == right.count else { return false }
    return left.indices.allSatisfy { place in
      let count = min(8, max(0, bits - place * 8))
      let mask = count == 0 ? 0 : UInt8.max << UInt8(8 - count)
      return (left[place] ^ right[place]) & mask == 0
    }
  }
}
