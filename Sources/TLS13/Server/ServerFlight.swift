import Bytes
import Cryptography

/// The server's flight: ServerHello, EncryptedExtensions, CertificateRequest, Certificate,
/// CertificateVerify, Finished (RFC 9846, Section 2).
struct ServerFlight {
  /// By what the server proves who it is.
  enum Authentication {
    case certificate(ChosenCredential)
    case key(SelectedKey)
  }

  private let hello: ClientHello
  private let chosen: Negotiation
  private let authentication: Authentication
  private let transcript: Transcript
  /// The group of the key exchange; nil where a pre-shared key makes up for it.
  private let group: NamedGroup?
  private let isRetried: Bool

  init(
    _ hello: ClientHello, _ chosen: Negotiation, _ authentication: Authentication,
    _ transcript: Transcript, group: NamedGroup?, isRetried: Bool
  ) {
    self.hello = hello
    self.chosen = chosen
    self.authentication = authentication
    self.transcript = transcript
    self.group = group
    self.isRetried = isRetried
  }

  private var selectedKey: SelectedKey? {
    if case .key(let selected) = authentication { selected } else { nil }
  }

  /// Sends the flight and says what to wait for.
  func send(
    peerShare: Span<UInt8>, _ records: inout RecordLayer, _ shared: inout ServerShared, now: Time,
    random: inout some RandomSource
  ) throws(HandshakeError) -> ServerHandshake.State {
    let takesEarlyData = decideEarlyData(&shared, now)
    // Early data is read under keys that come from this ClientHello alone.
    let earlyKeys = takesEarlyData ? earlyDataKeys(&shared) : nil
    var secrets = try sendServerHello(peerShare, &records, shared, random: &random)
    shared.summary.cipherSuite = chosen.suite
    shared.summary.group = group
    shared.summary.applicationProtocol = chosen.applicationProtocol
    if let selectedKey {
      shared.authenticated = selectedKey.session?.authenticated
      shared.summary.preSharedKey =
        selectedKey.session == nil ? .external(identity: selectedKey.key.identity) : .session
      shared.summary.peer = selectedKey.session?.peer
      shared.summary.ticketAgeSkew = selectedKey.session.map {
        Int64(selectedKey.age / 1000) - (now.secondsSince1970 - $0.issued.secondsSince1970)
      }
      shared.summary.peerSignatureScheme = selectedKey.session?.peerScheme
    }

    shared.ticketRequest = hello.constant.ticketRequest
    try settleCertificateTypes(&shared)
    limitRecords(&records, &shared)
    var flight: [UInt8] = []
    let wanted = try protectedFlight(
      &secrets, &shared, takesEarlyData, into: &flight, random: &random)
    if let wanted {
      return .sendCertificateVerify(SendServerFlight(self, flight, wanted, secrets))
    }
    return finish(flight, secrets, earlyKeys, &records, &shared)
  }

  /// Sends the flight, with Finished at its end, changes the keys, and says what to wait for.
  fileprivate func finish(
    _ flight: consuming [UInt8], _ secrets: consuming HandshakeSecrets,
    _ earlyKeys: consuming TrafficKeys?, _ records: inout RecordLayer,
    _ shared: inout ServerShared
  ) -> ServerHandshake.State {
    let start = flight.count
    Finished.write(secrets.serverTraffic, secrets.transcript, into: &flight)
    shared.configuration.laboratory?.bend(&flight, from: start)
    secrets.transcript.add(flight.span.extracting(start...))
    records.send(.handshake, flight.span)
    let main = MainSecrets(secrets.secret, secrets.transcript)
    main.tell(shared.configuration.keyLog, hello.constant.random)
    records.protectSending(main.serverTraffic.keys(chosen.aead))

    let pending = PendingClient(
      suite: chosen.suite, aead: chosen.aead, transcript: secrets.transcript,
      clientTraffic: secrets.clientTraffic, main: main,
      recordSizeLimit: hello.constant.recordSizeLimit == nil
        ? nil : shared.configuration.recordSizeLimit.map(RecordSizeLimit.within))
    if let earlyKeys {
      shared.exporter = EarlyExporter(pending.main)
      records.protectReceiving(earlyKeys)
      return .waitEndOfEarlyData(WaitEndOfEarlyData(pending))
    }
    records.protectReceiving(pending.clientTraffic.keys(chosen.aead))
    if let limit = pending.recordSizeLimit { records.limitReceiving(to: limit) }
    if hello.offersEarlyData {
      records.skipEarlyData(
        .untilDecrypted, upTo: shared.configuration.resumption?.mostEarlyData ?? 0)
    }
    if selectedKey != nil || shared.configuration.clientAuthentication.verification == nil {
      return .waitFinished(WaitClientFinished(pending))
    }
    return .waitCertificate(WaitClientCertificate(pending))
  }

  /// Whether the early data that was announced is taken.
  private func decideEarlyData(_ shared: inout ServerShared, _ now: Time) -> Bool {
    guard hello.offersEarlyData else { return false }
    let admitted =
      !isRetried
      && selectedKey?.admitsEarlyData(chosen, shared.configuration, now: now) ?? false
    shared.summary.earlyData = admitted ? .accepted : .rejected
    shared.earlyDataLeft = admitted ? Int(selectedKey?.session?.maximumEarlyData ?? 0) : 0
    return admitted
  }

