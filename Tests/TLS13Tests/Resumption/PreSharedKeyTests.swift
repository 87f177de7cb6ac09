import Bytes
import Cryptography
import PKI
import TestSupport
import Testing

@testable import TLS13

@Suite struct `External pre-shared keys` {
  static let identity = Array("sensor 7".utf8)

  static func key(_ byte: UInt8 = 7, _ hash: HashAlgorithm = .sha256) throws -> PreSharedKey {
    let bytes = [UInt8](repeating: byte, count: 32)
    return try PreSharedKey(
      external: identity, key: SecretBytes(copying: bytes.span), hash: hash)
  }

  static func imported(_ byte: UInt8 = 7) throws -> [PreSharedKey] {
    let bytes = [UInt8](repeating: byte, count: 32)
    let secret = SecretBytes(copying: bytes.span)
    return try PreSharedKey.importing(identity: identity, key: secret, context: [1, 2])
  }

  /// Without certificates on either side.
  static func connect(
    _ client: [PreSharedKey], _ server: [PreSharedKey], modes: [KeyExchangeMode] = [.pskDHE],
    allowsKeyWithoutExchange: Bool = false, _ change: (inout ServerConfiguration) -> Void = { _ in }
  ) throws -> MemoryPair {
    var offering = ClientConfiguration(verification: .unverified)
    offering.preSharedKeys = client
    offering.keyExchangeModes = modes
    var accepting = ServerConfiguration(credentials: [], clientAuthentication: .none)
    accepting.preSharedKeys = server
    accepting.allowsKeyWithoutExchange = allowsKeyWithoutExchange
    change(&accepting)
    let pair = try MemoryPair(offering, accepting)
    try pair.run()
    return pair
  }

  @Test func `authenticate both sides without certificates`() throws {
    let pair = try Self.connect([Self.key()], [Self.key()])
    #expect(pair.serverSummary.preSharedKey == .external(identity: Self.identity))
    #expect(pair.clientSummary.preSharedKey == .external(identity: Self.identity))
    #expect(pair.serverSummary.group == .x25519MLKEM768)
    #expect(pair.clientIsConnected)
    #expect(pair.serverIsConnected)
  }

  @Test func `are taken whatever age they say`() throws {
    var random = SystemRandom()
    var offering = ClientConfiguration(verification: .unverified)
    offering.keyExchangeModes = [.psk]
    var accepting = ServerConfiguration(credentials: [], clientAuthentication: .none)
    accepting.preSharedKeys = [try Self.key()]
    accepting.allowsKeyWithoutExchange = true
    for age: UInt32 in [0, 1, 0xDEAD_BEEF, .max] {
      var writer = ClientHelloWriter(
        Shared(offering), random: random.bytes(32), sessionID: [], serverName: nil,
        rehearsal: nil)
      writer.offers = [OfferedKey(key: try Self.key(), obfuscatedAge: age, session: nil)]
      let hello = writer.message(shares: [], cookie: nil, after: nil)
      var machine = ServerHandshake(Shared(accepting))
      var records = RecordLayer()
      try machine.receive(
        HandshakeMessage(hello.span, endsRecord: true), &records, now: Identities.now,
        random: &random)
      let summary = machine.summary
      #expect(summary.preSharedKey == .external(identity: Self.identity), "\(age)")
    }
  }

  @Test func `survive a HelloRetryRequest`() throws {
    let pair = try Self.connect([Self.key()], [Self.key()]) { $0.groups = [.secp384r1] }
    #expect(pair.serverSummary.usedHelloRetryRequest)
    #expect(pair.serverSummary.preSharedKey != nil)
  }

  @Test func `work for the suites of their hash`() throws {
    let keys = [try Self.key(7, .sha384)]
    let pair = try Self.connect(keys, keys) { $0.cipherSuites = [.aes256GCMSHA384] }
    #expect(pair.serverSummary.preSharedKey != nil)
  }

