import Bytes
import Cryptography
import PKI
import TestSupport
import Testing

@testable import TLS13

/// RFC 8448, Section 4: a session is resumed, with early data.
@Suite struct `The trace of a resumed 0-RTT handshake` {
  private typealias Traces = `The traces of RFC 8448`
  private static let now = Time(secondsSince1970: 1_500_000_000)

  /// The ticket, its obfuscated age, and the key that came with it.
  private static func ticket(
    _ trace: TraceFile.Trace, _ hello: HelloFields
  ) throws -> (identity: [UInt8], age: UInt32, key: [UInt8]) {
    let offered = try #require(hello.raw[.preSharedKey])
    var reader = ByteReader(offered.span)
    var identities = try reader.vector16("identities")
    let identity = [UInt8](copying: try identities.vector16("identity").rest())
    let age: UInt32 = try identities.integer("obfuscated_ticket_age")
    let key = try #require(trace.blocks("client", "IKM", in: "extract secret \"early\"").first)
    return (identity, age, key)
  }

  private static func key(
    _ ticket: (identity: [UInt8], age: UInt32, key: [UInt8])
  ) -> PreSharedKey {
    PreSharedKey(
      identity: ticket.identity, SecretBytes(copying: ticket.key.span), .sha256, .resumption)
  }

  @Test func `comes out byte for byte`() throws {
    let trace = try TraceFile.trace("4")
    let message = try #require(
      trace.blocks("client", "payload", in: "send handshake record").first)
    let hello = try HelloFields(message)
    let ticket = try Self.ticket(trace, hello)
    let suite = CipherSuite.aes128GCMSHA256

    var (clientConfiguration, clientRandom) = try Traces.client(trace, hello: message)
    clientConfiguration.sendsEarlyData = true
    let session = Session(
      NewSessionTicket(
        lifetime: 30, ageAdd: ticket.age, nonce: [], ticket: ticket.identity,
        maximumEarlyData: 1024),
      Self.key(ticket), Summary(), suite: suite, server: ReferenceIdentity("server"),
      epoch: PolicyEpoch(of: .unverified), received: Self.now)

    let serverHello = try HelloFields(trace.message("server", "ServerHello"))
    var serverConfiguration = ServerConfiguration(credentials: [], clientAuthentication: .none)
    let extensions = try trace.message("server", "EncryptedExtensions")
    serverConfiguration.rehearsal = ServerRehearsal(encryptedExtensions: Array(extensions[4...]))
    let cache = SessionCache()
    cache.insert(
      ServerSession(
        suite: suite, applicationProtocol: nil, serverName: "server", issued: Self.now,
        authenticated: Self.now, ageAdd: ticket.age, maximumEarlyData: 1024,
        epoch: PolicyEpoch(rawValue: 0), peer: nil, peerScheme: nil), Self.key(ticket))
    var resumption = ServerResumption(
      tickets: .stored(cache), epoch: PolicyEpoch(rawValue: 0))
    resumption.ticketCount = 0
    resumption.earlyData = EarlyDataPolicy(
      replayGuard: MemoryReplayGuard(startingAt: Self.now.adding(seconds: -100)))
    serverConfiguration.resumption = resumption
    let keys = Traces.privateKeys(trace, "server")
    var serverRandom = FixedRandom(serverHello.random + keys.flatMap { $0 })

    var toServer: [UInt8] = []
    var toClient: [UInt8] = []
    var client = try ClientConnection(
      clientConfiguration, server: ReferenceIdentity("server"), resuming: session, now: Self.now,
      random: &clientRandom, output: &toServer)
    let early = try #require(trace.records.first { $0.protection == "early" }).plaintext.bytes
    try client.sendEarlyData(early.span, into: &toServer)
    var server = ServerConnection(serverConfiguration)
    var received: [UInt8] = []
    func handshake(_ sender: String) -> ArraySlice<[UInt8]> {
      trace.records.filter { $0.sender == sender && $0.protection != "application" }
        .map(\.record.bytes)[...]
    }
    var (fromClient, fromServer) = (handshake("client"), handshake("server"))
    while !toServer.isEmpty || !toClient.isEmpty {
      try Traces.check(toServer, &fromClient, "client")
      var input = toServer
      toServer = []
      while !input.isEmpty {
        var span = input.mutableSpan
        let progress = try server.receive(
          &span, now: Self.now, random: &serverRandom, output: &toClient)
        if progress.isEarlyData { received.write(span.span.extracting(progress.applicationData)) }
        input.removeFirst(try #require(progress.consumed > 0 ? progress.consumed : nil))
      }
      try Traces.check(toClient, &fromServer, "server")
      input = toClient
      toClient = []
      while !input.isEmpty {
        var span = input.mutableSpan
        let progress = try client.receive(
          &span, now: Self.now, random: &clientRandom, output: &toServer)
        input.removeFirst(try #require(progress.consumed > 0 ? progress.consumed : nil))
      }
    }
    #expect(received == early)
    #expect(fromClient.isEmpty)
    #expect(fromServer.isEmpty)
    #expect(clientRandom.remaining == 0)
    #expect(serverRandom.remaining == 0)
    try Traces.exchange(trace, &client, &server)
  }
}
