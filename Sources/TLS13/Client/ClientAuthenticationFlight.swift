import Bytes

extension ClientShared {
  /// Appends Certificate, empty where there is none to show, and CertificateVerify (RFC 9846,
  /// Section 4.5.1), which both go into the transcript.
  ///
  /// - Returns: The signature that has to be made elsewhere before CertificateVerify can follow; nil where it
  ///   has followed, or there is to be none.
  mutating func authenticate(
    _ request: CertificateRequest, _ transcript: inout Transcript, into flight: inout [UInt8],
    now: Time, random: inout some RandomSource
  ) throws(HandshakeError) -> WantedSignature? {
    if let alert = configuration.requestCheck?(request) { throw .requestRefused(alert) }
    let start = flight.count
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
      return nil
    }
    CertificateMessage.write(
      context: request.context, credential, request.demands, into: &flight)
    CompressedCertificate.compress(
      &flight, from: start, configuration.certificateCompression,
      accepted: request.demands.compressions)
    configuration.laboratory?.bend(&flight, from: start)
    transcript.add(flight.span.extracting(start...))
    summary.credential = credential
    summary.credentialIndex = choice.judgements.firstIndex(where: \.isChosen)
    let content = SignedContent.bytes(.client, transcript)
    if let wanted = try credential.wanted(content, scheme) { return wanted }
    let signature = try credential.sign(content.span, scheme, using: &random)
    prove(scheme, signature, &transcript, into: &flight)
    return nil
  }

  /// Appends CertificateVerify, which goes into the transcript, too.
  mutating func prove(
    _ scheme: SignatureScheme, _ signature: [UInt8], _ transcript: inout Transcript,
    into flight: inout [UInt8]
  ) {
    let start = flight.count
    CertificateVerify.write(scheme, signature, into: &flight)
    configuration.laboratory?.bend(&flight, from: start)
    transcript.add(flight.span.extracting(start...))
    summary.sentCertificate = true
  }
}
