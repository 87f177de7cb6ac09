import Bytes
import Cryptography
import PKI
import TLS13
import TestSupport
import Testing

@Suite struct `A client's certificate at resumption` {
  @Test func `that has ended is not resumed by`() throws {
    for policy in [ServerResumption.ClientPolicy.recheck, .bind] {
      var world = try ResumptionWorld(clientDays: 1)
      world.server.resumption?.clientPolicy = policy
      world.server.resumption?.lifetime = 604_800
      let session = try #require(try world.firstSession())
      let before = Identities.now.adding(seconds: 86_000)
      #expect(try world.connect(session, at: before).serverSummary.preSharedKey == .session)
      // The full handshake that takes its place finds the same.
      let failure = try #require(throws: ConnectionFailure.self) {
        try world.connect(session, at: Identities.now.adding(days: 2))
      }
      #expect(failure.alertToSend == .certificateExpired)
    }
  }

  @Test func `is always shown by the policy never`() throws {
    var world = try ResumptionWorld()
    world.server.resumption?.clientPolicy = .never
    let pair = try MemoryPair(world.client, world.server)
    try pair.run()
    #expect(pair.sessions().isEmpty)
    #expect(pair.clientEvents.contains(.ticket))
    // A session of better days is not resumed either.
    world.server.resumption?.clientPolicy = .recheck
    let session = try #require(try world.firstSession())
    world.server.resumption?.clientPolicy = .never
    #expect(try world.connect(session).serverSummary.preSharedKey == nil)
  }

  @Test func `is judged again when the roots have changed`() throws {
    var world = try ResumptionWorld()
    let session = try #require(try world.firstSession())
    let other = try Identities(.ed25519, name: "Another")
    func trust(_ roots: [Certificate]) {
      let verification = PeerVerification.verify(
        PeerVerifier(roots: TrustRoots(roots), policy: VerificationPolicy(purpose: .client)))
      world.server.clientAuthentication = .required(verification)
      world.server.resumption?.epoch = PolicyEpoch(of: verification)
    }
    // More roots: the client is still welcome.
    trust(world.identities.roots.certificates + other.roots.certificates)
    let pair = try world.connect(session)
    #expect(pair.serverSummary.preSharedKey == .session)
    #expect(pair.serverSummary.peer?.path?.leaf == world.client.credential?.chain[0])
    world.server.resumption?.clientPolicy = .bind
    #expect(try world.connect(session).serverSummary.preSharedKey == nil)
    // Its root is gone: the full handshake says so.
    for policy in ServerResumption.ClientPolicy.allCases {
      trust(other.roots.certificates)
      world.server.resumption?.clientPolicy = policy
      let failure = try #require(throws: ConnectionFailure.self) { try world.connect(session) }
      #expect(failure.alertToSend == .unknownCA)
    }
  }

  @Test func `cannot be made up for by a session without one`() throws {
    var world = try ResumptionWorld(mutual: false)
    let anonymous = try #require(try world.firstSession())
    world.server.clientAuthentication = .required(world.identities.verification(.client))
    let pair = try world.connect(anonymous)
    #expect(pair.serverSummary.preSharedKey == nil)
    #expect(pair.serverSummary.peer != nil)
    // And who was known is not taken for nobody.
    let known = try #require(pair.sessions().first)
    world.server.clientAuthentication = .none
    #expect(try world.connect(known).serverSummary.preSharedKey == nil)
  }

  @Test func `makes another epoch with other rules`() throws {
    let world = try ResumptionWorld()
    let verification = world.identities.verification(.client)
    let epoch = PolicyEpoch(of: verification)
    #expect(epoch == PolicyEpoch(of: world.identities.verification(.client)))
    #expect(epoch != PolicyEpoch(of: world.identities.verification(.server)))
    #expect(epoch != PolicyEpoch(of: verification, rules: [1]))
    #expect(epoch != PolicyEpoch(of: .unverified))
    var policy = VerificationPolicy(purpose: .client)
    policy.minimumRSABits = 3072
    let stricter = PeerVerifier(roots: world.identities.roots, policy: policy)
    #expect(epoch != PolicyEpoch(of: .verify(stricter)))
  }
}
