import Bytes
import Cryptography
import PKI

/// The server's handshake (RFC 9846, Appendix A.2), without I/O, clock or randomness of its own.
///
/// A transition uses its state up. If it throws, `failed` remains, and the secrets are wiped.
struct ServerHandshake: ~Copyable, HandshakeMachine {
  /// The states of Appendix A.2. Those in which the server itself acts last no longer than a call.
  enum State: ~Copyable {
    case waitClientHello(WaitClientHello)
    /// The signature of CertificateVerify is being made elsewhere.
    case sendCertificateVerify(SendServerFlight)
    case waitEndOfEarlyData(WaitEndOfEarlyData)
    case waitCertificate(WaitClientCertificate)
    case waitCertificateVerify(WaitClientCertificateVerify)
    case waitFinished(WaitClientFinished)
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

    /// Its name in Appendix A.2.
    var name: String {
      switch self {
      case .waitClientHello: "START"
      case .sendCertificateVerify: "SEND_CERTIFICATE_VERIFY"
      case .waitEndOfEarlyData: "WAIT_EOED"
      case .waitCertificate: "WAIT_CERT"
      case .waitCertificateVerify: "WAIT_CV"
      case .waitFinished: "WAIT_FINISHED"
      case .connected: "CONNECTED"
      case .failed: "FAILED"
      }
    }
  }

  /// Nil when the handshake is complete and its secrets are taken.
  private var state: Box<State>?
  private var shared: ServerShared
  /// A certificate that was asked for after the handshake.
  private var request: Box<PostHandshakeRequest>?

