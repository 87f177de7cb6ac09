import Bytes
import Cryptography
import Foundation
import MutualTLS
import PKI
import TLS13
import TestSupport
import Testing

/// The versions of OpenSSL.
enum OpenSSLVersion: String, Sendable, CaseIterable, CustomTestStringConvertible {
  case distribution = "openssl"
  case modern = "openssl-3.5"
  var testDescription: String { rawValue }
}

/// What resumption has in common here.
enum Resumption {
  static func client(_ chain: Chain) -> ClientConfiguration {
    var client = ClientConfiguration(verification: chain.verification(.server))
    client.credential = chain.client.credential
    client.groups = [.x25519]
    client.sendsEarlyData = true
    return client
  }

  static func server(_ chain: Chain, earlyData: Bool = false) -> ServerConfiguration {
    var random = SystemRandom()
    let verification = chain.verification(.client)
    var server = ServerConfiguration(
      credentials: [chain.server.credential], clientAuthentication: .required(verification))
    var resumption = ServerResumption(
      tickets: .sealed(TicketKeys(using: &random)), epoch: PolicyEpoch(of: verification))
    if earlyData {
      var policy = EarlyDataPolicy(
        replayGuard: MemoryReplayGuard(startingAt: .now, quiet: 0))
      policy.allowsAuthenticatedClients = true
      resumption.earlyData = policy
    }
    server.resumption = resumption
    return server
  }

  /// Connects our client, sends a line and gives what came back and the sessions.
  static func connect(
    _ configuration: ClientConfiguration, port: UInt16, resuming session: Session? = nil,
    early: String = "", line: String = "hello\n"
  ) throws -> (summary: Summary, answer: String, sessions: [Session]) {
    let deadline = Deadline.after(patience)
    while true {
      do {
        var opened = try ClientSession(
          to: HostPort(host: "127.0.0.1", port: port), configuration,
          server: ReferenceIdentity("localhost"), resuming: session, earlyData: Array(early.utf8),
          deadline: deadline)
        if !line.isEmpty { try opened.stream.write(line) }
        var answer: [UInt8] = []
        while !line.isEmpty, !answer.contains(0x0A) {
          guard try opened.stream.read(appendingTo: &answer, deadline: deadline) else { break }
        }
        while line.isEmpty, !opened.stream.events.contains(.ticket) {
          try opened.stream.receive(deadline: deadline)
        }
        let sessions = opened.stream.takeSessions()
        try? opened.stream.close(deadline: deadline)
        opened.stream.finish()
        return (opened.stream.summary, String(decoding: answer, as: UTF8.self), sessions)
      } catch StreamFailure.socket(.unreachable) where !deadline.hasPassed {
        usleep(3000)
      }
    }
  }
}

extension Interoperation {
  @Suite struct `Sessions are resumed` {
    @Test(arguments: OpenSSLVersion.allCases)
    func `by our client with OpenSSL's server`(_ version: OpenSSLVersion) throws {
      let chain = try World.shared.get().chain(.p256)
      let server = try PeerServer(
        .openSSL, chain.server, trusting: chain.authorityFile, openSSL: version.rawValue)
      let client = Resumption.client(chain)
      let first = try Resumption.connect(client, port: server.port)
      #expect(first.answer.contains("olleh"))
      let session = try #require(first.sessions.last)
      let second = try Resumption.connect(client, port: server.port, resuming: session)
      #expect(second.summary.preSharedKey == .session)
      #expect(second.summary.peer?.path?.leaf == chain.server.credential.chain.first)
      #expect(second.answer.contains("olleh"))
    }

    @Test(arguments: OpenSSLVersion.allCases)
    func `by OpenSSL's client with our server`(_ version: OpenSSLVersion) throws {
      let world = try World.shared.get()
      let chain = try world.chain(.p256)
      let server = Resumption.server(chain)
      let listener = try Listener(at: HostPort(host: "127.0.0.1", port: 0))
      let file = world.folder.appendingPathComponent("session-\(UUID().uuidString)").path
      for isResumed in [false, true] {
        let child = try startPeerClient(
          .openSSL, chain.client, trusting: chain.authorityFile, port: listener.place.port,
          arguments: ["-quiet", isResumed ? "-sess_in" : "-sess_out", file],
          openSSL: version.rawValue)
        var stream = try acceptPeer(server, at: listener)
        try stream.handshake(deadline: .after(patience))
        #expect(stream.summary.preSharedKey == (isResumed ? .session : nil))
        #expect(stream.summary.peer?.path?.leaf == chain.client.credential.chain.first)
        try stream.write("from our server\n")
        try child.wait("our line") { $0.contains("from our server") }
        stream.finish()
        _ = try child.waitForExit()
      }
    }

