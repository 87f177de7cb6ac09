import Bytes
import Cryptography
import PKI
import TLS13
import TestSupport
import Testing

@Suite struct `A mutual handshake in memory` {
  static let keyTypes: [KeyType] = [
    .p256, .p384, .p521, .ed25519, .ed448, .rsa(bitCount: 2048), .mldsa(.mldsa44),
    .mldsa(.mldsa65), .mldsa(.mldsa87),
  ]

  struct Combination: Sendable, CustomTestStringConvertible {
    let key: KeyType
    let suite: CipherSuite
    let group: NamedGroup
    let retries: Bool
    var testDescription: String { "\(key), \(suite), \(group)\(retries ? ", retried" : "")" }
  }

  static let combinations: [Combination] = keyTypes.flatMap { key in
    CipherSuite.implemented.flatMap { suite in
      NamedGroup.implemented.flatMap { group in
        [false, true].map { Combination(key: key, suite: suite, group: group, retries: $0) }
      }
    }
  }

  /// Keys of RSA take their time: each kind is made once.
  static let identities: [KeyType: (Identities, Credential, Credential)] = {
    var all: [KeyType: (Identities, Credential, Credential)] = [:]
    for type in keyTypes {
      guard let identities = try? Identities(type == .rsa(bitCount: 2048) ? .p256 : type),
        let server = try? identities.credential(type, .server, names: ["server.test"]),
        let client = try? identities.credential(type, .client, names: ["client.test"])
      else { continue }
      all[type] = (identities, server, client)
    }
    return all
  }()

  @Test(arguments: combinations)
  func `connects both sides, for every key, suite and group`(_ one: Combination) throws {
    let (identities, serverCredential, clientCredential) = try #require(Self.identities[one.key])
    var client = ClientConfiguration(verification: identities.verification(.server))
    client.credential = clientCredential
    client.cipherSuites = [one.suite]
    client.applicationProtocols = ["http/1.1"]
    if one.retries {
      client.groups = NamedGroup.implemented.filter { $0 != one.group } + [one.group]
    }
    var server = ServerConfiguration(
      credentials: [serverCredential],
      clientAuthentication: .required(identities.verification(.client)))
    server.groups = [one.group]
    server.cipherSuites = [one.suite]
    server.applicationProtocols = ["h2", "http/1.1"]
    if !one.retries { client.groups = [one.group] }
    let pair = try MemoryPair(client, server)
    try pair.run()

    #expect(pair.clientEvents.contains(.handshakeFinished))
    #expect(pair.serverEvents.contains(.handshakeFinished))
    // The server says that it has accepted the client.
    #expect(pair.clientEvents.contains(.ticket))
    for summary in [pair.clientSummary, pair.serverSummary] {
      #expect(summary.cipherSuite == one.suite)
      #expect(summary.group == one.group)
      #expect(summary.usedHelloRetryRequest == one.retries)
      #expect(summary.applicationProtocol == "http/1.1")
      #expect(summary.serverName == "server.test")
      #expect(summary.sentCertificate)
    }
    #expect(pair.serverSummary.peer?.path?.leaf == clientCredential.chain.first)
    #expect(pair.clientSummary.peer?.path?.leaf == serverCredential.chain.first)

    // A mebibyte each way, with the keys changed in the middle.
    var random = SeededRandom()
    let data = random.bytes(1 << 20)
    for part in [0..<600_000, 600_000..<data.count] {
      try pair.client.send(data.span.extracting(part), into: &pair.toServer)
      try pair.server.send(data.span.extracting(part), into: &pair.toClient)
      try pair.run()
      try pair.client.updateKeys(requestsPeer: true, into: &pair.toServer)
      try pair.run()
    }
    #expect(pair.serverReceived == data, "seed \(random.seed)")
    #expect(pair.clientReceived == data, "seed \(random.seed)")
    #expect(pair.serverEvents.contains(.keysUpdated))
    #expect(pair.clientEvents.contains(.keysUpdated))

    let context: [UInt8] = [1, 2, 3]
    let exported = try pair.client.export(
      label: Array("EXPORTER-test".utf8), context: context.span, byteCount: 48)
    let same = try pair.server.export(
      label: Array("EXPORTER-test".utf8), context: context.span, byteCount: 48)
    let isSame = equalVariableTime(exported.bytes, same.bytes)
    #expect(isSame)

    pair.client.close(into: &pair.toServer)
    pair.server.close(into: &pair.toClient)
    try pair.run()
    #expect(pair.clientEvents.contains(.closed))
    #expect(pair.serverEvents.contains(.closed))
    try pair.client.inputEnded()
    try pair.server.inputEnded()
  }

