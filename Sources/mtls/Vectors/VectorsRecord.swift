import Bytes
import Cryptography
import JSON
import MutualTLS
import PKI
import TLS13
import VectorRunner

/// `mtls vectors record`: a handshake as a file of vectors.
enum VectorsRecord {
  private static let suites = ["aes128gcm", "aes256gcm", "chacha20poly1305"]
  private static let groups = ["x25519", "secp256r1", "secp384r1", "X25519MLKEM768"]

  static let command = Command(
    path: ["vectors", "record"],
    summary: "Record a handshake, with all its secrets, as test vectors",
    operands: [
      Operand(
        name: "HOST:PORT", help: "a server; without one both ends are in this process",
        isOptional: true)
    ],
    options: [
      Option("out", "o", .file, "where the vectors go; - is standard output", required: true),
      Option(
        "suite", nil, .choice(suites), "the cipher suite; the best of both sides unless named"),
      Option("group", nil, .choice(groups), "the group; the best of both sides unless named"),
      Option("mutual", nil, .flag, "the client shows a certificate, too; without HOST:PORT"),
      Option("cacert", nil, .file, "trusted roots for HOST:PORT; the system's unless named"),
      Option("cert", nil, .file, "the client's certificate for HOST:PORT"),
      Option("key", nil, .file, "its private key"),
      Writing.force,
    ],
    examples: [
      "mtls vectors record --out handshake.json && mtls vectors handshake.json --verbose",
      "mtls vectors record --mutual --suite aes256gcm --group secp384r1 --out mutual.json",
      "mtls vectors record api.example.org:443 --out live.json",
    ],
    notes: [
      "The file has the randomness that was drawn, the private keys of key agreement where the group is an elliptic "
        + "curve and both ends are here, all messages and records, and every secret. Whoever has it reads the "
        + "connection: record only what nobody needs to keep secret. The keys of the certificates are not in it."
    ],
    run: { (invocation) throws(Explanation) in try run(invocation) })

  private static func run(_ invocation: Invocation) throws(Explanation) -> ExitCode {
    let recorder = HandshakeRecorder()
    let document: JSONValue
    if let place = invocation.operands.first {
      document = try live(place, invocation, recorder)
    } else {
      document = try local(invocation, recorder)
    }
    let out = try invocation.required("out")
    let text = document.description + "\n"
    if out == "-" {
      invocation.console.data(text)
    } else {
      // Keys and secrets stand in it.
      try Writing.text(
        text, to: out, force: invocation.flag("force"), isPrivate: true, invocation.console)
    }
    // It is what it has to be, or it is not given out as vectors.
    let tally = Runner().run(Input(name: out, bytes: Array(text.utf8)), nil)
    guard tally.isGood else {
      let reason = tally.problem ?? tally.failures.first?.reason ?? "it does not run"
      throw Explanation(.internal, "what was recorded does not come out again: \(reason)", at: out)
    }
    invocation.console.result(
      "vectors.record",
      [.init("file", .string(out)), .init("source", document["source"] ?? .null)],
      text: "\(out): recorded, and run: every value comes out again")
    return .done
  }

  private static func choose(
    _ invocation: Invocation, _ suites: inout [CipherSuite], _ groups: inout [NamedGroup]
  ) {
    switch invocation.value("suite") {
    case "aes128gcm": suites = [.aes128GCMSHA256]
    case "aes256gcm": suites = [.aes256GCMSHA384]
    case "chacha20poly1305": suites = [.chaCha20Poly1305SHA256]
    // CCM has no place in traces.
    default: suites = [.aes128GCMSHA256, .aes256GCMSHA384, .chaCha20Poly1305SHA256]
    }
    switch invocation.value("group") {
    case "x25519": groups = [.x25519]
    case "secp256r1": groups = [.secp256r1]
    case "secp384r1": groups = [.secp384r1]
    case "X25519MLKEM768": groups = [.x25519MLKEM768]
    default: break
    }
  }

  // MARK: Both ends here

