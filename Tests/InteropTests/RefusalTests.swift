import Bytes
import MutualTLS
import PKI
import TLS13
import TestSupport
import Testing

/// A peer and what is wrong.
struct Refusal: Sendable, CustomTestStringConvertible {
  let peer: Peer
  let fault: Fault
  var testDescription: String { "\(peer.rawValue), \(fault.rawValue)" }

  static func all(_ faults: [Fault]) -> [Refusal] {
    Peer.allCases.flatMap { peer in faults.map { Refusal(peer: peer, fault: $0) } }
  }

  /// Whether the program's output tells of this alert.
  func names(_ alert: Alert, in text: String) -> Bool {
    switch peer {
    case .openSSL: text.contains("SSL alert number \(alert.rawValue)\n")
    case .gnuTLS:
      text.contains("alert [\(alert.rawValue)]") || text.contains("alert '\(alert.rawValue)'")
    case .go:
      text.contains("remote error: tls: \(goText(alert))")
    }
  }

  private func goText(_ alert: Alert) -> String {
    switch alert {
    case .certificateRequired: "certificate required"
    case .unknownCA: "unknown certificate authority"
    case .certificateExpired: "expired certificate"
    case .unsupportedCertificate: "unsupported certificate"
    default: "bad certificate"
    }
  }
}

/// The alert by which we refuse, on either side.
private func alert(for fault: Fault) -> Alert {
  switch fault {
  case .missing: .certificateRequired
  case .stranger: .unknownCA
  case .expired, .notYetValid: .certificateExpired
  case .wrongPurpose: .unsupportedCertificate
  case .wrongName: .badCertificate
  }
}

extension Interoperation {
  @Suite struct `Refusals` {
    static let clientFaults: [Fault] = [
      .missing, .stranger, .expired, .notYetValid, .wrongPurpose,
    ]
    static let serverFaults: [Fault] = [
      .stranger, .expired, .notYetValid, .wrongPurpose, .wrongName,
    ]

    @Test(arguments: Refusal.all(clientFaults))
    func `our server's reason arrives at the client`(_ one: Refusal) throws {
      let world = try World.shared.get()
      let chain = try world.chain(.p256)
      let server = ServerConfiguration(
        credentials: [chain.server.credential],
        clientAuthentication: .required(chain.verification(.client)))
      let listener = try Listener(at: HostPort(host: "127.0.0.1", port: 0))
      let child = try startPeerClient(
        one.peer, world.badClients[one.fault], trusting: chain.authorityFile,
        port: listener.place.port)
      var stream = try acceptPeer(server, at: listener)
      let ended = handshakeFailure(&stream)
      let failure = try #require(ended)
      guard case .connection(let reason) = failure else {
        Issue.record("\(failure)")
        return
      }
      #expect(reason.alertToSend == alert(for: one.fault), "\(failure)")
      _ = try child.waitForExit()
      let text = child.text
      #expect(one.names(alert(for: one.fault), in: text), "\(text)")
    }

    @Test(arguments: Refusal.all(serverFaults))
    func `our client refuses the server and tells it why`(_ one: Refusal) throws {
      let world = try World.shared.get()
      let chain = try world.chain(.p256)
      let bad = try #require(world.badServers[one.fault])
      let peer = try PeerServer(one.peer, bad, trusting: chain.authorityFile)
      var client = ClientConfiguration(verification: chain.verification(.server))
      client.credential = chain.client.credential
      var stream = try connectToPeer(client, port: peer.port)
      let ended = handshakeFailure(&stream)
      let failure = try #require(ended)
      guard case .connection(let reason) = failure else {
        Issue.record("\(failure)")
        return
      }
      #expect(reason.alertToSend == alert(for: one.fault), "\(failure)")
      let isConnected = stream.isConnected
      #expect(!isConnected)
      try peer.child.wait("alert \(alert(for: one.fault))") {
        one.names(alert(for: one.fault), in: $0)
      }
    }

    @Test(arguments: Refusal.all(clientFaults))
    func `the server's reason arrives at our client`(_ one: Refusal) throws {
      let world = try World.shared.get()
      let chain = try world.chain(.p256)
      let peer = try PeerServer(one.peer, chain.server, trusting: chain.authorityFile)
      var client = ClientConfiguration(verification: chain.verification(.server))
      client.credential = world.badClients[one.fault]?.credential
      var stream = try connectToPeer(client, port: peer.port)
      if one.peer == .gnuTLS, one.fault == .wrongPurpose {
        // GnuTLS' server does not look at the purpose of a client's certificate.
        try stream.handshake(deadline: .after(patience))
        try stream.write("taken all the same\n")
        let echo = try stream.read(count: 18)
        #expect(String(decoding: echo, as: UTF8.self).hasPrefix("taken all the same"))
        return
      }
      let failure = handshakeFailure(&stream) ?? readFailure(&stream)
      let received = try #require(failure?.alertReceived, "\(String(describing: failure))")
      #expect(received == foreignAlert(one), "\(peer.child.text)")
    }

