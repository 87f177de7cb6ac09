import Bytes
import Cryptography
import PKI
import TestSupport
import Testing

@testable import TLS13

@Suite struct `Early data` {
  static func world(mutual: Bool = false, stored: Bool = false) throws -> ResumptionWorld {
    var world = try ResumptionWorld(mutual: mutual, stored: stored)
    let start = Identities.now.adding(seconds: -1000)
    var policy = EarlyDataPolicy(replayGuard: MemoryReplayGuard(startingAt: start))
    policy.allowsAuthenticatedClients = mutual
    world.server.resumption?.earlyData = policy
    world.client.sendsEarlyData = true
    world.client.applicationProtocols = ["http/1.1", "h2"]
    world.server.applicationProtocols = ["http/1.1"]
    return world
  }

  /// A second connection, with the early data of it.
  static func connect(
    _ world: ResumptionWorld, _ session: Session, at now: Time = Identities.now,
    _ text: String = "early"
  ) throws -> MemoryPair {
    let pair = try MemoryPair(world.client, world.server, resuming: session, now: now)
    try pair.sendEarlyData(text)
    try pair.run()
    return pair
  }

  @Test(arguments: [false, true], [false, true])
  func `arrives before the handshake is complete, and is told apart`(
    mutual: Bool, stored: Bool
  ) throws {
    let world = try Self.world(mutual: mutual, stored: stored)
    let session = try #require(try world.firstSession())
    #expect(session.maximumEarlyData == 14_336)
    let pair = try Self.connect(world, session)
    #expect(pair.clientSummary.earlyData == .accepted)
    #expect(pair.serverSummary.earlyData == .accepted)
    #expect(pair.serverReceivedEarly == Array("early".utf8))
    #expect(pair.clientIsConnected)
    #expect(pair.serverIsConnected)
    let late = Array("late".utf8)
    try pair.client.send(late.span, into: &pair.toServer)
    try pair.run()
    #expect(pair.serverReceived == Array("earlylate".utf8))
    #expect(pair.serverReceivedEarly == Array("early".utf8))
  }

  @Test func `is not accepted under any key but the first`() throws {
    var world = try Self.world()
    let session = try #require(try world.firstSession())
    let external = try PreSharedKey.importing(
      identity: [1, 2, 3], key: SecretBytes(copying: [UInt8](repeating: 5, count: 32).span),
      context: [], hash: session.key.hash)
    world.client.preSharedKeys = external
    // A server that does not know the session, and says all the same that it takes its early data.
    world.server.resumption = nil
    world.server.preSharedKeys = external
    world.server.applicationProtocols = []
    world.server.laboratory = LaboratoryHooks(bendMessage: { message in
      guard message.first == HandshakeType.encryptedExtensions.rawValue else { return }
      message = [8, 0, 0, 6, 0, 4, 0, 42, 0, 0]
    })
    let pair = try MemoryPair(world.client, world.server, resuming: session)
    try pair.sendEarlyData("early")
    let result = try #require(try `A peer that is refused`.failure(pair))
    #expect(result.side == "client")
    #expect(result.failure.alertToSend == .illegalParameter)
  }

  @Test func `can be answered before the client's Finished`() throws {
    let world = try Self.world()
    let session = try #require(try world.firstSession())
    let pair = try MemoryPair(world.client, world.server, resuming: session)
    try pair.sendEarlyData("question")
    try pair.runServer()
    let answer = Array("answer".utf8)
    // The server's Finished ends what the exporter is over: it can be used at once.
    let none: [UInt8] = []
    let exported = try pair.server.export(label: [1], context: none.span, byteCount: 32)
    try pair.server.send(answer.span, into: &pair.toClient)
    try pair.runClient()
    #expect(pair.clientReceived == answer)
    let same = try pair.client.export(label: [1], context: none.span, byteCount: 32)
    #expect([UInt8](copying: exported.bytes) == [UInt8](copying: same.bytes))
  }

  @Test func `is rejected when it comes a second time`() throws {
    let world = try Self.world()
    let session = try #require(try world.firstSession())
    let first = try MemoryPair(world.client, world.server, resuming: session)
    try first.sendEarlyData("pay 5")
    let copy = first.toServer
    try first.run()
    #expect(first.serverReceivedEarly == Array("pay 5".utf8))
    // The very bytes again, from whoever recorded them.
    let second = try MemoryPair(world.client, world.server, resuming: session)
    second.toServer = copy
    try second.runServer()
    #expect(second.serverSummary.earlyData == .rejected)
    #expect(second.serverReceived.isEmpty)
  }

  @Test func `is rejected right after the guard's start`() throws {
    var world = try Self.world()
    let guarding = MemoryReplayGuard(startingAt: Identities.now)
    world.server.resumption?.earlyData = EarlyDataPolicy(replayGuard: guarding)
    let session = try #require(try world.firstSession())
    #expect(try Self.connect(world, session).serverSummary.earlyData == .rejected)
    let later = Identities.now.adding(seconds: MemoryReplayGuard.quiet)
    #expect(try Self.connect(world, session, at: later).serverSummary.earlyData == .accepted)
  }

