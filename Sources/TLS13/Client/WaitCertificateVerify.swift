import Bytes

/// WAIT_CV: the server proves that it holds the key of its certificate (RFC 9846, Section 4.5.2).
struct WaitCertificateVerify: ~Copyable {
  private let judged: PeerJudged
  private let writer: ClientHelloWriter
  private var secrets: HandshakeSecrets

  init(
    _ judged: consuming PeerJudged, _ writer: ClientHelloWriter,
    _ secrets: consuming HandshakeSecrets
  ) {
    self.judged = judged
    self.writer = writer
    self.secrets = secrets
  }

  consuming func receive(
    _ message: borrowing HandshakeMessage, _ shared: inout ClientShared
  ) throws(HandshakeError) -> ClientHandshake.State {
    try message.require(.certificateVerify, while: "WAIT_CV")
    let verified = try judged.verify(
      message, .server, secrets.transcript, offered: shared.configuration.signatureSchemes)
    shared.summary.peerSignatureScheme = verified.scheme
    secrets.transcript.add(message.bytes)
    return .waitFinished(WaitServerFinished(ServerAuthenticated(by: verified), writer, secrets))
  }
}
