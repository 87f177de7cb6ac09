import MutualTLS
import PKI
import TLS13
import TestSupport
import Testing

/// What is negotiated with a peer that knows ML-KEM and ML-DSA: OpenSSL 3.5 or Go.
struct PostQuantumCombination: Sendable, CustomTestStringConvertible {
  let peer: Peer
  let key: KeyKind
  let group: NamedGroup
  let retries: Bool
  var testDescription: String {
    "\(peer.rawValue), \(key.rawValue), \(group)\(retries ? ", retried" : "")"
  }

  /// The groups of a client of ours whose first share is for `group`, or is not.
  var clientGroups: [NamedGroup] { retries ? [.x25519, group] : [group] }

  static let groups: [NamedGroup] = [
    .x25519MLKEM768, .secp256r1MLKEM768, .secp384r1MLKEM1024, .mlkem512, .mlkem768, .mlkem1024,
  ]

  static let all: [PostQuantumCombination] = [Peer.openSSL, .go].flatMap { peer in
    groups.filter { peer == .openSSL || $0.goName != nil }.flatMap { group in
      [KeyKind.p256, .mldsa44, .mldsa65, .mldsa87].flatMap { key in
        [false, true].map {
          PostQuantumCombination(peer: peer, key: key, group: group, retries: $0)
        }
      }
    }
  }
}

extension Interoperation {
  @Suite struct `ML-KEM and ML-DSA` {
    @Test(arguments: PostQuantumCombination.all)
    func `in a peer's server`(_ one: PostQuantumCombination) throws {
      let chain = try World.shared.get().chain(one.key)
      let server = try PeerServer(
        one.peer, chain.server, trusting: chain.authorityFile, openSSL: "openssl-3.5",
        groups: [one.group])
      var client = ClientConfiguration(verification: chain.verification(.server))
      client.credential = chain.client.credential
      client.groups = one.clientGroups
      client.keyShareCount = 1
      client.applicationProtocols = ["http/1.1"]
      var stream = try connectToPeer(client, port: server.port)
      try stream.handshake(deadline: .after(patience))
      let word = "interoperation"
      try stream.write(word + "\n")
      let answer = try stream.read(count: word.utf8.count)
      let wanted = one.peer == .openSSL ? String(word.reversed()) : word
      #expect(String(decoding: answer, as: UTF8.self).hasPrefix(wanted))
      let summary = stream.summary
      #expect(summary.group == one.group)
      #expect(summary.usedHelloRetryRequest == one.retries)
      #expect(summary.sentCertificate)
      #expect(summary.peer?.path?.leaf == chain.server.credential.chain.first)
      try stream.close(deadline: .after(patience))
    }

    @Test(arguments: PostQuantumCombination.all.filter { !$0.retries })
    func `in a peer's client`(_ one: PostQuantumCombination) throws {
      let chain = try World.shared.get().chain(one.key)
      var server = ServerConfiguration(
        credentials: [chain.server.credential],
        clientAuthentication: .required(chain.verification(.client)))
      server.groups = [one.group]
      server.applicationProtocols = ["http/1.1"]
      let listener = try Listener(at: HostPort(host: "127.0.0.1", port: 0))
      let child = try startPeerClient(
        one.peer, chain.client, trusting: chain.authorityFile, port: listener.place.port,
        groups: [one.group], openSSL: "openssl-3.5")
      var stream = try acceptPeer(server, at: listener)
      try stream.handshake(deadline: .after(patience))
      let summary = stream.summary
      #expect(summary.group == one.group)
      #expect(summary.peer?.path?.leaf == chain.client.credential.chain.first)
      if one.peer == .go {
        let data = try stream.read(count: 1000)
        try stream.write(data.span, deadline: .after(patience))
      } else {
        try stream.write("from our server\n")
        try child.wait("our line") { $0.contains("from our server") }
      }
      stream.finish()
      let status = try child.waitForExit()
      #expect(status == 0, "\(child.text)")
    }

    @Test(arguments: [Peer.openSSL, .go])
    func `are what both sides settle on by themselves`(_ peer: Peer) throws {
      let chain = try World.shared.get().chain(.p256)
      let server = try PeerServer(
        peer, chain.server, trusting: chain.authorityFile, openSSL: "openssl-3.5",
        groups: [.x25519MLKEM768, .x25519])
      var client = ClientConfiguration(verification: chain.verification(.server))
      client.credential = chain.client.credential
      client.applicationProtocols = ["http/1.1"]
      var stream = try connectToPeer(client, port: server.port)
      try stream.handshake(deadline: .after(patience))
      #expect(stream.summary.group == .x25519MLKEM768)
      #expect(!stream.summary.usedHelloRetryRequest)
      try stream.close(deadline: .after(patience))
    }

    @Test func `go unnoticed by a server that has neither`() throws {
      let chain = try World.shared.get().chain(.p256)
      let server = try PeerServer(.gnuTLS, chain.server, trusting: chain.authorityFile)
      var client = ClientConfiguration(verification: chain.verification(.server))
      client.credential = chain.client.credential
      var stream = try connectToPeer(client, port: server.port)
      try stream.handshake(deadline: .after(patience))
      #expect(stream.summary.group == .x25519)
      #expect(!stream.summary.usedHelloRetryRequest)
      try stream.close(deadline: .after(patience))
    }
  }
}
