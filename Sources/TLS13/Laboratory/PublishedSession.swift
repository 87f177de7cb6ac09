package import Bytes
import Cryptography
package import PKI

/// A session of a published trace, whose ticket and key are told: RFC 8448, Section 4.
package struct PublishedSession: Sendable, Equatable {
  /// The ticket as the client offers it.
  package var ticket: [UInt8]
  /// What is added to its age; the ticket is new in a trace, so that this is the age that is offered.
  package var ageAdd: UInt32
  /// The pre-shared key.
  package var key: [UInt8]
  /// Bytes of early data that it allows.
  package var maximumEarlyData: UInt32

  package init(ticket: [UInt8], ageAdd: UInt32, key: [UInt8], maximumEarlyData: UInt32) {
    self.ticket = ticket
    self.ageAdd = ageAdd
    self.key = key
    self.maximumEarlyData = maximumEarlyData
  }

  private static let suite = CipherSuite.aes128GCMSHA256

  private var preSharedKey: PreSharedKey {
    PreSharedKey(identity: ticket, SecretBytes(copying: key.span), .sha256, .resumption)
  }

  /// The session that the client resumes.
  package func session(with server: ReferenceIdentity, now: Time) -> Session {
    Session(
      NewSessionTicket(
        lifetime: 30, ageAdd: ageAdd, nonce: [], ticket: ticket, maximumEarlyData: maximumEarlyData),
      preSharedKey, Summary(), suite: Self.suite, server: server,
      epoch: PolicyEpoch(of: .unverified), received: now)
  }

  /// What the server remembers of it, and its word that the early data came for the first time.
  package func resumption(for serverName: String, now: Time) -> ServerResumption {
    let epoch = PolicyEpoch(rawValue: 0)
    let cache = SessionCache()
    cache.insert(
      ServerSession(
        suite: Self.suite, applicationProtocol: nil, serverName: serverName, issued: now,
        authenticated: now, ageAdd: ageAdd, maximumEarlyData: maximumEarlyData, epoch: epoch,
        peer: nil, peerScheme: nil), preSharedKey)
    var resumption = ServerResumption(tickets: .stored(cache), epoch: epoch)
    resumption.ticketCount = 0
    resumption.earlyData = EarlyDataPolicy(
      replayGuard: MemoryReplayGuard(startingAt: now.adding(seconds: -100)))
    return resumption
  }
}