  @Test func `go without a key exchange only where both sides say so`() throws {
    let keys = [try Self.key()]
    let pair = try Self.connect(keys, keys, modes: [.psk], allowsKeyWithoutExchange: true) {
      $0.groups = [.secp521r1]
    }
    #expect(pair.serverSummary.group == nil)
    #expect(pair.clientSummary.group == nil)
    #expect(pair.clientIsConnected)
    let failure = try #require(throws: ConnectionFailure.self) {
      try Self.connect(keys, keys, modes: [.psk]) { $0.groups = [.secp521r1] }
    }
    #expect(failure.alertToSend == .handshakeFailure)
  }

  @Test func `that differ are refused by their binder`() throws {
    let failure = try #require(throws: ConnectionFailure.self) {
      try Self.connect([Self.key(7)], [Self.key(8)])
    }
    #expect(failure.alertToSend == .decryptError)
  }

  @Test func `that were imported work for each hash`() throws {
    let keys = try Self.imported()
    #expect(keys.map(\.hash) == [.sha256, .sha384])
    for suite in CipherSuite.all {
      let pair = try Self.connect(keys, keys) { $0.cipherSuites = [suite] }
      #expect(pair.serverSummary.preSharedKey != nil)
    }
  }

  @Test func `that only one side imported are refused`() throws {
    // The same bytes as key and identity, of which only the label of the binder differs.
    let imported = try Self.imported()[0]
    let bytes = [UInt8](repeating: 9, count: 32)
    let one = PreSharedKey(
      identity: imported.identity, SecretBytes(copying: bytes.span), .sha256, .imported)
    let other = PreSharedKey(
      identity: imported.identity, SecretBytes(copying: bytes.span), .sha256, .external)
    let failure = try #require(throws: ConnectionFailure.self) { try Self.connect([one], [other]) }
    #expect(failure.alertToSend == .decryptError)
  }

  @Test func `have at least 16 bytes and an identity`() throws {
    let short = [UInt8](repeating: 1, count: 15)
    #expect(throws: PreSharedKeyError.tooShort) {
      _ = try PreSharedKey(external: [1], key: SecretBytes(copying: short.span))
    }
    let long = [UInt8](repeating: 1, count: 16)
    #expect(throws: PreSharedKeyError.identityLength) {
      _ = try PreSharedKey(external: [], key: SecretBytes(copying: long.span))
    }
  }

  @Test func `unknown to the server fall back to certificates`() throws {
    var world = try ResumptionWorld()
    world.client.preSharedKeys = [try Self.key()]
    let pair = try world.connect(nil)
    #expect(pair.serverSummary.preSharedKey == nil)
    #expect(pair.serverSummary.peer != nil)
  }
}

@Suite struct `A key log` {
  @Test func `gets the same secrets from both sides`() throws {
    let world = try `Early data`.world()
    let session = try #require(try world.firstSession())
    final class Lines: @unchecked Sendable { var all: Set<String> = [] }
    func log(_ lines: Lines) -> KeyLog {
      KeyLog { label, random, secret in
        lines.all.insert("\(label.rawValue) \(Hex.encode(random)) \(Hex.encode(secret))")
      }
    }
    var (client, server) = (world.client, world.server)
    let (fromClient, fromServer) = (Lines(), Lines())
    client.keyLog = log(fromClient)
    server.keyLog = log(fromServer)
    let pair = try MemoryPair(client, server, resuming: session)
    try pair.sendEarlyData("early")
    try pair.run()
    #expect(fromClient.all == fromServer.all)
    let labels = Set(fromClient.all.compactMap { $0.split(separator: " ").first.map(String.init) })
    #expect(
      labels == [
        "CLIENT_EARLY_TRAFFIC_SECRET", "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
        "SERVER_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0",
        "EXPORTER_SECRET", "EARLY_EXPORTER_SECRET",
      ])
  }
}