  @Test func `is rejected for a ticket whose age is off`() throws {
    let world = try Self.world()
    let session = try #require(try world.firstSession())
    for (seconds, expected) in [(10, EarlyDataStatus.accepted), (11, .rejected)] {
      let pair = try MemoryPair(world.client, world.server, resuming: session)
      try pair.sendEarlyData("early")
      // The server's clock runs ahead of the client's.
      pair.now = Identities.now.adding(seconds: Int64(seconds))
      try pair.run()
      #expect(pair.serverSummary.earlyData == expected)
      #expect(pair.serverSummary.preSharedKey == .session)
    }
  }

  @Test func `is rejected for another suite, protocol, key or with a retry`() throws {
    let world = try Self.world()
    let changes: [(inout ServerConfiguration) -> Void] = [
      { $0.cipherSuites = [.chaCha20Poly1305SHA256] },
      { $0.cipherSuites = [.aes256GCMSHA384] },
      { $0.applicationProtocols = ["h2"] },
      { $0.groups = [.secp256r1] },
      { $0.resumption?.earlyData = nil },
      { $0.resumption = nil },
    ]
    for change in changes {
      var changed = world
      change(&changed.server)
      let session = try #require(try world.firstSession())
      let pair = try Self.connect(changed, session)
      #expect(pair.serverSummary.earlyData == .rejected)
      #expect(pair.clientSummary.earlyData == .rejected)
      #expect(pair.serverReceived.isEmpty)
      #expect(pair.serverIsConnected)
      // What the application wants to send again comes like any data.
      let again = Array("again".utf8)
      try pair.client.send(again.span, into: &pair.toServer)
      try pair.run()
      #expect(pair.serverReceived == again)
    }
  }

  @Test func `is not offered to authenticated clients unless that is asked for`() throws {
    var world = try Self.world(mutual: true)
    world.server.resumption?.earlyData?.allowsAuthenticatedClients = false
    let session = try #require(try world.firstSession())
    #expect(session.maximumEarlyData == 0)
    let pair = try world.connect(session)
    #expect(pair.clientSummary.earlyData == .none)
  }

  @Test func `is bounded on both sides`() throws {
    var world = try Self.world()
    world.server.resumption?.earlyData?.maximumByteCount = 10
    let session = try #require(try world.firstSession())
    let pair = try MemoryPair(world.client, world.server, resuming: session)
    try pair.sendEarlyData("12345")
    let failure = #expect(throws: ConnectionFailure.self) { try pair.sendEarlyData("678901") }
    #expect(failure?.alertToSend == nil)
    try pair.sendEarlyData("67890")
    try pair.run()
    #expect(pair.serverReceivedEarly.count == 10)

    // A client that does not keep to it.
    let greedy = Session(
      NewSessionTicket(
        lifetime: session.lifetime, ageAdd: 0, nonce: [], ticket: session.key.identity,
        maximumEarlyData: 100), session.key, pair.clientSummary, suite: session.cipherSuite,
      server: session.server, epoch: session.epoch, received: session.received)
    let second = try MemoryPair(world.client, world.server, resuming: greedy)
    try second.sendEarlyData("12345678901")
    // The age cannot be right without age_add, so the server skips it.
    try second.run()
    #expect(second.serverSummary.earlyData == .rejected)
  }

  @Test func `ends the connection when there is more than the ticket allows`() throws {
    var world = try Self.world()
    world.server.resumption?.earlyData?.maximumByteCount = 10
    let session = try #require(try world.firstSession())
    let pair = try MemoryPair(world.client, world.server, resuming: session)
    try pair.sendEarlyData("1234567890")
    try pair.client.overdraw(into: &pair.toServer)
    let failure = try #require(throws: ConnectionFailure.self) { try pair.run() }
    #expect(failure.alertToSend == .unexpectedMessage)
  }

  @Test func `that is rejected is not skipped for ever`() throws {
    var world = try Self.world()
    world.server.resumption?.earlyData?.maximumByteCount = 1 << 20
    let session = try #require(try world.firstSession())
    world.server.resumption?.earlyData = nil
    for groups in [NamedGroup.all, [.secp256r1]] {
      world.server.groups = groups
      let pair = try MemoryPair(world.client, world.server, resuming: session)
      for _ in 0..<5 { try pair.sendEarlyData(String(repeating: "x", count: 10_000)) }
      let failure = try #require(throws: ConnectionFailure.self) { try pair.run() }
      #expect(failure.alertToSend == .unexpectedMessage)
    }
  }

  @Test func `that was changed on its way ends the connection`() throws {
    let world = try Self.world()
    let session = try #require(try world.firstSession())
    let pair = try MemoryPair(world.client, world.server, resuming: session)
    try pair.sendEarlyData("early")
    pair.toServer[pair.toServer.count - 1] ^= 1
    let failure = try #require(throws: ConnectionFailure.self) { try pair.run() }
    #expect(failure.alertToSend == .badRecordMAC)
  }

  @Test func `is not sent where it was not allowed`() throws {
    var world = try Self.world()
    world.client.sendsEarlyData = false
    let session = try #require(try world.firstSession())
    let pair = try MemoryPair(world.client, world.server, resuming: session)
    #expect(throws: ConnectionFailure.self) { try pair.sendEarlyData("early") }
  }
}
