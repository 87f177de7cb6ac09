/// Whether a server takes 0-RTT data, and how much (RFC 9846, Section 2.3).
///
/// Such data has no forward secrecy, and an attacker can send it again: it is for requests that do no harm
/// when they come twice.
public struct EarlyDataPolicy: Sendable {
  /// Bytes of application data that a client may send before its handshake is complete.
  public var maximumByteCount: UInt32 = 14_336
  /// Who makes sure that a ClientHello is taken once (Section 8).
  public var replayGuard: any ReplayGuard
  /// Seconds by which a ticket's age may be off (Section 8.3).
  public var tolerance: Int64 = 10
  /// Whether clients that were authenticated by a certificate may send early data: what they send then is
  /// only as fresh as the replay guard is reliable.
  public var allowsAuthenticatedClients = false

  /// Early data under this guard against replays.
  public init(replayGuard: any ReplayGuard) { self.replayGuard = replayGuard }
}
