import Bytes
import Cryptography
import Foundation
import Measuring
import PKI
import TLS13

/// What all pairs share: configurations, and the two directions of a transport in memory.
final class Bench {
  static let serverName = "server.bench.test"

  private let client: Shared<ClientConfiguration>
  private let server: Shared<ServerConfiguration>
  private let name: ReferenceIdentity?
  private let resumes: Bool
  /// What the last ticket brought.
  private var session: Session?
  fileprivate var random = SystemRandom()
  fileprivate let now = Time(secondsSince1970: Int64(Date().timeIntervalSince1970))
  var toServer: [UInt8] = []
  var toClient: [UInt8] = []
  /// Bytes that went to the server, and to the client.
  var bytes = (toServer: 0, toClient: 0)
  var meter = Meter()

  init(_ options: PeerOptions) throws {
    func certificates(_ name: String) throws -> [Certificate] {
      try CertificateFile.certificates(in: [UInt8](options.file(name)))
    }
    func credential(_ name: String) throws -> Credential {
      try Credential(
        chain: certificates("\(name).pem"),
        key: KeyFile.privateKey(in: [UInt8](options.file("\(name).key"))))
    }
    let cache = options.isCached ? SignatureCache() : nil
    let roots = TrustRoots(try certificates("root.pem"))
    func verify(_ purpose: VerificationPolicy.Purpose) -> PeerVerification {
      .verify(
        PeerVerifier(
          roots: roots, policy: VerificationPolicy(purpose: purpose), signatureCache: cache))
    }
    let suite: CipherSuite =
      switch options.suite {
      case "aes128gcm": .aes128GCMSHA256
      case "aes256gcm": .aes256GCMSHA384
      default: .chaCha20Poly1305SHA256
      }
    let group: NamedGroup =
      switch options.group {
      case "x25519": .x25519
      case "secp256r1": .secp256r1
      default: .secp384r1
      }
    name = ReferenceIdentity(Bench.serverName)
    var client = ClientConfiguration(verification: verify(.server))
    client.cipherSuites = [suite]
    client.groups = [group]
    if options.mode == .mutual { client.credential = try credential("client") }
    self.client = Shared(client)
    var server = ServerConfiguration(
      credentials: [try credential("server")],
      clientAuthentication: options.mode == .mutual ? .required(verify(.client)) : .none)
    server.cipherSuites = [suite]
    server.groups = [group]
    // The peers send no tickets in full handshakes either.
    server.confirmsAcceptance = false
    resumes = options.mode == .resumption
    if resumes {
      // As with the peers: one ticket, sealed, for each connection.
      var resumption = ServerResumption(
        tickets: .sealed(TicketKeys(using: &random)), epoch: PolicyEpoch(rawValue: 1))
      resumption.ticketCount = 1
      server.resumption = resumption
    }
    self.server = Shared(server)
    toServer.reserveCapacity(1 << 18)
    toClient.reserveCapacity(1 << 18)
    if resumes { try openAndClose(2) }
  }

  /// A client and a server that have shaken hands.
  @inline(never)
  func open() throws -> Pair {
    var clientEnd = try connect()
    meter.charge(.client)
    var serverEnd = ServerConnection(server)
    meter.charge(.server)
    while !toServer.isEmpty || !toClient.isEmpty {
      bytes.toServer += toServer.count
      _ = try drain(&toServer) { rest throws(ConnectionFailure) in
        try serverEnd.receive(&rest, now: now, random: &random, output: &toClient)
      }
      meter.charge(.server)
      bytes.toClient += toClient.count
      _ = try drain(&toClient) { rest throws(ConnectionFailure) in
        try clientEnd.receive(&rest, now: now, random: &random, output: &toServer)
      }
      meter.charge(.client)
    }
    guard clientEnd.isConnected, serverEnd.isConnected else { throw PeerFailure("no handshake") }
    if resumes {
      guard session == nil || clientEnd.summary.preSharedKey == .session else {
        throw PeerFailure("nothing was resumed")
      }
      session = clientEnd.takeSessions().last
      meter.charge(.client)
    }
    return Pair(client: clientEnd, server: serverEnd)
  }

  private func connect() throws(ConnectionFailure) -> ClientConnection {
    try ClientConnection(
      client, server: name, resuming: session, now: now, random: &random, output: &toServer)
  }

  /// Opens pairs and closes them, `count` times.
  func openAndClose(_ count: Int) throws {
    for _ in 0..<count {
      let pair = try open()
      pair.close(&meter)
    }
  }
}

/// Both ends of one connection.
struct Pair: ~Copyable {
  var client: ClientConnection
  var server: ServerConnection

  consuming func close(_ meter: inout Meter) {
    Pair.end(client)
    meter.charge(.client)
    Pair.end(server)
    meter.charge(.server)
  }

  private static func end(_ connection: consuming ClientConnection) {}
  private static func end(_ connection: consuming ServerConnection) {}

  /// The client seals one record for the server.
  mutating func seal(_ text: Span<UInt8>, _ bench: Bench) throws {
    try client.send(text, into: &bench.toServer)
  }

  /// The server opens what has come; how many bytes of data there were.
  mutating func open(_ bench: Bench) throws -> Int {
    try drain(&bench.toServer) { rest throws(ConnectionFailure) in
      try server.receive(&rest, now: bench.now, random: &bench.random, output: &bench.toClient)
    }
  }

  /// The server seals one record, and the client opens it.
  mutating func answer(_ text: Span<UInt8>, _ bench: Bench) throws {
    try server.send(text, into: &bench.toClient)
    _ = try drain(&bench.toClient) { rest throws(ConnectionFailure) in
      try client.receive(&rest, now: bench.now, random: &bench.random, output: &bench.toServer)
    }
  }
}

/// Hands the records in `pipe` to `receive`, one after the other, and empties it; how many bytes of
/// application data there were.
@inline(__always)
private func drain(
  _ pipe: inout [UInt8],
  _ receive: (inout MutableSpan<UInt8>) throws(ConnectionFailure) -> TLS13.Progress
) throws(ConnectionFailure) -> Int {
  // Held apart: the pipe may be the property of a class, of which no view can be had.
  var held: [UInt8] = []
  swap(&held, &pipe)
  defer {
    held.removeAll(keepingCapacity: true)
    swap(&held, &pipe)
  }
  var start = 0
  var total = 0
  while start < held.count {
    var whole = held.mutableSpan
    var rest = whole._mutatingExtracting(start...)
    let progress = try receive(&rest)
    start += progress.consumed
    total += progress.applicationData.count
  }
  return total
}
