import Bytes
import Cryptography

/// START: a ClientHello, or the second one after a HelloRetryRequest (RFC 9846, Sections 4.2.2 to 4.2.4).
struct WaitClientHello: ~Copyable {
  private let retry: Retry?

  private struct Retry {
    let suite: CipherSuite
    let group: NamedGroup
    let cookie: [UInt8]?
    let first: ClientHello.Constant
    /// Over the first ClientHello's hash and the HelloRetryRequest.
    let transcript: Transcript
  }

  /// For the first ClientHello.
  init() { retry = nil }

  private init(_ retry: Retry) { self.retry = retry }

  /// Whether a HelloRetryRequest is out.
  var isSecond: Bool { retry != nil }

  consuming func receive(
    _ message: borrowing HandshakeMessage, _ records: inout RecordLayer,
    _ shared: inout ServerShared, now: Time, random: inout some RandomSource
  ) throws(HandshakeError) -> ServerHandshake.State {
    try message.require(.clientHello, while: "START")
    let hello = try ClientHello(message)
    try message.requireEndOfRecord()
    if let retry { try WaitClientHello.compare(hello, with: retry) }
    shared.configuration = shared.configuration.applying(serverName: hello.constant.serverName)
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
      return try askAgain(hello, chosen, group, message, &records, &shared)
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
    if let offered = hello.preSharedKeys, let modes = hello.modes, modes.contains(mode),
      let selected = try SelectedKey.select(
        offered, hello, chosen.hash, shared.configuration, message.bytes, after: transcript,
        now: now)
    {
      authentication = .key(selected)
      if usesKeyAlone { share = nil }
    } else {
      guard share != nil else { throw .noCommonGroup }
      authentication = .certificate(try ChosenCredential(hello, shared.configuration))
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
  private static func compare(_ hello: ClientHello, with retry: Retry) throws(HandshakeError) {
    guard hello.constant.random == retry.first.random else {
      throw .changedAfterRetry("ClientHello.random")
    }
    guard hello.constant == retry.first else { throw .changedAfterRetry("the ClientHello") }
    guard !hello.offersEarlyData else { throw .changedAfterRetry("early_data") }
    guard hello.cookie == retry.cookie else { throw .changedAfterRetry("the cookie") }
    // RFC 9846 §4.3.8 MUST: only a share of the group that was asked for.
    guard let shares = hello.shares, shares.count == 1, shares[0].group == retry.group else {
      throw .changedAfterRetry("the key share is not the one that was asked for; key_share")
    }
  }

  /// Sends a HelloRetryRequest (Section 4.2.4).
  private consuming func askAgain(
    _ hello: ClientHello, _ chosen: Negotiation, _ group: NamedGroup,
    _ message: borrowing HandshakeMessage, _ records: inout RecordLayer,
    _ shared: inout ServerShared
  ) throws(HandshakeError) -> ServerHandshake.State {
    guard retry == nil else { throw .changedAfterRetry("the key share") }
    let cookie = shared.configuration.rehearsal?.cookie
    var request: [UInt8] = []
    ServerHello.writeRetryRequest(
      sessionID: hello.constant.sessionID, chosen.suite, group, cookie: cookie,
      into: &request)
    shared.configuration.laboratory?.bend(&request)
    var transcript = Transcript(chosen.hash)
    transcript.add(message.bytes)
    transcript.replaceWithMessageHash()
    transcript.add(request.span)
    records.send(.handshake, request.span)
    if !hello.constant.sessionID.isEmpty || shared.configuration.alwaysSendsChangeCipherSpec {
      records.sendChangeCipherSpec()
    }
    shared.summary.usedHelloRetryRequest = true
    if hello.offersEarlyData {
      shared.summary.earlyData = .rejected
      records.skipEarlyData(.untilClientHello)
    }
    return .waitClientHello(
      WaitClientHello(
        Retry(
          suite: chosen.suite, group: group, cookie: cookie, first: hello.constant,
          transcript: transcript)))
  }
}
