public import DER

/// What certificates are for.
public enum SigningProfile: String, Sendable, CaseIterable {
  /// A TLS client.
  case client
  /// A TLS server.
  case server
  /// Either side.
  case both

  /// The purposes that go into extKeyUsage.
  public var purposes: [ObjectIdentifier] {
    switch self {
    case .client: [.clientAuth]
    case .server: [.serverAuth]
    case .both: [.serverAuth, .clientAuth]
    }
  }
}
