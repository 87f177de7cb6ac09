import Bytes
import Cryptography
import PKI
import TestSupport
import Testing

@testable import TLS13

/// A client that has to be asked again, message by message.
struct RetryScene {
  var configuration: ServerConfiguration
  var now = Identities.now
  /// Without a share, and with an extension that nobody knows.
  let first: HelloForge
  private let share: [UInt8]

  /// - Parameter stateless: Whether the server keeps nothing behind its HelloRetryRequest.
  init(stateless: Bool) throws {
    configuration = try #require(`A server in START`.configuration)
    var random = SystemRandom()
    if stateless { configuration.retryCookies = RetryCookies(using: &random) }
    let good = HelloForge.client().adding(0x7777, [1, 2, 3])
    share = try #require(good.extensions.first { $0.0 == 51 }?.1)
    first = good.replacing(51, [0, 0])
  }

  /// The answer to `first`, which is a HelloRetryRequest.
  func ask(_ machine: inout ServerHandshake) throws -> ServerHello {
    let records = try receive(first, &machine)
    let count = Int(records[3]) << 8 | Int(records[4])
    let message = Array(records[5..<5 + count])
    return try ServerHello(
      HandshakeMessage(message.span, endsRecord: true), sessionID: [],
      offers: { $0 == .cookie || $0 == .keyShare || $0 == .supportedVersions })
  }

  /// A second ClientHello that answers `request` well.
  func second(_ request: ServerHello) -> HelloForge {
    let hello = first.replacing(51, share)
    return request.cookie.map {
      hello.adding(44, [UInt8($0.count >> 8), UInt8($0.count & 0xFF)] + $0)
    }
      ?? hello
  }

  /// What is sent in answer to `hello`.
  @discardableResult
  func receive(_ hello: HelloForge, _ machine: inout ServerHandshake) throws -> [UInt8] {
    var records = RecordLayer()
    var random = SystemRandom()
    let message = hello.clientHello
    try machine.receive(
      HandshakeMessage(message.span, endsRecord: true), &records, now: now, random: &random)
    return records.output
  }

  /// The alert that a changed second ClientHello gets; nil where it is taken.
  func alert(_ change: (inout HelloForge) -> Void) throws -> Alert? {
    var machine = ServerHandshake(Shared(configuration))
    var hello = second(try ask(&machine))
    change(&hello)
    do { try receive(hello, &machine) } catch let error as HandshakeError { return error.alert }
    return nil
  }
}

@Suite struct `A second ClientHello` {
  static let faults: [(String, @Sendable (inout HelloForge) -> Void)] = [
    ("§4.2.2 another random", { $0.random[31] ^= 1 }),
    ("§4.2.2 another session ID", { $0.sessionID = [1] }),
    ("§4.2.2 another suite", { $0.suites = [0x1302] }),
    ("§4.2.2 one suite more", { $0.suites.append(0x1302) }),
    ("§4.2.2 another list of groups", { $0 = $0.replacing(10, [0, 4, 0, 0x1D, 0, 0x17]) }),
    ("§4.2.2 other schemes", { $0 = $0.replacing(13, [0, 2, 0x08, 0x07]) }),
    ("§4.2.2 an extension more", { $0 = $0.adding(0x7778, []) }),
    ("§4.2.2 an extension less", { $0 = $0.replacing(0x7777, nil) }),
    ("§4.2.2 an unknown extension that changes", { $0 = $0.replacing(0x7777, [1, 2, 4]) }),
    ("§4.2.2 modes that come late", { $0 = $0.adding(45, [1, 1]) }),
    ("§4.2.2 post_handshake_auth that comes late", { $0 = $0.adding(49, []) }),
    ("§4.3.10 early_data", { $0 = $0.adding(42, []) }),
    ("§4.3.8 no share again", { $0 = $0.replacing(51, [0, 0]) }),
  ]

  @Test(arguments: [false, true])
  func `is taken where it is the first with what was asked for`(stateless: Bool) throws {
    let scene = try RetryScene(stateless: stateless)
    #expect(try scene.alert { _ in } == nil)
    // RFC 9846 §4.2.2: padding may change.
    #expect(try scene.alert { $0 = $0.adding(21, [0, 0, 0]) } == nil)
  }

  @Test(arguments: faults.indices, [false, true])
  func `is refused where something else has changed`(_ index: Int, stateless: Bool) throws {
    let (fault, change) = Self.faults[index]
    #expect(
      try RetryScene(stateless: stateless).alert(change) == .illegalParameter, "\(fault)")
  }
}

