import Bytes
import PKI

/// A client's certificate, asked for after the handshake (RFC 9846, Section 4.7.2).
struct PostHandshakeRequest: ~Copyable {
  /// What the client has still to send.
  private enum Stage: ~Copyable {
    case certificate
    case verify(PeerJudged)
    case finished(PeerIdentity?, SignatureScheme?)
  }

  static let contextByteCount = 32

  private let context: [UInt8]
  private let authentication: ClientAuthentication
  private var transcript: Transcript
  private var stage = Stage.certificate

  /// Sends the request.
  init(
    _ authentication: ClientAuthentication, after handshake: Transcript, _ shared: ServerShared,
    _ records: inout RecordLayer, random: inout some RandomSource
  ) {
    // RFC 9846 §4.4.2 SHOULD: not to be foreseen by who holds the client's key for a while.
    context = random.bytes(PostHandshakeRequest.contextByteCount)
    self.authentication = authentication
    transcript = handshake
    var request: [UInt8] = []
    CertificateRequest.write(context: context, shared.configuration, into: &request)
    shared.configuration.laboratory?.bend(&request)
    transcript.add(request.span)
    records.send(.handshake, request.span)
  }

  /// Whether the client has begun to answer: until it ends, nothing else may come.
  var hasBegun: Bool {
    switch stage {
    case .certificate: false
    default: true
    }
  }

  /// Takes the next message of the answer.
  ///
  /// - Returns: Whether it was the last.
  mutating func receive(
    _ message: borrowing HandshakeMessage, _ secrets: borrowing ApplicationSecrets,
    _ shared: inout ServerShared, now: Time
  ) throws(HandshakeError) -> Bool {
    var taken = Stage.certificate
    swap(&taken, &stage)
    switch consume taken {
    case .certificate: stage = try certificate(message, &shared, now: now)
    case .verify(let judged):
      try message.require(.certificateVerify, while: "CONNECTED, certificate requested")
      let verified = try judged.verify(
        message, .client, transcript, offered: shared.configuration.signatureSchemes)
      stage = .finished(judged.identity, verified.scheme)
    case .finished(let identity, let scheme):
      try message.require(.finished, while: "CONNECTED, certificate requested")
      _ = try Finished.verify(message, secrets.reading, transcript)
      shared.summary.peer = identity
      shared.summary.peerSignatureScheme = scheme
      return true
    }
    transcript.add(message.bytes)
    return false
  }

  private func certificate(
    _ message: borrowing HandshakeMessage, _ shared: inout ServerShared, now: Time
  ) throws(HandshakeError) -> Stage {
    let certificate = try shared.readCertificate(
      message, while: "CONNECTED, certificate requested")
    guard certificate.context == context else { throw .certificateRequestContext }
    guard let verification = authentication.verification else {
      throw .unexpectedMessage(.certificate, while: "CONNECTED")
    }
    if certificate.isEmpty {
      if case .required = authentication { throw .certificateRequired }
      return .finished(nil, nil)
    }
    let judged = try PeerJudged(
      certificate, by: shared.clientPolicy(verification), identity: nil, now: now)
    try shared.configuration.checkFilters(certificate.chain.first)
    return .verify(judged)
  }
}