  private func earlyDataKeys(_ shared: inout ServerShared) -> TrafficKeys? {
    let log = shared.configuration.keyLog
    guard let selectedKey else { return nil }
    let early = selectedKey.key.earlySecret()
    let hash = transcript.digest()
    let traffic = early.clientTraffic(hash.bytes)
    log?.tell(.clientEarlyTraffic, hello.constant.random, traffic.bytes)
    shared.earlyExporter = EarlyExporter(early, hash.bytes, log, hello.constant.random)
    return traffic.keys(chosen.aead)
  }

  private func sendServerHello(
    _ peerShare: Span<UInt8>, _ records: inout RecordLayer, _ shared: ServerShared,
    random: inout some RandomSource
  ) throws(HandshakeError) -> HandshakeSecrets {
    let serverRandom = random.bytes(32)
    if let laboratory = shared.configuration.laboratory { selectedKey?.key.tell(laboratory) }
    let secret: HandshakeSecret
    var share: KeyShare?
    if let group {
      guard let agreement = group.agreement else { throw .noCommonGroup }
      let agreed: SecretBytes
      do throws(InvalidShare) {
        if agreement.isDiffieHellman, let ready = shared.configuration.ephemeralKeys?.take(group) {
          agreed = try ready.key.agree(with: peerShare)
          share = KeyShare(group: group, bytes: ready.key.share)
        } else {
          let answer = try agreement.answer(peerShare, using: &random)
          share = KeyShare(group: group, bytes: answer.share)
          agreed = answer.takeSecret()
        }
      } catch { throw .invalidKeyShare(group, reason: error.reason) }
      shared.configuration.laboratory?.observe(.sharedSecret([UInt8](copying: agreed.bytes)))
      if let selectedKey {
        secret = selectedKey.key.earlySecret().mixing(agreed)
      } else {
        secret = HandshakeSecret(chosen.hash, withoutKey: agreed)
      }
    } else {
      shared.configuration.laboratory?.observe(.sharedSecret([]))
      secret = (selectedKey?.key.earlySecret() ?? EarlySecret(chosen.hash)).mixingNothing()
    }
    var message: [UInt8] = []
    message.reserveCapacity(128 + (share?.bytes.count ?? 0))
    ServerHello.write(
      random: serverRandom, sessionID: hello.constant.sessionID, chosen.suite, share,
      selectedIdentity: selectedKey?.index, into: &message)
    shared.configuration.laboratory?.bend(&message)
    var transcript = transcript
    transcript.add(message.span)
    records.send(.handshake, message.span)
    // RFC 9846 §E.4: behind the first message of the server.
    if !isRetried,
      !hello.constant.sessionID.isEmpty || shared.configuration.alwaysSendsChangeCipherSpec
    {
      records.sendChangeCipherSpec()
    }
    let secrets = HandshakeSecrets(chosen.suite, chosen.aead, transcript, secret)
    secrets.tell(shared.configuration.keyLog, hello.constant.random)
    records.protectSending(secrets.serverTraffic.keys(chosen.aead))
    return secrets
  }

  /// EncryptedExtensions to CertificateVerify; `secrets.transcript` has them all afterwards.
  ///
  /// - Returns: The signature that has to be made elsewhere before CertificateVerify can follow; nil where it
  ///   has followed, or there is to be none.
  private func protectedFlight(
    _ secrets: inout HandshakeSecrets, _ shared: inout ServerShared, _ takesEarlyData: Bool,
    into flight: inout [UInt8], random: inout some RandomSource
  ) throws(HandshakeError) -> WantedSignature? {
    flight.reserveCapacity(2048)
    if let rehearsal = shared.configuration.rehearsal {
      HandshakeMessage.write(.encryptedExtensions, into: &flight) { output in
        output += rehearsal.encryptedExtensions
      }
    } else {
      encryptedExtensions(shared, takesEarlyData).write(into: &flight)
    }
    shared.configuration.laboratory?.bend(&flight)
    guard case .certificate(let own) = authentication else {
      secrets.transcript.add(flight.span)
      return nil
    }
    return try authenticate(own, into: &flight, &secrets, &shared, random: &random)
  }

