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

  /// The first offered key that is known here, fits the suite's hash and may still be used; its binder is
  /// checked, and no other.
  ///
  /// - Parameter transcript: What came before this ClientHello: nothing, or a HelloRetryRequest.
  static func select(
    _ offered: OfferedPreSharedKeys, _ hello: ClientHello, _ hash: HashAlgorithm,
    _ configuration: ServerConfiguration, _ message: Span<UInt8>, after transcript: Transcript,
    now: Time
  ) throws(HandshakeError) -> SelectedKey? {
    for (index, offer) in offered.offers.enumerated() {
      var session: ServerSession?
      let key: PreSharedKey
      if let external = configuration.preSharedKeys.first(where: {
        $0.identity == offer.identity && $0.hash == hash
      }) {
        key = external
      } else if let found = SelectedKey.remembered(offer.identity, configuration),
        found.key.hash == hash,
        let usable = found.session.usable(configuration, serverName: hello.constant.serverName, now)
      {
        session = usable
        key = found.key
      } else {
        continue
      }
      try offered.verifyBinder(index, of: key, message, after: transcript)
      return SelectedKey(
        index: index, key: key, session: session,
        age: offer.obfuscatedAge &- (session?.ageAdd ?? 0),
        binder: [UInt8](copying: message.extracting(offer.binder)))
    }
    return nil
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
