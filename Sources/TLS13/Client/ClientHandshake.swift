import Bytes
import Cryptography
import PKI

/// The client's handshake (RFC 9846, Appendix A.1), without I/O, clock or randomness of its own.
///
/// A transition uses its state up. If it throws, `failed` remains, and the secrets are wiped.
struct ClientHandshake: ~Copyable, HandshakeMachine {
  /// The states of Appendix A.1, under its names.
  enum State: ~Copyable {
    case waitServerHello(WaitServerHello)
    case waitEncryptedExtensions(WaitEncryptedExtensions)
    case waitCertificateRequestOrCertificate(WaitCertificateRequestOrCertificate)
    case waitCertificate(WaitCertificate)
    case waitCertificateVerify(WaitCertificateVerify)
    case waitFinished(WaitServerFinished)
    /// Not of the RFC: the signature of CertificateVerify is being made elsewhere.
    case sendCertificateVerify(SendClientFlight)
    case connected(ApplicationSecrets?)
    case failed

    /// Moves the state out.
    mutating func take() -> State {
      var taken = State.failed
      swap(&taken, &self)
      return taken
    }
  }

  private var state: State
  private var shared: ClientShared
  /// The answer to a request after the handshake, whose signature is being made elsewhere.
  private var answer: PendingAnswer?

  /// Begins: writes the ClientHello to `records`.
  init(
    _ configuration: ClientConfiguration, server: ReferenceIdentity?,
    resuming session: Session? = nil,
    now: Time? = nil, _ records: inout RecordLayer, random: inout some RandomSource
  ) throws(HandshakeError) {
    shared = ClientShared(configuration: configuration, server: server)
    shared.summary.serverName = server?.serverName
    state = .waitServerHello(
      try WaitServerHello(
        sending: &records, &shared, resuming: session, now: now, random: &random))
  }

  var summary: Summary { shared.summary }

  mutating func receive(
    _ message: borrowing HandshakeMessage, _ records: inout RecordLayer, now: Time,
    random: inout some RandomSource
  ) throws(HandshakeError) {
    switch state.take() {
    case .waitServerHello(let waiting):
      state = try waiting.receive(message, &records, &shared, now: now, random: &random)
    case .waitEncryptedExtensions(let waiting):
      state = try waiting.receive(message, &records, &shared, now: now)
    case .waitCertificateRequestOrCertificate(let waiting):
      state = try waiting.receive(message, &shared, now: now)
    case .waitCertificate(let waiting):
      state = try waiting.receive(message, &shared, now: now)
    case .waitCertificateVerify(let waiting):
      state = try waiting.receive(message, &shared)
    case .waitFinished(let waiting):
      state = try waiting.receive(message, &records, &shared, now: now, random: &random)
    case .sendCertificateVerify:
      throw .unexpectedMessage(message.type, while: "SEND_CERTIFICATE_VERIFY")
    case .connected: throw .unexpectedMessage(message.type, while: "CONNECTED")
    case .failed: throw .unexpectedMessage(message.type, while: "FAILED")
    }
  }

  mutating func takeSecrets() -> ApplicationSecrets? {
    switch state.take() {
    case .connected(let secrets):
      state = .connected(nil)
      return secrets
    case .waitServerHello(let waiting): state = .waitServerHello(waiting)
    case .waitEncryptedExtensions(let waiting): state = .waitEncryptedExtensions(waiting)
    case .waitCertificateRequestOrCertificate(let waiting):
      state = .waitCertificateRequestOrCertificate(waiting)
    case .waitCertificate(let waiting): state = .waitCertificate(waiting)
    case .waitCertificateVerify(let waiting): state = .waitCertificateVerify(waiting)
    case .waitFinished(let waiting): state = .waitFinished(waiting)
    case .sendCertificateVerify(let sending): state = .sendCertificateVerify(sending)
    case .failed: state = .failed
    }
    return nil
  }

  var expectations: RecordLayer.Expectations {
    let isConnected =
      switch state {
      case .connected: true
      default: false
      }
    let waitsForHello =
      switch state {
      case .waitServerHello: true
      default: false
      }
    return RecordLayer.Expectations(
      changeCipherSpec: !isConnected, applicationData: isConnected, plaintextAlert: waitsForHello,
      state: name)
  }

  func session(
    _ ticket: NewSessionTicket, _ secrets: borrowing ApplicationSecrets, now: Time
  ) -> Session? {
    shared.session(ticket, secrets, now: now)
  }

