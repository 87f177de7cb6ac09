import Bytes
import Cryptography
import PKI
import TestSupport
import Testing

@testable import TLS13

/// A key that is elsewhere: the credential knows nothing but its certificate.
private final class RemoteKey {
  let key: PrivateKey
  let credential: Credential

  init(
    _ identities: Identities, _ type: KeyType, _ profile: SigningProfile, _ name: String
  ) throws {
    var random = SystemRandom()
    let key = try PrivateKey.generate(type, using: &random)
    let request = try SigningRequest.make(
      subject: SubjectFields(commonName: name).name,
      alternativeNames: [.dns(name)], key: key, using: &random)
    let issued = try identities.authority.issue(
      request, profile: profile, days: 30, now: Identities.now, using: &random)
    credential = try Credential(externalKeyOf: [issued.certificate])
    self.key = key
  }

  func sign(_ request: SignatureRequest) throws -> [UInt8] {
    var random = SystemRandom()
    return try request.signature(with: key, using: &random)
  }
}

@Suite struct `A signature that is made elsewhere` {
  private struct World {
    let pair: MemoryPair
    let identities: Identities
    let server: RemoteKey
    let client: RemoteKey

    init(_ type: KeyType = .p256, asksClient: Bool = true) throws {
      identities = try Identities()
      server = try RemoteKey(identities, type, .server, "server.test")
      client = try RemoteKey(identities, type, .client, "client.test")
      var clientSide = ClientConfiguration(verification: identities.verification(.server))
      clientSide.credential = client.credential
      clientSide.allowsPostHandshakeAuthentication = true
      let serverSide = ServerConfiguration(
        credentials: [server.credential],
        clientAuthentication: asksClient ? .required(identities.verification(.client)) : .none)
      pair = try MemoryPair(clientSide, serverSide)
    }

    func serverWants() throws -> SignatureRequest {
      try pair.run()
      // `#require` cannot look into what cannot be copied.
      let wanted = pair.server.signatureWanted
      return try #require(wanted)
    }

    func resumeServer() throws {
      let signature = try server.sign(serverWants())
      try pair.server.resume(with: signature, output: &pair.toClient)
    }

    func clientWants() throws -> SignatureRequest {
      try pair.run()
      // `#require` cannot look into what cannot be copied.
      let wanted = pair.client.signatureWanted
      return try #require(wanted)
    }

    func resumeClient() throws {
      let signature = try client.sign(clientWants())
      let events = try pair.client.resume(with: signature, output: &pair.toServer)
      pair.clientEvents.formUnion(events)
      try pair.run()
    }
  }

  @Test(arguments: [KeyType.p256, .p384, .ed25519, .rsa(bitCount: 2048), .mldsa(.mldsa44)])
  func `is a state of either side, in which it goes on with the answer`(type: KeyType) throws {
    let world = try World(type)
    let wanted = try world.serverWants()
    #expect(wanted.publicKey == world.server.key.publicKey)
    #expect(!world.pair.serverIsConnected && !world.pair.clientIsConnected)
    try world.resumeServer()
    #expect(try world.clientWants().publicKey == world.client.key.publicKey)
    #expect(!world.pair.clientIsConnected)
    try world.resumeClient()
    #expect(world.pair.clientIsConnected && world.pair.serverIsConnected)
    #expect(world.pair.clientEvents.contains(.handshakeFinished))
    #expect(world.pair.serverSummary.peer?.path?.leaf == world.client.credential.chain[0])
    #expect(world.pair.clientSummary.sentCertificate && world.pair.serverSummary.sentCertificate)
    let data = Array("both ways".utf8)
    try world.pair.client.send(data.span, into: &world.pair.toServer)
    try world.pair.run()
    #expect(world.pair.serverReceived == data)
  }

  @Test func `takes no bytes while it is waited for`() throws {
    let world = try World()
    _ = try world.serverWants()
    var random = SystemRandom()
    var bytes: [UInt8] = [21, 3, 3, 0, 2, 2, 40]
    var span = bytes.mutableSpan
    let progress = try world.pair.server.receive(
      &span, now: Identities.now, random: &random, output: &world.pair.toClient)
    #expect(progress.consumed == 0)
    try world.resumeServer()
    // Then the client's alert counts.
    #expect(throws: ConnectionFailure.self) {
      var span = bytes.mutableSpan
      _ = try world.pair.server.receive(
        &span, now: Identities.now, random: &random, output: &world.pair.toClient)
    }
  }

  @Test func `that is wrong never leaves, and the peer is told internal_error`() throws {
    let world = try World()
    var signature = try world.server.sign(world.serverWants())
    signature[signature.count - 1] ^= 1
    let failure = #expect(throws: ConnectionFailure.self) {
      try world.pair.server.resume(with: signature, output: &world.pair.toClient)
    }
    #expect(failure?.alertToSend == .internalError)
    let told = #expect(throws: ConnectionFailure.self) { try world.pair.runClient() }
    #expect(told?.alertReceived == .internalError)
    #expect(throws: ConnectionFailure.self) {
      try world.pair.server.resume(with: signature, output: &world.pair.toClient)
    }
  }

  @Test func `that cannot be had ends the client's side, too`() throws {
    let world = try World()
    try world.resumeServer()
    _ = try world.clientWants()
    let failure = world.pair.client.endUnsigned("the token is gone", output: &world.pair.toServer)
    #expect("\(failure)".contains("the token is gone"))
    let told = #expect(throws: ConnectionFailure.self) { try world.pair.run() }
    #expect(told?.alertReceived == .internalError)
  }

  @Test func `is not brought where none is wanted`() throws {
    let world = try World()
    let failure = #expect(throws: ConnectionFailure.self) {
      try world.pair.client.resume(with: [1], output: &world.pair.toServer)
    }
    if case .misuse? = failure?.reason {} else { Issue.record("\(String(describing: failure))") }
  }

  @Test func `answers a request after the handshake, and declines another meanwhile`() throws {
    let world = try World(.p256, asksClient: false)
    try world.resumeServer()
    try world.pair.run()
    #expect(world.pair.clientIsConnected && world.pair.serverIsConnected)
    var random = SystemRandom()
    try world.pair.server.requestAuthentication(
      .required(world.identities.verification(.client)), random: &random,
      into: &world.pair.toClient)
    _ = try world.clientWants()
    // Data goes on.
    let data = Array("meanwhile".utf8)
    try world.pair.client.send(data.span, into: &world.pair.toServer)
    try world.pair.run()
    #expect(world.pair.serverReceived == data)
    try world.resumeClient()
    #expect(world.pair.clientEvents.contains(.clientAuthenticated))
    #expect(world.pair.serverSummary.peer?.path?.leaf == world.client.credential.chain[0])
  }
}