  init(_ configuration: Shared<ServerConfiguration>) {
    shared = ServerShared(configuration)
    state = Box(.waitClientHello(WaitClientHello()))
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
    case .waitClientHello(let waiting):
      state?.value = try waiting.receive(message, &records, &shared, now: now, random: &random)
    case .waitEndOfEarlyData(let waiting):
      state?.value = try waiting.receive(message, &records)
    case .waitCertificate(let waiting):
      state?.value = try waiting.receive(message, &shared, now: now)
    case .waitCertificateVerify(let waiting):
      state?.value = try waiting.receive(message, &shared)
    case .waitFinished(let waiting):
      state?.value = try waiting.receive(message, &records, shared, now: now, random: &random)
    case let other: throw .unexpectedMessage(message.type, while: other.name)
    }
  }

  mutating func takeSecrets() -> ApplicationSecrets? {
    guard let secrets = state?.value.takeSecrets() else { return nil }
    state = nil
    return secrets
  }

  var expectations: RecordLayer.Expectations {
    switch state {
    case .some(let state): expectations(in: state.value)
    case .none:
      RecordLayer.Expectations(
        changeCipherSpec: false, applicationData: !isMidAuthentication, plaintextAlert: false,
        state: name)
    }
  }

  private func expectations(in state: borrowing State) -> RecordLayer.Expectations {
    switch state {
    case .waitClientHello(let waiting):
      // RFC 9846 §4.3.2 MUST: without state, what stands before a second ClientHello stands before everything.
      RecordLayer.Expectations(
        changeCipherSpec: waiting.isSecond || shared.configuration.retryCookies != nil,
        applicationData: false, plaintextAlert: true,
        state: name)
    case .waitEndOfEarlyData:
      RecordLayer.Expectations(
        changeCipherSpec: true, applicationData: true, plaintextAlert: true, state: name)
    case .sendCertificateVerify: beforeFinished
    case .waitCertificate: beforeFinished
    case .waitCertificateVerify: beforeFinished
    case .waitFinished: beforeFinished
    case .connected: afterFinished
    case .failed: afterFinished
    }
  }

  /// A client that cannot read our ServerHello has no keys for its alert.
  private var beforeFinished: RecordLayer.Expectations {
    RecordLayer.Expectations(
      changeCipherSpec: true, applicationData: false, plaintextAlert: true, state: name)
  }

  private var afterFinished: RecordLayer.Expectations {
    RecordLayer.Expectations(
      changeCipherSpec: false, applicationData: true, plaintextAlert: false, state: name)
  }

  /// Asks for the client's certificate after the handshake; says why where that cannot be.
  mutating func requestAuthentication(
    _ authentication: ClientAuthentication, _ secrets: borrowing ApplicationSecrets,
    _ records: inout RecordLayer, random: inout some RandomSource
  ) -> String? {
    guard let transcript = secrets.transcript else {
      return "the client does not take requests for certificates after the handshake"
    }
    // RFC 9846 §4.4.2 MUST NOT: beside an external key nobody asks for certificates.
    if case .external = shared.summary.preSharedKey {
      return
        "the client is who has the external pre-shared key; no certificate is asked for beside it"
    }
    guard !isRequestPending else { return "the client has not answered the last request" }
    request = Box(
      PostHandshakeRequest(authentication, after: transcript, shared, &records, random: &random))
    return nil
  }

  mutating func receivePostHandshake(
    _ message: borrowing HandshakeMessage, _ secrets: borrowing ApplicationSecrets,
    _ records: inout RecordLayer, now: Time, random: inout some RandomSource
  ) throws(HandshakeError) -> Progress.Events {
    guard var pending = request.take(),
      pending.value.hasBegun || message.type == .certificate
        || message.type == .compressedCertificate
    else {
      throw .unexpectedMessage(message.type, while: "CONNECTED")
    }
    if try pending.value.receive(message, secrets, &shared, now: now) {
      return .clientAuthenticated
    }
    request = consume pending
    return []
  }

  var signatureWanted: SignatureRequest? {
    switch state {
    case .some(let state):
      switch state.value {
      case .sendCertificateVerify(let sending): sending.wanted.request
      default: nil
      }
    case .none: nil
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
  ) -> Progress.Events { [] }

  var isMidAuthentication: Bool {
    switch request {
    case .some(let request): request.value.hasBegun
    case .none: false
    }
  }

  private var isRequestPending: Bool {
    switch request {
    case .some: true
    case .none: false
    }
  }

  func session(
    _ ticket: NewSessionTicket, _ secrets: borrowing ApplicationSecrets, now: Time
  ) -> Session? { nil }

  var earlyDataRoom: Int { 0 }

  var earlyExporter: EarlyExporter? { shared.earlyExporter }

  var exporter: EarlyExporter? { maySendBeforeFinished ? shared.exporter : nil }

  mutating func sentEarlyData(_ byteCount: Int) {}

  mutating func receivedEarlyData(_ byteCount: Int) throws(HandshakeError) -> Bool {
    guard takesEarlyData else { return false }
    shared.earlyDataLeft -= byteCount
    guard shared.earlyDataLeft >= 0 else { throw .tooMuchEarlyData }
    return true
  }

  private var takesEarlyData: Bool {
    switch state {
    case .some(let state):
      switch state.value {
      case .waitEndOfEarlyData: true
      default: false
      }
    case .none: false
    }
  }

  private var waitsForFinished: Bool {
    switch state {
    case .some(let state):
      switch state.value {
      case .waitEndOfEarlyData: true
      case .waitFinished: true
      default: false
      }
    case .none: false
    }
  }

  /// To a client that will not be asked for a certificate, or whose session has settled who it is.
  var maySendBeforeFinished: Bool {
    waitsForFinished
      && (shared.summary.preSharedKey != nil
        || shared.configuration.clientAuthentication.verification == nil)
  }

  var messageLimit: Int {
    waitsForCertificate ? shared.configuration.maximumCertificateByteCount : MessageLimit.ordinary
  }

  private var waitsForCertificate: Bool {
    switch state {
    case .some(let state):
      switch state.value {
      case .waitCertificate: true
      default: false
      }
    case .none: isRequestPending
    }
  }

  /// The state's name in Appendix A.2.
  private var name: String {
    switch state {
    case .some(let state): state.value.name
    case .none: "CONNECTED"
    }
  }
}

