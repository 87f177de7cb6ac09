import Bytes
import Cryptography
import PKI
import TLS13

/// Chains of leaf, intermediate and root, the same in every run, and the configurations that use them.
struct World {
  static let now = Time(secondsSince1970: 1_800_000_000)

  let client: Shared<ClientConfiguration>
  let server: Shared<ServerConfiguration>
  let identity = ReferenceIdentity("server.count.test")

  init(
    _ type: KeyType, _ group: NamedGroup, _ suite: CipherSuite, isMutual: Bool, isCached: Bool,
    resumes: Bool = false
  ) throws {
    var random = FixedRandom(seed: 1)
    func name(_ text: String) -> Name { SubjectFields(commonName: text).name }
    let root = try Authority.makeRoot(
      subject: name("Count Root"), key: try PrivateKey.generate(type, using: &random), days: 100,
      now: World.now, using: &random)
    let intermediate = try root.makeIntermediate(
      subject: name("Count Intermediate"), key: try PrivateKey.generate(type, using: &random),
      days: 90, now: World.now, using: &random)
    func credential(_ host: String, _ profile: SigningProfile) throws -> Credential {
      let key = try PrivateKey.generate(type, using: &random)
      let request = try SigningRequest.make(
        subject: name(host), alternativeNames: [try GeneralName(text: host)], key: key,
        using: &random)
      let leaf = try intermediate.issue(
        request, profile: profile, days: 80, now: World.now, using: &random
      ).certificate
      return try Credential(chain: [leaf, intermediate.certificate], key: key)
    }
    let roots = TrustRoots([root.certificate])
    let cache = isCached ? SignatureCache() : nil
    func verify(_ purpose: VerificationPolicy.Purpose) -> PeerVerification {
      .verify(
        PeerVerifier(
          roots: roots, policy: VerificationPolicy(purpose: purpose), signatureCache: cache))
    }
    var client = ClientConfiguration(verification: verify(.server))
    client.cipherSuites = [suite]
    client.groups = [group]
    if isMutual { client.credential = try credential("client.count.test", .client) }
    var server = ServerConfiguration(
      credentials: [try credential("server.count.test", .server)],
      clientAuthentication: isMutual ? .required(verify(.client)) : .none)
    server.cipherSuites = [suite]
    server.groups = [group]
    server.confirmsAcceptance = false
    if resumes {
      var resumption = ServerResumption(
        tickets: .sealed(TicketKeys(using: &random)), epoch: PolicyEpoch(rawValue: 1))
      resumption.ticketCount = 1
      server.resumption = resumption
    }
    self.client = Shared(client)
    self.server = Shared(server)
  }
}

/// A client and a server that have shaken hands.
struct Pair: ~Copyable {
  private var client: ClientConnection
  private var server: ServerConnection
  private var random = FixedRandom(seed: 2)
  private var toServer: [UInt8] = []
  private var toClient: [UInt8] = []

  private init(_ world: World, connecting session: Session?) throws(ConnectionFailure) {
    server = ServerConnection(world.server)
    client = try ClientConnection(
      world.client, server: world.identity, resuming: session, now: World.now, random: &random,
      output: &toServer)
  }

  /// Shakes hands, with a ticket if there is one.
  static func connected(
    _ world: World, resuming session: Session?
  ) throws(ConnectionFailure) -> Pair {
    var pair = try Pair(world, connecting: session)
    while !pair.toServer.isEmpty || !pair.toClient.isEmpty {
      _ = try pair.serve()
      try pair.answer()
    }
    return pair
  }

  var isConnected: Bool { client.isConnected && server.isConnected }
  var isResumed: Bool { client.summary.preSharedKey == .session }
  /// The session that the last ticket brought.
  var session: Session? { mutating get { client.takeSessions().last } }

  /// The client seals, the server opens; how many bytes came.
  mutating func carry(_ text: [UInt8]) throws(ConnectionFailure) -> Int {
    try client.send(text.span, into: &toServer)
    return try serve()
  }

  private mutating func serve() throws(ConnectionFailure) -> Int {
    var held: [UInt8] = []
    swap(&held, &toServer)
    var (start, total) = (0, 0)
    while start < held.count {
      var span = held.mutableSpan
      var rest = span._mutatingExtracting(start...)
      let progress = try server.receive(
        &rest, now: World.now, random: &random, output: &toClient)
      start += progress.consumed
      total += progress.applicationData.count
    }
    held.removeAll(keepingCapacity: true)
    swap(&held, &toServer)
    return total
  }

  private mutating func answer() throws(ConnectionFailure) {
    var held: [UInt8] = []
    swap(&held, &toClient)
    var start = 0
    while start < held.count {
      var span = held.mutableSpan
      var rest = span._mutatingExtracting(start...)
      start += try client.receive(
        &rest, now: World.now, random: &random, output: &toServer
      ).consumed
    }
    held.removeAll(keepingCapacity: true)
    swap(&held, &toClient)
  }
}
