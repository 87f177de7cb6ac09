import AllocationCounter
import Bytes
import Cryptography
import PKI
import TLS13
import TestSupport
import Testing

/// What strangers can make one connection hold, before they have shown who they are.
@Suite struct `A connection that has not authenticated` {
  /// Bytes for everything: 1 MiB, less the buffer of records that a stream has beside its connection.
  static let bound = (1 << 20) - 4 * 16_645

  static let now = Time(secondsSince1970: 1_795_000_000)

  /// A server that takes all it can: certificates, early data, external keys.
  private func configuration() throws -> ServerConfiguration {
    var random = SystemRandom()
    let authority = try Authority.makeRoot(
      subject: SubjectFields(commonName: "Root").name,
      key: PrivateKey.generate(.ed25519, using: &random), days: 100, now: Self.now, using: &random)
    let key = try PrivateKey.generate(.ed25519, using: &random)
    let request = try SigningRequest.make(
      subject: SubjectFields(commonName: "server.test").name,
      alternativeNames: [try GeneralName(text: "server.test")], key: key, using: &random)
    let issued = try authority.issue(request, profile: .server, now: Self.now, using: &random)
    let verification = PeerVerification.verify(
      PeerVerifier(
        roots: TrustRoots([authority.certificate]), policy: VerificationPolicy(purpose: .client)))
    var configuration = ServerConfiguration(
      credentials: [try Credential(chain: [issued.certificate], key: key)],
      clientAuthentication: .required(verification))
    var resumption = ServerResumption(
      tickets: .sealed(TicketKeys(using: &random)), epoch: PolicyEpoch(of: verification))
    resumption.earlyData = EarlyDataPolicy(replayGuard: MemoryReplayGuard(startingAt: Self.now))
    configuration.resumption = resumption
    return configuration
  }

  /// The most bytes that a server holds for a client that sends `bytes`, in pieces of `step`, its input among them.
  private func peak(_ bytes: [UInt8], step: Int = 16_645) throws -> Int {
    let configuration = try configuration()
    func run() -> Int {
      var random = SystemRandom()
      let before = allocation_live()
      allocation_start_peak()
      var server = ServerConnection(configuration)
      var output: [UInt8] = []
      var pending: [UInt8] = []
      var offset = 0
      loop: while offset < bytes.count {
        pending += bytes[offset..<min(bytes.count, offset + step)]
        offset = min(bytes.count, offset + step)
        while !pending.isEmpty {
          var span = pending.mutableSpan
          do {
            let progress = try server.receive(
              &span, now: Self.now, random: &random, output: &output)
            guard progress.consumed > 0 else { break }
            pending.removeFirst(progress.consumed)
          } catch { break loop }
        }
      }
      return allocation_peak() - before
    }
    // Once before, for what is made once in a process.
    _ = run()
    return run()
  }

  private func records(_ message: [UInt8], size: Int = 16_384) -> [UInt8] {
    var records: [UInt8] = []
    for start in stride(from: 0, to: message.count, by: size) {
      let part = message[start..<min(message.count, start + size)]
      records += [22, 3, 3, UInt8(part.count >> 8), UInt8(truncatingIfNeeded: part.count)] + part
    }
    return records
  }

  private func hello(_ extensions: [(UInt16, [UInt8])]) -> [UInt8] {
    var message: [UInt8] = [1]
    message.writeVector24 { message in
      message += [3, 3] + [UInt8](repeating: 7, count: 32) + [0, 0, 2, 0x13, 1, 1, 0]
      message.writeVector16 { message in
        for (type, data) in extensions {
          message.write(type)
          message.writeVector16 { message in message += data }
        }
      }
    }
    return message
  }

  @Test func `holds little for a ClientHello full of anything`() throws {
    let filler = [UInt8](repeating: 1, count: 60_000)
    let found = try peak(records(hello([(0xABCD, filler)])))
    #expect(found < Self.bound, "\(found) bytes")
  }

