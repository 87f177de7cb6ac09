import Bytes
import Cryptography
import Synchronization
import ZlibCompression

@testable import PKI
@testable import TLS13

/// Two sides that know each other, made once and always the same.
struct FuzzedWorld: Sendable {
  static let now = Time(secondsSince1970: 1_795_000_000)
  static let shared: FuzzedWorld = {
    do { return try FuzzedWorld() } catch { fatalError("\(error)") }
  }()

  let client: ClientConfiguration
  let server: ServerConfiguration
  let session: Session?

  private init() throws {
    var random = Repeated(1)
    let authority = try Authority.makeRoot(
      subject: SubjectFields(commonName: "Fuzz").name,
      key: PrivateKey.generate(.ed25519, using: &random), days: 3650,
      now: Self.now.adding(days: -400), using: &random)
    let roots = TrustRoots([authority.certificate])
    func credential(_ profile: SigningProfile, _ name: String) throws -> Credential {
      let key = try PrivateKey.generate(.ed25519, using: &random)
      let request = try SigningRequest.make(
        subject: SubjectFields(commonName: name).name,
        alternativeNames: [try GeneralName(text: name)], key: key, using: &random)
      let issued = try authority.issue(
        request, profile: profile, days: 30, now: Self.now, using: &random)
      return try Credential(chain: [issued.certificate], key: key)
    }
    func verification(_ purpose: VerificationPolicy.Purpose) -> PeerVerification {
      .verify(PeerVerifier(roots: roots, policy: VerificationPolicy(purpose: purpose)))
    }
    var client = ClientConfiguration(verification: verification(.server))
    client.credential = try credential(.client, "client.test")
    client.groups = [.x25519, .secp256r1]
    client.applicationProtocols = ["http/1.1"]
    client.allowsPostHandshakeAuthentication = true
    client.sendsEarlyData = true
    var server = ServerConfiguration(
      credentials: [try credential(.server, "server.test")],
      clientAuthentication: .optional(verification(.client)))
    server.groups = [.x25519, .secp256r1]
    server.applicationProtocols = ["http/1.1"]
    server.certificateAuthorities = roots.names
    server.certificateFilters = [ExtensionFilter(extendedKeyUsage: [.clientAuth])]
    var resumption = ServerResumption(
      tickets: .sealed(TicketKeys(using: &random)), epoch: PolicyEpoch(of: verification(.client)))
    var early = EarlyDataPolicy(
      replayGuard: MemoryReplayGuard(startingAt: Self.now, limit: 1 << 30, quiet: 0))
    early.allowsAuthenticatedClients = true
    resumption.earlyData = early
    server.resumption = resumption
    self.client = client
    self.server = server
    // A session to be resumed, of an undisturbed handshake.
    var first = FuzzedConnection(client, server, nil, seed: 3)
    first.exchange()
    session = first.client.takeSessions().first
  }
}

/// A connection in which one side's messages are bent by the input.
///
/// The input: a byte of choices, then bends, each a message's number, what to do to it, an offset of two bytes, a
/// length and so many bytes. What is left at its end goes to the other side as records.
struct FuzzedConnection: ~Copyable {
  enum Side { case client, server }

  var client: ClientConnection
  var server: ServerConnection
  private var toServer: [UInt8] = []
  private var toClient: [UInt8] = []
  private var random: Repeated

  init(
    _ client: ClientConfiguration, _ server: ServerConfiguration, _ session: Session?, seed: UInt64
  ) {
    random = Repeated(seed)
    var output: [UInt8] = []
    let name = ReferenceIdentity("server.test")
    do {
      if let session {
        self.client = try ClientConnection(
          client, server: name, resuming: session, now: FuzzedWorld.now, random: &random,
          output: &output)
      } else {
        self.client = try ClientConnection(client, server: name, random: &random, output: &output)
      }
    } catch { fatalError("\(error)") }
    self.server = ServerConnection(server)
    toServer = output
  }

  /// Hands bytes over until nobody has anything more to say, or somebody has failed.
  mutating func exchange() {
    for _ in 0..<64 where !toServer.isEmpty || !toClient.isEmpty {
      guard deliverToServer(), deliverToClient() else { return }
    }
  }

  /// Bytes that nobody's keys protect, to one of them.
  mutating func inject(_ bytes: [UInt8], into side: Side) {
    if side == .client { toClient += bytes } else { toServer += bytes }
    exchange()
  }

  mutating func sendAfterwards() {
    let data: [UInt8] = [1, 2, 3]
    try? client.send(data.span, into: &toServer)
    try? server.send(data.span, into: &toClient)
    try? server.requestAuthentication(
      FuzzedWorld.shared.server.clientAuthentication, random: &random, into: &toClient)
    try? client.updateKeys(requestsPeer: true, into: &toServer)
    exchange()
  }

