import Bytes

/// WAIT_EE: the keys of the handshake are in use (RFC 9846, Section 4.4.1).
struct WaitEncryptedExtensions: ~Copyable {
  private let writer: ClientHelloWriter
  private var secrets: HandshakeSecrets
  /// The pre-shared key that the server selected.
  private let offer: OfferedKey?

  init(
    _ writer: ClientHelloWriter, _ secrets: consuming HandshakeSecrets, _ offer: OfferedKey?
  ) {
    self.writer = writer
    self.secrets = secrets
    self.offer = offer
  }

  consuming func receive(
    _ message: borrowing HandshakeMessage, _ records: inout RecordLayer,
    _ shared: inout ClientShared, now: Time
  ) throws(HandshakeError) -> ClientHandshake.State {
    try message.require(.encryptedExtensions, while: "WAIT_EE")
    let extensions = try EncryptedExtensions(message, offers: { writer.offers($0) })
    if let selected = extensions.applicationProtocol {
      // RFC 7301 §3.2: the server selects out of what was offered.
      guard shared.configuration.applicationProtocols.contains(selected) else {
        throw .applicationProtocolNotOffered
      }
    }
    if writer.announcesEarlyData {
      try settleEarlyData(extensions, &records, &shared)
    }
    shared.summary.applicationProtocol = extensions.applicationProtocol
    shared.summary.expectedTickets = extensions.expectedTickets
    if offer == nil { try settleCertificateTypes(extensions, &shared) }
    if let limit = extensions.recordSizeLimit {
      shared.summary.peerRecordSizeLimit = limit
      records.limitSending(to: limit)
      records.limitReceiving(
        to: RecordSizeLimit.within(
          shared.configuration.recordSizeLimit ?? RecordSizeLimit.maximum))
    }
    secrets.transcript.add(message.bytes)
    guard let offer else {
      return .waitCertificateRequestOrCertificate(
        WaitCertificateRequestOrCertificate(writer, secrets))
    }
    if let session = offer.session {
      shared.summary.preSharedKey = .session
      shared.summary.peer = session.peer
      shared.summary.peerSignatureScheme = session.peerSignatureScheme
      if shared.configuration.judgesAgainAtResumption, let peer = session.peer {
        try shared.serverPolicy.judgeAgain(peer, identity: shared.server, now: now)
      }
      shared.summary.sentCertificate = session.sentCertificate
    } else {
      shared.summary.preSharedKey = .external(identity: offer.key.identity)
    }
    return .waitFinished(WaitServerFinished(ServerAuthenticated(by: offer), writer, secrets))
  }

  /// The server has said in what form certificates are (RFC 7250, Section 4.2); without a word, X.509.
  private borrowing func settleCertificateTypes(
    _ extensions: EncryptedExtensions, _ shared: inout ClientShared
  ) throws(HandshakeError) {
    let server = extensions.serverCertificateType ?? .x509
    // RFC 7250 §4.2: the server selects out of what was offered.
    guard shared.configuration.serverCertificateTypes.contains(server) else {
      throw .certificateTypeNotOffered(server)
    }
    shared.serverCertificateType = server
    shared.summary.serverCertificateType = server
    let client = extensions.clientCertificateType
    if let client, !shared.configuration.offeredCertificateTypes.contains(client) {
      throw .certificateTypeNotOffered(client)
    }
    shared.clientCertificateType = client ?? .x509
  }

  /// The server has said what becomes of the early data (Section 4.3.10).
  private borrowing func settleEarlyData(
    _ extensions: EncryptedExtensions, _ records: inout RecordLayer, _ shared: inout ClientShared
  ) throws(HandshakeError) {
    guard extensions.acceptsEarlyData else {
      shared.rejectEarlyData()
      records.protectSending(secrets.clientTraffic.keys(secrets.aead))
      return
    }
    // RFC 9846 §4.3.11 MUST: only under the first key; §4.3.10 MUST: suite and protocol are the session's.
    guard let session = offer?.session, session === writer.offers.first?.session else {
      throw .earlyDataMismatch("the selected key")
    }
    guard session.cipherSuite == secrets.suite else {
      throw .earlyDataMismatch("the cipher suite")
    }
    guard session.applicationProtocol == extensions.applicationProtocol else {
      throw .earlyDataMismatch("the application protocol")
    }
    shared.summary.earlyData = .accepted
  }
}
