public import Bytes
public import PKI
public import TLS13

/// What both sides of a connection can do once it is there.
public protocol Endpoint: ~Copyable {
  /// What the handshake agreed on so far.
  var summary: Summary { get }
  /// Whether the handshake is complete and nothing has failed.
  var isConnected: Bool { get }
  /// Takes one record from the front of `input`, decrypting it there.
  mutating func receive(
    _ input: inout MutableSpan<UInt8>, now: Time, random: inout some RandomSource,
    output: inout [UInt8]
  ) throws(ConnectionFailure) -> Progress
  /// The signature without which this side cannot go on; nil where none is wanted.
  var signatureWanted: SignatureRequest? { get }
  /// Goes on with the signature that was wanted.
  mutating func resume(
    with signature: [UInt8], output: inout [UInt8]
  ) throws(ConnectionFailure) -> Progress.Events
  /// Ends the connection, since the signature that was wanted cannot be had.
  mutating func endUnsigned(_ reason: String, output: inout [UInt8]) -> ConnectionFailure
  /// Appends `content` to `output` in records.
  mutating func send(_ content: Span<UInt8>, into output: inout [UInt8]) throws(ConnectionFailure)
  /// Changes the sending keys and, if asked for, the peer's.
  mutating func updateKeys(requestsPeer: Bool, into output: inout [UInt8]) throws(ConnectionFailure)
  /// Keying material that both sides can compute and nobody else (RFC 9846, Section 7.5).
  func export(
    label: [UInt8], context: Span<UInt8>, byteCount: Int
  ) throws(ConnectionFailure) -> SecretBytes
  /// The same of early data, before the handshake is complete.
  func exportEarly(
    label: [UInt8], context: Span<UInt8>, byteCount: Int
  ) throws(ConnectionFailure) -> SecretBytes
  /// `tls-exporter`, 32 bytes (RFC 9266, Section 2).
  func channelBinding() throws(ConnectionFailure) -> SecretBytes
  /// Appends close_notify.
  mutating func close(into output: inout [UInt8])
  /// Tells that the transport has ended.
  mutating func inputEnded() throws(ConnectionFailure)
}

extension ClientConnection: Endpoint {}
extension ServerConnection: Endpoint {}
