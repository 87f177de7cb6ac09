import Bytes
import Cryptography
import Foundation
import MutualTLS
import PKI
import TLS13
import TestSupport
import Testing

extension Interoperation {
  @Suite struct `Certificates after the handshake` {
    private func server(_ chain: Chain) -> ServerConfiguration {
      ServerConfiguration(
        credentials: [chain.server.credential], clientAuthentication: .none)
    }

    @Test(arguments: OpenSSLVersion.allCases)
    func `are asked of OpenSSL's client`(_ version: OpenSSLVersion) throws {
      let chain = try World.shared.get().chain(.p256)
      let listener = try Listener(at: HostPort(host: "127.0.0.1", port: 0))
      let child = try startPeerClient(
        .openSSL, chain.client, trusting: chain.authorityFile, port: listener.place.port,
        arguments: ["-quiet", "-enable_pha"], openSSL: version.rawValue)
      var stream = try acceptPeer(server(chain), at: listener)
      try stream.handshake(deadline: .after(patience))
      #expect(stream.summary.peer == nil)
      try stream.requestAuthentication(
        .required(chain.verification(.client)), deadline: .after(patience))
      #expect(stream.summary.peer?.path?.leaf == chain.client.credential.chain.first)
      try stream.write("from our server\n")
      try child.wait("our line") { $0.contains("from our server") }
      stream.finish()
    }

    @Test func `are asked of GnuTLS's client`() throws {
      let chain = try World.shared.get().chain(.p256)
      let listener = try Listener(at: HostPort(host: "127.0.0.1", port: 0))
      let child = try Child(
        "gnutls-cli",
        [
          "localhost", "--port", "\(listener.place.port)", "--x509cafile", chain.authorityFile,
          "--post-handshake-auth", "--x509certfile", chain.client.certificateFile,
          "--x509keyfile", chain.client.keyFile, "--priority",
          gnuTLSPriority(CipherSuite.all, [.x25519]),
        ])
      var stream = try acceptPeer(server(chain), at: listener)
      try stream.handshake(deadline: .after(patience))
      try stream.requestAuthentication(
        .required(chain.verification(.client)), deadline: .after(patience))
      #expect(stream.summary.peer?.path?.leaf == chain.client.credential.chain.first)
      try stream.write("from our server\n")
      try child.wait("our line") { $0.contains("from our server") }
      stream.finish()
    }

    @Test(arguments: OpenSSLVersion.allCases)
    func `are asked of our client by OpenSSL's server`(_ version: OpenSSLVersion) throws {
      let chain = try World.shared.get().chain(.p256)
      let port = freePort()
      let child = try Child(
        version.rawValue,
        [
          "s_server", "-accept", "127.0.0.1:\(port)", "-tls1_3", "-CAfile", chain.authorityFile,
          "-cert", chain.server.certificateFile, "-key", chain.server.keyFile,
        ])
      var client = Resumption.client(chain)
      client.allowsPostHandshakeAuthentication = true
      var stream = try connectToPeer(client, port: port)
      try stream.handshake(deadline: .after(patience))
      #expect(!stream.summary.sentCertificate)
      try child.wait("the handshake") { $0.contains("CIPHER is") }
      child.type("c\n")
      let deadline = Deadline.after(patience)
      while !stream.events.contains(.clientAuthenticated) { try stream.receive(deadline: deadline) }
      #expect(stream.summary.sentCertificate)
      try stream.write("after it\n")
      try child.wait("our line") { $0.contains("after it") }
      try stream.close(deadline: deadline)
    }

    @Test func `are asked of our client by GnuTLS's server`() throws {
      let chain = try World.shared.get().chain(.p256)
      let port = freePort()
      let child = try Child(
        "stdbuf",
        [
          "-oL", "gnutls-serv", "--port", "\(port)", "--echo", "--disable-client-cert",
          "--x509cafile", chain.authorityFile, "--x509certfile", chain.server.certificateFile,
          "--x509keyfile", chain.server.keyFile, "--priority",
          gnuTLSPriority(CipherSuite.all, [.x25519]),
        ])
      var client = Resumption.client(chain)
      client.allowsPostHandshakeAuthentication = true
      var stream = try connectToPeer(client, port: port)
      try stream.handshake(deadline: .after(patience))
      try stream.write("**REAUTH**\n")
      let deadline = Deadline.after(patience)
      while !stream.events.contains(.clientAuthenticated) { try stream.receive(deadline: deadline) }
      #expect(stream.summary.sentCertificate, "\(child.text)")
      try stream.write("after it\n")
      // The server says first that it has done what it was told.
      let answer = try stream.read(count: 100, orUntil: 0x0A)
      #expect(answer.starts(with: Array("Successfully executed command".utf8)))
      #expect(try stream.read(count: 100, orUntil: 0x0A).starts(with: Array("after it".utf8)))
      try stream.close(deadline: deadline)
    }
  }

  @Suite struct `External keys` {
    static let hex = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

    private func key() throws -> PreSharedKey {
      let bytes = (0..<32).map { UInt8($0) }
      return try PreSharedKey(
        external: Array("device".utf8), key: SecretBytes(copying: bytes.span))
    }

    private func client(_ chain: Chain) throws -> ClientConfiguration {
      var client = ClientConfiguration(verification: chain.verification(.server))
      client.preSharedKeys = [try key()]
      client.groups = [.x25519]
      return client
    }

