import Bytes
import Cryptography
import PKI
import TestSupport
import Testing

@testable import TLS13

@Suite struct `An alert that comes` {
  /// What a server that waits for a ClientHello says to these records.
  private static func failure(_ records: [UInt8]) throws -> ConnectionFailure? {
    let identities = try Identities()
    var server = ServerConnection(try RefusalSupport.server(identities))
    var random = SystemRandom()
    var output: [UInt8] = []
    var input = records
    var start = 0
    do throws(ConnectionFailure) {
      while start < input.count {
        var whole = input.mutableSpan
        var rest = whole._mutatingExtracting(start...)
        start +=
          try server.receive(&rest, now: Identities.now, random: &random, output: &output).consumed
      }
    } catch { return error }
    return nil
  }

  private static func record(_ level: UInt8, _ description: UInt8) -> [UInt8] {
    [21, 3, 3, 0, 2, level, description]
  }

  @Test(
    arguments: [
      // RFC 9846 §6 MUST: errors are fatal alerts; the level of an error is no warning, and 0x42 is none.
      (1, 10, Alert.decodeError), (1, 200, .decodeError), (0x42, 10, .illegalParameter),
      (0, 0, .illegalParameter), (2, 22, nil), (2, 200, nil), (1, 0, nil),
    ] as [(UInt8, UInt8, Alert?)])
  func `ends the connection by the rule for its level`(
    level: UInt8, description: UInt8, expected: Alert?
  ) throws {
    let failure = try #require(try Self.failure(Self.record(level, description)))
    #expect(failure.alertToSend == expected)
    #expect(failure.alertReceived == Alert(rawValue: description))
  }

  @Test func `is passed over a few times when it is user_canceled`() throws {
    // RFC 9846 §6.1 SHOULD: reading goes on.
    let warning = Self.record(1, 90)
    let four = Array(repeatElement(warning, count: 4).joined())
    #expect(try Self.failure(four) == nil)
    let failure = try #require(try Self.failure(four + warning))
    #expect(failure.alertToSend == .unexpectedMessage)
  }

  @Test func `of the application's ends the connection on both sides`() throws {
    let identities = try Identities()
    var client = ClientConfiguration(verification: identities.verification(.server))
    client.credential = try identities.credential(.p256, .client, names: ["client.test"])
    let pair = try MemoryPair(client, RefusalSupport.server(identities))
    try pair.run()
    pair.server.send(.accessDenied, into: &pair.toClient)
    #expect(!pair.serverIsConnected)
    let result = try #require(try `A peer that is refused`.failure(pair))
    #expect(result.side == "client")
    #expect(result.failure.alertReceived == .accessDenied)
  }

  @Test func `is passed over after the handshake, too, when it is user_canceled`() throws {
    let identities = try Identities()
    var client = ClientConfiguration(verification: identities.verification(.server))
    client.credential = try identities.credential(.p256, .client, names: ["client.test"])
    let pair = try MemoryPair(client, RefusalSupport.server(identities))
    try pair.run()
    var warnings = 0
    while warnings < 4 {
      pair.client.send(.userCanceled, into: &pair.toServer)
      warnings += 1
    }
    try pair.run()
    #expect(pair.serverIsConnected)
    let data: [UInt8] = [1, 2, 3]
    try pair.client.send(data.span, into: &pair.toServer)
    try pair.run()
    #expect(pair.serverReceived == data)
  }
}

@Suite struct `A protected record` {
  @Test func `of another version is refused`() throws {
    // RFC 9846 §5.2: always 0x0303; Appendix E.1 MAY validate.
    let identities = try Identities()
    var client = ClientConfiguration(verification: identities.verification(.server))
    client.credential = try identities.credential(.p256, .client, names: ["client.test"])
    let pair = try MemoryPair(client, RefusalSupport.server(identities))
    try pair.run()
    let data: [UInt8] = [1]
    try pair.client.send(data.span, into: &pair.toServer)
    pair.toServer[2] = 4
    let result = try #require(try `A peer that is refused`.failure(pair))
    #expect(result.side == "server")
    #expect(result.received == .protocolVersion)
  }
}

@Suite struct `EncryptedExtensions` {
  @Test(
    arguments: [
      // RFC 9846 §4.3 MUST NOT: twice, also where nobody asked for it; MUST: only what was offered.
      ([0x77, 0x77, 0, 0, 0x77, 0x77, 0, 0], Alert.decodeError),
      ([0x77, 0x77, 0, 0], .unsupportedExtension),
      // RFC 9846 §4.3 MUST: key_share has no place here.
      ([0, 51, 0, 2, 0, 0x1D], .illegalParameter),
    ] as [([UInt8], Alert)])
  func `is refused`(extensions: [UInt8], expected: Alert) throws {
    let identities = try Identities()
    let client = ClientConfiguration(verification: identities.verification(.server))
    var server = try RefusalSupport.server(identities)
    var body: [UInt8] = []
    body.writeVector16 { output in output += extensions }
    server.rehearsal = ServerRehearsal(encryptedExtensions: body)
    let result = try #require(try `A peer that is refused`.failure(MemoryPair(client, server)))
    #expect(result.side == "client")
    #expect(result.received == expected)
  }
}

enum RefusalSupport {
  /// A server that requires a client's certificate.
  static func server(_ identities: Identities) throws -> ServerConfiguration {
    ServerConfiguration(
      credentials: [try identities.credential(.p256, .server, names: ["server.test"])],
      clientAuthentication: .required(identities.verification(.client)))
  }
}
