import Bytes
import Cryptography

/// START: a ClientHello, or the second one after a HelloRetryRequest (RFC 9846, Sections 4.2.2 to 4.2.4).
struct WaitClientHello: ~Copyable {
  /// What the first ClientHello has settled; nil before there was one, and where a cookie says it.
  private let retry: Retry?
  /// Whether a HelloRetryRequest is out.
  let isSecond: Bool

  private struct Retry {
    let suite: CipherSuite
    let group: NamedGroup
    let cookie: [UInt8]?
    /// ``ClientHello/invariant(_:)`` of the first ClientHello.
    let invariant: [UInt8]
    /// Whether the first ClientHello had a pre-shared key that this server knows, and that fits the suite.
    let hadUsableKey: Bool
    /// Over the first ClientHello's hash and the HelloRetryRequest.
    let transcript: Transcript
  }

  /// For the first ClientHello.
  init() {
    retry = nil
    isSecond = false
  }

  /// For the second one.
  private init(after retry: Retry?) {
    self.retry = retry
    isSecond = true
  }

  consuming func receive(
    _ message: borrowing HandshakeMessage, _ records: inout RecordLayer,
    _ shared: inout ServerShared, now: Time, random: inout some RandomSource
  ) throws(HandshakeError) -> ServerHandshake.State {
    try message.require(.clientHello, while: "START")
    let hello = try ClientHello(message)
    try message.requireEndOfRecord()
    let kept = retry
    let retry = if let kept { kept } else { try remembered(hello, shared.configuration, now: now) }
    if let retry {
      shared.summary.usedHelloRetryRequest = true
      try WaitClientHello.compare(hello, message.bytes, with: retry, shared.configuration)
    }
    if let alert = shared.configuration.helloCheck?(
      ClientHelloSummary(hello, isSecond: retry != nil))
    {
      throw .helloRefused(alert)
    }
    shared.apply(serverName: hello.constant.serverName)
    let chosen = try Negotiation(hello, shared.configuration)
    shared.summary.serverName = hello.constant.serverName
    shared.clientAcceptsTickets = hello.acceptsTickets
    shared.clientTakesRequests = hello.acceptsPostHandshakeAuthentication
    // Whatever came as early data before this message came in vain.
    records.stopSkipping()
    if let retry, retry.suite != chosen.suite {
      throw .changedAfterRetry("what the server can choose")
    }

    var transcript = retry?.transcript ?? Transcript(chosen.hash)
    let authentication: ServerFlight.Authentication
    var share: (group: NamedGroup, range: Range<Int>)?
    switch try keyExchange(hello, chosen, shared.configuration) {
    case .retry(let group):
      guard retry == nil else { throw .changedAfterRetry("the key share") }
      return try WaitClientHello.askAgain(
        hello, chosen, group, message, &records, &shared, now: now, random: &random)
    case .share(let group, let range): share = (group, range)
    case .none: break
    }
    if let retry, retry.group != share?.group {
      throw .changedAfterRetry("what the server can choose")
    }
    // RFC 9846 §4.3.9: a share may be there though the keys are for use without one.
    let usesKeyAlone =
      retry == nil && shared.configuration.allowsKeyWithoutExchange
      && hello.modes?.contains(.pskDHE) == false
    let mode: KeyExchangeMode = share == nil || usesKeyAlone ? .psk : .pskDHE
    let certificate =
      shared.configuration.prefersCertificates && share != nil
      ? try? ChosenCredential(hello, shared.configuration) : nil
    if let offered = hello.preSharedKeys, let modes = hello.modes, modes.contains(mode),
      let selected = try SelectedKey.select(
        offered, hello, chosen.hash, shared.configuration, message.bytes, after: transcript,
        takesExternal: certificate == nil, now: now)
    {
      authentication = .key(selected)
      if usesKeyAlone { share = nil }
    } else {
      guard share != nil else { throw .noCommonGroup }
      let own =
        if let certificate { certificate } else {
          try ChosenCredential(hello, shared.configuration)
        }
      authentication = .certificate(own)
    }
    transcript.add(message.bytes)
    let flight = ServerFlight(
      hello, chosen, authentication, transcript, group: share?.group, isRetried: retry != nil)
    let none = 0..<0
    return try flight.send(
      peerShare: message.bytes.extracting(share?.range ?? none), &records, &shared, now: now,
      random: &random)
  }

  /// What the key exchange will be: a share, a new share, or, where a pre-shared key makes up for it, none.
  private func keyExchange(
    _ hello: ClientHello, _ chosen: Negotiation, _ configuration: ServerConfiguration
  ) throws(HandshakeError) -> Negotiation.Exchange {
    if case .share = chosen.exchange { return chosen.exchange }
    if hello.preSharedKeys != nil, configuration.allowsKeyWithoutExchange,
      hello.modes?.contains(.psk) ?? false
    {
      return .none
    }
    if case .none = chosen.exchange {
      guard hello.constant.groups != nil else {
        throw .missingExtension(.supportedGroups, in: .clientHello)
      }
      throw .noCommonGroup
    }
    return chosen.exchange
  }

