import Bytes
import Cryptography
import PKI

/// The pre-shared key that a server selects (RFC 9846, Section 4.3.11).
struct SelectedKey: Sendable {
  /// Its place among those offered.
  let index: Int
  let key: PreSharedKey
  /// What is resumed; nil for an external key.
  let session: ServerSession?
  /// The client's view of the ticket's age, in milliseconds.
  let age: UInt32
  /// The validated binder.
  let binder: [UInt8]

  /// The key to use, of those that are known here, fit the suite's hash and may still be used: the first session
  /// that is offered, or else the first external key of this side's; its binder is checked, and no other.
  ///
  /// - Parameters:
  ///   - transcript: What came before this ClientHello: nothing, or a HelloRetryRequest.
  ///   - takesExternal: Whether an external key may be used.
  static func select(
    _ offered: OfferedPreSharedKeys, _ hello: ClientHello, _ hash: HashAlgorithm,
    _ configuration: ServerConfiguration, _ message: Span<UInt8>, after transcript: Transcript,
    takesExternal: Bool, now: Time
  ) throws(HandshakeError) -> SelectedKey? {
    guard
      let (index, key, session) = offeredSession(offered, hello, hash, configuration, now: now)
        ?? (takesExternal ? offeredExternal(offered, hash, configuration) : nil)
    else { return nil }
    try offered.verifyBinder(index, of: key, message, after: transcript)
    let offer = offered.offers[index]
    return SelectedKey(
      index: index, key: key, session: session,
      age: offer.obfuscatedAge &- (session?.ageAdd ?? 0),
      binder: [UInt8](copying: message.extracting(offer.binder)))
  }

  private typealias Found = (index: Int, key: PreSharedKey, session: ServerSession?)

  private static func offeredSession(
    _ offered: OfferedPreSharedKeys, _ hello: ClientHello, _ hash: HashAlgorithm,
    _ configuration: ServerConfiguration, now: Time
  ) -> Found? {
    for (index, offer) in offered.offers.enumerated() {
      guard !configuration.preSharedKeys.contains(where: { $0.identity == offer.identity }),
        let found = remembered(offer.identity, configuration), found.key.hash == hash,
        // What the client does not offer any more, it does not want any more.
        hello.constant.cipherSuites.contains(found.session.suite.rawValue),
        let usable = found.session.usable(configuration, serverName: hello.constant.serverName, now)
      else { continue }
      return (index, found.key, usable)
    }
    return nil
  }

  private static func offeredExternal(
    _ offered: OfferedPreSharedKeys, _ hash: HashAlgorithm, _ configuration: ServerConfiguration
  ) -> Found? {
    for key in configuration.preSharedKeys where key.hash == hash {
      if let index = offered.offers.firstIndex(where: { $0.identity == key.identity }) {
        return (index, key, nil)
      }
    }
    return nil
  }

  /// Whether this server knows one of these keys, of this hash. Nothing is used up; sessions that are used up do
  /// not count.
  static func isAnyKnown(
    _ offered: OfferedPreSharedKeys, _ hash: HashAlgorithm, _ configuration: ServerConfiguration
  ) -> Bool {
    offered.offers.contains { offer in
      if configuration.preSharedKeys.contains(where: {
        $0.identity == offer.identity && $0.hash == hash
      }) {
        return true
      }
      if case .stored = configuration.resumption?.tickets { return false }
      return remembered(offer.identity, configuration)?.key.hash == hash
    }
  }

  private static func remembered(
    _ identity: [UInt8], _ configuration: ServerConfiguration
  ) -> (session: ServerSession, key: PreSharedKey)? {
    switch configuration.resumption?.tickets {
    case .none: return nil
    case .stored(let cache): return cache.take(identity)
    case .sealed(let keys):
      guard let state = keys.open(identity) else { return nil }
      let count = TicketKeys.stateByteCount(state)
      return ServerSession.read(
        state.bytes.extracting(0..<count), identity: identity,
        roots: configuration.clientAuthentication.verification?.roots)
    }
  }
}

extension ServerSession {
  /// The session as it may be resumed now; nil where it may not. Its peer is judged by the policy in force.
  func usable(
    _ configuration: ServerConfiguration, serverName: String?, _ now: Time
  ) -> ServerSession? {
    guard let resumption = configuration.resumption else { return nil }
    let lifetime = Int64(min(resumption.lifetime, NewSessionTicket.maximumLifetime))
    guard issued <= now, now < issued.adding(seconds: lifetime),
      now < authenticated.adding(seconds: resumption.maximumAge),
      resumption.isAcrossNames || serverName == self.serverName
    else { return nil }
    guard let peer else {
      // RFC 9846 §4.7.1: who was not authenticated then is not authenticated now.
      if case .required = configuration.clientAuthentication { return nil }
      return self
    }
    if let raw = peer.rawPublicKey {
      // Keys are judged by a list or by the application: that is done again each time.
      return resumption.clientPolicy != .never
        && configuration.clientAuthentication.verification != nil
        && configuration.clientCertificateTypes.contains(.rawPublicKey)
        && configuration.trustedRawPublicKeys.refusal(raw, now) == nil ? self : nil
    }
    guard let verification = configuration.clientAuthentication.verification,
      resumption.clientPolicy != .never, peer.isWithinValidity(at: now),
      (try? configuration.checkFilters(peer.chain.first)) != nil
    else { return nil }
    let isSamePolicy = epoch == resumption.epoch
    guard resumption.clientPolicy == .recheck, case .verify(let verifier) = verification else {
      return isSamePolicy ? self : nil
    }
    // Under the same roots and rules only time changes the answer, of certificates and of CRLs.
    if isSamePolicy, verifier.policy.revocation.mode == .off { return self }
    guard let path = try? verifier.verify(chain: peer.chain, at: now, identity: nil)
    else { return nil }
    return judgedAgain(PeerIdentity(chain: peer.chain, path: path), resumption.epoch)
  }

  /// The same session of a peer that was judged anew.
  private func judgedAgain(_ peer: PeerIdentity, _ epoch: PolicyEpoch) -> ServerSession {
    ServerSession(
      suite: suite, applicationProtocol: applicationProtocol, serverName: serverName,
      issued: issued, authenticated: authenticated, ageAdd: ageAdd,
      maximumEarlyData: maximumEarlyData, epoch: epoch, peer: peer, peerScheme: peerScheme)
  }
}

extension PeerVerification {
  /// The roots of the verifier; nil where there is none.
  fileprivate var roots: TrustRoots? {
    if case .verify(let verifier) = self { verifier.roots } else { nil }
  }
}
