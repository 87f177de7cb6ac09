import Bytes

/// WAIT_CERT: the client shows its certificate, or that it has none (RFC 9846, Section 4.5.1.3).
struct WaitClientCertificate: ~Copyable {
  private var pending: PendingClient

  init(_ pending: consuming PendingClient) { self.pending = pending }

  consuming func receive(
    _ message: borrowing HandshakeMessage, _ shared: inout ServerShared, now: Time
  ) throws(HandshakeError) -> ServerHandshake.State {
    let certificate = try shared.readCertificate(message, while: "WAIT_CERT")
    guard certificate.context.isEmpty else { throw .certificateRequestContext }
    pending.transcript.add(message.bytes)

    switch shared.configuration.clientAuthentication {
    case .none: throw .unexpectedMessage(.certificate, while: "WAIT_FINISHED")
    case .required where certificate.isEmpty: throw .certificateRequired
    case .optional where certificate.isEmpty:
      return .waitFinished(WaitClientFinished(pending))
    case .required(let verification), .optional(let verification):
      let judged = try PeerJudged(
        certificate, by: shared.clientPolicy(verification), identity: nil, now: now)
      try shared.configuration.checkFilters(certificate.chain.first)
      return .waitCertificateVerify(WaitClientCertificateVerify(judged, pending))
    }
  }
}

/// WAIT_CV: the client proves that it holds the key of its certificate (RFC 9846, Section 4.5.2).
struct WaitClientCertificateVerify: ~Copyable {
  private let judged: PeerJudged
  private var pending: PendingClient

  init(_ judged: consuming PeerJudged, _ pending: consuming PendingClient) {
    self.judged = judged
    self.pending = pending
  }

  consuming func receive(
    _ message: borrowing HandshakeMessage, _ shared: inout ServerShared
  ) throws(HandshakeError) -> ServerHandshake.State {
    try message.require(.certificateVerify, while: "WAIT_CV")
    let verified = try judged.verify(
      message, .client, pending.transcript, offered: shared.configuration.signatureSchemes)
    // Only now is the client who its certificate says.
    shared.summary.peer = judged.identity
    shared.summary.peerSignatureScheme = verified.scheme
    pending.transcript.add(message.bytes)
    return .waitFinished(WaitClientFinished(pending))
  }
}
