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
    case connected(ApplicationSecrets)
    case failed

    /// Moves the state out.
    mutating func take() -> State {
      var taken = State.failed
      swap(&taken, &self)
      return taken
    }

    /// Moves the secrets out, once they are there.
    mutating func takeSecrets() -> ApplicationSecrets? {
      switch self {
      case .connected: break
      default: return nil
      }
      switch take() {
      case .connected(let secrets): return secrets
      default: return nil
      }
    }

    /// Its name in Appendix A.1.
    var name: String {
      switch self {
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

  /// Nil when the handshake is complete and its secrets are taken.
  private var state: Box<State>?
  private var shared: ClientShared
  /// The answer to a request after the handshake, whose signature is being made elsewhere.
  private var answer: Box<PendingAnswer>?

  /// Begins: writes the ClientHello to `records`.
  init(
    _ configuration: Shared<ClientConfiguration>, server: ReferenceIdentity?,
    resuming session: Session? = nil,
    now: Time? = nil, _ records: inout RecordLayer, random: inout some RandomSource
  ) throws(HandshakeError) {
    shared = ClientShared(configuration, server: server)
    shared.summary.serverName = server?.serverName
    state = Box(
      .waitServerHello(
        try WaitServerHello(
          sending: &records, &shared, resuming: session, now: now, random: &random)))
  }

  var summary: Summary { shared.summary }

  mutating func receive(
    _ message: borrowing HandshakeMessage, _ records: inout RecordLayer, now: Time,
    random: inout some RandomSource
  ) throws(HandshakeError) {
    guard let taken = state?.value.take() else {
      throw .unexpectedMessage(message.type, while: name)
    }
    switch consume taken {
    case .waitServerHello(let waiting):
      state?.value = try waiting.receive(message, &records, &shared, now: now, random: &random)
    case .waitEncryptedExtensions(let waiting):
      state?.value = try waiting.receive(message, &records, &shared, now: now)
    case .waitCertificateRequestOrCertificate(let waiting):
      state?.value = try waiting.receive(message, &shared, now: now)
    case .waitCertificate(let waiting):
      state?.value = try waiting.receive(message, &shared, now: now)
    case .waitCertificateVerify(let waiting):
      state?.value = try waiting.receive(message, &shared)
    case .waitFinished(let waiting):
      state?.value = try waiting.receive(message, &records, &shared, now: now, random: &random)
    case let other: throw .unexpectedMessage(message.type, while: other.name)
    }
  }

  mutating func takeSecrets() -> ApplicationSecrets? {
    guard let secrets = state?.value.takeSecrets() else { return nil }
    state = nil
    return secrets
  }

  var expectations: RecordLayer.Expectations {
    RecordLayer.Expectations(
      changeCipherSpec: !isConnected, applicationData: isConnected, plaintextAlert: waitsForHello,
      state: name)
  }

  private var isConnected: Bool {
    switch state {
    case .some: false
    case .none: true
    }
  }

  private var waitsForHello: Bool {
    switch state {
    case .some(let state):
      switch state.value {
      case .waitServerHello: true
      default: false
      }
    case .none: false
    }
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
    guard !isAnswering else {
      try shared.decline(message, secrets, &records)
      return []
    }
    guard let pending = try shared.answer(message, secrets, &records, now: now, random: &random)
    else { return .clientAuthenticated }
    answer = Box(pending)
    return []
  }

  private var isAnswering: Bool {
    switch answer {
    case .some: true
    case .none: false
    }
  }

  var signatureWanted: SignatureRequest? {
    switch state {
    case .some(let state):
      switch state.value {
      case .sendCertificateVerify(let sending): sending.wanted?.request
      default: nil
      }
    case .none:
      switch answer {
      case .some(let answer): answer.value.wanted?.request
      case .none: nil
      }
    }
  }

  mutating func resume(
    _ signature: [UInt8], _ records: inout RecordLayer
  ) throws(HandshakeError) {
    switch state?.value.take() {
    case .sendCertificateVerify(let sending):
      state?.value = sending.resume(signature, &records, &shared)
    default: throw .internalError("no signature was wanted")
    }
  }

  mutating func resumePostHandshake(
    _ signature: [UInt8], _ secrets: borrowing ApplicationSecrets, _ records: inout RecordLayer
  ) -> Progress.Events {
    guard let pending = answer.take() else { return [] }
    pending.take().resume(signature, secrets, &records, &shared)
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
    waitsForCertificate ? shared.configuration.maximumCertificateByteCount : MessageLimit.ordinary
  }

  private var waitsForCertificate: Bool {
    switch state {
    case .some(let state):
      switch state.value {
      case .waitCertificateRequestOrCertificate: true
      case .waitCertificate: true
      default: false
      }
    case .none: false
    }
  }

  /// The state's name in Appendix A.1.
  private var name: String {
    switch state {
    case .some(let state): state.value.name
    case .none: "CONNECTED"
    }
  }
}

/// What every state of the client reads, and adds its findings to.
struct ClientShared: Sendable {
  let common: Shared<ClientConfiguration>
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

  init(_ configuration: Shared<ClientConfiguration>, server: ReferenceIdentity?) {
    common = configuration
    self.server = server
  }

  var configuration: ClientConfiguration {
    _read { yield common.configuration }
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
        epoch: configuration.epoch, received: now)
    }
  }
}
