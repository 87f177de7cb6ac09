import Bytes

extension ClientShared {
  /// Appends Certificate, empty where there is none to show, and CertificateVerify (RFC 9846,
  /// Section 4.5.1), which both go into the transcript.
  mutating func authenticate(
    _ request: CertificateRequest, _ transcript: inout Transcript, into flight: inout [UInt8],
    now: Time, random: inout some RandomSource
  ) throws(HandshakeError) {
    if let alert = configuration.requestCheck?(request) { throw .requestRefused(alert) }
    var start = flight.count
    let choice = CredentialChoice(
      configuration.credentials, for: request, as: clientCertificateType, now: now)
    summary.credentialJudgements = choice.judgements
    guard let (credential, scheme) = choice.chosen else {
      // The application would rather end here than be refused (or worse, admitted) as nobody.
      if configuration.failsWithoutFittingCredential, let obstacle = choice.failure {
        throw obstacle
      }
      CertificateMessage.write(context: request.context, [], into: &flight)
      configuration.laboratory?.bend(&flight, from: start)
      transcript.add(flight.span.extracting(start...))
      return
    }
    CertificateMessage.write(
      context: request.context, credential, request.demands, into: &flight)
    CompressedCertificate.compress(
      &flight, from: start, configuration.certificateCompression,
      accepted: request.demands.compressions)
    configuration.laboratory?.bend(&flight, from: start)
    transcript.add(flight.span.extracting(start...))
    let content = SignedContent.bytes(.client, transcript)
    let signature = try credential.sign(content.span, scheme, using: &random)
    start = flight.count
    CertificateVerify.write(scheme, signature, into: &flight)
    configuration.laboratory?.bend(&flight, from: start)
    transcript.add(flight.span.extracting(start...))
    summary.sentCertificate = true
    summary.credential = credential
    summary.credentialIndex = choice.judgements.firstIndex(where: \.isChosen)
  }
}
