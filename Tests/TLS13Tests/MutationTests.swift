import Bytes
import Cryptography
import PKI
import TestSupport
import Testing

@testable import TLS13

/// Every message of a handshake, damaged 10,000 times at random: a handshake with a damaged message is never
/// completed, and each failure is typed.
@Suite struct `A damaged handshake` {
  static let count = 10_000

  /// What both sides of a handshake are, with randomness that is the same each time.
  struct Scene {
    let client: ClientConfiguration
    let server: ServerConfiguration
    let clientSeed: UInt64 = 1
    let serverSeed: UInt64 = 2

    init() throws {
      let identities = try Identities(.ed25519)
      var client = ClientConfiguration(verification: identities.verification(.server))
      client.credential = try identities.credential(.ed25519, .client, names: ["client.test"])
      client.applicationProtocols = ["http/1.1"]
      var server = ServerConfiguration(
        credentials: [try identities.credential(.ed25519, .server, names: ["server.test"])],
        clientAuthentication: .required(identities.verification(.client)))
      server.applicationProtocols = ["http/1.1"]
      server.certificateAuthorities = identities.roots.names
      self.client = client
      self.server = server
    }

    /// The bytes of an undamaged handshake: the client's first flight, the server's, the client's second.
    func record() throws -> (hello: [UInt8], flight: [UInt8], answer: [UInt8]) {
      var clientRandom = SeededRandom(seed: clientSeed)
      var serverRandom = SeededRandom(seed: serverSeed)
      var hello: [UInt8] = []
      var flight: [UInt8] = []
      var answer: [UInt8] = []
      var client = try ClientConnection(
        client, server: ReferenceIdentity("server.test"), random: &clientRandom, output: &hello)
      var server = ServerConnection(server)
      var input = hello
      try feed(&input) { span throws(ConnectionFailure) in
        try server.receive(&span, now: Identities.now, random: &serverRandom, output: &flight)
      }
      input = flight
      try feed(&input) { span throws(ConnectionFailure) in
        try client.receive(&span, now: Identities.now, random: &clientRandom, output: &answer)
      }
      return (hello, flight, answer)
    }

    private func feed(
      _ input: inout [UInt8],
      _ receive: (inout MutableSpan<UInt8>) throws(ConnectionFailure) -> Progress
    ) throws {
      while !input.isEmpty {
        var span = input.mutableSpan
        let progress = try receive(&span)
        input.removeFirst(progress.consumed)
      }
    }
  }

  /// Feeds `bytes` to a state machine message by message, damaging the one at `target`.
  ///
  /// - Returns: Whether the handshake was completed, and how many messages there were.
  static func run<Machine: HandshakeMachine & ~Copyable>(
    _ machine: inout Machine, _ records: inout RecordLayer, _ bytes: [UInt8], target: Int,
    random: inout SeededRandom, mutation: inout SeededRandom
  ) -> (isCompleted: Bool, messages: Int) {
    var input = bytes
    var messages = 0
    do {
      while !input.isEmpty {
        var span = input.mutableSpan
        let incoming = try records.next(&span, expecting: machine.expectations)
        guard case .handshake(let range, let byteCount) = incoming else {
          guard case .skipped(let byteCount) = incoming else { return (false, messages) }
          input.removeFirst(byteCount)
          continue
        }
        var content = Array(input[range])
        input.removeFirst(byteCount)
        while content.count >= 4 {
          let length = 4 + Int(content[1]) << 16 + Int(content[2]) << 8 + Int(content[3])
          var message = Array(content.prefix(length))
          content.removeFirst(min(length, content.count))
          if messages == target {
            message = Mutation.mutate(message, from: 4, &mutation)
            let body = message.count - 4
            message[1] = UInt8(truncatingIfNeeded: body >> 16)
            message[2] = UInt8(truncatingIfNeeded: body >> 8)
            message[3] = UInt8(truncatingIfNeeded: body)
          }
          messages += 1
          try machine.receive(
            HandshakeMessage(message.span, endsRecord: content.isEmpty), &records,
            now: Identities.now, random: &random)
        }
      }
    } catch { return (false, messages) }
    let isCompleted = machine.takeSecrets() != nil
    return (isCompleted, messages)
  }

