import Bytes

/// WAIT_FINISHED: the server's Finished, and then the client's second flight (RFC 9846, Section 4.5.3).
struct WaitServerFinished: ~Copyable {
  private let authenticated: ServerAuthenticated
  private let writer: ClientHelloWriter
  private var secrets: HandshakeSecrets

  init(
    _ authenticated: consuming ServerAuthenticated, _ writer: ClientHelloWriter,
    _ secrets: consuming HandshakeSecrets
  ) {
    self.authenticated = authenticated
    self.writer = writer
    self.secrets = secrets
  }

  consuming func receive(
    _ message: borrowing HandshakeMessage, _ records: inout RecordLayer,
    _ shared: inout ClientShared, now: Time, random: inout some RandomSource
  ) throws(HandshakeError) -> ClientHandshake.State {
    try message.require(.finished, while: "WAIT_FINISHED")
    let finished = try Finished.verify(message, secrets.serverTraffic, secrets.transcript)
    try message.requireEndOfRecord()
    secrets.transcript.add(message.bytes)
    return try connect(finished, &records, &shared, now: now, random: &random)
  }

  /// Sends Certificate and CertificateVerify, if the server asked, and Finished; changes the keys.
  private consuming func connect(
    _ finished: consuming FinishedVerified, _ records: inout RecordLayer,
    _ shared: inout ClientShared, now: Time, random: inout some RandomSource
  ) throws(HandshakeError) -> ClientHandshake.State {
    let aead = secrets.aead
    let serverFinished = secrets.transcript
    if shared.summary.earlyData == .accepted {
      // RFC 9846 §4.6 MUST: EndOfEarlyData ends what is protected by the keys of early data.
      var end: [UInt8] = []
      HandshakeMessage.write(.endOfEarlyData, into: &end) { _ in }
      shared.configuration.laboratory?.bend(&end)
      secrets.transcript.add(end.span)
      records.send(.handshake, end.span)
      records.protectSending(secrets.clientTraffic.keys(aead))
      shared.earlyDataRoom = 0
    }
    var flight: [UInt8] = []
    var wanted: WantedSignature?
    if let request = shared.summary.certificateRequest {
      flight.reserveCapacity(2048)
      wanted = try shared.authenticate(
        request, &secrets.transcript, into: &flight, now: now, random: &random)
    }
    let sending = SendClientFlight(flight, wanted, serverFinished, writer, secrets)
    return wanted == nil ? sending.finish(&records, shared) : .sendCertificateVerify(sending)
  }
}
