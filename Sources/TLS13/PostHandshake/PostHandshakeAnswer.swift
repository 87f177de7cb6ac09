import Bytes

extension ClientShared {
  /// Answers a CertificateRequest that came after the handshake (RFC 9846, Section 4.7.2): Certificate,
  /// CertificateVerify and Finished, one behind the other.
  mutating func answer(
    _ message: borrowing HandshakeMessage, _ secrets: borrowing ApplicationSecrets,
    _ records: inout RecordLayer, now: Time, random: inout some RandomSource
  ) throws(HandshakeError) {
    // RFC 9846 §4.7.2 MUST: unexpected_message where post_handshake_auth was not sent.
    guard var transcript = secrets.transcript else {
      throw .unexpectedMessage(.certificateRequest, while: "CONNECTED")
    }
    let request = try CertificateRequest(message)
    summary.certificateRequest = request
    transcript.add(message.bytes)
    var flight: [UInt8] = []
    try authenticate(request, &transcript, into: &flight, now: now, random: &random)
    let start = flight.count
    Finished.write(secrets.writing, transcript, into: &flight)
    configuration.laboratory?.bend(&flight, from: start)
    records.send(.handshake, flight.span)
  }
}
