import Bytes
import Cryptography
import PKI
import TestSupport
import Testing

@testable import TLS13

@Suite struct `Authentication after the handshake` {
  static func pair(
    hasCredential: Bool = true, allows: Bool = true
  ) throws -> (MemoryPair, Identities, Credential) {
    let identities = try Identities(.ed25519)
    var client = ClientConfiguration(verification: identities.verification(.server))
    let credential = try identities.credential(.ed25519, .client, names: ["client.test"])
    client.credential = hasCredential ? credential : nil
    client.allowsPostHandshakeAuthentication = allows
    let server = ServerConfiguration(
      credentials: [try identities.credential(.ed25519, .server, names: ["server.test"])],
      clientAuthentication: .none)
    let pair = try MemoryPair(client, server)
    try pair.run()
    return (pair, identities, credential)
  }

  static func request(_ pair: MemoryPair, _ authentication: ClientAuthentication) throws {
    var random = SystemRandom()
    try pair.server.requestAuthentication(authentication, random: &random, into: &pair.toClient)
  }

  @Test func `tells the server who the client is`() throws {
    let (pair, identities, credential) = try Self.pair()
    #expect(pair.serverSummary.peer == nil)
    try Self.request(pair, .required(identities.verification(.client)))
    // Data of before the answer still comes.
    let data = Array("between".utf8)
    try pair.client.send(data.span, into: &pair.toServer)
    try pair.run()
    #expect(pair.serverReceived == data)
    #expect(pair.serverEvents.contains(.clientAuthenticated))
    #expect(pair.clientEvents.contains(.clientAuthenticated))
    #expect(pair.serverSummary.peer?.path?.leaf == credential.chain[0])
    // And once more, after keys have changed.
    try pair.client.updateKeys(requestsPeer: true, into: &pair.toServer)
    try Self.request(pair, .required(identities.verification(.client)))
    try pair.run()
    #expect(pair.serverSummary.peer != nil)
  }

  @Test func `takes no for an answer where it is optional`() throws {
    let (pair, identities, _) = try Self.pair(hasCredential: false)
    try Self.request(pair, .optional(identities.verification(.client)))
    try pair.run()
    #expect(pair.serverEvents.contains(.clientAuthenticated))
    #expect(pair.serverSummary.peer == nil)
  }

  @Test func `refuses a client without a certificate where it is required`() throws {
    let (pair, identities, _) = try Self.pair(hasCredential: false)
    try Self.request(pair, .required(identities.verification(.client)))
    let failure = try #require(throws: ConnectionFailure.self) { try pair.run() }
    #expect(failure.alertToSend == .certificateRequired)
  }

  @Test func `refuses a certificate of somebody else's authority`() throws {
    let (pair, _, _) = try Self.pair()
    let other = try Identities(.ed25519, name: "Another")
    try Self.request(pair, .required(other.verification(.client)))
    let failure = try #require(throws: ConnectionFailure.self) { try pair.run() }
    #expect(failure.alertToSend == .unknownCA)
  }

  @Test func `is not asked of clients that do not take it, nor twice at once`() throws {
    let (pair, identities, _) = try Self.pair(allows: false)
    #expect(throws: ConnectionFailure.self) {
      try Self.request(pair, .required(identities.verification(.client)))
    }
    let (second, others, _) = try Self.pair()
    try Self.request(second, .required(others.verification(.client)))
    #expect(throws: ConnectionFailure.self) {
      try Self.request(second, .required(others.verification(.client)))
    }
  }

  /// What a server sends that does not ask before.
  @Test func `is refused by a client that did not offer it`() throws {
    let (pair, identities, _) = try Self.pair(allows: false)
    var configuration = ServerConfiguration(credentials: [], clientAuthentication: .none)
    configuration.certificateAuthorities = identities.roots.names
    var request: [UInt8] = []
    CertificateRequest.write(context: [1], configuration, into: &request)
    try pair.server.sendHandshake(request.span, into: &pair.toClient)
    let failure = try #require(throws: ConnectionFailure.self) { try pair.runClient() }
    #expect(failure.alertToSend == .unexpectedMessage)
  }

  @Test(arguments: [
    "another context", "data in between", "unasked", "a wrong Finished", "a key update in between",
  ])
  func `wants the answer as the RFC has it`(_ fault: String) throws {
    let (pair, identities, credential) = try Self.pair()
    // The client never sees the request: what it sends is made up here.
    let context = [UInt8](repeating: 7, count: PostHandshakeRequest.contextByteCount)
    if fault != "unasked" {
      var random = FixedRandom(context)
      try pair.server.requestAuthentication(
        .optional(identities.verification(.client)), random: &random, into: &pair.toClient)
    }
    var forged: [UInt8] = []
    switch fault {
    case "another context": CertificateMessage.write(context: [1, 2, 3], [], into: &forged)
    case "unasked": CertificateMessage.write(context: [], credential.chain, into: &forged)
    default: CertificateMessage.write(context: context, [], into: &forged)
    }
    if fault == "a wrong Finished" {
      HandshakeMessage.write(.finished, into: &forged) { output in
        output.append(contentsOf: repeatElement(0, count: 32))
      }
    }
    if fault == "a key update in between" { forged += KeyUpdate.message(requestsUpdate: false) }
    try pair.client.sendHandshake(forged.span, into: &pair.toServer)
    if fault == "data in between" {
      let data = Array("between".utf8)
      try pair.client.send(data.span, into: &pair.toServer)
    }
    let failure = try #require(throws: ConnectionFailure.self) { try pair.runServer() }
    let expected: [String: Alert] = [
      "another context": .illegalParameter, "data in between": .unexpectedMessage,
      "unasked": .unexpectedMessage, "a wrong Finished": .decryptError,
      "a key update in between": .unexpectedMessage,
    ]
    #expect(failure.alertToSend == expected[fault])
  }
}
