import Bytes
import Cryptography

/// What a server chooses out of a ClientHello, but for who it is (RFC 9846, Section 4.2.1).
struct Negotiation {
  /// What is to be done about the key exchange.
  enum Exchange {
    /// The client's share of this group stands at this range of its message.
    case share(NamedGroup, Range<Int>)
    /// A share of this group has to be asked for.
    case retry(NamedGroup)
    /// There is no group in common.
    case none
  }

  let suite: CipherSuite
  let aead: AEADAlgorithm
  let hash: HashAlgorithm
  let exchange: Exchange
  let applicationProtocol: ApplicationProtocol?

  init(_ hello: ClientHello, _ configuration: ServerConfiguration) throws(HandshakeError) {
    guard let suite = Negotiation.suite(hello, configuration), let parameters = suite.parameters
    else { throw .noCommonCipherSuite }
    self.suite = suite
    (aead, hash) = parameters
    exchange = Negotiation.exchange(hello, configuration)
    applicationProtocol = try Negotiation.selectProtocol(
      hello.constant.protocols, configuration.applicationProtocols)
  }

  private static func suite(
    _ hello: ClientHello, _ configuration: ServerConfiguration
  ) -> CipherSuite? {
    let offered = hello.constant.cipherSuites
    guard configuration.prefersClientOrder else {
      return configuration.cipherSuites.first { offered.contains($0.rawValue) }
    }
    return offered.lazy.map(CipherSuite.init).first(where: configuration.cipherSuites.contains)
  }

  private static func exchange(
    _ hello: ClientHello, _ configuration: ServerConfiguration
  ) -> Exchange {
    let common = configuration.groups.filter {
      $0.agreement != nil && (hello.constant.groups ?? []).contains($0.rawValue)
    }
    guard let preferred = common.first else { return .none }
    // A group with a share saves a round trip, so it goes before one that is liked better.
    let acceptable = configuration.retriesForPreferredGroup ? common.prefix(1) : common[...]
    for group in acceptable {
      if let share = hello.shares?.first(where: { $0.group == group }) {
        return .share(group, share.range)
      }
    }
    return .retry(preferred)
  }

  /// RFC 7301 §3.2: the server's most preferred; none in common is fatal, no ALPN on either side is not.
  private static func selectProtocol(
    _ offered: [ApplicationProtocol], _ spoken: [ApplicationProtocol]
  ) throws(HandshakeError) -> ApplicationProtocol? {
    guard !offered.isEmpty, !spoken.isEmpty else { return nil }
    guard let selected = spoken.first(where: offered.contains) else {
      throw .noCommonApplicationProtocol
    }
    return selected
  }
}
