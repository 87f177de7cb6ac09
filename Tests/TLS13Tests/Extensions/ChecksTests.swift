import Bytes
import Cryptography
import PKI
import TestSupport
import Testing

@testable import TLS13

@Suite struct `What an application decides` {
  /// The alert with which the handshake fails; nil where it does not.
  static func alert(_ world: ResumptionWorld, resuming session: Session? = nil) throws -> Alert? {
    let pair = try MemoryPair(world.client, world.server, resuming: session)
    do { try pair.run() } catch let failure as ConnectionFailure { return failure.alertToSend }
    return nil
  }

  @Test func `is whether a ClientHello is answered`() throws {
    var world = try ResumptionWorld()
    world.server.helloCheck = {
      $0.serverName == "server.test" && !$0.isSecond ? nil : .accessDenied
    }
    #expect(try Self.alert(world) == nil)
    world.client.keyShareCount = 0
    #expect(try Self.alert(world) == .accessDenied)
  }

  @Test func `is whether a certificate is shown`() throws {
    var world = try ResumptionWorld()
    world.client.requestCheck = { _ in .internalError }
    #expect(try Self.alert(world) == .internalError)
    world.client.requestCheck = nil
    world.server.signatureSchemes = [.ecdsaSecp384r1SHA384]
    #expect(try Self.alert(world) == .certificateRequired)
    world.client.failsWithoutFittingCredential = true
    #expect(try Self.alert(world) == .handshakeFailure)
  }

  @Test func `is whether a server is judged again when a session is resumed`() throws {
    var world = try ResumptionWorld()
    world.client.verification = .application { _, _ in nil }
    let session = try #require(try world.firstSession())
    world.client.verification = .application { _, _ in .certificateUnknown }
    #expect(try Self.alert(world, resuming: session) == nil)
    world.client.judgesAgainAtResumption = true
    #expect(try Self.alert(world, resuming: session) == .certificateUnknown)
  }

  @Test func `is whether there has to be a pre-shared key`() throws {
    var world = try ResumptionWorld()
    let session = try #require(try world.firstSession())
    world.client.requiresPreSharedKey = true
    #expect(try Self.alert(world, resuming: session) == nil)
    #expect(try Self.alert(world) == .missingExtension)
  }

  @Test func `is how much is taken and sent at once`() throws {
    var world = try ResumptionWorld()
    world.client.maximumCertificateByteCount = 100
    #expect(try Self.alert(world) == .illegalParameter)
    world = try ResumptionWorld()
    world.server.maximumCertificateByteCount = 100
    #expect(try Self.alert(world) == .illegalParameter)
    world = try ResumptionWorld()
    world.server.maximumFragment = 100
    let pair = try MemoryPair(world.client, world.server)
    try pair.runServer()
    #expect(recordLengths(pair.toClient).allSatisfy { $0 <= 117 })
    try pair.run()
    #expect(pair.clientIsConnected)
  }

  @Test func `is which groups get a share`() throws {
    var world = try ResumptionWorld()
    world.client.keyShareGroups = [.secp384r1, .secp521r1]
    let pair = try MemoryPair(world.client, world.server)
    try pair.run()
    #expect(pair.clientSummary.group == .secp384r1)
    #expect(!pair.clientSummary.usedHelloRetryRequest)
  }

  @Test func `is which authorities a server's certificate is to come from`() throws {
    var world = try ResumptionWorld()
    let other = try Identities(.ed25519, name: "Another")
    let foreign = try other.credential(.ed25519, .server, names: ["server.test"])
    let own = try #require(world.server.credentials.first)
    world.server.credentials = [foreign, own]
    #expect(try Self.alert(world) == .unknownCA)
    world.client.certificateAuthorities = world.identities.roots.names
    let pair = try MemoryPair(world.client, world.server)
    try pair.run()
    #expect(pair.serverSummary.credentialIndex == 1)
    // Where none comes from there, one is used all the same.
    world.server.credentials = [foreign]
    #expect(try Self.alert(world) == .unknownCA)
  }

  @Test func `hears how old a ticket is, and by what the server of a session proved itself`() throws
  {
    var world = try ResumptionWorld(mutual: false)
    var policy = EarlyDataPolicy(
      replayGuard: MemoryReplayGuard(startingAt: Identities.now, quiet: 0))
    policy.maximumByteCount = 100
    world.server.resumption?.earlyData = policy
    world.client.sendsEarlyData = true
    let session = try #require(try world.firstSession())
    let pair = try MemoryPair(world.client, world.server, resuming: session)
    try pair.sendEarlyData("early")
    try pair.run()
    #expect(pair.serverSummary.earlyData == .accepted)
    #expect(pair.serverSummary.ticketAgeSkew == 0)
    let next = try #require(pair.sessions().first)
    let third = try MemoryPair(world.client, world.server, resuming: next)
    try third.run()
    #expect(third.serverSummary.preSharedKey == .session)
    #expect(third.clientSummary.peerSignatureScheme == .ed25519)
  }

  @Test func `is not asked for beside an external key`() throws {
    var client = ClientConfiguration(verification: .unverified)
    client.allowsPostHandshakeAuthentication = true
    let secret = SecretBytes(copying: [UInt8](repeating: 5, count: 32).span)
    let keys = try PreSharedKey.importing(
      identity: [1, 2, 3], key: secret, context: [], hash: .sha256)
    client.preSharedKeys = keys
    var server = ServerConfiguration(credentials: [], clientAuthentication: .none)
    server.preSharedKeys = keys
    let pair = try MemoryPair(client, server)
    try pair.run()
    #expect(pair.serverIsConnected)
    var random = SystemRandom()
    let failure = try #require(throws: ConnectionFailure.self) {
      try pair.server.requestAuthentication(
        .optional(.unverified), random: &random, into: &pair.toClient)
    }
    guard case .misuse = failure.reason else {
      Issue.record("\(failure)")
      return
    }
  }

  @Test func `ends a session whose suite the client offers no more`() throws {
    var world = try ResumptionWorld()
    let session = try #require(try world.firstSession())
    world.client.cipherSuites = [.chaCha20Poly1305SHA256]
    #expect(try world.connect(session).serverSummary.preSharedKey == nil)
  }
}
