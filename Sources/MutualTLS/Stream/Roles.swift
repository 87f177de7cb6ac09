public import Bytes
public import TLS13

extension Stream where Connection: ~Copyable {
  /// Keying material that both sides can compute and nobody else (RFC 9846, Section 7.5).
  public func export(
    label: String, context: [UInt8] = [], byteCount: Int = 32
  ) throws(StreamFailure) -> SecretBytes {
    do {
      return try connection.export(
        label: Array(label.utf8), context: context.span, byteCount: byteCount)
    } catch { throw .connection(error) }
  }

  /// The same of early data that was not rejected, before the handshake is complete and after.
  public func exportEarly(
    label: String, context: [UInt8] = [], byteCount: Int = 32
  ) throws(StreamFailure) -> SecretBytes {
    do {
      return try connection.exportEarly(
        label: Array(label.utf8), context: context.span, byteCount: byteCount)
    } catch { throw .connection(error) }
  }

  /// What binds another protocol's authentication to this connection: `tls-exporter`, 32 bytes (RFC 9266,
  /// Section 2).
  public func channelBinding() throws(StreamFailure) -> SecretBytes {
    do { return try connection.channelBinding() } catch { throw .connection(error) }
  }
}

extension Stream where Connection == ClientConnection {
  /// The sessions that tickets have brought since the last call, each to be used once.
  public mutating func takeSessions() -> [Session] { connection.takeSessions() }
}

extension Stream where Connection == ServerConnection {
  /// The most bytes that are kept while the client's answer is waited for.
  private static var patienceByteCount: Int { 1 << 20 }

  /// Asks for the client's certificate after the handshake, and waits for the answer (RFC 9846, Section 4.7.2).
  /// What data comes before it is kept for reading. ``summary`` says afterwards who the client is.
  public mutating func requestAuthentication(
    _ authentication: ClientAuthentication, deadline: Deadline
  ) throws(StreamFailure) {
    events.remove(.clientAuthenticated)
    do {
      try connection.requestAuthentication(authentication, random: &random, into: &output)
    } catch { throw .connection(error) }
    try flush(deadline: deadline)
    while !events.contains(.clientAuthenticated) {
      guard !isEndReached, received.count < Self.patienceByteCount else {
        throw .socket(.timedOut(while: "waiting for the client's certificate"))
      }
      try receive(deadline: deadline)
    }
  }
}