  mutating func receivePostHandshake(
    _ message: borrowing HandshakeMessage, _ secrets: borrowing ApplicationSecrets,
    _ records: inout RecordLayer, now: Time, random: inout some RandomSource
  ) throws(HandshakeError) -> Progress.Events {
    try message.require(.certificateRequest, while: "CONNECTED")
    guard answer == nil else {
      try shared.decline(message, secrets, &records)
      return []
    }
    answer = try shared.answer(message, secrets, &records, now: now, random: &random)
    return answer == nil ? .clientAuthenticated : []
  }

  var signatureWanted: SignatureRequest? {
    switch state {
    case .sendCertificateVerify(let sending): sending.wanted?.request
    default: answer?.wanted?.request
    }
  }

  mutating func resume(
    _ signature: [UInt8], _ records: inout RecordLayer
  ) throws(HandshakeError) {
    switch state.take() {
    case .sendCertificateVerify(let sending):
      state = sending.resume(signature, &records, &shared)
    default: throw .internalError("no signature was wanted")
    }
  }

  mutating func resumePostHandshake(
    _ signature: [UInt8], _ secrets: borrowing ApplicationSecrets, _ records: inout RecordLayer
  ) -> Progress.Events {
    guard let pending = answer.take() else { return [] }
    pending.resume(signature, secrets, &records, &shared)
    return .clientAuthenticated
  }

  var isMidAuthentication: Bool { false }

  var maySendBeforeFinished: Bool { false }

  var earlyDataRoom: Int { shared.earlyDataRoom }

  var earlyExporter: EarlyExporter? { shared.earlyExporter }

  var exporter: EarlyExporter? { nil }

  mutating func sentEarlyData(_ byteCount: Int) { shared.earlyDataRoom -= byteCount }

  mutating func receivedEarlyData(_ byteCount: Int) throws(HandshakeError) -> Bool { false }

  var messageLimit: Int {
    switch state {
    case .waitCertificateRequestOrCertificate: shared.configuration.maximumCertificateByteCount
    case .waitCertificate: shared.configuration.maximumCertificateByteCount
    default: MessageLimit.ordinary
    }
  }

  /// The state's name in Appendix A.1.
  private var name: String {
    switch state {
    case .waitServerHello: "WAIT_SH"
    case .waitEncryptedExtensions: "WAIT_EE"
    case .waitCertificateRequestOrCertificate: "WAIT_CERT_CR"
    case .waitCertificate: "WAIT_CERT"
    case .waitCertificateVerify: "WAIT_CV"
    case .waitFinished: "WAIT_FINISHED"
    case .sendCertificateVerify: "SEND_CERTIFICATE_VERIFY"
    case .connected: "CONNECTED"
    case .failed: "FAILED"
    }
  }
}

/// What every state of the client reads, and adds its findings to.
struct ClientShared: Sendable {
  let configuration: ClientConfiguration
  let server: ReferenceIdentity?
  var summary = Summary()
  /// In what form the server shows who it is, and wants this side to (RFC 7250).
  var serverCertificateType = CertificateType.x509
  var clientCertificateType = CertificateType.x509

  /// By what the server is judged.
  var serverPolicy: PeerPolicy {
    PeerPolicy(
      side: .server, verification: configuration.verification,
      rawPublicKeys: configuration.trustedRawPublicKeys,
      evidenceCheck: configuration.evidenceCheck, requestsOCSP: configuration.requestsOCSP,
      signatureSchemes: configuration.signatureSchemes,
      delegatedSchemes: configuration.delegatedCredentialSchemes)
  }

  /// Bytes of early data that may still be sent.
  var earlyDataRoom = 0
  /// Nil where there is no early data.
  var earlyExporter: EarlyExporter?

  /// The server does not take the early data.
  mutating func rejectEarlyData() {
    summary.earlyData = .rejected
    earlyDataRoom = 0
    earlyExporter = nil
    summary.applicationProtocol = nil
  }

  init(configuration: ClientConfiguration, server: ReferenceIdentity?) {
    self.configuration = configuration
    self.server = server
  }

  /// What a ticket brings (RFC 9846, Section 4.7.1); nil for one that is not to be kept.
  func session(
    _ ticket: NewSessionTicket, _ secrets: borrowing ApplicationSecrets, now: Time
  ) -> Session? {
    guard ticket.lifetime > 0 else { return nil }
    switch secrets.resumption {
    case .none: return nil
    case .some(let resumption):
      let key = PreSharedKey(
        identity: ticket.ticket, resumption.preSharedKey(ticket.nonce.span), resumption.hash,
        .resumption)
      return Session(
        ticket, key, summary, suite: secrets.suite, server: server,
        epoch: PolicyEpoch(of: configuration.verification), received: now)
    }
  }
}
