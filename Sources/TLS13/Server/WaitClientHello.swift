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
    _ shared: inout ServerShared, random: inout some RandomSource
  ) throws(HandshakeError) -> ServerHandshake.State {
    try message.require(.clientHello, while: "START")
    let hello = try ClientHello(message)
    try message.requireEndOfRecord()
    if let retry { try WaitClientHello.compare(hello, with: retry) }
    let chosen = try Negotiation(hello, shared.configuration)
    shared.summary.serverName = hello.constant.serverName
    shared.clientAcceptsTickets = hello.acceptsTickets

    guard let share = chosen.share else {
      return try askAgain(hello, chosen, message, &records, &shared)
    }
    if let retry, retry.suite != chosen.suite || retry.group != chosen.group {
      throw .changedAfterRetry("what the server can choose")
    }
    var transcript = retry?.transcript ?? Transcript(chosen.hash)
    transcript.add(message.bytes)
    return try ServerFlight(hello, chosen, transcript).send(
      peerShare: message.bytes.extracting(share), &records, &shared, random: &random,
      isRetried: retry != nil)
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
    _ hello: ClientHello, _ chosen: Negotiation, _ message: borrowing HandshakeMessage,
    _ records: inout RecordLayer, _ shared: inout ServerShared
  ) throws(HandshakeError) -> ServerHandshake.State {
    guard retry == nil else { throw .changedAfterRetry("the key share") }
    let cookie = shared.configuration.rehearsal?.cookie
    var request: [UInt8] = []
    ServerHello.writeRetryRequest(
      sessionID: hello.constant.sessionID, chosen.suite, chosen.group, cookie: cookie,
      into: &request)
    var transcript = Transcript(chosen.hash)
    transcript.add(message.bytes)
    transcript.replaceWithMessageHash()
    transcript.add(request.span)
    records.send(.handshake, request.span)
    if !hello.constant.sessionID.isEmpty { records.sendChangeCipherSpec() }
    shared.summary.usedHelloRetryRequest = true
    return .waitClientHello(
      WaitClientHello(
        Retry(
          suite: chosen.suite, group: chosen.group, cookie: cookie, first: hello.constant,
          transcript: transcript)))
  }
}
