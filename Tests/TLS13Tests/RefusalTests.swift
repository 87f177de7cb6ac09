import Bytes
import Cryptography
import PKI
import TLS13
import TestSupport
import Testing

@Suite struct `A peer that is refused` {
  /// The failure of whichever side fails first, and the alert that the other then receives.
  static func failure(
    _ pair: MemoryPair
  ) throws -> (side: String, failure: ConnectionFailure, received: Alert?)? {
    while !pair.toServer.isEmpty || !pair.toClient.isEmpty {
      do { try pair.runServer() } catch let error as ConnectionFailure {
        do { try pair.runClient() } catch let other as ConnectionFailure {
          return ("server", error, other.alertReceived)
        }
        return ("server", error, nil)
      }
      do { try pair.runClient() } catch let error as ConnectionFailure {
        do { try pair.runServer() } catch let other as ConnectionFailure {
          return ("client", error, other.alertReceived)
        }
        return ("client", error, nil)
      }
    }
    return nil
  }

  static func server(_ identities: Identities, _ name: String = "server.test") throws
    -> ServerConfiguration
  {
    ServerConfiguration(
      credentials: [try identities.credential(.p256, .server, names: [name])],
      clientAuthentication: .required(identities.verification(.client)))
  }

  @Test func `a client without a certificate`() throws {
    let identities = try Identities()
    let client = ClientConfiguration(verification: identities.verification(.server))
    let pair = try MemoryPair(client, Self.server(identities))
    let result = try #require(try Self.failure(pair))
    #expect(result.side == "server")
    #expect(result.failure.alertToSend == .certificateRequired)
    #expect(result.received == .certificateRequired)
  }

  @Test func `a client without a certificate is let in where that is optional`() throws {
    let identities = try Identities()
    let client = ClientConfiguration(verification: identities.verification(.server))
    var server = try Self.server(identities)
    server.clientAuthentication = .optional(identities.verification(.client))
    let pair = try MemoryPair(client, server)
    try pair.run()
    #expect(pair.serverIsConnected)
    #expect(pair.serverSummary.peer == nil)
  }

  @Test func `a client of another authority`() throws {
    let identities = try Identities()
    let other = try Identities(name: "Another Authority")
    var client = ClientConfiguration(verification: identities.verification(.server))
    client.credential = try other.credential(.p256, .client, names: ["client.test"])
    let pair = try MemoryPair(client, Self.server(identities))
    let result = try #require(try Self.failure(pair))
    #expect(result.side == "server")
    #expect(result.received == .unknownCA)
  }

  @Test(arguments: [
    (Int64(-40 * 86_400), Alert.certificateExpired), (40 * 86_400, .certificateExpired),
  ])
  func `a client whose certificate is not valid now`(offset: Int64, alert: Alert) throws {
    let identities = try Identities()
    var client = ClientConfiguration(verification: identities.verification(.server))
    client.credential = try identities.credential(
      .p256, .client, names: ["client.test"], days: 10,
      issuedAt: Identities.now.adding(seconds: offset))
    let pair = try MemoryPair(client, Self.server(identities))
    let result = try #require(try Self.failure(pair))
    #expect(result.side == "server")
    #expect(result.received == alert)
  }

  @Test func `a client with a server's certificate`() throws {
    let identities = try Identities()
    var client = ClientConfiguration(verification: identities.verification(.server))
    client.credential = try identities.credential(.p256, .server, names: ["client.test"])
    let pair = try MemoryPair(client, Self.server(identities))
    let result = try #require(try Self.failure(pair))
    #expect(result.side == "server")
    #expect(result.received == .unsupportedCertificate)
  }

  @Test func `a server of another name`() throws {
    let identities = try Identities()
    let client = ClientConfiguration(verification: identities.verification(.server))
    let pair = try MemoryPair(client, Self.server(identities, "other.test"))
    let result = try #require(try Self.failure(pair))
    #expect(result.side == "client")
    #expect(result.received == .badCertificate)
  }

  @Test func `a server of another authority`() throws {
    let identities = try Identities()
    let other = try Identities(name: "Another Authority")
    let client = ClientConfiguration(verification: other.verification(.server))
    let pair = try MemoryPair(client, Self.server(identities))
    let result = try #require(try Self.failure(pair))
    #expect(result.side == "client")
    #expect(result.received == .unknownCA)
  }

  @Test func `a peer without anything in common`() throws {
    let identities = try Identities()
    var client = ClientConfiguration(verification: identities.verification(.server))
    client.cipherSuites = [.aes128GCMSHA256]
    var server = try Self.server(identities)
    server.cipherSuites = [.aes256GCMSHA384]
    var pair = try MemoryPair(client, server)
    #expect(try #require(try Self.failure(pair)).received == .handshakeFailure)

    client = ClientConfiguration(verification: identities.verification(.server))
    client.groups = [.x25519]
    server = try Self.server(identities)
    server.groups = [.secp256r1]
    pair = try MemoryPair(client, server)
    #expect(try #require(try Self.failure(pair)).received == .handshakeFailure)

    client = ClientConfiguration(verification: identities.verification(.server))
    client.applicationProtocols = ["h2"]
    server = try Self.server(identities)
    server.applicationProtocols = ["http/1.1"]
    pair = try MemoryPair(client, server)
    #expect(try #require(try Self.failure(pair)).received == .noApplicationProtocol)

    client = ClientConfiguration(verification: identities.verification(.server))
    client.signatureSchemes = [.ed25519]
    pair = try MemoryPair(client, Self.server(identities))
    #expect(try #require(try Self.failure(pair)).received == .handshakeFailure)
  }

  @Test func `a stream that is cut off`() throws {
    let identities = try Identities()
    var client = ClientConfiguration(verification: identities.verification(.server))
    client.credential = try identities.credential(.p256, .client, names: ["client.test"])
    let pair = try MemoryPair(client, Self.server(identities))
    try pair.run()
    var failure: ConnectionFailure?
    do { try pair.client.inputEnded() } catch { failure = error }
    guard case .truncated(while: "CONNECTED")? = failure?.reason else {
      Issue.record("a cut-off stream is not reported as such")
      return
    }
  }

  @Test(arguments: [5, 6, 20, 40])
  func `a record that was changed`(_ place: Int) throws {
    let identities = try Identities()
    var client = ClientConfiguration(verification: identities.verification(.server))
    client.credential = try identities.credential(.p256, .client, names: ["client.test"])
    let pair = try MemoryPair(client, Self.server(identities))
    try pair.run()
    let data = [UInt8](repeating: 7, count: 100)
    try pair.client.send(data.span, into: &pair.toServer)
    pair.toServer[place] ^= 1
    let result = try #require(try Self.failure(pair))
    #expect(result.side == "server")
    #expect(result.received == .badRecordMAC)
    #expect(pair.serverReceived.isEmpty)
  }
}
