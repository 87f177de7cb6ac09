import Bytes

extension ClientShared {
  /// Answers a CertificateRequest that came after the handshake (RFC 9846, Section 4.7.2): Certificate,
  /// CertificateVerify and Finished, one behind the other.
  ///
  /// - Returns: The answer, where its signature has to be made elsewhere first; nil where it is sent.
  mutating func answer(
    _ message: borrowing HandshakeMessage, _ secrets: borrowing ApplicationSecrets,
    _ records: inout RecordLayer, now: Time, random: inout some RandomSource
  ) throws(HandshakeError) -> PendingAnswer? {
    // RFC 9846 §4.7.2 MUST: unexpected_message where post_handshake_auth was not sent.
    guard var transcript = secrets.transcript else {
      throw .unexpectedMessage(.certificateRequest, while: "CONNECTED")
    }
    let request = try CertificateRequest(message)
    summary.certificateRequest = request
    transcript.add(message.bytes)
    var flight: [UInt8] = []
    let wanted = try authenticate(
      request, &transcript, into: &flight, now: now, random: &random)
    let answer = PendingAnswer(wanted: wanted, flight: flight, transcript: transcript)
    guard wanted == nil else { return answer }
    answer.send(secrets, &records, self)
    return nil
  }

  /// Refuses to show a certificate while an earlier request is being answered (RFC 9846, Section 4.7.2).
  mutating func decline(
    _ message: borrowing HandshakeMessage, _ secrets: borrowing ApplicationSecrets,
    _ records: inout RecordLayer
  ) throws(HandshakeError) {
    guard var transcript = secrets.transcript else {
      throw .unexpectedMessage(.certificateRequest, while: "CONNECTED")
    }
    let request = try CertificateRequest(message)
    transcript.add(message.bytes)
    var flight: [UInt8] = []
    CertificateMessage.write(context: request.context, [], into: &flight)
    transcript.add(flight.span)
    PendingAnswer(wanted: nil, flight: flight, transcript: transcript).send(secrets, &records, self)
  }
}

/// The answer to a CertificateRequest after the handshake, complete but for what follows the signature.
struct PendingAnswer: Sendable {
  let wanted: WantedSignature?
  private(set) var flight: [UInt8]
  private(set) var transcript: Transcript

  init(wanted: WantedSignature?, flight: [UInt8], transcript: Transcript) {
    self.wanted = wanted
    self.flight = flight
    self.transcript = transcript
  }

  /// Goes on with the signature that was waited for.
  consuming func resume(
    _ signature: [UInt8], _ secrets: borrowing ApplicationSecrets, _ records: inout RecordLayer,
    _ shared: inout ClientShared
  ) {
    var answer = self
    if let wanted = answer.wanted {
      shared.prove(wanted.scheme, signature, &answer.transcript, into: &answer.flight)
    }
    answer.send(secrets, &records, shared)
  }

  /// Sends it, with Finished at its end.
  fileprivate func send(
    _ secrets: borrowing ApplicationSecrets, _ records: inout RecordLayer, _ shared: ClientShared
  ) {
    var flight = flight
    let start = flight.count
    Finished.write(secrets.writing, transcript, into: &flight)
    shared.configuration.laboratory?.bend(&flight, from: start)
    records.send(.handshake, flight.span)
  }
}
