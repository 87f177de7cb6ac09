/// An `rfc822Name` (RFC 5280, Section 4.2.1.6): `local-part@host` in ASCII.
///
/// The local part is compared exactly, the host without regard to case (RFC 5280, Section 7.5).
public struct EmailAddress: Sendable, Hashable {
  /// What stands before the last `@`; visible ASCII without another `@`.
  public let localPart: String
  /// The host.
  public let host: DNSName

  /// The address in `text`; nil where the syntax is broken. Quoted local parts and address literals
  /// (`user@[192.0.2.1]`) are refused.
  public init?(_ text: some StringProtocol) {
    let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, parts[0].count <= 64,
      parts[0].allSatisfy({ (0x21...0x7E).contains($0) && !"\"(),:;<>[\\]".utf8.contains($0) }),
      let host = DNSName(presented: String(decoding: parts[1], as: UTF8.self))
    else { return nil }
    localPart = String(decoding: parts[0], as: UTF8.self)
    self.host = host
  }
}

extension EmailAddress: CustomStringConvertible {
  /// As in `user@example.org`.
  public var description: String { "\(localPart)@\(host)" }
}
