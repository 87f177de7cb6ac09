extension GeneralName {
  /// Why a text is no name for a certificate.
  public struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
    /// One sentence for a person.
    public let description: String
  }

  /// The name that a text means. A prefix (`DNS:`, `IP:`, `URI:`, `email:`) says its form; without one it is
  /// guessed: an address, something with `://`, something with `@`, else a host's name.
  public init(text: String) throws(Problem) {
    for (prefix, make) in GeneralName.prefixes where text.lowercased().hasPrefix(prefix) {
      self = try make(String(text.dropFirst(prefix.count)))
      return
    }
    if IPText.parse(text) != nil {
      self = try GeneralName.makeIP(text)
    } else if text.contains("://") {
      self = try GeneralName.makeURI(text)
    } else if text.contains("@") {
      self = try GeneralName.makeEmail(text)
    } else {
      self = try GeneralName.makeDNS(text)
    }
  }

  private static var prefixes: [(String, (String) throws(Problem) -> GeneralName)] {
    [("dns:", makeDNS), ("ip:", makeIP), ("uri:", makeURI), ("email:", makeEmail)]
  }

  private static func makeIP(_ text: String) throws(Problem) -> GeneralName {
    guard let octets = IPText.parse(text) else {
      throw Problem(description: "\(text) is no IP address")
    }
    return .ip(octets)
  }

  private static func makeURI(_ text: String) throws(Problem) -> GeneralName {
    guard let colon = text.firstIndex(of: ":"), colon > text.startIndex,
      text.utf8.allSatisfy({ (0x21..<0x7F).contains($0) })
    else { throw Problem(description: "\(text) is no URI with a scheme") }
    return .uri(text)
  }

  private static func makeEmail(_ text: String) throws(Problem) -> GeneralName {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, isHostName(String(parts[1])),
      text.utf8.allSatisfy({ (0x21..<0x7F).contains($0) })
    else { throw Problem(description: "\(text) is no e-mail address") }
    return .email(text)
  }

  private static func makeDNS(_ text: String) throws(Problem) -> GeneralName {
    let host = text.hasPrefix("*.") ? String(text.dropFirst(2)) : text
    guard isHostName(host) else {
      throw Problem(
        description: "\(text) is no DNS name: labels of letters, digits and hyphens, a `*` only as the "
          + "whole first label; write other scripts as A-labels (xn--…)")
    }
    return .dns(text)
  }

  /// Whether a text is a host's name: labels of 1 to 63 letters, digits and inner hyphens, at most 253 in
  /// all (RFC 1123, Section 2.1).
  static func isHostName(_ text: String) -> Bool {
    guard (1...253).contains(text.utf8.count) else { return false }
    return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
      (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
        && label.utf8.allSatisfy {
          (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
            || $0 == 0x2D || $0 == 0x5F
        }
    }
  }
}