  private static func local(
    _ invocation: Invocation, _ recorder: HandshakeRecorder
  ) throws(Explanation) -> JSONValue {
    let isMutual = invocation.flag("mutual")
    var world = try LocalWorld("p256", isMutual: isMutual, resumes: false, caches: false)
    var (suites, groups) = (
      world.client.configuration.cipherSuites, world.client.configuration.groups
    )
    choose(invocation, &suites, &groups)
    world.choose(suites: suites, groups: groups)
    var configuration = world.client.configuration
    recorder.listen(&configuration)
    var clientRandom = RecordingRandom(SystemRandom())
    var serverRandom = RecordingRandom(SystemRandom())
    do {
      var (toServer, toClient): ([UInt8], [UInt8]) = ([], [])
      var client = try ClientConnection(
        configuration, server: world.identity, random: &clientRandom, output: &toServer)
      var server = ServerConnection(world.server)
      func exchange() throws(ConnectionFailure) {
        while !toServer.isEmpty || !toClient.isEmpty {
          var input = toServer
          toServer = []
          while !input.isEmpty {
            var span = input.mutableSpan
            let consumed = try server.receive(
              &span, now: .now, random: &serverRandom, output: &toClient
            ).consumed
            guard consumed > 0 else { break }
            input.removeFirst(consumed)
          }
          input = toClient
          toClient = []
          while !input.isEmpty {
            var span = input.mutableSpan
            let consumed = try client.receive(
              &span, now: .now, random: &clientRandom, output: &toServer
            ).consumed
            guard consumed > 0 else { break }
            input.removeFirst(consumed)
          }
        }
      }
      try exchange()
      let ping = Array("ping".utf8)
      let pong = Array("pong".utf8)
      try client.send(ping.span, into: &toServer)
      try exchange()
      try server.send(pong.span, into: &toClient)
      try exchange()
      client.close(into: &toServer)
      server.close(into: &toClient)
      try exchange()
    } catch { throw Explanation(error, at: "the handshake in this process") }
    do {
      return try recorder.document(
        source: "mtls vectors record, both ends in one process" + (isMutual ? ", mutual" : ""),
        client: clientRandom.pieces, server: serverRandom.pieces)
    } catch { throw Explanation(.negative, "\(error)") }
  }

  // MARK: A server elsewhere

  private static func live(
    _ text: String, _ invocation: Invocation, _ recorder: HandshakeRecorder
  ) throws(Explanation) -> JSONValue {
    guard let place = HostPort(text) else {
      throw Explanation(.usage, "\(text) is no HOST:PORT", next: "as in api.example.org:443")
    }
    let roots: TrustRoots
    if let path = invocation.value("cacert") {
      roots = try Reading.roots(path, invocation.console)
    } else {
      roots = try Reading.systemRoots(invocation.console)
    }
    var configuration = ClientConfiguration(
      verification: .verify(
        PeerVerifier(roots: roots, policy: VerificationPolicy(purpose: .server))))
    if let cert = invocation.value("cert") {
      guard let key = invocation.value("key") else {
        throw Explanation(.usage, "the private key is missing", next: "--key FILE")
      }
      configuration.credential = try Reading.credential(cert: cert, key: key)
    }
    var groups = configuration.groups
    choose(invocation, &configuration.cipherSuites, &groups)
    configuration.groups = groups
    recorder.listen(&configuration)
    var random = RecordingRandom(SystemRandom())
    let deadline = Deadline.after(.seconds(15))
    do {
      let socket = try Socket.connect(to: place, deadline: deadline)
      var output: [UInt8] = []
      var client: ClientConnection
      do {
        client = try ClientConnection(
          configuration, server: ReferenceIdentity(place.host), random: &random, output: &output)
      } catch { throw Explanation(error, at: text) }
      var input: [UInt8] = []
      while !client.isConnected || !output.isEmpty {
        if !output.isEmpty {
          try socket.write(output.span, deadline: deadline)
          output = []
          continue
        }
        var piece = [UInt8](repeating: 0, count: 1 << 14)
        var span = piece.mutableSpan
        let count = try socket.read(into: &span, deadline: deadline)
        guard count > 0 else {
          throw Explanation(.network, "the server ended the connection", at: text)
        }
        input += piece[..<count]
        var consumed = 1
        while consumed > 0, !input.isEmpty {
          var rest = input.mutableSpan
          do {
            consumed = try client.receive(&rest, now: .now, random: &random, output: &output)
              .consumed
          } catch { throw Explanation(error, at: text) }
          input.removeFirst(consumed)
        }
      }
      client.close(into: &output)
      try socket.write(output.span, deadline: deadline)
    } catch let explanation as Explanation { throw explanation } catch {
      throw Explanation(.network, "\(error)", at: text)
    }
    do {
      return try recorder.document(
        source: "mtls vectors record, \(text)", client: random.pieces, server: [])
    } catch { throw Explanation(.negative, "\(error)") }
  }
}
