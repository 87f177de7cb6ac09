import Bytes
import Cryptography

/// The server's flight: ServerHello, EncryptedExtensions, CertificateRequest, Certificate,
/// CertificateVerify, Finished (RFC 9846, Section 2).
struct ServerFlight {
  private let hello: ClientHello
  private let chosen: Negotiation
  private let transcript: Transcript

  init(_ hello: ClientHello, _ chosen: Negotiation, _ transcript: Transcript) {
    self.hello = hello
    self.chosen = chosen
    self.transcript = transcript
  }

  /// Sends the flight and says what to wait for.
  func send(
    peerShare: Span<UInt8>, _ records: inout RecordLayer, _ shared: inout ServerShared,
    random: inout some RandomSource, isRetried: Bool
  ) throws(HandshakeError) -> ServerHandshake.State {
    var secrets = try sendServerHello(peerShare, &records, random: &random, isRetried: isRetried)
    shared.summary.cipherSuite = chosen.suite
    shared.summary.group = chosen.group
    shared.summary.applicationProtocol = chosen.applicationProtocol

    let flight = try protectedFlight(&secrets, &shared, random: &random)
    records.send(.handshake, flight.span)
    let main = MainSecrets(secrets.secret, secrets.transcript)
    records.protectSending(main.serverTraffic.keys(chosen.aead))

    let pending = PendingClient(
      suite: chosen.suite, aead: chosen.aead, transcript: secrets.transcript,
      clientTraffic: secrets.clientTraffic, main: main)
    if shared.configuration.clientAuthentication.verification == nil {
      return .waitFinished(WaitClientFinished(pending))
    }
    return .waitCertificate(WaitClientCertificate(pending))
  }

  private func sendServerHello(
    _ peerShare: Span<UInt8>, _ records: inout RecordLayer, random: inout some RandomSource,
    isRetried: Bool
  ) throws(HandshakeError) -> HandshakeSecrets {
    guard let agreement = chosen.group.agreement else { throw .noCommonGroup }
    let serverRandom = random.bytes(32)
    let key = EphemeralKey(agreement, using: &random)
    let secret: SecretBytes
    do { secret = try key.agree(with: peerShare) } catch {
      throw .invalidKeyShare(chosen.group, reason: error.reason)
    }
    var message: [UInt8] = []
    ServerHello.write(
      random: serverRandom, sessionID: hello.constant.sessionID, chosen.suite,
      KeyShare(group: chosen.group, bytes: key.share), into: &message)
    var transcript = transcript
    transcript.add(message.span)
    records.send(.handshake, message.span)
    // RFC 9846 §E.4: behind the first message of the server.
    if !hello.constant.sessionID.isEmpty, !isRetried { records.sendChangeCipherSpec() }
    let secrets = HandshakeSecrets(chosen.suite, chosen.aead, transcript, shared: secret)
    records.protectSending(secrets.serverTraffic.keys(chosen.aead))
    records.protectReceiving(secrets.clientTraffic.keys(chosen.aead))
    return secrets
  }

  /// EncryptedExtensions to Finished; `secrets.transcript` has them all afterwards.
  private func protectedFlight(
    _ secrets: inout HandshakeSecrets, _ shared: inout ServerShared,
    random: inout some RandomSource
  ) throws(HandshakeError) -> [UInt8] {
    let configuration = shared.configuration
    var flight: [UInt8] = []
    flight.reserveCapacity(2048)
    if let rehearsal = configuration.rehearsal {
      HandshakeMessage.write(.encryptedExtensions, into: &flight) { output in
        output += rehearsal.encryptedExtensions
      }
    } else {
      EncryptedExtensions.write(
        acknowledgesServerName: hello.constant.serverName != nil, chosen.applicationProtocol,
        into: &flight)
    }
    if configuration.clientAuthentication.verification != nil {
      CertificateRequest.write(
        schemes: configuration.signatureSchemes,
        certificateSchemes: configuration.certificateSignatureSchemes,
        authorities: configuration.certificateAuthorities, into: &flight)
    }
    CertificateMessage.write(context: [], chosen.credential.chain, into: &flight)
    secrets.transcript.add(flight.span)

    var start = flight.count
    let content = SignedContent.bytes(.server, secrets.transcript)
    let signature = try chosen.credential.sign(content.span, chosen.scheme, using: &random)
    CertificateVerify.write(chosen.scheme, signature, into: &flight)
    secrets.transcript.add(flight.span.extracting(start...))
    shared.summary.sentCertificate = true

    start = flight.count
    Finished.write(secrets.serverTraffic, secrets.transcript, into: &flight)
    secrets.transcript.add(flight.span.extracting(start...))
    return flight
  }
}

/// What a server keeps while it waits for the client's flight.
struct PendingClient: ~Copyable {
  let suite: CipherSuite
  let aead: AEADAlgorithm
  var transcript: Transcript
  let clientTraffic: TrafficSecret
  let main: MainSecrets
}
