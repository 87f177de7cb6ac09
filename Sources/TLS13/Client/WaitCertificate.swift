import Bytes

/// WAIT_CERT_CR: the server may ask for a certificate before it shows its own (RFC 9846, Section 4.4.2).
struct WaitCertificateRequestOrCertificate: ~Copyable {
  private let writer: ClientHelloWriter
  private var secrets: HandshakeSecrets

  init(_ writer: ClientHelloWriter, _ secrets: consuming HandshakeSecrets) {
    self.writer = writer
    self.secrets = secrets
  }

  consuming func receive(
    _ message: borrowing HandshakeMessage, _ shared: inout ClientShared, now: Time
  ) throws(HandshakeError) -> ClientHandshake.State {
    switch message.type {
    case .certificateRequest:
      let request = try CertificateRequest(message)
      // RFC 9846 §4.4.2 SHALL: the context is empty in the handshake.
      guard request.context.isEmpty else { throw .certificateRequestContext }
      shared.summary.certificateRequest = request
      secrets.transcript.add(message.bytes)
      return .waitCertificate(WaitCertificate(writer, secrets))
    case .certificate, .compressedCertificate:
      return try WaitCertificate(writer, secrets).receive(message, &shared, now: now)
    default:
      throw .unexpectedMessage(message.type, while: "WAIT_CERT_CR")
    }
  }
}

/// WAIT_CERT: the server shows its certificate (RFC 9846, Section 4.5.1).
struct WaitCertificate: ~Copyable {
  private let writer: ClientHelloWriter
  private var secrets: HandshakeSecrets

  init(_ writer: ClientHelloWriter, _ secrets: consuming HandshakeSecrets) {
    self.writer = writer
    self.secrets = secrets
  }

  consuming func receive(
    _ message: borrowing HandshakeMessage, _ shared: inout ClientShared, now: Time
  ) throws(HandshakeError) -> ClientHandshake.State {
    let certificate = try WaitCertificate.read(message, writer, &shared)
    // RFC 9846 §4.5.1 SHALL: no context from a server; §4.5.1.3 MUST: a certificate.
    guard certificate.context.isEmpty else { throw .certificateRequestContext }
    guard !certificate.isEmpty else { throw .emptyServerCertificate }
    let judged = try PeerJudged(
      certificate, by: shared.serverPolicy, identity: shared.server, now: now)
    shared.summary.peer = judged.identity
    secrets.transcript.add(message.bytes)
    return .waitCertificateVerify(WaitCertificateVerify(judged, writer, secrets))
  }

  /// The message, decompressed where it is compressed (RFC 8879).
  private static func read(
    _ message: borrowing HandshakeMessage, _ writer: ClientHelloWriter,
    _ shared: inout ClientShared
  ) throws(HandshakeError) -> CertificateMessage {
    let known = shared.configuration.certificateCompression
    guard message.type == .compressedCertificate, !known.isEmpty else {
      try message.require(.certificate, while: "WAIT_CERT")
      return try CertificateMessage(
        message, shared.serverCertificateType, offers: { writer.offers($0) })
    }
    let (expanded, algorithm) = try CompressedCertificate.expand(
      message, known, limit: shared.configuration.maximumCertificateByteCount)
    shared.summary.peerCertificateCompression = algorithm
    return try CertificateMessage(
      HandshakeMessage(expanded.span, endsRecord: message.endsRecord),
      shared.serverCertificateType, offers: { writer.offers($0) })
  }
}