    private func server(_ chain: Chain, modes: Bool = false) throws -> ServerConfiguration {
      var server = ServerConfiguration(credentials: [], clientAuthentication: .none)
      server.preSharedKeys = [try key()]
      server.allowsKeyWithoutExchange = modes
      return server
    }

    private func gnuTLS(_ keys: String) -> String {
      "NORMAL:-VERS-ALL:+VERS-TLS1.3:-KX-ALL:+\(keys):-GROUP-ALL:+GROUP-X25519:-CIPHER-ALL:+AES-128-GCM"
    }

    @Test(arguments: OpenSSLVersion.allCases)
    func `are known to OpenSSL's server`(_ version: OpenSSLVersion) throws {
      let chain = try World.shared.get().chain(.p256)
      let port = freePort()
      let child = try Child(
        version.rawValue,
        [
          "s_server", "-accept", "127.0.0.1:\(port)", "-tls1_3", "-nocert", "-psk", Self.hex,
          "-psk_identity", "device", "-rev",
        ])
      let result = try Resumption.connect(try client(chain), port: port)
      #expect(result.summary.preSharedKey == .external(identity: Array("device".utf8)))
      #expect(result.answer.contains("olleh"), "\(child.text)")
    }

    @Test(arguments: OpenSSLVersion.allCases)
    func `are offered by OpenSSL's client`(_ version: OpenSSLVersion) throws {
      let chain = try World.shared.get().chain(.p256)
      let listener = try Listener(at: HostPort(host: "127.0.0.1", port: 0))
      let child = try Child(
        version.rawValue,
        [
          "s_client", "-connect", "127.0.0.1:\(listener.place.port)", "-tls1_3", "-quiet", "-psk",
          Self.hex, "-psk_identity", "device",
        ])
      var stream = try acceptPeer(try server(chain), at: listener)
      try stream.handshake(deadline: .after(patience))
      #expect(stream.summary.preSharedKey == .external(identity: Array("device".utf8)))
      try stream.write("from our server\n")
      try child.wait("our line") { $0.contains("from our server") }
      stream.finish()
    }

    @Test(arguments: ["ECDHE-PSK", "PSK"])
    func `are known to GnuTLS's server`(kind: String) throws {
      let world = try World.shared.get()
      let chain = try world.chain(.p256)
      let port = freePort()
      let file = world.folder.appendingPathComponent("psk-\(UUID().uuidString)")
      try Data("device:\(Self.hex)\n".utf8).write(to: file)
      let child = try Child(
        "stdbuf",
        [
          "-oL", "gnutls-serv", "--port", "\(port)", "--echo", "--pskpasswd", file.path,
          "--priority", gnuTLS(kind),
        ])
      var client = try client(chain)
      client.keyExchangeModes = kind == "PSK" ? [.psk] : [.pskDHE]
      let result = try Resumption.connect(client, port: port)
      #expect(result.summary.preSharedKey == .external(identity: Array("device".utf8)))
      #expect(result.summary.group == (kind == "PSK" ? nil : .x25519))
      #expect(result.answer.contains("hello"), "\(child.text)")
    }

    @Test(arguments: ["ECDHE-PSK", "PSK"])
    func `are offered by GnuTLS's client`(kind: String) throws {
      let chain = try World.shared.get().chain(.p256)
      let listener = try Listener(at: HostPort(host: "127.0.0.1", port: 0))
      let child = try Child(
        "gnutls-cli",
        [
          "localhost", "--port", "\(listener.place.port)", "--pskusername", "device", "--pskkey",
          Self.hex, "--priority", gnuTLS(kind),
        ])
      var stream = try acceptPeer(try server(chain, modes: true), at: listener)
      try stream.handshake(deadline: .after(patience))
      #expect(stream.summary.preSharedKey == .external(identity: Array("device".utf8)))
      #expect(stream.summary.group == (kind == "PSK" ? nil : .x25519))
      try stream.write("from our server\n")
      try child.wait("our line") { $0.contains("from our server") }
      stream.finish()
    }
  }

  @Suite struct `Keys that the peer changes` {
    @Test func `when GnuTLS's client wants new ones`() throws {
      let chain = try World.shared.get().chain(.p256)
      let listener = try Listener(at: HostPort(host: "127.0.0.1", port: 0))
      let child = try Child(
        "gnutls-cli",
        [
          "localhost", "--port", "\(listener.place.port)", "--x509cafile", chain.authorityFile,
          "--inline-commands", "--priority", gnuTLSPriority(CipherSuite.all, [.x25519]),
        ])
      let server = ServerConfiguration(
        credentials: [chain.server.credential], clientAuthentication: .none)
      var stream = try acceptPeer(server, at: listener)
      try stream.handshake(deadline: .after(patience))
      child.type("^rekey^\n")
      let deadline = Deadline.after(patience)
      while !stream.events.contains(.keysUpdated) { try stream.receive(deadline: deadline) }
      try stream.write("under new keys\n")
      try child.wait("our line") { $0.contains("under new keys") }
      child.type("and back\n")
      #expect(try stream.read(count: 100, orUntil: 0x0A) == Array("and back\n".utf8))
      stream.finish()
    }
  }
}
