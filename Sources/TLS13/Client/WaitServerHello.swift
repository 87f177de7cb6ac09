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
  ///
  /// - Parameter now: What time it is; nil where no session is resumed.
  init(
    sending records: inout RecordLayer, _ shared: inout ClientShared, resuming session: Session?,
    now: Time?, random: inout some RandomSource
  ) throws(HandshakeError) {
    var writer = ClientHelloWriter(
      shared.common, random: random.bytes(32),
      sessionID: shared.configuration.compatibilityMode ? random.bytes(32) : [],
      serverName: shared.server?.serverName, rehearsal: shared.configuration.rehearsal)
    // All of them, nearly always: then the list is as it is.
    let groups =
      shared.configuration.groups.allSatisfy { $0.agreement != nil }
      ? shared.configuration.groups : shared.configuration.groups.filter { $0.agreement != nil }
    offered = OfferedShares(
      shared.configuration.keyShareGroups.map { $0.filter(groups.contains) }
        ?? NamedGroup.shared(of: groups, count: shared.configuration.keyShareCount),
      from: shared.configuration.ephemeralKeys, random: &random)
    if shared.configuration.rehearsal == nil { writer.vary(using: &random) }
    records.padding = shared.configuration.recordPadding
    records.maximumFragment = min(max(shared.configuration.maximumFragment, 1), 1 << 14)
    writer.offers = WaitServerHello.offers(shared.configuration, shared.server, session, now)
    let allowedEarlyData = writer.offers.first?.session?.maximumEarlyData ?? 0
    // RFC 9846 §4.3.10 MUST: the protocol of the session, which has to be offered for that.
    let usual = writer.offers.first?.session?.applicationProtocol
    writer.announcesEarlyData =
      shared.configuration.sendsEarlyData && allowedEarlyData > 0
      && usual.map(shared.configuration.applicationProtocols.contains) ?? true
    var hello = writer.message(shares: offered.shares, cookie: nil, after: nil)
    shared.configuration.laboratory?.bend(&hello)
    self.hello = hello
    retry = nil
    self.writer = writer
    // RFC 9846 §5.1: the record of a first ClientHello says TLS 1.0, for old middleboxes.
    records.plaintextVersion = .tls10
    records.send(.handshake, hello.span)
    records.plaintextVersion = .tls12
    if writer.announcesEarlyData { protectEarlyData(&records, &shared) }
  }

  /// What is offered: the session, if it may be used now, and the external keys that fit a suite.
  private static func offers(
    _ configuration: ClientConfiguration, _ server: ReferenceIdentity?, _ session: Session?,
    _ now: Time?
  ) -> [OfferedKey] {
    guard !configuration.keyExchangeModes.isEmpty,
      session != nil || !configuration.preSharedKeys.isEmpty
    else { return [] }
    let hashes = configuration.cipherSuites.compactMap { $0.parameters?.hash }
    var offers: [OfferedKey] = []
    if let session, let now, session.isUsable(at: now), hashes.contains(session.key.hash),
      // RFC 9846 §4.7.1 MUST: for a name that the certificate of the session is valid for.
      session.server == server, session.epoch == configuration.epoch
    {
      offers.append(
        OfferedKey(
          key: session.key, obfuscatedAge: session.obfuscatedAge(at: now), session: session))
    }
    for key in configuration.preSharedKeys where hashes.contains(key.hash) {
      offers.append(OfferedKey(key: key, obfuscatedAge: 0, session: nil))
    }
    return offers
  }

  /// From now on what is sent is early data (Section 4.3.10).
  private func protectEarlyData(_ records: inout RecordLayer, _ shared: inout ClientShared) {
    guard let offer = writer.offers.first, let session = offer.session,
      let parameters = session.cipherSuite.parameters
    else { return }
    var transcript = Transcript(parameters.hash)
    transcript.add(hello.span)
    let early = offer.key.earlySecret()
    if let laboratory = shared.configuration.laboratory { offer.key.tell(laboratory) }
    let hash = transcript.digest()
    let traffic = early.clientTraffic(hash.bytes)
    shared.configuration.keyLog?.tell(.clientEarlyTraffic, writer.random, traffic.bytes)
    shared.earlyExporter = EarlyExporter(
      early, hash.bytes, shared.configuration.keyLog, writer.random)
    // RFC 9846 §E.4: in front of early data.
    if !writer.sessionID.isEmpty { records.sendChangeCipherSpec() }
    records.protectSending(traffic.keys(parameters.aead))
    shared.summary.earlyData = .offered
    shared.earlyDataRoom = Int(session.maximumEarlyData)
    shared.summary.applicationProtocol = session.applicationProtocol
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
    _ shared: inout ClientShared, now: Time, random: inout some RandomSource
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
      return try again(
        serverHello, parameters.hash, message, &records, &shared, now: now, random: &random)
    }
    // RFC 9846 §4.2.4 MUST: the suite and the group stay what the HelloRetryRequest said.
    if let retry, retry.suite != serverHello.cipherSuite {
      throw .changedAfterRetry("the cipher suite")
    }
    let offer = try selectedOffer(serverHello, parameters.hash)
    let secret = try handshakeSecret(serverHello, parameters.hash, offer)

    var transcript = retry?.transcript ?? Transcript(parameters.hash)
    transcript.add(hello.span)
    transcript.add(message.bytes)
    let secrets = HandshakeSecrets(
      serverHello.cipherSuite, parameters.aead, transcript, secret)
    shared.summary.cipherSuite = serverHello.cipherSuite
    shared.summary.group = serverHello.group
    secrets.tell(shared.configuration.keyLog, writer.random)
    records.protectReceiving(secrets.serverTraffic.keys(parameters.aead))
    // RFC 9846 §E.4: before the second flight, unless it went out before.
    if !writer.sessionID.isEmpty, retry == nil, !writer.announcesEarlyData {
      records.sendChangeCipherSpec()
    }
    // The keys of early data stay in use until the server has said what becomes of it.
    if !writer.announcesEarlyData {
      records.protectSending(secrets.clientTraffic.keys(parameters.aead))
    }
    return .waitEncryptedExtensions(WaitEncryptedExtensions(writer, secrets, offer))
  }

  /// The pre-shared key that the server selected; nil where it selected none (Section 4.3.11).
  private func selectedOffer(
    _ serverHello: ServerHello, _ hash: HashAlgorithm
  ) throws(HandshakeError) -> OfferedKey? {
    guard let index = serverHello.selectedIdentity else {
      guard !writer.configuration.requiresPreSharedKey else {
        throw .missingExtension(.preSharedKey, in: .serverHello)
      }
      return nil
    }
    // RFC 9846 §4.3.11 MUST: one of those offered, and of the hash of the suite.
    guard Int(index) < writer.offers.count else { throw .identityNotOffered(index) }
    let offer = writer.offers[Int(index)]
    guard offer.key.hash == hash else { throw .preSharedKeyHash(serverHello.cipherSuite) }
    return offer
  }

  /// Mixes the pre-shared key and the key exchange, of which one may be missing, never both.
  private func handshakeSecret(
    _ serverHello: ServerHello, _ hash: HashAlgorithm, _ offer: OfferedKey?
  ) throws(HandshakeError) -> HandshakeSecret {
    let laboratory = writer.configuration.laboratory
    if let laboratory { offer?.key.tell(laboratory) }
    guard let group = serverHello.group else {
      guard let offer else { throw .missingExtension(.keyShare, in: .serverHello) }
      // RFC 9846 §4.3.11 MUST: without a key share only where psk_ke was offered.
      guard writer.configuration.keyExchangeModes.contains(.psk), retry?.group == nil else {
        throw .keyExchangeModeNotOffered
      }
      laboratory?.observe(.sharedSecret([]))
      return offer.key.earlySecret().mixingNothing()
    }
    // RFC 9846 §4.3.9 MUST NOT: a mode that was not offered.
    if offer != nil, !writer.configuration.keyExchangeModes.contains(.pskDHE) {
      throw .keyExchangeModeNotOffered
    }
    if let wanted = retry?.group, wanted != group { throw .changedAfterRetry("the group") }
    let agreed = try offered.agree(group, with: serverHello.share.span)
    laboratory?.observe(.sharedSecret([UInt8](copying: agreed.bytes)))
    guard let offer else { return HandshakeSecret(hash, withoutKey: agreed) }
    return offer.key.earlySecret().mixing(agreed)
  }

  /// Answers a HelloRetryRequest with the second ClientHello (Section 4.2.4).
  private consuming func again(
    _ request: ServerHello, _ hash: HashAlgorithm, _ message: borrowing HandshakeMessage,
    _ records: inout RecordLayer, _ shared: inout ClientShared, now: Time,
    random: inout some RandomSource
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
    // RFC 9846 §4.2.2: no early data any more, and only keys that fit the suite, with new ages and binders.
    second.announcesEarlyData = false
    second.offers = writer.offers.filter { $0.key.hash == hash }.map { offer in
      OfferedKey(
        key: offer.key, obfuscatedAge: offer.session?.obfuscatedAge(at: now) ?? 0,
        session: offer.session)
    }
    if writer.announcesEarlyData {
      records.unprotectSending()
      shared.rejectEarlyData()
    }
    var newHello = second.message(
      shares: offered.shares, cookie: request.cookie, after: transcript)
    shared.configuration.laboratory?.bend(&newHello)
    if !writer.sessionID.isEmpty, !writer.announcesEarlyData { records.sendChangeCipherSpec() }
    records.send(.handshake, newHello.span)
    return .waitServerHello(
      WaitServerHello(
        second, offered, hello: newHello,
        retry: Retry(suite: request.cipherSuite, group: request.group, transcript: transcript)))
  }
}