  private mutating func deliverToServer() -> Bool {
    var input = toServer
    toServer = []
    var start = 0
    while start < input.count {
      var whole = input.mutableSpan
      var rest = whole._mutatingExtracting(start...)
      do {
        let progress = try server.receive(
          &rest, now: FuzzedWorld.now, random: &random, output: &toClient)
        precondition(progress.consumed <= rest.count)
        precondition(progress.applicationData.upperBound <= max(progress.consumed, 0))
        guard progress.consumed > 0 else { break }
        start += progress.consumed
      } catch {
        precondition(error.description.utf8.count < 100_000)
        _ = deliverToClient()
        return false
      }
    }
    toServer = Array(input[start...]) + toServer
    return start > 0 || input.isEmpty
  }

  private mutating func deliverToClient() -> Bool {
    var input = toClient
    toClient = []
    var start = 0
    while start < input.count {
      var whole = input.mutableSpan
      var rest = whole._mutatingExtracting(start...)
      do {
        let progress = try client.receive(
          &rest, now: FuzzedWorld.now, random: &random, output: &toServer)
        precondition(progress.consumed <= rest.count)
        guard progress.consumed > 0 else { break }
        start += progress.consumed
      } catch {
        precondition(error.description.utf8.count < 100_000)
        return false
      }
    }
    toClient = Array(input[start...]) + toClient
    return start > 0 || input.isEmpty
  }

  static func run(_ input: [UInt8], bending side: Side) {
    guard let choices = input.first else { return }
    let world = FuzzedWorld.shared
    var rest = Array(input.dropFirst())[...]
    let bends = Bends(from: &rest)
    var (client, server) = (world.client, world.server)
    let hooks = LaboratoryHooks(bendMessage: { bends.apply(to: &$0) })
    if side == .client { client.laboratory = hooks } else { server.laboratory = hooks }
    if choices & 2 != 0 { server.groups = [.secp256r1] }
    if choices & 4 != 0 { server.resumption?.earlyData = nil }
    if choices & 8 != 0 { client.compatibilityMode = false }
    if choices & 16 != 0, case .optional(let verification) = server.clientAuthentication {
      server.clientAuthentication = .required(verification)
    }
    if choices & 64 != 0 {
      client.certificateCompression = [.zlib]
      server.certificateCompression = [.zlib]
    }
    var connection = FuzzedConnection(
      client, server, choices & 1 != 0 ? world.session : nil, seed: 5)
    if choices & 1 != 0, connection.client.earlyDataRoom > 0 {
      let early: [UInt8] = [7, 7, 7]
      try? connection.client.sendEarlyData(early.span, into: &connection.toServer)
    }
    if choices & 32 != 0 {
      connection.inject(Array(rest), into: side == .client ? .server : .client)
    }
    connection.exchange()
    connection.sendAfterwards()
    if choices & 32 == 0 {
      connection.inject(Array(rest), into: side == .client ? .server : .client)
    }
  }
}

/// What the input does to messages on their way out.
final class Bends: Sendable {
  private struct Bend: Sendable {
    let number: Int
    let action: UInt8
    let offset: Int
    let bytes: [UInt8]
  }

  private let bends: [Bend]
  private let count = Mutex(0)

  init(from input: inout ArraySlice<UInt8>) {
    var bends: [Bend] = []
    while bends.count < 6, input.count >= 5, input[input.startIndex] < 16 {
      let head = Array(input.prefix(5))
      input = input.dropFirst(5)
      let bytes = Array(input.prefix(Int(head[4])))
      input = input.dropFirst(bytes.count)
      bends.append(
        Bend(
          number: Int(head[0]), action: head[1], offset: Int(head[2]) << 8 | Int(head[3]),
          bytes: bytes))
    }
    self.bends = bends
  }

  func apply(to message: inout [UInt8]) {
    let number = count.withLock { count in
      defer { count += 1 }
      return count
    }
    for bend in bends where bend.number == number {
      let offset = min(bend.offset, message.count)
      switch bend.action % 6 {
      case 0:
        let end = min(message.count, offset + bend.bytes.count)
        message.replaceSubrange(offset..<end, with: bend.bytes)
      case 1: message.insert(contentsOf: bend.bytes, at: offset)
      case 2: message.removeSubrange(offset..<min(message.count, offset + bend.bytes.count))
      case 3:
        for (index, byte) in bend.bytes.enumerated() where offset + index < message.count {
          message[offset + index] ^= byte
        }
      // Another message in its place, or behind it.
      case 4: message = bend.bytes
      default: message += bend.bytes
      }
      // Mostly the length is made right, so that the fault is what it is about.
      if bend.action & 0x80 == 0, bend.action % 6 < 4, message.count >= 4 {
        let length = message.count - 4
        message[1] = UInt8(truncatingIfNeeded: length >> 16)
        message[2] = UInt8(truncatingIfNeeded: length >> 8)
        message[3] = UInt8(truncatingIfNeeded: length)
      }
    }
  }
}
