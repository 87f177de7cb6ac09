public import Bytes
import Cryptography
public import PKI

/// What a client keeps of a connection to resume it: a ticket, its key, and who the server is (RFC 9846,
/// Section 4.7.1).
///
/// To be used once: whoever sees a ticket twice knows that it is the same client (Appendix C.4).
public final class Session: Sendable {
  /// The cipher suite of the connection; resumption needs one with the same hash.
  public let cipherSuite: CipherSuite
  /// Who the server had to be; a session is for the same name alone.
  public let server: ReferenceIdentity?
  /// Who the server was found to be.
  public let peer: PeerIdentity?
  /// The protocol that ALPN selected.
  public let applicationProtocol: ApplicationProtocol?
  /// When the ticket came.
  public let received: Time
  /// Seconds for which the ticket may be used, at most 604,800.
  public let lifetime: UInt32
  /// Bytes of application data that may be sent before the handshake; zero where none may.
  public let maximumEarlyData: UInt32
  /// Whether the server takes the session for any name that its certificate has; it is offered for the same
  /// name alone all the same.
  public let isAcrossNames: Bool
  /// The scheme by which the server proved who it is.
  public let peerSignatureScheme: SignatureScheme?
  /// Whether this side showed a certificate in the connection.
  public let sentCertificate: Bool
  /// Under which roots and rules the server was accepted.
  let epoch: PolicyEpoch
  let key: PreSharedKey
  let ageAdd: UInt32

  init(
    _ ticket: NewSessionTicket, _ key: PreSharedKey, _ summary: Summary, suite: CipherSuite,
    server: ReferenceIdentity?, epoch: PolicyEpoch, received: Time
  ) {
    self.key = key
    self.server = server
    self.epoch = epoch
    self.received = received
    cipherSuite = suite
    peer = summary.peer
    applicationProtocol = summary.applicationProtocol
    // RFC 9846 §4.7.1 MUST NOT: longer than 7 days, whatever the ticket says.
    lifetime = min(ticket.lifetime, NewSessionTicket.maximumLifetime)
    maximumEarlyData = ticket.maximumEarlyData
    isAcrossNames = ticket.flags.contains(TicketFlags.acrossNames)
    peerSignatureScheme = summary.peerSignatureScheme
    sentCertificate = summary.sentCertificate
    ageAdd = ticket.ageAdd
  }

  /// A session that was kept elsewhere.
  init(
    _ key: PreSharedKey, suite: CipherSuite, server: ReferenceIdentity?, peer: PeerIdentity?,
    applicationProtocol: ApplicationProtocol?, sentCertificate: Bool, isAcrossNames: Bool,
    epoch: PolicyEpoch, peerSignatureScheme: SignatureScheme?,
    received: Time, lifetime: UInt32, ageAdd: UInt32, maximumEarlyData: UInt32
  ) {
    self.key = key
    self.server = server
    self.epoch = epoch
    self.received = received
    self.peer = peer
    self.applicationProtocol = applicationProtocol
    self.sentCertificate = sentCertificate
    self.isAcrossNames = isAcrossNames
    self.lifetime = min(lifetime, NewSessionTicket.maximumLifetime)
    self.maximumEarlyData = maximumEarlyData
    self.ageAdd = ageAdd
    self.peerSignatureScheme = peerSignatureScheme
    cipherSuite = suite
  }

  /// Whether the ticket may still be used: its lifetime and the validity of the server's path allow it.
  public func isUsable(at now: Time) -> Bool {
    let age = now.secondsSince1970 - received.secondsSince1970
    // RFC 9846 §4.3.11.1 MUST NOT: older than the ticket's lifetime.
    guard age >= 0, age < Int64(lifetime) else { return false }
    return peer?.isWithinValidity(at: now) ?? true
  }

  /// obfuscated_ticket_age (RFC 9846, Section 4.3.11.1).
  func obfuscatedAge(at now: Time) -> UInt32 {
    let age = UInt32(clamping: now.secondsSince1970 - received.secondsSince1970)
    return (age &* 1000) &+ ageAdd
  }
}

extension PeerIdentity {
  /// Whether every certificate of the path is within its validity; without a path, the peer's own.
  func isWithinValidity(at now: Time) -> Bool {
    (path?.certificates ?? chain.prefix(1).map(\.self)).allSatisfy {
      $0.notBefore <= now && now <= $0.notAfter
    }
  }
}
