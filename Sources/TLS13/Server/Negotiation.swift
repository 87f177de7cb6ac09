import Bytes
import Cryptography

/// What a server chooses out of a ClientHello (RFC 9846, Section 4.2.1).
struct Negotiation {
  let suite: CipherSuite
  let aead: AEADAlgorithm
  let hash: HashAlgorithm
  let group: NamedGroup
  /// Where the client's share of the group stands in its message; nil where a HelloRetryRequest is needed.
  let share: Range<Int>?
  let credential: Credential
  let scheme: SignatureScheme
  let applicationProtocol: ApplicationProtocol?

  init(_ hello: ClientHello, _ configuration: ServerConfiguration) throws(HandshakeError) {
    guard
      let suite = configuration.cipherSuites.first(where: {
        hello.constant.cipherSuites.contains($0.rawValue)
      }), let parameters = suite.parameters
    else { throw .noCommonCipherSuite }
    self.suite = suite
    (aead, hash) = parameters

    let common = configuration.groups.filter {
      $0.agreement != nil && (hello.constant.groups ?? []).contains($0.rawValue)
    }
    guard let preferred = common.first else { throw .noCommonGroup }
    // A group with a share saves a round trip, so it goes before one that is liked better.
    let shares = hello.shares ?? []
    if let group = common.first(where: { one in shares.contains { $0.group == one } }) {
      self.group = group
      share = shares.first { $0.group == group }?.range
    } else {
      group = preferred
      share = nil
    }

    // RFC 9846 §4.3.3 MUST: without signature_algorithms there is no certificate.
    guard let offered = hello.constant.signatureSchemes else {
      throw .missingExtension(.signatureAlgorithms, in: .clientHello)
    }
    let schemes = offered.map(SignatureScheme.init(rawValue:))
    var chosen: (Credential, SignatureScheme)?
    for credential in configuration.credentials where chosen == nil {
      if let scheme = credential.scheme(among: schemes) { chosen = (credential, scheme) }
    }
    guard let chosen else { throw .noCommonSignatureScheme }
    (credential, scheme) = chosen

    applicationProtocol = try Negotiation.selectProtocol(
      hello.constant.protocols, configuration.applicationProtocols)
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