  /// RFC 9846 §4.2.2 MUST: the second ClientHello is the first, but for the key share and the cookie.
  private static func compare(
    _ hello: ClientHello, _ message: Span<UInt8>, with retry: Retry,
    _ configuration: ServerConfiguration
  ) throws(HandshakeError) {
    guard try ClientHello.invariant(message) == retry.invariant else {
      throw .changedAfterRetry("the ClientHello")
    }
    guard hello.cookie == retry.cookie else { throw .changedAfterRetry("the cookie") }
    // RFC 9846 §4.2.2 MUST, §4.3.10 MUST NOT: no early data behind a HelloRetryRequest.
    guard !hello.offersEarlyData else { throw .changedAfterRetry("early_data") }
    // RFC 9846 §4.2.2 MUST: pre_shared_key is brought up to date; only keys that do not fit the suite go.
    if retry.hadUsableKey {
      guard let keys = hello.preSharedKeys else {
        throw .missingExtension(.preSharedKey, in: .clientHello)
      }
      guard SelectedKey.isAnyKnown(keys, retry.transcript.algorithm, configuration) else {
        throw .changedAfterRetry("the pre-shared key that fits")
      }
    }
    // RFC 9846 §4.3.8 MUST: only a share of the group that was asked for.
    guard let shares = hello.shares, shares.count == 1, shares[0].group == retry.group else {
      throw .changedAfterRetry("the key share is not the one that was asked for; key_share")
    }
  }

  /// What the cookie says of the first ClientHello, where this server keeps nothing of it (Section 4.3.2); nil for
  /// a first ClientHello.
  private borrowing func remembered(
    _ hello: ClientHello, _ configuration: ServerConfiguration, now: Time
  ) throws(HandshakeError) -> Retry? {
    guard let cookies = configuration.retryCookies else { return nil }
    guard let cookie = hello.cookie else {
      // RFC 9846 §4.3.2 MUST: the client copies it.
      guard !isSecond else { throw .changedAfterRetry("the cookie") }
      return nil
    }
    let said = try cookies.open(cookie, now: now)
    guard let hash = said.suite.parameters?.hash else {
      throw .cookieRefused("its suite is not one of ours")
    }
    // RFC 9846 §4.1: the HelloRetryRequest as it was; the session ID is the client's, which cannot change.
    var transcript = Transcript(hash, firstHello: said.firstHash)
    var request: [UInt8] = []
    ServerHello.writeRetryRequest(
      sessionID: hello.constant.sessionID, said.suite, said.group, cookie: cookie, into: &request)
    transcript.add(request.span)
    return Retry(
      suite: said.suite, group: said.group, cookie: cookie, invariant: said.invariant,
      hadUsableKey: said.hadUsableKey, transcript: transcript)
  }

  /// Sends a HelloRetryRequest (Section 4.2.4).
  private static func askAgain(
    _ hello: ClientHello, _ chosen: Negotiation, _ group: NamedGroup,
    _ message: borrowing HandshakeMessage, _ records: inout RecordLayer,
    _ shared: inout ServerShared, now: Time, random: inout some RandomSource
  ) throws(HandshakeError) -> ServerHandshake.State {
    let invariant = try ClientHello.invariant(message.bytes)
    let hadUsableKey =
      hello.preSharedKeys.map { SelectedKey.isAnyKnown($0, chosen.hash, shared.configuration) }
      ?? false
    var transcript = Transcript(chosen.hash)
    transcript.add(message.bytes)
    let cookie =
      shared.configuration.rehearsal?.cookie
      ?? shared.configuration.retryCookies?.seal(
        RetryCookies.Contents(
          suite: chosen.suite, group: group, hadUsableKey: hadUsableKey, invariant: invariant,
          firstHash: [UInt8](copying: transcript.digest().bytes)), now: now, using: &random)
    var request: [UInt8] = []
    ServerHello.writeRetryRequest(
      sessionID: hello.constant.sessionID, chosen.suite, group, cookie: cookie,
      into: &request)
    shared.configuration.laboratory?.bend(&request)
    transcript.replaceWithMessageHash()
    transcript.add(request.span)
    records.send(.handshake, request.span)
    if !hello.constant.sessionID.isEmpty || shared.configuration.alwaysSendsChangeCipherSpec {
      records.sendChangeCipherSpec()
    }
    shared.summary.usedHelloRetryRequest = true
    if hello.offersEarlyData {
      shared.summary.earlyData = .rejected
      records.skipEarlyData(
        .untilClientHello, upTo: shared.configuration.resumption?.mostEarlyData ?? 0)
    }
    guard shared.configuration.retryCookies == nil else {
      return .waitClientHello(WaitClientHello(after: nil))
    }
    return .waitClientHello(
      WaitClientHello(
        after: Retry(
          suite: chosen.suite, group: group, cookie: cookie, invariant: invariant,
          hadUsableKey: hadUsableKey, transcript: transcript)))
  }
}