  @Test func `asks for new keys once, until they have come`() throws {
    let world = try ResumptionWorld()
    let pair = try MemoryPair(world.client, world.server)
    try pair.run()
    let data: [UInt8] = [1, 2, 3]
    // A record has a header, content, its type, and a tag.
    let plain = 5 + 3 + 1 + 16
    let answered = (5 + 5 + 1 + 16) + plain
    // RFC 9846 §4.7.3: while the answer is under way, a second update asks for nothing.
    for expected in [answered, plain, plain] {
      try pair.client.updateKeys(requestsPeer: true, into: &pair.toServer)
      try pair.runServer()
      let before = pair.toClient.count
      try pair.server.send(data.span, into: &pair.toClient)
      #expect(pair.toClient.count - before == expected)
    }
    try pair.run()
    #expect(pair.clientEvents.contains(.keysUpdated))
    // Now it has come, and the next request is in order.
    try pair.client.updateKeys(requestsPeer: true, into: &pair.toServer)
    try pair.runServer()
    try pair.server.send(data.span, into: &pair.toClient)
    #expect(pair.toClient.count == answered)
    try pair.run()
    #expect(pair.clientReceived == data + data + data + data)
  }

  @Test func `takes nothing under new keys that were not announced`() throws {
    let world = try ResumptionWorld()
    let pair = try MemoryPair(world.client, world.server)
    try pair.run()
    // RFC 9846 §4.7.3: the KeyUpdate is lost on its way.
    var lost: [UInt8] = []
    try pair.client.updateKeys(requestsPeer: false, into: &lost)
    let data: [UInt8] = [1, 2, 3]
    try pair.client.send(data.span, into: &pair.toServer)
    let failure = try #require(throws: ConnectionFailure.self) { try pair.runServer() }
    #expect(failure.alertToSend == .badRecordMAC)
    #expect(pair.serverReceived.isEmpty)
  }

  @Test func `offers no group twice`() throws {
    var world = try ResumptionWorld()
    world.client.groups = [.x25519, .secp256r1, .x25519, .secp256r1]
    world.client.keyShareCount = 2
    #expect(world.client.groups == [.x25519, .secp256r1])
    let pair = try MemoryPair(world.client, world.server)
    try pair.run()
    #expect(pair.serverIsConnected)
  }

  @Test func `goes on when every byte comes alone`() throws {
    let (identities, serverCredential, clientCredential) = try #require(Self.identities[.p256])
    var client = ClientConfiguration(verification: identities.verification(.server))
    client.credential = clientCredential
    let server = ServerConfiguration(
      credentials: [serverCredential],
      clientAuthentication: .required(identities.verification(.client)))
    let pair = try MemoryPair(client, server)
    var random = SystemRandom()
    var pending: [UInt8] = []
    for byte in pair.toServer {
      pending.append(byte)
      var span = pending.mutableSpan
      let progress = try pair.server.receive(
        &span, now: pair.now, random: &random, output: &pair.toClient)
      if progress.consumed > 0 { pending.removeFirst(progress.consumed) }
    }
    #expect(pending.isEmpty)
    pair.toServer = []
    try pair.run()
    #expect(pair.clientIsConnected)
    #expect(pair.serverIsConnected)
  }
}