  // ServerHello, EncryptedExtensions, CertificateRequest, Certificate, CertificateVerify, Finished.
  @Test(arguments: 0..<6)
  func `is not completed by the client`(target: Int) throws {
    let scene = try Scene()
    let recorded = try scene.record()
    var mutation = SeededRandom()
    for round in 0..<Self.count {
      var random = SeededRandom(seed: scene.clientSeed)
      var records = RecordLayer()
      var machine = try ClientHandshake(
        Shared(scene.client), server: ReferenceIdentity("server.test"), &records, random: &random)
      let result = Self.run(
        &machine, &records, recorded.flight, target: target, random: &random, mutation: &mutation)
      #expect(!result.isCompleted, "seed \(mutation.seed), round \(round)")
    }
  }

  // ClientHello; then Certificate, CertificateVerify, Finished.
  @Test(arguments: 0..<4)
  func `is not completed by the server`(target: Int) throws {
    let scene = try Scene()
    let recorded = try scene.record()
    var mutation = SeededRandom()
    for round in 0..<Self.count {
      var random = SeededRandom(seed: scene.serverSeed)
      var records = RecordLayer()
      var machine = ServerHandshake(Shared(scene.server))
      let result = Self.run(
        &machine, &records, recorded.hello + recorded.answer, target: target, random: &random,
        mutation: &mutation)
      #expect(!result.isCompleted, "seed \(mutation.seed), round \(round)")
    }
  }

  @Test func `is completed where nothing is damaged`() throws {
    let scene = try Scene()
    let recorded = try scene.record()
    var mutation = SeededRandom(seed: 0)
    var random = SeededRandom(seed: scene.clientSeed)
    var records = RecordLayer()
    var client = try ClientHandshake(
      Shared(scene.client), server: ReferenceIdentity("server.test"), &records, random: &random)
    let clientResult = Self.run(
      &client, &records, recorded.flight, target: -1, random: &random, mutation: &mutation)
    #expect(clientResult.isCompleted)
    #expect(clientResult.messages == 6)

    random = SeededRandom(seed: scene.serverSeed)
    records = RecordLayer()
    var server = ServerHandshake(Shared(scene.server))
    let serverResult = Self.run(
      &server, &records, recorded.hello + recorded.answer, target: -1, random: &random,
      mutation: &mutation)
    #expect(serverResult.isCompleted)
    #expect(serverResult.messages == 4)
  }

  @Test func `ends in a typed failure when records are damaged`() throws {
    let scene = try Scene()
    let recorded = try scene.record()
    var mutation = SeededRandom()
    for round in 0..<Self.count {
      var output: [UInt8] = []
      var random = SeededRandom(seed: scene.clientSeed)
      var client = try ClientConnection(
        scene.client, server: ReferenceIdentity("server.test"), random: &random,
        output: &output)
      var input = Mutation.mutate(recorded.flight, from: 0, &mutation)
      var failure: ConnectionFailure?
      var steps = 0
      output = []
      while !input.isEmpty, failure == nil {
        steps += 1
        do throws(ConnectionFailure) {
          var span = input.mutableSpan
          let progress = try client.receive(
            &span, now: Identities.now, random: &random, output: &output)
          guard progress.consumed > 0 else { break }
          input.removeFirst(progress.consumed)
        } catch { failure = error }
      }
      #expect(steps < 2_000, "seed \(mutation.seed), round \(round)")
      if let failure, failure.alertToSend != nil {
        #expect(!output.isEmpty, "seed \(mutation.seed), round \(round): \(failure)")
      }
    }
  }
}
