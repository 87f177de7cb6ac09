import Bytes
import PKI

/// One side's handshake, without records: the client's or the server's.
protocol HandshakeMachine: ~Copyable, Sendable {
  /// Takes one message; what has to be sent and switched goes to `records`.
  mutating func receive(
    _ message: borrowing HandshakeMessage, _ records: inout RecordLayer, now: Time,
    random: inout some RandomSource
  ) throws(HandshakeError)

  /// What the record layer may accept now.
  var expectations: RecordLayer.Expectations { get }
  /// The longest message acceptable now, in bytes.
  var messageLimit: Int { get }
  /// What was agreed on.
  var summary: Summary { get }
  /// Takes a message after the handshake that is this side's alone.
  mutating func receivePostHandshake(
    _ message: borrowing HandshakeMessage, _ secrets: borrowing ApplicationSecrets,
    _ records: inout RecordLayer, now: Time, random: inout some RandomSource
  ) throws(HandshakeError) -> Progress.Events
  /// The signature without which this side cannot go on; nil where none is wanted.
  var signatureWanted: SignatureRequest? { get }
  /// Goes on with the handshake with that signature.
  mutating func resume(_ signature: [UInt8], _ records: inout RecordLayer) throws(HandshakeError)
  /// Goes on with an answer after the handshake with that signature.
  mutating func resumePostHandshake(
    _ signature: [UInt8], _ secrets: borrowing ApplicationSecrets, _ records: inout RecordLayer
  ) -> Progress.Events
  /// Whether the peer is in the midst of messages between which nothing else may stand.
  var isMidAuthentication: Bool { get }
  /// Takes a ticket; nil where this side takes none.
  func session(
    _ ticket: NewSessionTicket, _ secrets: borrowing ApplicationSecrets, now: Time
  ) -> Session?
  /// Whether application data may be sent though the handshake is not complete: a server's, after its
  /// Finished (RFC 9846, Section 4.5.3).
  var maySendBeforeFinished: Bool { get }
  /// How many bytes of early data may be sent now.
  var earlyDataRoom: Int { get }
  /// What can be exported before the handshake is complete; nil where there is no early data.
  var earlyExporter: EarlyExporter? { get }
  /// What a server can export that may send data before the client's Finished; nil otherwise. Its Finished ends the
  /// transcript of exporter_secret (RFC 9846, Section 7.1).
  var exporter: EarlyExporter? { get }
  /// Counts early data that came, and says whether application data is that now.
  mutating func receivedEarlyData(_ byteCount: Int) throws(HandshakeError) -> Bool
  /// Counts early data that was sent.
  mutating func sentEarlyData(_ byteCount: Int)
  /// Hands over the keys of application data, once, when the handshake is complete.
  mutating func takeSecrets() -> ApplicationSecrets?
}

/// What remains of a handshake when it is complete.
struct ApplicationSecrets: ~Copyable {
  /// Of what this side sends.
  var writing: TrafficSecret
  /// Of what the peer sends.
  var reading: TrafficSecret
  let exporter: ExporterSecret
  /// For tickets; nil where there are to be none.
  let resumption: ResumptionSecret?
  /// See ``transcript``.
  private let handshake: Box<Transcript>?
  let suite: CipherSuite

  init(
    writing: consuming TrafficSecret, reading: consuming TrafficSecret,
    exporter: consuming ExporterSecret, resumption: consuming ResumptionSecret?,
    transcript: Transcript?, suite: CipherSuite
  ) {
    handshake = transcript.map { Box($0) }
    self.resumption = resumption
    self.writing = writing
    self.reading = reading
    self.exporter = exporter
    self.suite = suite
  }

  /// The whole handshake, for authentication after it; nil where there is to be none.
  var transcript: Transcript? {
    switch handshake {
    case .some(let handshake): handshake.value
    case .none: nil
    }
  }

  /// Goes on to the next generation of what this side sends, and gives its keys (RFC 9846, Section 7.2).
  mutating func updateWriting() -> TrafficKeys? {
    writing = writing.next()
    return suite.parameters.map { writing.keys($0.aead) }
  }

  /// The same for what the peer sends.
  mutating func updateReading() -> TrafficKeys? {
    reading = reading.next()
    return suite.parameters.map { reading.keys($0.aead) }
  }
}

/// The limit on handshake messages, which are bounded before they are stored; that on certificates is the configuration's.
enum MessageLimit {
  /// Any message but those of certificates. A ClientHello has at most 64 KiB of extensions and little else.
  static let ordinary = (1 << 16) + 2048
}
