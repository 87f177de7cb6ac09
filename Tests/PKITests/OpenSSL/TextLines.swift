import PKI

/// The lines of a text, so far as they have to agree.
enum TextLines {
  /// With these, `openssl` writes names as RFC 4514 has it, but from the root down.
  static let nameOptions = "esc_2253,esc_ctrl,utf8,dump_nostr,dump_der,sep_comma_plus_space,sname"

  /// Lines without white space at their ends; addresses in one form.
  static func of(_ text: String) -> [String] {
    text.split(separator: "\n").map { line in
      line.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
        .split(separator: ", ").map(address).joined(separator: ", ")
    }.filter { !$0.isEmpty }
  }

  /// `openssl` 3.0 does not shorten addresses of version 6.
  private static func address(_ part: Substring) -> String {
    let prefix = "IP Address:"
    guard part.hasPrefix(prefix), let octets = IPText.parse(part.dropFirst(prefix.count)) else {
      return String(part)
    }
    return prefix + IPText.text(of: octets)
  }
}