  @Test func `holds little for a ClientHello of thousands of extensions, keys, names or shares`()
    throws
  {
    var many: [(UInt16, [UInt8])] = []
    for type in UInt16(0x4000)..<0x7000 { many.append((type, [])) }
    var identities: [UInt8] = []
    var binders: [UInt8] = []
    for _ in 0..<1200 {
      identities += [0, 1, 9, 0, 0, 0, 0]
      binders += [32] + [UInt8](repeating: 5, count: 32)
    }
    var keys: [UInt8] = []
    keys.writeVector16 { keys in keys += identities }
    keys.writeVector16 { keys in keys += binders }
    var protocols: [UInt8] = []
    protocols.writeVector16 { list in
      for _ in 0..<30_000 { list += [1, 0x61] }
    }
    var shares: [UInt8] = []
    shares.writeVector16 { list in
      for group in UInt16(0)..<12_000 {
        list.write(group)
        list += [0, 1, 1]
      }
    }
    let basics: [(UInt16, [UInt8])] = [
      (43, [2, 3, 4]), (10, [0, 2, 0, 0x1D]), (13, [0, 2, 8, 7]),
    ]
    let hellos = [
      many, basics + [(51, [0, 0]), (45, [1, 1]), (41, keys)], basics + [(16, protocols)],
      basics + [(51, shares)],
    ]
    for (index, extensions) in hellos.enumerated() {
      for size in [16_384, 300] {
        let found = try peak(records(hello(extensions), size: size))
        #expect(found < Self.bound, "\(index), \(size): \(found) bytes")
      }
    }
  }

  @Test func `holds little for a message that never ends`() throws {
    // Longer than any message may be, of every type that can come first.
    for type in [UInt8(1), 11, 20] {
      let message = [type, 0x01, 0x04, 0x00] + [UInt8](repeating: 0, count: 0x10_400)
      let found = try peak(records(message, size: 1_000))
      #expect(found < Self.bound, "\(type): \(found) bytes")
    }
  }

  @Test func `holds little for a certificate of the greatest length`() throws {
    let configuration = try configuration()
    var random = SystemRandom()
    // A client that shows a chain as long as a message may be.
    let authority = try Authority.makeRoot(
      subject: SubjectFields(commonName: "Elsewhere").name,
      key: PrivateKey.generate(.ed25519, using: &random), days: 100, now: Self.now, using: &random)
    let key = try PrivateKey.generate(.ed25519, using: &random)
    let request = try SigningRequest.make(
      subject: SubjectFields(commonName: "client.test").name, alternativeNames: [], key: key,
      using: &random)
    let leaf = try authority.issue(request, profile: .client, now: Self.now, using: &random)
      .certificate
    let count = 31 * 8
    let chain = [leaf] + Array(repeating: authority.certificate, count: count)
    var client = ClientConfiguration(verification: .unverified)
    client.credential = try Credential(chain: chain, key: key)
    var toServer: [UInt8] = []
    var toClient: [UInt8] = []
    var connection = try ClientConnection(
      client, server: ReferenceIdentity("server.test"), random: &random, output: &toServer)
    let before = allocation_live()
    var server = ServerConnection(configuration)
    func deliver() throws {
      while !toServer.isEmpty {
        var span = toServer.mutableSpan
        let progress = try server.receive(&span, now: Self.now, random: &random, output: &toClient)
        guard progress.consumed > 0 else { return }
        toServer.removeFirst(progress.consumed)
      }
    }
    try deliver()
    while !toClient.isEmpty {
      var span = toClient.mutableSpan
      let progress = try connection.receive(
        &span, now: Self.now, random: &random, output: &toServer)
      toClient.removeFirst(progress.consumed)
    }
    allocation_start_peak()
    let start = allocation_live()
    #expect(throws: ConnectionFailure.self) { try deliver() }
    let found = allocation_peak() - min(start, before)
    #expect(toServer.count < 1 << 20)
    #expect(found < Self.bound, "\(found) bytes")
  }
}
