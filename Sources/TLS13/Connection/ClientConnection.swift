public import Bytes
public import PKI

/// A client's side of a TLS 1.3 connection: bytes in, bytes out.
///
/// It has no socket, no clock and no source of randomness: the caller brings bytes, the time and random
/// bytes, and owns the buffers. ``ServerConnection`` is its counterpart.
///
/// ```swift
/// var random = SystemRandom()
/// var output: [UInt8] = []
/// var connection = try ClientConnection(configuration, server: name, random: &random, output: &output)
/// // Send `output`; then, for bytes that come in:
/// let progress = try connection.receive(&input, now: now, random: &random, output: &output)
/// ```
public struct ClientConnection: ~Copyable, Sendable {
  private var connection: Connection<ClientHandshake>

  /// Begins a connection: appends the ClientHello to `output`.
  ///
  /// - Parameters:
  ///   - server: Who the server has to be; nil where nobody checks that.
  ///   - random: 32 bytes, 32 more in compatibility mode, and what the key shares take are drawn.
  public init(
    _ configuration: ClientConfiguration, server: ReferenceIdentity?,
    random: inout some RandomSource, output: inout [UInt8]
  ) throws(ConnectionFailure) {
    try self.init(
      Shared(configuration), server: server, session: nil, now: nil, random: &random,
      output: &output)
  }

  /// Begins a connection that resumes a session, if the server agrees: appends the ClientHello to `output`.
  ///
  /// A session that may not be used now, or is another server's, is left out: the handshake is then a full
  /// one, as it is where the server does not agree.
  ///
  /// - Parameters:
  ///   - server: Who the server has to be, as it was when the session began.
  ///   - now: What time it is, for the age of the ticket.
  public init(
    _ configuration: ClientConfiguration, server: ReferenceIdentity?, resuming session: Session,
    now: Time, random: inout some RandomSource, output: inout [UInt8]
  ) throws(ConnectionFailure) {
    try self.init(
      Shared(configuration), server: server, resuming: session, now: now, random: &random,
      output: &output)
  }

  /// The same with a configuration of many connections.
  ///
  /// - Parameter session: What is resumed; nil begins anew.
  public init(
    _ shared: Shared<ClientConfiguration>, server: ReferenceIdentity?, resuming session: Session?,
    now: Time, random: inout some RandomSource, output: inout [UInt8]
  ) throws(ConnectionFailure) {
    try self.init(
      shared, server: server, session: session, now: now, random: &random, output: &output)
  }

  private init(
    _ shared: Shared<ClientConfiguration>, server: ReferenceIdentity?, session: Session?,
    now: Time?,
    random: inout some RandomSource, output: inout [UInt8]
  ) throws(ConnectionFailure) {
    var records = RecordLayer()
    records.laboratory = shared.configuration.laboratory
    swap(&records.output, &output)
    let machine: ClientHandshake
    do {
      machine = try ClientHandshake(
        shared, server: server, resuming: session, now: now, &records, random: &random)
    } catch { throw ConnectionFailure(reason: .handshake(error), state: "START") }
    swap(&records.output, &output)
    connection = Connection(machine, records, isClient: true)
  }

  /// What the handshake agreed on so far.
  public var summary: Summary { connection.summary }

  /// Whether the handshake is complete and nothing has failed.
  public var isConnected: Bool { connection.isConnected }

  /// Takes one record from the front of `input`, decrypting it there.
  ///
  /// - Parameters:
  ///   - input: Bytes from the peer. What ``Progress/consumed`` counts is done with, once the application
  ///     data in it is; a record has at most 16,645 bytes.
  ///   - output: Grows by what has to be sent, also when this throws.
  /// - Throws: ``ConnectionFailure``, after which only `output` is left to be sent.
  public mutating func receive(
    _ input: inout MutableSpan<UInt8>, now: Time, random: inout some RandomSource,
    output: inout [UInt8]
  ) throws(ConnectionFailure) -> Progress {
    try connection.receive(&input, now: now, random: &random, output: &output)
  }

  /// The signature without which this side cannot go on, of a ``Credential`` whose key is elsewhere; nil where
  /// none is wanted. Until it is brought by ``resume(with:output:)``, a handshake takes no more bytes.
  public var signatureWanted: SignatureRequest? { connection.signatureWanted }

