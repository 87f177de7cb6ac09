import Bytes
import Cryptography

/// The tickets of one connection (RFC 9846, Section 4.7.1).
struct TicketIssue {
  private let resumption: ServerResumption
  private let shared: ServerShared
  private let suite: CipherSuite
  private let now: Time

  init(
    _ resumption: ServerResumption, _ shared: ServerShared, _ suite: CipherSuite, _ now: Time
  ) {
    self.resumption = resumption
    self.shared = shared
    self.suite = suite
    self.now = now
  }

  /// Appends as many NewSessionTicket messages as the client gets.
  func write(
    _ secret: borrowing ResumptionSecret, into output: inout [UInt8],
    random: inout some RandomSource
  ) {
    let lifetime = min(resumption.lifetime, NewSessionTicket.maximumLifetime)
    var flags = TicketFlags()
    if resumption.isAcrossNames { flags.insert(TicketFlags.acrossNames) }
    let grease =
      shared.configuration.sendsGREASE
      ? ExtensionType(rawValue: GREASE.value(random.bytes(1)[0])) : nil
    for index in 0..<shared.ticketCount {
      let nonce = [index]
      var ageAdd: UInt32 = 0
      for byte in random.bytes(4) { ageAdd = ageAdd << 8 | UInt32(byte) }
      let session = session(ageAdd)
      let derived = secret.preSharedKey(nonce.span)
      let identity: [UInt8]
      switch resumption.tickets {
      case .stored(let cache):
        identity = random.bytes(32)
        cache.insert(session, PreSharedKey(identity: identity, derived, secret.hash, .resumption))
      case .sealed(let keys):
        var state: [UInt8] = []
        session.write(
          PreSharedKey(identity: [], derived, secret.hash, .resumption), into: &state)
        identity = keys.seal(state.span, using: &random)
        wipe(&state)
      }
      NewSessionTicket(
        lifetime: lifetime, ageAdd: ageAdd, nonce: nonce, ticket: identity,
        maximumEarlyData: session.maximumEarlyData, flags: flags, grease: grease
      ).write(into: &output)
    }
  }

  private func session(_ ageAdd: UInt32) -> ServerSession {
    let peer = shared.summary.peer
    var maximumEarlyData: UInt32 = 0
    if let policy = resumption.earlyData, peer == nil || policy.allowsAuthenticatedClients {
      maximumEarlyData = policy.maximumByteCount
    }
    return ServerSession(
      suite: suite, applicationProtocol: shared.summary.applicationProtocol,
      serverName: shared.summary.serverName, issued: now,
      // A session that was resumed is as old as the handshake that it goes back to.
      authenticated: shared.authenticated ?? now, ageAdd: ageAdd,
      maximumEarlyData: maximumEarlyData, epoch: resumption.epoch, peer: peer,
      peerScheme: shared.summary.peerSignatureScheme)
  }
}
