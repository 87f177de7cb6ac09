import Bytes
import Cryptography
import MutualTLS
import PKI
package import TLS13

/// A client and a server of the laboratory, in memory: everything about them comes from a seed and a time.
package struct LaboratoryPair: Sendable {
  package let options: PairOptions
  private let roots: TrustRoots
  package let serverCredential: Credential
  package let clientCredential: Credential
  private var session: Session?
  private let tickets: TicketKeys

  /// Why the laboratory could not be set up.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  /// Makes an authority, certificates and, where one is to be resumed, a session.
  package init(_ options: PairOptions) throws(Failure) {
    self.options = options
    var random = SeededSource(options.seed, for: "identities")
    do {
      let authority = try Authority.makeRoot(
        subject: SubjectFields(commonName: "Laboratory Root").name,
        key: PrivateKey.generate(.p256, using: &random), days: 3650,
        now: options.now.adding(days: -1), using: &random)
      roots = TrustRoots([authority.certificate])
      serverCredential = try LaboratoryPair.credential(
        "server.laboratory.example", .server, authority, options.now, &random)
      clientCredential = try LaboratoryPair.credential(
        "client.laboratory.example", .client, authority, options.now, &random)
      tickets = TicketKeys(using: &random)
    } catch { throw Failure(description: "\(error)") }
    session = nil
    guard options.resumption || options.earlyData else { return }
    // A handshake of which nothing is shown brings the ticket.
    let sessions = try run(nil, first: true).sessions
    guard let ticket = sessions.first else {
      throw Failure(description: "the first handshake brought no ticket")
    }
    session = ticket
  }

  private static func credential(
    _ name: String, _ profile: SigningProfile, _ authority: Authority, _ now: Time,
    _ random: inout SeededSource
  ) throws -> Credential {
    let key = try PrivateKey.generate(.p256, using: &random)
    let request = try SigningRequest.make(
      subject: SubjectFields(commonName: name).name, alternativeNames: [GeneralName(text: name)],
      key: key, using: &random)
    let issued = try authority.issue(request, profile: profile, days: 30, now: now, using: &random)
    return try Credential(chain: [issued.certificate], key: key)
  }

  /// Who the server is.
  package static let serverName = "server.laboratory.example"

  private func verification(_ purpose: VerificationPolicy.Purpose) -> PeerVerification {
    .verify(PeerVerifier(roots: roots, policy: VerificationPolicy(purpose: purpose)))
  }

  /// The client's configuration, without a recorder.
  package func client() -> ClientConfiguration {
    var client = ClientConfiguration(verification: verification(.server))
    let group = options.group ?? .x25519
    client.groups = [group] + [.x25519, .secp256r1].filter { $0 != group }
    client.keyShareCount = options.retry ? 0 : 1
    if let suite = options.suite { client.cipherSuites = [suite] }
    client.applicationProtocols = [ApplicationProtocol("laboratory".utf8)].compactMap { $0 }
    client.credential = clientCredential
    client.sendsEarlyData = options.earlyData
    return client
  }

  /// The server's configuration, without a recorder.
  package func server() -> ServerConfiguration {
    var server = ServerConfiguration(
      credentials: [serverCredential],
      clientAuthentication: options.clientAuthentication ? .required(verification(.client)) : .none)
    let group = options.group ?? .x25519
    server.groups = [group] + [.x25519, .secp256r1].filter { $0 != group }
    if let suite = options.suite { server.cipherSuites = [suite] }
    server.applicationProtocols = [ApplicationProtocol("laboratory".utf8)].compactMap { $0 }
    var resumption = ServerResumption(
      tickets: .sealed(tickets), epoch: PolicyEpoch(of: verification(.client)))
    resumption.ticketCount = 1
    var policy = EarlyDataPolicy(
      replayGuard: MemoryReplayGuard(startingAt: options.now.adding(days: -1), quiet: 0))
    policy.allowsAuthenticatedClients = true
    resumption.earlyData = policy
    server.resumption = resumption
    return server
  }
}

extension LaboratoryPair {
  /// What came of a run.
  package struct Outcome: Sendable {
    package var clientSteps: [LaboratoryEnd<ClientConnection>.Step]
    package var serverSteps: [LaboratoryEnd<ServerConnection>.Step]
    package var sessions: [Session]
    package var summary: Summary
    package var clientFailure: ConnectionFailure?
    package var serverFailure: ConnectionFailure?
    package var clientReceived: [UInt8]
    package var serverReceived: [UInt8]
    /// Whether both sides finished the handshake, exchanged their data and closed in order.
    package var isComplete: Bool
  }