/// What every state of the server reads, and adds its findings to.
struct ServerShared: Sendable {
  /// For the name that the client asks for, once it is known.
  private var common: Shared<ServerConfiguration>
  var summary = Summary()
  /// Whether the client takes tickets for psk_dhe_ke.
  var clientAcceptsTickets = false
  /// Whether the client takes requests for its certificate after the handshake.
  var clientTakesRequests = false
  /// When the client showed who it is, at the beginning of the session that is resumed.
  var authenticated: Time?
  /// Bytes of early data that may still come.
  var earlyDataLeft = 0
  /// Nil where there is no early data.
  var earlyExporter: EarlyExporter?
  /// The exporter of the connection while the client's Finished is awaited and data may be sent already.
  var exporter: EarlyExporter?

  /// In what form the client shows who it is (RFC 7250).
  var clientCertificateType = CertificateType.x509

  /// By what a client is judged.
  func clientPolicy(_ verification: PeerVerification) -> PeerPolicy {
    PeerPolicy(
      side: .client, verification: verification, rawPublicKeys: configuration.trustedRawPublicKeys,
      evidenceCheck: configuration.evidenceCheck, requestsOCSP: configuration.requestsOCSP,
      signatureSchemes: configuration.signatureSchemes,
      delegatedSchemes: configuration.delegatedCredentialSchemes)
  }

  /// The client's Certificate message, decompressed where it is compressed (RFC 8879).
  mutating func readCertificate(
    _ message: borrowing HandshakeMessage, while state: String
  ) throws(HandshakeError) -> CertificateMessage {
    // RFC 9846 §4.3 MUST: no extension that CertificateRequest did not ask for.
    let common = common
    func asks(_ type: ExtensionType) -> Bool {
      switch type {
      case .statusRequest: common.configuration.requestsOCSP
      case .signedCertificateTimestamp: common.configuration.requestsCertificateTimestamps
      case .delegatedCredential: !common.configuration.delegatedCredentialSchemes.isEmpty
      default: false
      }
    }
    let known = common.configuration.certificateCompression
    guard message.type == .compressedCertificate, !known.isEmpty else {
      try message.require(.certificate, while: state)
      return try CertificateMessage(message, clientCertificateType, offers: asks)
    }
    let (expanded, algorithm) = try CompressedCertificate.expand(
      message, known, limit: common.configuration.maximumCertificateByteCount)
    summary.peerCertificateCompression = algorithm
    return try CertificateMessage(
      HandshakeMessage(expanded.span, endsRecord: message.endsRecord), clientCertificateType,
      offers: asks)
  }

  /// How many tickets the client asked for.
  var ticketRequest: TicketRequest?

  /// How many tickets the client gets that can be resumed (RFC 9149, Section 3).
  var ticketCount: UInt8 {
    guard grantsSessions, let resumption = configuration.resumption, clientAcceptsTickets else {
      return 0
    }
    let wish = ticketRequest.map {
      summary.preSharedKey == nil ? $0.forNewSession : $0.forResumption
    }
    let count =
      wish.map { min(Int($0), resumption.maximumTickets) } ?? resumption.ticketCount
    return UInt8(clamping: count)
  }

  /// Whether the client gets tickets that can be resumed.
  var grantsSessions: Bool {
    guard let resumption = configuration.resumption else { return false }
    return summary.peer == nil || resumption.clientPolicy != .never
  }

  init(_ configuration: Shared<ServerConfiguration>) { common = configuration }

  var configuration: ServerConfiguration {
    _read { yield common.configuration }
  }

  /// Goes on as the host of this name.
  mutating func apply(serverName name: String?) {
    guard let configuration = configuration.applying(serverName: name) else { return }
    common = Shared(configuration)
  }
}
