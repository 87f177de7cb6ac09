import Bytes
import PKI

/// The client's second flight on its way: complete but for Finished, or, where the signature is made elsewhere,
/// but for CertificateVerify and Finished (RFC 9846, Section 4.5).
struct SendClientFlight: ~Copyable {
  private var flight: [UInt8]
  /// The signature that is waited for; nil where there is none to wait for.
  let wanted: WantedSignature?
  /// Over ClientHello…server Finished.
  private let serverFinished: Transcript
  private let writer: ClientHelloWriter
  private var secrets: HandshakeSecrets

  init(
    _ flight: consuming [UInt8], _ wanted: WantedSignature?, _ serverFinished: Transcript,
    _ writer: ClientHelloWriter, _ secrets: consuming HandshakeSecrets
  ) {
    self.flight = flight
    self.wanted = wanted
    self.serverFinished = serverFinished
    self.writer = writer
    self.secrets = secrets
  }

  /// Goes on with the signature that was waited for.
  consuming func resume(
    _ signature: [UInt8], _ records: inout RecordLayer, _ shared: inout ClientShared
  ) -> ClientHandshake.State {
    if let wanted {
      shared.prove(wanted.scheme, signature, &secrets.transcript, into: &flight)
    }
    return finish(&records, shared)
  }

  /// Sends the flight, with Finished at its end, and changes the keys.
  consuming func finish(
    _ records: inout RecordLayer, _ shared: ClientShared
  ) -> ClientHandshake.State {
    let suite = secrets.suite
    let aead = secrets.aead
    // Out of `self`, of which the transcript is changed meanwhile.
    var flight: [UInt8] = []
    swap(&flight, &self.flight)
    let start = flight.count
    Finished.write(secrets.clientTraffic, secrets.transcript, into: &flight)
    shared.configuration.laboratory?.bend(&flight, from: start)
    secrets.transcript.add(flight.span.extracting(start...))
    records.send(.handshake, flight.span)

    let main = MainSecrets(secrets.secret, serverFinished)
    main.tell(shared.configuration.keyLog, writer.random)
    let resumption =
      shared.configuration.keyExchangeModes.isEmpty ? nil : main.resumption(secrets.transcript)
    records.protectReceiving(main.serverTraffic.keys(aead))
    records.protectSending(main.clientTraffic.keys(aead))
    return .connected(
      ApplicationSecrets(
        writing: main.clientTraffic, reading: main.serverTraffic, exporter: main.exporter,
        resumption: resumption,
        transcript: shared.configuration.allowsPostHandshakeAuthentication
          ? secrets.transcript : nil, suite: suite))
  }
}
