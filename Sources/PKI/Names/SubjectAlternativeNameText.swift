extension GeneralName {
  /// Why a text is no name for a certificate.
  public struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
    /// One sentence for a person.
    public let description: String
  }

  /// The name that a text means. A prefix (`DNS:`, `IP:`, `URI:`, `email:`) says its form; without
  /// one it is guessed: an address, something with `://`, something with `@`, else a host's name.
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
    // RFC 3986 §3.1: a letter, then letters, digits, "+", "-" and ".".
    guard let colon = text.firstIndex(of: ":"),
      text.utf8.first.map(isLetter) == true, text.index(after: colon) < text.endIndex,
      text[..<colon].utf8.allSatisfy({ isLetter($0) || isDigit($0) || "+-.".utf8.contains($0) }),
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
        description:
          "\(text) is no DNS name: labels of letters, digits and hyphens, a `*` only as the "
          + "whole first label; write other scripts as A-labels (xn--…)")
    }
    return .dns(text)
  }

  /// Whether a text is a host's name: labels of 1 to 63 letters, digits and inner hyphens, at most
  /// 253 in all, the last not of digits alone, as in an address (RFC 1123, Section 2.1).
  static func isHostName(_ text: String) -> Bool {
    guard (1...253).contains(text.utf8.count) else { return false }
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    guard let last = labels.last, !last.utf8.allSatisfy(isDigit) else { return false }
    return labels.allSatisfy { label in
      (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
        && label.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
    }
  }

  private static func isDigit(_ octet: UInt8) -> Bool { (0x30...0x39).contains(octet) }

  private static func isLetter(_ octet: UInt8) -> Bool {
    (0x41...0x5A).contains(octet) || (0x61...0x7A).contains(octet)
  }

  /// What is wrong with a name that a request asks for; nil where an authority can vouch for it.
  var problem: String? {
    let checked: GeneralName
    do throws(Problem) {
      switch self {
      case .dns(let text): checked = try GeneralName.makeDNS(text)
      case .uri(let text): checked = try GeneralName.makeURI(text)
      case .email(let text): checked = try GeneralName.makeEmail(text)
      case .ip(let octets): checked = try GeneralName.makeIP(IPText.text(of: octets))
      case .directoryName, .registeredID, .other: return "this form of name is not issued"
      }
    } catch { return error.description }
    return checked == self ? nil : "it is written in an unusual way"
  }
}