    @Test func `by our client with GnuTLS's server`() throws {
      let chain = try World.shared.get().chain(.p256)
      let server = try PeerServer(.gnuTLS, chain.server, trusting: chain.authorityFile)
      let client = Resumption.client(chain)
      let first = try Resumption.connect(client, port: server.port)
      let session = try #require(first.sessions.last)
      let second = try Resumption.connect(client, port: server.port, resuming: session)
      #expect(second.summary.preSharedKey == .session)
      #expect(second.answer.contains("hello"))
    }

    @Test func `by GnuTLS's client with our server`() throws {
      let chain = try World.shared.get().chain(.p256)
      let server = Resumption.server(chain)
      let listener = try Listener(at: HostPort(host: "127.0.0.1", port: 0))
      let child = try Child(
        "gnutls-cli",
        [
          "localhost", "--port", "\(listener.place.port)", "--x509cafile", chain.authorityFile,
          "--resume", "--waitresumption", "--x509certfile", chain.client.certificateFile,
          "--x509keyfile", chain.client.keyFile, "--priority",
          gnuTLSPriority(CipherSuite.all, [.x25519]),
        ])
      for isResumed in [false, true] {
        var stream = try acceptPeer(server, at: listener)
        try stream.handshake(deadline: .after(patience))
        #expect(stream.summary.preSharedKey == (isResumed ? .session : nil))
        if isResumed {
          try stream.write("resumed\n")
          try child.wait("our line") { $0.contains("resumed\n") }
        } else {
          _ = try? stream.read(count: 1)
        }
        stream.finish()
      }
      try child.wait("its own view") { $0.contains("This is a resumed session") }
    }

    @Test func `by our client with Go's server`() throws {
      let chain = try World.shared.get().chain(.p256)
      let child = try Child(
        "go-peer",
        [
          "server", "-cert", chain.server.certificateFile, "-key", chain.server.keyFile, "-ca",
          chain.authorityFile, "-count", "2",
        ])
      let text = try child.wait("the port of go-peer") { $0.contains("\n") }
      let port = try #require(UInt16(text.split(whereSeparator: \.isWhitespace).last ?? ""))
      let client = Resumption.client(chain)
      let first = try Resumption.connect(client, port: port)
      let session = try #require(first.sessions.last)
      let second = try Resumption.connect(client, port: port, resuming: session)
      #expect(second.summary.preSharedKey == .session)
      #expect(try child.waitForExit() == 0, "\(child.text)")
      #expect(child.text.contains("resumed=true"))
    }

    @Test func `by Go's client with our server`() throws {
      let chain = try World.shared.get().chain(.p256)
      let server = Resumption.server(chain)
      let listener = try Listener(at: HostPort(host: "127.0.0.1", port: 0))
      let child = try Child(
        "go-peer",
        [
          "client", "-addr", "127.0.0.1:\(listener.place.port)", "-ca", chain.authorityFile,
          "-cert", chain.client.certificateFile, "-key", chain.client.keyFile, "-bytes", "1000",
          "-count", "2",
        ])
      for isResumed in [false, true] {
        var stream = try acceptPeer(server, at: listener)
        try stream.handshake(deadline: .after(patience))
        #expect(stream.summary.preSharedKey == (isResumed ? .session : nil))
        let data = try stream.read(count: 1000)
        try stream.write(data.span, deadline: .after(patience))
        stream.finish()
      }
      #expect(try child.waitForExit() == 0, "\(child.text)")
      #expect(child.text.contains("resumed=true"))
    }
  }

  @Suite struct `Early data` {
    @Test(arguments: OpenSSLVersion.allCases)
    func `goes from our client to OpenSSL's server`(_ version: OpenSSLVersion) throws {
      let chain = try World.shared.get().chain(.p256)
      let port = freePort()
      let child = try Child(
        version.rawValue,
        [
          "s_server", "-accept", "127.0.0.1:\(port)", "-tls1_3", "-early_data", "-CAfile",
          chain.authorityFile, "-cert", chain.server.certificateFile, "-key",
          chain.server.keyFile,
        ])
      let client = Resumption.client(chain)
      let first = try Resumption.connect(client, port: port, line: "")
      let session = try #require(first.sessions.last)
      #expect(session.maximumEarlyData > 0)
      let second = try Resumption.connect(
        client, port: port, resuming: session, early: "early to OpenSSL", line: "")
      #expect(second.summary.earlyData == .accepted)
      try child.wait("the early data") { $0.contains("early to OpenSSL") }
      // The same session again: OpenSSL knows it no more, and goes on without.
      let third = try Resumption.connect(
        client, port: port, resuming: session, early: "a second time", line: "")
      #expect(third.summary.earlyData == .rejected)
      #expect(!child.text.contains("a second time"))
    }

