/// Whether and how a server lets clients resume sessions (RFC 9846, Section 2.2).
public struct ServerResumption: Sendable {
  /// Who remembers the sessions.
  public enum Tickets: Sendable {
    /// The client, in tickets that are sealed under these keys.
    case sealed(TicketKeys)
    /// The server; each ticket works once.
    case stored(SessionCache)
  }

  /// What becomes of a client's certificate at resumption, at which no certificate is shown.
  public enum ClientPolicy: String, Sendable, CaseIterable {
    /// A session with a client's certificate is not resumed: every connection shows it anew.
    case never
    /// The certificate is judged again, as of now: its validity always, and its path under the roots and rules
    /// in force, if these have changed since or revocation is looked at, whose answers end by themselves.
    case recheck
    /// The session ends with what it was granted by: any change of roots or rules, and the end of the
    /// validity of any certificate of the path.
    case bind
  }

  /// Who remembers the sessions.
  public var tickets: Tickets
  /// What becomes of clients' certificates.
  public var clientPolicy = ClientPolicy.recheck
  /// Which roots and rules are in force. Reloading them makes another epoch.
  public var epoch: PolicyEpoch
  /// How many tickets each client gets; RFC 9149 lets it ask for another number, at most ``maximumTickets``.
  public var ticketCount = 2
  /// The most tickets that a client gets by asking.
  public var maximumTickets = 8
  /// Seconds for which a ticket may be used; more than 604,800 count as that (Section 4.7.1).
  public var lifetime: UInt32 = 86_400
  /// Seconds after which certificates have to be shown again, however often the session was resumed since.
  public var maximumAge: Int64 = 604_800
  /// Whether clients are told that a session may be resumed for any name that the certificate has
  /// (draft-ietf-tls-cross-sni-resumption). Tickets are taken for the name alone that they were issued for
  /// unless this is set.
  public var isAcrossNames = false
  /// Data before the handshake; nil takes none.
  public var earlyData: EarlyDataPolicy?

  /// The most early data that any client may send, in bytes.
  var mostEarlyData: Int { Int(earlyData?.maximumByteCount ?? 0) }

  /// Resumption by these tickets, under this epoch's roots and rules.
  public init(tickets: Tickets, epoch: PolicyEpoch) {
    self.tickets = tickets
    self.epoch = epoch
  }
}