    /// What the programs say; they differ, and RFC 9846, Section 6.2 leaves them that.
    func foreignAlert(_ one: Refusal) -> Alert {
      switch (one.peer, one.fault) {
      case (_, .missing): .certificateRequired
      case (.openSSL, .notYetValid): .badCertificate
      case (.go, .notYetValid): .certificateExpired
      case (.gnuTLS, _): .accessDenied
      case (.go, .wrongPurpose): .badCertificate
      default: alert(for: one.fault)
      }
    }

    @Test(arguments: Refusal.all(serverFaults))
    func `the client's reason arrives at our server`(_ one: Refusal) throws {
      let world = try World.shared.get()
      let chain = try world.chain(.p256)
      let bad = try #require(world.badServers[one.fault])
      let server = ServerConfiguration(
        credentials: [bad.credential],
        clientAuthentication: .required(chain.verification(.client)))
      let listener = try Listener(at: HostPort(host: "127.0.0.1", port: 0))
      let child = try startPeerClient(
        one.peer, chain.client, trusting: chain.authorityFile, port: listener.place.port)
      var stream = try acceptPeer(server, at: listener)
      let ended = handshakeFailure(&stream)
      let failure = try #require(ended)
      let received = try #require(failure.alertReceived, "\(failure) \(child.text)")
      let isRefusal =
        (Alert.badCertificate.rawValue...Alert.unknownCA.rawValue).contains(received.rawValue)
      #expect(isRefusal, "\(received)")
      let status = try child.waitForExit()
      #expect(status != 0)
    }
  }

  @Suite struct `A peer that is killed` {
    @Test(arguments: Peer.allCases)
    func `leaves a truncated connection, and we say so`(_ peer: Peer) throws {
      let chain = try World.shared.get().chain(.p256)
      let server = try PeerServer(peer, chain.server, trusting: chain.authorityFile)
      var client = ClientConfiguration(verification: chain.verification(.server))
      client.credential = chain.client.credential
      var stream = try connectToPeer(client, port: server.port)
      try stream.handshake(deadline: .after(patience))
      try stream.write("something\n")
      _ = try stream.read(count: 9)
      server.child.stop()
      let ended = readFailure(&stream)
      let failure = try #require(ended)
      #expect(failure.isTruncation, "\(failure)")
    }

    @Test(arguments: [Peer.openSSL, .gnuTLS])
    func `is reported by our server, too`(_ peer: Peer) throws {
      let chain = try World.shared.get().chain(.p256)
      let listener = try Listener(at: HostPort(host: "127.0.0.1", port: 0))
      let child = try startPeerClient(
        peer, chain.client, trusting: chain.authorityFile, port: listener.place.port)
      var stream = try acceptPeer(
        ServerConfiguration(
          credentials: [chain.server.credential],
          clientAuthentication: .required(chain.verification(.client))), at: listener)
      try stream.handshake(deadline: .after(patience))
      try stream.write("something\n")
      try child.wait("our line") { $0.contains("something") }
      child.stop()
      let ended = readFailure(&stream)
      let failure = try #require(ended)
      #expect(failure.isTruncation, "\(failure)")
    }
  }

  @Suite struct `curl` {
    @Test(arguments: KeyKind.everywhere)
    func `gets a page from our server with a certificate`(_ kind: KeyKind) throws {
      let chain = try World.shared.get().chain(kind)
      var server = ServerConfiguration(
        credentials: [chain.server.credential],
        clientAuthentication: .required(chain.verification(.client)))
      server.applicationProtocols = ["http/1.1"]
      let listener = try Listener(at: HostPort(host: "127.0.0.1", port: 0))
      let child = try Child(
        "curl",
        [
          "--silent", "--show-error", "--fail", "--tlsv1.3", "--max-time", "15",
          "--noproxy", "*", "--cacert", chain.authorityFile,
          "--cert", chain.client.certificateFile, "--key", chain.client.keyFile,
          "https://127.0.0.1:\(listener.place.port)/page",
        ])
      var stream = try acceptPeer(server, at: listener)
      try stream.handshake(deadline: .after(patience))
      var request: [UInt8] = []
      while !String(decoding: request, as: UTF8.self).contains("\r\n\r\n") {
        guard try stream.read(appendingTo: &request, deadline: .after(patience)) else { break }
      }
      #expect(String(decoding: request, as: UTF8.self).hasPrefix("GET /page HTTP/1.1\r\n"))
      let summary = stream.summary
      #expect(summary.applicationProtocol == "http/1.1")
      #expect(summary.peer?.path?.leaf == chain.client.credential.chain.first)
      try stream.write(
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\nauthentic\n")
      stream.finish()
      let status = try child.waitForExit()
      #expect(status == 0, "\(child.text)")
      #expect(child.text == "authentic\n")
    }
  }
}
