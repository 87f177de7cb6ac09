/// A host and a port, as people write them: `api.example.org:443`, `127.0.0.1:8443`, `[::1]:8443`.
public struct HostPort: Sendable, Hashable {
  /// A name or an address, without brackets.
  public let host: String
  /// 0 to 65,535; 0 lets the system choose where one listens.
  public let port: UInt16

  /// A host and a port.
  public init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  /// Reads `HOST:PORT`; nil unless it is that. Without a port, `defaultPort` counts, if there is one.
  public init?(_ text: some StringProtocol, defaultPort: UInt16? = nil) {
    let text = String(text)
    let host: Substring
    var rest: Substring
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { return nil }
      host = text[text.index(after: text.startIndex)..<end]
      rest = text[text.index(after: end)...]
      guard host.contains(":") else { return nil }
    } else {
      let end = text.firstIndex(of: ":") ?? text.endIndex
      host = text[..<end]
      rest = text[end...]
    }
    guard !host.isEmpty, host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
    if rest.isEmpty {
      guard let defaultPort else { return nil }
      self.init(host: String(host), port: defaultPort)
      return
    }
    guard rest.removeFirst() == ":", !rest.isEmpty,
      rest.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(rest)
    else { return nil }
    self.init(host: String(host), port: port)
  }

  /// Whether only this machine can reach the host: `localhost`, 127.0.0.0/8 or ::1.
  public var isLoopback: Bool {
    if host.lowercased() == "localhost" || host == "::1" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}

extension HostPort: CustomStringConvertible {
  /// As it is written, IPv6 in brackets.
  public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
