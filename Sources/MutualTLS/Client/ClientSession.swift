public import Bytes
import Cryptography
public import PKI
public import TLS13

/// A client's connection to a server: connects, authenticates both ways, and can say whether the server
/// has accepted the client.
public struct ClientSession: ~Copyable {
  /// Reads and writes application data.
  public var stream: Stream<ClientConnection>
  /// How many bytes of what was to be sent early were sent so; the rest found no room. Whether the server took
  /// them, ``Summary/earlyData`` says.
  public let earlyByteCount: Int

  /// Connects and carries the handshake through.
  ///
  /// In TLS 1.3 the handshake ends for the client before the server has judged its certificate: that this
  /// returns does not mean that the server accepts the client. ``confirmAccepted(within:)`` tells.
  ///
  /// - Parameters:
  ///   - server: Who the server has to be; nil where nobody checks that.
  ///   - session: What to resume, if the server agrees.
  ///   - earlyData: What to send before the handshake is complete, as far as the session and the configuration
  ///     allow it: without forward secrecy, and an attacker can send it again (RFC 9846, Section 2.3).
  ///   - signers: Those with the keys of credentials whose keys are elsewhere.
  public init(
    to place: HostPort, _ configuration: ClientConfiguration, server: ReferenceIdentity?,
    resuming session: Session? = nil, earlyData: [UInt8] = [],
    deadline: Deadline, signers: [any ExternalSigner] = [],
    clock: @escaping @Sendable () -> Time = { .now }
  ) throws(StreamFailure) {
    var random = SystemRandom()
    var output: [UInt8] = []
    var connection: ClientConnection
    do {
      connection = try ClientSession.begin(
        configuration, server, session, clock(), &random, &output)
    } catch { throw .connection(error) }
    let earlyByteCount = min(earlyData.count, connection.earlyDataRoom)
    if earlyByteCount > 0 {
      do {
        try connection.sendEarlyData(
          earlyData.span.extracting(0..<earlyByteCount), into: &output)
      } catch { throw .connection(error) }
    }
    let socket: Socket
    do { socket = try Socket.connect(to: place, deadline: deadline) } catch {
      throw .socket(error)
    }
    var stream = Stream(
      connection, over: socket, output: output, signers: signers, clock: clock)
    try stream.handshake(deadline: deadline)
    self.stream = stream
    self.earlyByteCount = earlyByteCount
  }

  private static func begin(
    _ configuration: ClientConfiguration, _ server: ReferenceIdentity?, _ session: Session?,
    _ now: Time, _ random: inout SystemRandom, _ output: inout [UInt8]
  ) throws(ConnectionFailure) -> ClientConnection {
    guard let session else {
      return try ClientConnection(configuration, server: server, random: &random, output: &output)
    }
    return try ClientConnection(
      configuration, server: server, resuming: session, now: now, random: &random,
      output: &output)
  }

  /// Waits for the first sign of the server's judgement: a ticket or data says yes, an alert says no.
  ///
  /// Data that comes is kept for reading.
  ///
  /// - Parameter bound: After that time the question stays open.
  public mutating func confirmAccepted(within bound: Duration) -> Acceptance {
    let deadline = Deadline.after(bound)
    while true {
      if stream.hasReceivedData { return .accepted(by: .data) }
      if stream.events.contains(.ticket) { return .accepted(by: .ticket) }
      // Closing in order, too, is no way to refuse (RFC 9846, Section 6.1).
      if stream.isEndReached { return .unconfirmed(.closed) }
      do {
        try stream.receive(deadline: deadline)
      } catch .connection(let failure) {
        if let alert = failure.alertReceived { return .refused(alert) }
        return .failed(.connection(failure))
      } catch {
        if case .socket(.timedOut) = error { return .unconfirmed(.silent(bound)) }
        return .failed(error)
      }
    }
  }
}

/// What is known of a server's judgement of a client.
public enum Acceptance: Sendable {
  /// The server goes on with the client.
  case accepted(by: Evidence)
  /// The server ended the connection with this alert.
  case refused(Alert)
  /// The server gave no sign.
  case unconfirmed(Silence)
  /// The connection failed otherwise.
  case failed(StreamFailure)

  /// What only a server sends that has accepted the client.
  public enum Evidence: String, Sendable {
    /// A NewSessionTicket.
    case ticket
    /// Application data.
    case data
  }

  /// How a server gave no sign.
  public enum Silence: Sendable {
    /// It sent nothing for so long.
    case silent(Duration)
    /// It closed the connection in order.
    case closed
  }
}

extension Acceptance: CustomStringConvertible {
  /// One sentence for a person.
  public var description: String {
    switch self {
    case .accepted(.ticket): "accepted: the server sent a ticket"
    case .accepted(.data): "accepted: the server sent data"
    case .refused(let alert): "refused: the server sent the alert \(alert)"
    case .unconfirmed(.silent(let bound)):
      "unconfirmed: the server sent nothing for \(bound), neither a ticket nor data nor an alert"
    case .unconfirmed(.closed): "unconfirmed: the server closed the connection without a word"
    case .failed(let failure): "failed: \(failure)"
    }
  }
}