  private func encryptedExtensions(
    _ shared: ServerShared, _ takesEarlyData: Bool
  ) -> EncryptedExtensions {
    var extensions = EncryptedExtensions()
    // RFC 6066 §3 MUST NOT: when a session is resumed.
    extensions.acknowledgesServerName =
      shared.configuration.acknowledgesServerName && hello.constant.serverName != nil
      && selectedKey?.session == nil
    extensions.applicationProtocol = chosen.applicationProtocol
    extensions.acceptsEarlyData = takesEarlyData
    if hello.constant.recordSizeLimit != nil {
      extensions.recordSizeLimit = shared.configuration.recordSizeLimit
    }
    if let types = hello.constant.serverCertificateTypes {
      // Where none is shown, it is said all the same what would be.
      extensions.serverCertificateType =
        selectedKey == nil
        ? shared.summary.serverCertificateType
        : shared.configuration.credentials.map(\.certificateType).first(where: types.contains)
    }
    if selectedKey == nil {
      // RFC 7250 §4.2: only with a request for a certificate.
      if hello.constant.clientCertificateTypes != nil,
        shared.configuration.clientAuthentication.verification != nil
      {
        extensions.clientCertificateType = shared.clientCertificateType
      }
    }
    // RFC 9149 §3 MUST: a server that heeds the request says so.
    if hello.constant.ticketRequest != nil { extensions.expectedTickets = shared.ticketCount }
    return extensions
  }

  /// In what form each side shows who it is (RFC 7250, Section 4.2).
  private func settleCertificateTypes(_ shared: inout ServerShared) throws(HandshakeError) {
    guard case .certificate(let own) = authentication else { return }
    shared.summary.serverCertificateType = own.credential.certificateType
    guard shared.configuration.clientAuthentication.verification != nil else { return }
    let offered = hello.constant.clientCertificateTypes ?? [.x509]
    guard let type = shared.configuration.clientCertificateTypes.first(where: offered.contains)
    else { throw .noCommonCertificateType }
    shared.clientCertificateType = type
  }

  /// The limits on what is protected from now on (RFC 8449, Section 4).
  private func limitRecords(_ records: inout RecordLayer, _ shared: inout ServerShared) {
    guard let theirs = hello.constant.recordSizeLimit,
      shared.configuration.recordSizeLimit != nil
    else { return }
    records.limitSending(to: theirs)
    shared.summary.peerRecordSizeLimit = theirs
  }

  /// CertificateRequest, Certificate and CertificateVerify, behind what stands in `flight`.
  private func authenticate(
    _ own: ChosenCredential, into flight: inout [UInt8], _ secrets: inout HandshakeSecrets,
    _ shared: inout ServerShared, random: inout some RandomSource
  ) throws(HandshakeError) -> WantedSignature? {
    if shared.configuration.clientAuthentication.verification != nil {
      let start = flight.count
      CertificateRequest.write(context: [], shared.configuration, into: &flight)
      shared.configuration.laboratory?.bend(&flight, from: start)
    }
    let start = flight.count
    CertificateMessage.write(context: [], own.credential, hello.constant.demands, into: &flight)
    CompressedCertificate.compress(
      &flight, from: start, shared.configuration.certificateCompression,
      accepted: hello.constant.compressions)
    shared.configuration.laboratory?.bend(&flight, from: start)
    secrets.transcript.add(flight.span)
    shared.summary.sentCertificate = true
    shared.summary.credential = own.credential
    shared.summary.credentialIndex = shared.configuration.credentials.firstIndex {
      $0 === own.credential
    }
    let content = SignedContent.bytes(.server, secrets.transcript)
    if let wanted = try own.credential.wanted(content, own.scheme) { return wanted }
    let signature = try own.credential.sign(content.span, own.scheme, using: &random)
    ServerFlight.prove(own.scheme, signature, into: &flight, &secrets, shared)
    return nil
  }

  /// Appends CertificateVerify, which goes into the transcript, too.
  fileprivate static func prove(
    _ scheme: SignatureScheme, _ signature: [UInt8], into flight: inout [UInt8],
    _ secrets: inout HandshakeSecrets, _ shared: ServerShared
  ) {
    let start = flight.count
    CertificateVerify.write(scheme, signature, into: &flight)
    shared.configuration.laboratory?.bend(&flight, from: start)
    secrets.transcript.add(flight.span.extracting(start...))
  }
}

/// The server's flight on its way, complete but for CertificateVerify and Finished: the signature is made
/// elsewhere.
struct SendServerFlight: ~Copyable {
  private let whole: ServerFlight
  private var flight: [UInt8]
  let wanted: WantedSignature
  private var secrets: HandshakeSecrets

  fileprivate init(
    _ whole: ServerFlight, _ flight: [UInt8], _ wanted: WantedSignature,
    _ secrets: consuming HandshakeSecrets
  ) {
    self.whole = whole
    self.flight = flight
    self.wanted = wanted
    self.secrets = secrets
  }

  /// Goes on with the signature that was waited for.
  consuming func resume(
    _ signature: [UInt8], _ records: inout RecordLayer, _ shared: inout ServerShared
  ) -> ServerHandshake.State {
    ServerFlight.prove(wanted.scheme, signature, into: &flight, &secrets, shared)
    // Early data goes with a pre-shared key, and such a server shows no certificate.
    return whole.finish(flight, secrets, nil, &records, &shared)
  }
}

/// What a server keeps while it waits for the client's flight.
struct PendingClient: ~Copyable {
  let suite: CipherSuite
  let aead: AEADAlgorithm
  var transcript: Transcript
  let clientTraffic: TrafficSecret
  let main: MainSecrets
  /// What the client may send in a record under the handshake's keys; nil where no limit was agreed on.
  let recordSizeLimit: Int?
}
