import Bytes
import Cryptography
import PKI
import TestSupport
import Testing

@testable import TLS13

@Suite struct `Resumption of sessions` {
  @Test(arguments: [false, true], [false, true])
  func `shows no certificates and knows who everybody is`(mutual: Bool, stored: Bool) throws {
    let world = try ResumptionWorld(mutual: mutual, stored: stored)
    let session = try #require(try world.firstSession())
    let pair = try world.connect(session)
    #expect(pair.clientSummary.preSharedKey == .session)
    #expect(pair.serverSummary.preSharedKey == .session)
    #expect(!pair.serverSummary.sentCertificate)
    #expect(pair.clientSummary.peer?.path?.leaf == world.server.credentials[0].chain[0])
    let client = pair.serverSummary.peer?.path?.leaf
    #expect(client == (mutual ? world.client.credential?.chain[0] : nil))
    #expect(
      pair.serverSummary.peer?.path?.root == (mutual ? world.identities.authority.certificate : nil)
    )
    // Data flows, and new tickets come.
    let hello = Array("hello".utf8)
    try pair.client.send(hello.span, into: &pair.toServer)
    try pair.run()
    #expect(pair.serverReceived == hello)
    #expect(pair.sessions().count == 2)
  }

  @Test func `goes on over generations`() throws {
    let world = try ResumptionWorld()
    var session = try #require(try world.firstSession())
    for _ in 0..<5 {
      let pair = try world.connect(session)
      #expect(pair.serverSummary.preSharedKey == .session)
      session = try #require(pair.sessions().last)
    }
  }

  @Test func `survives a HelloRetryRequest`() throws {
    var world = try ResumptionWorld()
    let session = try #require(try world.firstSession())
    world.server.groups = [.secp256r1]
    let pair = try world.connect(session)
    #expect(pair.serverSummary.usedHelloRetryRequest)
    #expect(pair.serverSummary.preSharedKey == .session)
  }

  @Test func `takes another suite of the same hash, and none of another`() throws {
    var world = try ResumptionWorld()
    let session = try #require(try world.firstSession())
    world.server.cipherSuites = [.chaCha20Poly1305SHA256]
    #expect(try world.connect(session).serverSummary.preSharedKey == .session)
    world.server.cipherSuites = [.aes256GCMSHA384]
    #expect(try world.connect(session).serverSummary.preSharedKey == nil)
    // After a retry the client leaves out what no longer fits.
    world.server.groups = [.secp256r1]
    let retried = try world.connect(session)
    #expect(retried.serverSummary.usedHelloRetryRequest)
    #expect(retried.serverSummary.preSharedKey == nil)
  }

  @Test func `works once where the server keeps the sessions`() throws {
    let world = try ResumptionWorld(stored: true)
    let session = try #require(try world.firstSession())
    #expect(try world.connect(session).serverSummary.preSharedKey == .session)
    #expect(try world.connect(session).serverSummary.preSharedKey == nil)
  }

  @Test func `is not offered to another server`() throws {
    let world = try ResumptionWorld()
    let session = try #require(try world.firstSession())
    let pair = try world.connect(session, name: "other.test")
    #expect(pair.serverSummary.preSharedKey == nil)
    #expect(pair.serverSummary.serverName == "other.test")
  }

  @Test func `is not offered when the client's own roots have changed`() throws {
    var world = try ResumptionWorld()
    let session = try #require(try world.firstSession())
    let other = try Identities(.ed25519, name: "Another")
    world.client.verification = .verify(
      PeerVerifier(
        roots: TrustRoots(other.roots.certificates + world.identities.roots.certificates),
        policy: VerificationPolicy(purpose: .server)))
    #expect(try world.connect(session).serverSummary.preSharedKey == nil)
  }

  @Test func `ends with the ticket's lifetime, on either side`() throws {
    var world = try ResumptionWorld()
    world.server.resumption?.lifetime = 100
    let session = try #require(try world.firstSession())
    #expect(session.lifetime == 100)
    #expect(session.isUsable(at: Identities.now.adding(seconds: 99)))
    #expect(!session.isUsable(at: Identities.now.adding(seconds: 100)))
    #expect(!session.isUsable(at: Identities.now.adding(seconds: -1)))
    let late = Identities.now.adding(seconds: 99)
    #expect(try world.connect(session, at: late).serverSummary.preSharedKey == .session)
    world.server.resumption?.lifetime = 50
    #expect(try world.connect(session, at: late).serverSummary.preSharedKey == nil)
  }

  @Test func `ends when the last certificates were shown too long ago`() throws {
    var world = try ResumptionWorld()
    world.server.resumption?.maximumAge = 250
    var session = try #require(try world.firstSession())
    for seconds in [100, 200] {
      let pair = try world.connect(session, at: Identities.now.adding(seconds: Int64(seconds)))
      #expect(pair.serverSummary.preSharedKey == .session)
      session = try #require(pair.sessions().last)
    }
    let pair = try world.connect(session, at: Identities.now.adding(seconds: 250))
    #expect(pair.serverSummary.preSharedKey == nil)
  }

  @Test func `caps a lifetime beyond seven days`() throws {
    var world = try ResumptionWorld()
    world.server.resumption?.lifetime = 1_000_000
    #expect(try world.firstSession()?.lifetime == 604_800)
  }

  @Test func `needs the keys of the tickets, newest or older`() throws {
    let world = try ResumptionWorld()
    let session = try #require(try world.firstSession())
    guard case .sealed(let keys)? = world.server.resumption?.tickets else { return }
    var random = SystemRandom()
    keys.rotate(keeping: 1, using: &random)
    #expect(try world.connect(session).serverSummary.preSharedKey == .session)
    keys.rotate(keeping: 0, using: &random)
    #expect(try world.connect(session).serverSummary.preSharedKey == nil)
  }

  @Test func `works between servers that share the keys`() throws {
    var world = try ResumptionWorld()
    var random = SystemRandom()
    let shared = random.bytes(2 * TicketKeys.keyByteCount)
    world.server.resumption?.tickets = .sealed(try TicketKeys(shared: shared.span))
    let session = try #require(try world.firstSession())
    world.server.resumption?.tickets = .sealed(try TicketKeys(shared: shared.span))
    #expect(try world.connect(session).serverSummary.preSharedKey == .session)
    #expect(throws: TicketKeyError.length(95)) {
      try TicketKeys(shared: shared.span.extracting(0..<95))
    }
    let twice = Array(shared[..<48]) + Array(shared[..<48])
    #expect(throws: TicketKeyError.sameName) { try TicketKeys(shared: twice.span) }
  }

  @Test func `gives no sessions to a client that wants none`() throws {
    var world = try ResumptionWorld()
    world.client.keyExchangeModes = []
    let pair = try MemoryPair(world.client, world.server)
    try pair.run()
    #expect(pair.sessions().isEmpty)
    #expect(!pair.clientEvents.contains(.ticket))
  }

  @Test func `goes by the server's choice of keeping sessions bounded`() throws {
    var world = try ResumptionWorld()
    let cache = SessionCache(limit: 3)
    world.server.resumption?.tickets = .stored(cache)
    for _ in 0..<50 { _ = try world.firstSession() }
    #expect(cache.count == 3)
    let session = try #require(try world.firstSession())
    _ = session
    #expect(cache.count == 3)
  }
}
