import Bytes
import Cryptography
import PKI
import TLS13
import TestSupport

/// A client and a server that know each other, for connections that go back to earlier ones.
struct ResumptionWorld {
  let identities: Identities
  var client: ClientConfiguration
  var server: ServerConfiguration

  /// - Parameter stored: Whether the server keeps the sessions itself.
  init(mutual: Bool = true, stored: Bool = false, clientDays: Int = 30) throws {
    identities = try Identities(.ed25519)
    client = ClientConfiguration(verification: identities.verification(.server))
    client.credential = try identities.credential(
      .ed25519, .client, names: ["client.test"], days: clientDays)
    let verification = identities.verification(.client)
    server = ServerConfiguration(
      credentials: [
        try identities.credential(.ed25519, .server, names: ["server.test", "other.test"])
      ],
      clientAuthentication: mutual ? .required(verification) : .none)
    var random = SystemRandom()
    server.resumption = ServerResumption(
      tickets: stored ? .stored(SessionCache()) : .sealed(TicketKeys(using: &random)),
      epoch: PolicyEpoch(of: verification))
  }

  /// A full handshake, and the first session that it leaves to the client.
  func firstSession(at now: Time = Identities.now) throws -> Session? {
    let pair = try MemoryPair(client, server, now: now)
    try pair.run()
    return pair.sessions().first
  }

  /// A second connection.
  func connect(
    _ session: Session?, name: String = "server.test", at now: Time = Identities.now
  ) throws -> MemoryPair {
    let pair = try MemoryPair(client, server, name: name, resuming: session, now: now)
    try pair.run()
    return pair
  }
}