  /// Goes on with the signature that was wanted.
  ///
  /// - Parameters:
  ///   - signature: As the algorithm encodes it. It is verified before it is used.
  ///   - output: Grows by what has to be sent, also when this throws.
  /// - Returns: What that completed.
  /// - Throws: ``ConnectionFailure`` for a signature that does not verify, after which only `output` is left to
  ///   be sent.
  @discardableResult
  public mutating func resume(
    with signature: [UInt8], output: inout [UInt8]
  ) throws(ConnectionFailure) -> Progress.Events {
    try connection.resume(with: signature, output: &output)
  }

  /// Ends the connection, since the signature that was wanted cannot be had.
  ///
  /// - Returns: What to tell the user; the alert internal_error for the peer is in `output`.
  public mutating func endUnsigned(
    _ reason: String, output: inout [UInt8]
  ) -> ConnectionFailure { connection.endUnsigned(reason, output: &output) }

  /// Appends `content` to `output` in records of at most 16,384 bytes, 22 bytes longer each.
  ///
  /// - Throws: ``ConnectionFailure`` of ``ConnectionFailure/Reason/misuse(_:)`` when not connected.
  public mutating func send(
    _ content: Span<UInt8>, into output: inout [UInt8]
  ) throws(ConnectionFailure) {
    try connection.send(content, into: &output)
  }

  /// How many bytes of early data may be sent now; zero where none may.
  public var earlyDataRoom: Int { connection.earlyDataRoom }

  /// Appends `content` to `output` as early data (RFC 9846, Section 2.3): without forward secrecy, and an
  /// attacker can send it again. Whether the server takes it, ``Summary/earlyData`` says later; nothing is
  /// sent again by itself.
  ///
  /// - Throws: ``ConnectionFailure`` of ``ConnectionFailure/Reason/misuse(_:)`` for more than
  ///   ``earlyDataRoom`` bytes.
  public mutating func sendEarlyData(
    _ content: Span<UInt8>, into output: inout [UInt8]
  ) throws(ConnectionFailure) {
    try connection.sendEarlyData(content, into: &output)
  }

  /// Appends a handshake message as it is, for tests of servers.
  package mutating func sendHandshake(
    _ message: Span<UInt8>, into output: inout [UInt8]
  ) throws(ConnectionFailure) {
    try connection.sendHandshake(message, into: &output)
  }

  /// Sends a byte of early data that no ticket allows, for tests of servers.
  package mutating func overdraw(into output: inout [UInt8]) throws(ConnectionFailure) {
    try connection.overdraw(into: &output)
  }

  /// The sessions that tickets have brought since the last call, each to be used once.
  public mutating func takeSessions() -> [Session] { connection.takeSessions() }

  /// Changes the sending keys and, if asked for, the peer's (RFC 9846, Section 4.7.3).
  public mutating func updateKeys(
    requestsPeer: Bool, into output: inout [UInt8]
  ) throws(ConnectionFailure) {
    try connection.updateKeys(requestsPeer: requestsPeer, into: &output)
  }

  /// Appends an alert of the application's: an error, such as access_denied, ends the connection.
  public mutating func send(_ alert: Alert, into output: inout [UInt8]) {
    connection.send(alert, into: &output)
  }

  /// Appends close_notify: nothing more will be sent (RFC 9846, Section 6.1).
  public mutating func close(into output: inout [UInt8]) { connection.close(into: &output) }

  /// Tells that the transport has ended.
  ///
  /// - Throws: ``ConnectionFailure/Reason/truncated(while:)`` unless close_notify came before.
  public mutating func inputEnded() throws(ConnectionFailure) { try connection.inputEnded() }

  /// What binds another protocol's authentication to this connection: `tls-exporter`, 32 bytes (RFC 9266,
  /// Section 2).
  public func channelBinding() throws(ConnectionFailure) -> SecretBytes {
    let none: [UInt8] = []
    return try connection.export(
      label: Array("EXPORTER-Channel-Binding".utf8), context: none.span, byteCount: 32)
  }

  /// The same before the handshake is complete, where there is early data that was not rejected (RFC 9846,
  /// Section 7.5): without forward secrecy, and the same again when the ClientHello is replayed.
  public func exportEarly(
    label: [UInt8], context: Span<UInt8>, byteCount: Int
  ) throws(ConnectionFailure) -> SecretBytes {
    try connection.exportEarly(label: label, context: context, byteCount: byteCount)
  }

  /// Keying material that both sides can compute and nobody else (RFC 9846, Section 7.5).
  public func export(
    label: [UInt8], context: Span<UInt8>, byteCount: Int
  ) throws(ConnectionFailure) -> SecretBytes {
    try connection.export(label: label, context: context, byteCount: byteCount)
  }
}