    @Test(arguments: OpenSSLVersion.allCases)
    func `comes from OpenSSL's client to our server`(_ version: OpenSSLVersion) throws {
      let world = try World.shared.get()
      let chain = try world.chain(.p256)
      let server = Resumption.server(chain, earlyData: true)
      let listener = try Listener(at: HostPort(host: "127.0.0.1", port: 0))
      let session = world.folder.appendingPathComponent("session-\(UUID().uuidString)").path
      let data = world.folder.appendingPathComponent("early-\(UUID().uuidString)")
      try Data("early from OpenSSL\n".utf8).write(to: data)
      for isResumed in [false, true] {
        let child = try startPeerClient(
          .openSSL, chain.client, trusting: chain.authorityFile, port: listener.place.port,
          arguments: isResumed
            ? ["-sess_in", session, "-early_data", data.path]
            : ["-sess_out", session, "-quiet"], openSSL: version.rawValue)
        var stream = try acceptPeer(server, at: listener)
        try stream.handshake(deadline: .after(patience))
        if isResumed {
          #expect(stream.summary.earlyData == .accepted)
          #expect(stream.earlyByteCount == 19)
          let line = try stream.read(count: 1000, orUntil: 0x0A)
          #expect(line == Array("early from OpenSSL\n".utf8))
          try child.wait("its view") { $0.contains("Early data was accepted") }
        }
        try stream.write("from our server\n")
        try child.wait("our line") { $0.contains("from our server") }
        stream.finish()
        child.endInput()
        _ = try child.waitForExit()
      }
    }

    @Test func `goes from our client to GnuTLS's server`() throws {
      let chain = try World.shared.get().chain(.p256)
      let port = freePort()
      let child = try Child(
        "stdbuf",
        [
          "-oL", "gnutls-serv", "--port", "\(port)", "--echo", "--earlydata", "--maxearlydata",
          "4096", "--disable-client-cert", "--x509certfile", chain.server.certificateFile,
          "--x509keyfile", chain.server.keyFile, "--priority",
          gnuTLSPriority(CipherSuite.all, [.x25519]),
        ])
      let client = Resumption.client(chain)
      let first = try Resumption.connect(client, port: port)
      let session = try #require(first.sessions.last)
      #expect(session.maximumEarlyData == 4096)
      let second = try Resumption.connect(
        client, port: port, resuming: session, early: "early to GnuTLS", line: "hello\n")
      #expect(second.summary.earlyData == .accepted, "\(child.text)")
    }

    @Test func `comes from GnuTLS's client to our server`() throws {
      let world = try World.shared.get()
      let chain = try world.chain(.p256)
      let server = Resumption.server(chain, earlyData: true)
      let listener = try Listener(at: HostPort(host: "127.0.0.1", port: 0))
      let data = world.folder.appendingPathComponent("early-\(UUID().uuidString)")
      try Data("early from GnuTLS\n".utf8).write(to: data)
      let child = try Child(
        "gnutls-cli",
        [
          "localhost", "--port", "\(listener.place.port)", "--x509cafile", chain.authorityFile,
          "--resume", "--waitresumption", "--earlydata", data.path, "--x509certfile",
          chain.client.certificateFile, "--x509keyfile", chain.client.keyFile, "--priority",
          gnuTLSPriority(CipherSuite.all, [.x25519]),
        ])
      for isResumed in [false, true] {
        var stream = try acceptPeer(server, at: listener)
        try stream.handshake(deadline: .after(patience))
        if isResumed {
          #expect(stream.summary.earlyData == .accepted)
          let line = try stream.read(count: 1000, orUntil: 0x0A)
          #expect(line == Array("early from GnuTLS\n".utf8))
          #expect(stream.earlyByteCount == line.count)
        } else {
          _ = try? stream.read(count: 1)
        }
        stream.finish()
      }
      child.stop()
    }
  }
}
