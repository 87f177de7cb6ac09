public import Bytes
public import PKI

/// A server's side of a TLS 1.3 connection: bytes in, bytes out.
///
/// It has no socket, no clock and no source of randomness: the caller brings bytes, the time and random
/// bytes, and owns the buffers. ``ClientConnection`` is its counterpart.
public struct ServerConnection: ~Copyable, Sendable {
  private var connection: Connection<ServerHandshake>

  /// Waits for a ClientHello.
  public init(_ configuration: ServerConfiguration) { self.init(Shared(configuration)) }

  /// The same with a configuration of many connections.
  public init(_ shared: Shared<ServerConfiguration>) {
    var records = RecordLayer()
    records.laboratory = shared.configuration.laboratory
    records.padding = shared.configuration.recordPadding
    records.maximumFragment = min(max(shared.configuration.maximumFragment, 1), 1 << 14)
    connection = Connection(ServerHandshake(shared), records, isClient: false)
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

  /// Appends a request for the client's certificate, after the handshake (RFC 9846, Section 4.7.2). The answer
  /// comes with ``Progress/Events/clientAuthenticated``, and ``Summary/peer`` says who the client is.
  ///
  /// - Throws: ``ConnectionFailure`` of ``ConnectionFailure/Reason/misuse(_:)`` where the client does not take
  ///   such requests, or has not answered the last one.
  public mutating func requestAuthentication(
    _ authentication: ClientAuthentication, random: inout some RandomSource,
    into output: inout [UInt8]
  ) throws(ConnectionFailure) {
    try connection.requestAuthentication(authentication, random: &random, into: &output)
  }

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

  /// Appends a handshake message as it is, for the replay of a published trace.
  package mutating func sendHandshake(
    _ message: Span<UInt8>, into output: inout [UInt8]
  ) throws(ConnectionFailure) {
    try connection.sendHandshake(message, into: &output)
  }
}