  /// Carries the handshake through, lets both sides say what they have to say, and closes.
  ///
  /// - Parameters:
  ///   - recorder: Writes down what happens; nil for a run that nobody looks at.
  ///   - first: Whether this is the handshake before the one to be shown.
  ///   - bent: What bends the messages of one side, where one is to misbehave.
  package func run(
    _ recorder: Recorder?, first: Bool = false, bent: (side: Side, hooks: LaboratoryHooks)? = nil
  ) throws(Failure) -> Outcome {
    var clientConfiguration = client()
    var serverConfiguration = server()
    if first { clientConfiguration.keyShareCount = 1 }
    if let recorder {
      clientConfiguration.laboratory = recorder.hooks(.client)
      clientConfiguration.keyLog = recorder.keyLog(.client)
      serverConfiguration.laboratory = recorder.hooks(.server)
      serverConfiguration.keyLog = recorder.keyLog(.server)
    }
    if let bent {
      if bent.side == .client { clientConfiguration.laboratory = bent.hooks }
      if bent.side == .server { serverConfiguration.laboratory = bent.hooks }
    }
    let now = first ? options.now.adding(seconds: -60) : options.now
    let phase = first ? "first " : ""
    var random = SeededSource(options.seed, for: phase + "client")
    var output: [UInt8] = []
    let connection = try begin(clientConfiguration, now, &random, &output, early: !first)
    var client = LaboratoryEnd(connection, random: random, now: now, output: output)
    var server = LaboratoryEnd(
      ServerConnection(serverConfiguration),
      random: SeededSource(options.seed, for: phase + "server"), now: now)
    exchange(&client, &server, output)
    if !first, client.isConnected, server.isConnected { talk(&client, &server) }
    exchange(&client, &server, client.perform(.close))
    exchange(&client, &server, [], toClient: server.perform(.close))
    return Outcome(
      clientSteps: client.steps, serverSteps: server.steps,
      sessions: client.connection.takeSessions(), summary: client.connection.summary,
      clientFailure: client.failure, serverFailure: server.failure,
      clientReceived: client.received, serverReceived: server.received,
      isComplete: client.failure == nil && server.failure == nil
        && client.events.contains(.closed) && server.events.contains(.closed))
  }

  /// The client's connection, with early data behind its ClientHello where there is to be some.
  private func begin(
    _ configuration: ClientConfiguration, _ now: Time, _ random: inout SeededSource,
    _ output: inout [UInt8], early: Bool
  ) throws(Failure) -> ClientConnection {
    let server = ReferenceIdentity(LaboratoryPair.serverName)
    do {
      guard let session else {
        return try ClientConnection(configuration, server: server, random: &random, output: &output)
      }
      var connection = try ClientConnection(
        configuration, server: server, resuming: session, now: now, random: &random,
        output: &output)
      let data = Array(options.request.utf8)
      if options.earlyData, early, connection.earlyDataRoom >= data.count {
        try connection.sendEarlyData(data.span, into: &output)
      }
      return connection
    } catch { throw Failure(description: "\(error)") }
  }

  /// What both sides say to each other once they are connected.
  private func talk(
    _ client: inout LaboratoryEnd<ClientConnection>,
    _ server: inout LaboratoryEnd<ServerConnection>
  ) {
    if !options.earlyData {
      exchange(&client, &server, client.perform(.send(Array(options.request.utf8))))
    }
    exchange(&client, &server, [], toClient: server.perform(.send(Array(options.response.utf8))))
    guard options.keyUpdate else { return }
    exchange(&client, &server, client.perform(.updateKeys(requestsPeer: true)))
    exchange(&client, &server, [], toClient: server.perform(.send(Array("under new keys".utf8))))
    exchange(&client, &server, client.perform(.send(Array("and the client, too".utf8))))
  }

  /// Hands bytes over until nobody has anything more to say.
  private func exchange(
    _ client: inout LaboratoryEnd<ClientConnection>,
    _ server: inout LaboratoryEnd<ServerConnection>, _ toServer: [UInt8], toClient: [UInt8] = []
  ) {
    var toServer = toServer
    var toClient = toClient
    while !toServer.isEmpty || !toClient.isEmpty {
      if !toServer.isEmpty { toClient += server.receive(toServer) }
      toServer = []
      if !toClient.isEmpty { toServer += client.receive(toClient) }
      toClient = []
    }
  }
}
