import Bytes
import Cryptography
import PKI

/// WAIT_SH: the ClientHello is sent (RFC 9846, Sections 4.2.2 to 4.2.4).
struct WaitServerHello: ~Copyable {
  private let writer: ClientHelloWriter
  private var offered: OfferedShares
  /// The last ClientHello.
  private let hello: [UInt8]
  /// What a HelloRetryRequest has settled; nil before one.
  private let retry: Retry?

  private struct Retry {
    let suite: CipherSuite
    let group: NamedGroup?
    /// Over the first ClientHello's hash and the HelloRetryRequest.
    let transcript: Transcript
  }

  /// Sends the first ClientHello.
  init(
    sending records: inout RecordLayer, _ shared: inout ClientShared,
    random: inout some RandomSource
  ) throws(HandshakeError) {
    let configuration = shared.configuration
    writer = ClientHelloWriter(
      configuration: configuration, random: random.bytes(32),
      sessionID: configuration.compatibilityMode ? random.bytes(32) : [],
      serverName: shared.server?.serverName, rehearsal: configuration.rehearsal)
    let groups = configuration.groups.filter { $0.agreement != nil }
    offered = OfferedShares(groups.prefix(configuration.keyShareCount), random: &random)
    hello = writer.message(shares: offered.shares, cookie: nil)
    retry = nil
    // RFC 9846 §5.1: the record of a first ClientHello says TLS 1.0, for old middleboxes.
    records.plaintextVersion = .tls10
    records.send(.handshake, hello.span)
    records.plaintextVersion = .tls12
  }

  private init(
    _ writer: ClientHelloWriter, _ offered: consuming OfferedShares, hello: [UInt8], retry: Retry
  ) {
    self.writer = writer
    self.offered = offered
    self.hello = hello
    self.retry = retry
  }

  consuming func receive(
    _ message: borrowing HandshakeMessage, _ records: inout RecordLayer,
    _ shared: inout ClientShared, random: inout some RandomSource
  ) throws(HandshakeError) -> ClientHandshake.State {
    try message.require(.serverHello, while: "WAIT_SH")
    let serverHello = try ServerHello(
      message, sessionID: writer.sessionID, offers: { writer.offers($0) })
    // RFC 9846 §4.2.3 MUST: the suite was offered.
    guard shared.configuration.cipherSuites.contains(serverHello.cipherSuite),
      let parameters = serverHello.cipherSuite.parameters
    else { throw .cipherSuiteNotOffered(serverHello.cipherSuite) }
    // Keys change after a ServerHello; after a HelloRetryRequest it is our turn.
    try message.requireEndOfRecord()

    if serverHello.isRetryRequest {
      return try again(serverHello, parameters.hash, message, &records, &shared, random: &random)
    }
    // RFC 9846 §4.2.4 MUST: the suite and the group stay what the HelloRetryRequest said.
    if let retry, retry.suite != serverHello.cipherSuite {
      throw .changedAfterRetry("the cipher suite")
    }
    guard let group = serverHello.group else {
      throw .missingExtension(.keyShare, in: .serverHello)
    }
    if let wanted = retry?.group, wanted != group { throw .changedAfterRetry("the group") }
    guard let key = offered.take(group) else { throw .keyShareNotOffered(group) }
    let secret: SecretBytes
    do { secret = try key.agree(with: serverHello.share.span) } catch {
      throw .invalidKeyShare(group, reason: error.reason)
    }

    var transcript = retry?.transcript ?? Transcript(parameters.hash)
    transcript.add(hello.span)
    transcript.add(message.bytes)
    let secrets = HandshakeSecrets(
      serverHello.cipherSuite, parameters.aead, transcript, shared: secret)
    shared.summary.cipherSuite = serverHello.cipherSuite
    shared.summary.group = group
    records.protectReceiving(secrets.serverTraffic.keys(parameters.aead))
    // RFC 9846 §E.4: before the second flight, unless it went out after a HelloRetryRequest.
    if !writer.sessionID.isEmpty, retry == nil { records.sendChangeCipherSpec() }
    records.protectSending(secrets.clientTraffic.keys(parameters.aead))
    return .waitEncryptedExtensions(WaitEncryptedExtensions(writer, secrets))
  }

  /// Answers a HelloRetryRequest with the second ClientHello (Section 4.2.4).
  private consuming func again(
    _ request: ServerHello, _ hash: HashAlgorithm, _ message: borrowing HandshakeMessage,
    _ records: inout RecordLayer, _ shared: inout ClientShared, random: inout some RandomSource
  ) throws(HandshakeError) -> ClientHandshake.State {
    // RFC 9846 §4.2.4 MUST: one HelloRetryRequest a connection.
    guard retry == nil else {
      throw .unexpectedMessage(.serverHello, while: "WAIT_SH after a retry")
    }
    // RFC 9846 §4.2.4 MUST: it changes the ClientHello.
    guard request.group != nil || request.cookie != nil else { throw .retryChangesNothing }
    if let group = request.group {
      // RFC 9846 §4.3.8 MUST: the group was listed, and no share of it was sent.
      guard shared.configuration.groups.contains(group), group.agreement != nil,
        !offered.contains(group)
      else { throw .retryGroupRefused(group) }
      offered = OfferedShares([group], random: &random)
    }
    var transcript = Transcript(hash)
    transcript.add(hello.span)
    transcript.replaceWithMessageHash()
    transcript.add(message.bytes)
    shared.summary.usedHelloRetryRequest = true

    var second = writer
    if let change = writer.rehearsal?.second {
      second.rehearsal = ClientRehearsal(order: change.order, raw: change.raw)
    }
    let newHello = second.message(shares: offered.shares, cookie: request.cookie)
    if !writer.sessionID.isEmpty { records.sendChangeCipherSpec() }
    records.send(.handshake, newHello.span)
    return .waitServerHello(
      WaitServerHello(
        second, offered, hello: newHello,
        retry: Retry(suite: request.cipherSuite, group: request.group, transcript: transcript)))
  }
}