@Suite struct `A cookie for a server without state` {
  @Test func `is good on another connection, and on another server that has the keys`() throws {
    var random = SystemRandom()
    var scene = try RetryScene(stateless: true)
    let shared = random.bytes(TicketKeys.keyByteCount)
    scene.configuration.retryCookies = RetryCookies(
      sharing: try TicketKeys(shared: shared.span))
    var machine = ServerHandshake(Shared(scene.configuration))
    let second = scene.second(try scene.ask(&machine))
    scene.configuration.retryCookies = RetryCookies(
      sharing: try TicketKeys(shared: shared.span))
    var other = ServerHandshake(Shared(scene.configuration))
    try scene.receive(second, &other)
    let summary = other.summary
    #expect(summary.usedHelloRetryRequest)
    #expect(summary.group == .x25519)
  }

  @Test func `is refused when it comes from a server with other keys`() throws {
    let scene = try RetryScene(stateless: true)
    var machine = ServerHandshake(Shared(scene.configuration))
    let second = scene.second(try scene.ask(&machine))
    var other = ServerHandshake(Shared(try RetryScene(stateless: true).configuration))
    let error = try #require(throws: HandshakeError.self) { try scene.receive(second, &other) }
    #expect(error.alert == .illegalParameter)
  }

  @Test func `is refused wherever a bit of it has changed, and where it is cut short`() throws {
    let scene = try RetryScene(stateless: true)
    var machine = ServerHandshake(Shared(scene.configuration))
    let cookie = try #require(try scene.ask(&machine).cookie)
    let cookies = try #require(scene.configuration.retryCookies)
    _ = try cookies.open(cookie, now: scene.now)
    for index in cookie.indices {
      var changed = cookie
      changed[index] ^= 1 << UInt8(index % 8)
      let error = try #require(throws: HandshakeError.self) {
        try cookies.open(changed, now: scene.now)
      }
      #expect(error.alert == .illegalParameter)
      #expect(throws: HandshakeError.self) {
        try cookies.open(Array(cookie[..<index]), now: scene.now)
      }
    }
  }

  @Test func `is refused when it is older than its bound, or from the future`() throws {
    var scene = try RetryScene(stateless: true)
    var machine = ServerHandshake(Shared(scene.configuration))
    let second = scene.second(try scene.ask(&machine))
    for (seconds, isGood) in [(0, true), (30, true), (31, false), (-2, false)] as [(Int64, Bool)] {
      scene.now = Identities.now.adding(seconds: seconds)
      var other = ServerHandshake(Shared(scene.configuration))
      if isGood {
        try scene.receive(second, &other)
      } else {
        #expect(throws: HandshakeError.self) { try scene.receive(second, &other) }
      }
    }
  }

  @Test func `is refused with another client's ClientHello`() throws {
    let scene = try RetryScene(stateless: true)
    var machine = ServerHandshake(Shared(scene.configuration))
    let second = scene.second(try scene.ask(&machine)).with { $0.random[0] ^= 1 }
    var other = ServerHandshake(Shared(scene.configuration))
    let error = try #require(throws: HandshakeError.self) { try scene.receive(second, &other) }
    #expect(error.alert == .illegalParameter)
  }

  @Test func `is no ticket, though the keys be the same`() throws {
    var random = SystemRandom()
    let keys = TicketKeys(using: &random)
    let cookies = RetryCookies(sharing: keys)
    let state: [UInt8] = [1] + random.bytes(90)
    let ticket = keys.seal(state.span, using: &random)
    #expect(throws: HandshakeError.self) { try cookies.open(ticket, now: Identities.now) }
  }

  @Test func `has to come back`() throws {
    let scene = try RetryScene(stateless: true)
    #expect(try scene.alert { $0 = $0.replacing(44, nil) } == .illegalParameter)
  }

  @Test func `leads to a connection, and to a session that is resumed`() throws {
    var random = SystemRandom()
    var world = try ResumptionWorld()
    world.server.retryCookies = RetryCookies(using: &random)
    world.client.keyShareCount = 0
    let session = try #require(try world.firstSession())
    let pair = try world.connect(session)
    #expect(pair.serverIsConnected)
    #expect(pair.serverSummary.usedHelloRetryRequest)
    #expect(pair.serverSummary.preSharedKey == .session)
  }

  @Test func `lets a change_cipher_spec stand before everything`() throws {
    // RFC 9846 §4.3.2 MUST: what the server has forgotten may come before what it sees first.
    for isStateless in [false, true] {
      var server = ServerConnection(try RetryScene(stateless: isStateless).configuration)
      var random = SystemRandom()
      var output: [UInt8] = []
      var record: [UInt8] = [20, 3, 3, 0, 1, 1]
      var failure: ConnectionFailure?
      do throws(ConnectionFailure) {
        var input = record.mutableSpan
        _ = try server.receive(&input, now: Identities.now, random: &random, output: &output)
      } catch { failure = error }
      #expect(failure?.alertToSend == (isStateless ? nil : .unexpectedMessage))
    }
  }
}
