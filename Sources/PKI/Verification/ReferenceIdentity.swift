/// Who the peer has to be (RFC 9525, Section 6.1): matched against subjectAltName alone, never the common name.
public enum ReferenceIdentity: Sendable, Hashable {
  /// A host's name.
  case dns(DNSName)
  /// An address.
  case ip(IPAddress)

  /// The identity that a text means: an address or a host's name, with or without a dot at the end; nil for
  /// anything else.
  public init?(_ text: some StringProtocol) {
    if let address = IPAddress(text) {
      self = .ip(address)
    } else if let name = DNSName(text) {
      self = .dns(name)
    } else {
      return nil
    }
  }

  /// The name to send in server_name (RFC 6066, Section 3); nil for an address, which may not stand there.
  public var serverName: String? {
    switch self {
    case .dns(let name): name.text
    case .ip: nil
    }
  }

  /// Whether one of the certificate's names is this identity (RFC 9525, Section 6.3 and 6.4).
  public func matches(_ names: [GeneralName]) -> Bool {
    names.contains { name in
      switch (self, name) {
      case (.dns(let wanted), .dns(let presented)):
        DNSPattern(presented)?.matches(wanted) ?? false
      case (.ip(let wanted), .ip(let presented)): wanted.octets == presented
      default: false
      }
    }
  }
}

extension ReferenceIdentity: CustomStringConvertible {
  /// The name or the address.
  public var description: String {
    switch self {
    case .dns(let name): "\(name)"
    case .ip(let address): "\(address)"
    }
  }
}
