import Bytes
import Cryptography
import Foundation
import MutualTLS
import PKI
import TLS13
import TestSupport
import Testing

extension Interoperation {
  /// Extensions that the peers have too.
  @Suite struct `Extensions` {
    private static let rawKeys = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+CTYPE-SRV-RAWPK:+CTYPE-CLI-RAWPK"

    /// An OCSP response that says "try later" (RFC 6960, Section 4.2.1), and its file: it goes from side to side,
    /// and nobody is asked to believe it.
    private func response() throws -> (bytes: [UInt8], file: String) {
      let bytes: [UInt8] = [0x30, 0x03, 0x0A, 0x01, 0x03]
      let file = try World.shared.get().folder.appendingPathComponent("\(UUID().uuidString).ocsp")
      try Data(bytes).write(to: file)
      return (bytes, file.path)
    }

    private func unverifying() -> ClientConfiguration {
      var client = ClientConfiguration(verification: .unverified)
      client.groups = [.x25519]
      return client
    }

    // record_size_limit (RFC 8449)

    @Test(arguments: [512, 1500, 16_384])
    func `limit what GnuTLS' server sends, and what it is sent`(limit: Int) throws {
      let chain = try World.shared.get().chain(.p256)
      let port = freePort()
      let child = try Child(
        "stdbuf",
        [
          "-oL", "gnutls-serv", "--port", "\(port)", "--echo", "--recordsize", "\(limit)",
          "--x509certfile", chain.server.certificateFile, "--x509keyfile", chain.server.keyFile,
          "--priority", gnuTLSPriority(CipherSuite.all, [.x25519]),
        ])
      var client = unverifying()
      client.recordSizeLimit = 700
      var stream = try connectToPeer(client, port: port)
      try stream.handshake(deadline: .after(patience))
      // Content and its type.
      #expect(stream.summary.peerRecordSizeLimit == limit + 1, "\(child.text)")
      let line = String(repeating: "0123456789abcde\n", count: 64)
      try stream.write(line)
      #expect(try stream.read(count: line.utf8.count) == Array(line.utf8), "\(child.text)")
      stream.finish()
    }

    @Test func `limit what is sent to GnuTLS' client`() throws {
      let chain = try World.shared.get().chain(.p256)
      let server = ServerConfiguration(
        credentials: [chain.server.credential], clientAuthentication: .none)
      let listener = try Listener(at: HostPort(host: "127.0.0.1", port: 0))
      let child = try Child(
        "gnutls-cli",
        [
          "localhost", "--port", "\(listener.place.port)", "--x509cafile", chain.authorityFile,
          "--recordsize", "512", "--priority", gnuTLSPriority(CipherSuite.all, [.x25519]),
        ])
      var stream = try acceptPeer(server, at: listener)
      try stream.handshake(deadline: .after(patience))
      #expect(stream.summary.peerRecordSizeLimit == 513)
      try stream.write(String(repeating: "x", count: 5000) + "the end of it\n")
      try child.wait("what is longer than a record") { $0.contains("the end of it") }
      stream.finish()
    }

    // OCSP stapling (RFC 9846, Section 4.5.1.1)

    @Test(arguments: Peer.allCases)
    func `bring the OCSP response of a server`(peer: Peer) throws {
      let chain = try World.shared.get().chain(.p256)
      let (bytes, file) = try response()
      var port = freePort()
      let child =
        switch peer {
        case .go:
          try Child(
            "go-peer",
            [
              "server", "-cert", chain.server.certificateFile, "-key", chain.server.keyFile,
              "-auth=false", "-count", "2", "-staple", file,
            ])
        case .gnuTLS:
          try Child(
            "stdbuf",
            [
              "-oL", "gnutls-serv", "--port", "\(port)", "--echo", "--ocsp-response", file,
              "--ignore-ocsp-response-errors", "--x509certfile", chain.server.certificateFile,
              "--x509keyfile", chain.server.keyFile, "--priority",
              gnuTLSPriority(CipherSuite.all, [.x25519]),
            ])
        case .openSSL:
          try Child(
            "openssl",
            [
              "s_server", "-accept", "127.0.0.1:\(port)", "-tls1_3", "-cert",
              chain.server.certificateFile, "-key", chain.server.keyFile, "-rev", "-status_file",
              file,
            ])
        }
      if peer == .go { port = try child.port("go-peer") }
      for isAsked in [true, false] {
        var client = unverifying()
        client.requestsOCSP = isAsked
        var stream = try connectToPeer(client, port: port)
        try stream.handshake(deadline: .after(patience))
        let evidence = stream.summary.peer?.evidence
        #expect(evidence?.ocspResponses.first ?? nil == (isAsked ? bytes : nil), "\(child.text)")
        stream.finish()
      }
    }

    @Test(arguments: Peer.allCases)
    func `bring our OCSP response to a client`(peer: Peer) throws {
      let chain = try World.shared.get().chain(.p256)
      let (bytes, _) = try response()
      let key = try KeyFile.privateKey(in: Files.read(chain.server.keyFile))
      let own = try Credential(
        chain: chain.server.credential.chain, key: key, ocspResponse: bytes)
      let server = ServerConfiguration(credentials: [own], clientAuthentication: .none)
      let listener = try Listener(at: HostPort(host: "127.0.0.1", port: 0))
      let port = listener.place.port
      let saved = try World.shared.get().folder.appendingPathComponent(UUID().uuidString)
      let child =
        switch peer {
        case .gnuTLS:
          // It asks by itself; what it saves is what came.
          try Child(
            "gnutls-cli",
            [
              "localhost", "--port", "\(port)", "--insecure", "--save-ocsp", saved.path,
              "--priority", gnuTLSPriority(CipherSuite.all, [.x25519]),
            ])
        case .openSSL, .go:
          try startPeerClient(
            peer, nil, trusting: chain.authorityFile, port: port, groups: [.x25519],
            arguments: ["-status"])
        }
      var stream = try acceptPeer(server, at: listener)
      try stream.handshake(deadline: .after(patience))
      switch peer {
      case .go: try child.wait("the response") { $0.contains("staple=30030a0103\n") }
      case .gnuTLS, .openSSL:
        try stream.write("from our server\n")
        try child.wait("our line") { $0.contains("from our server") }
        if peer == .gnuTLS {
          #expect(try [UInt8](Data(contentsOf: saved)) == bytes, "\(child.text)")
        } else {
          #expect(child.text.contains("OCSP Response Status: trylater"), "\(child.text)")
        }
      }
      stream.finish()
    }

    // Raw public keys (RFC 7250)

    struct RawKey {
      let keyFile: String
      let publicFile: String
      let info: SubjectPublicKeyInfo

      init() throws {
        let folder = try World.shared.get().folder
        var random = SystemRandom()
        let key = try PrivateKey.generate(.p256, using: &random)
        info = SubjectPublicKeyInfo(key.publicKey)
        let name = UUID().uuidString
        keyFile = folder.appendingPathComponent("\(name).raw.key").path
        publicFile = folder.appendingPathComponent("\(name).raw.pub").path
        let pem = KeyFile.pem(key)
        try Data([UInt8](copying: pem.bytes)).write(to: URL(fileURLWithPath: keyFile))
        try Data(PEMObject(label: "PUBLIC KEY", der: info.der).bytes).write(
          to: URL(fileURLWithPath: publicFile))
      }

      func credential() throws -> Credential {
        Credential(rawPublicKey: try KeyFile.privateKey(in: Files.read(keyFile)))
      }
    }

    @Test func `let GnuTLS' server and our client know each other by raw public keys`() throws {
      let theirs = try RawKey()
      let ours = try RawKey()
      let port = freePort()
      let child = try Child(
        "stdbuf",
        [
          "-oL", "gnutls-serv", "--port", "\(port)", "--echo", "--require-client-cert",
          "--rawpkkeyfile", theirs.keyFile, "--rawpkfile", theirs.publicFile, "--priority",
          Self.rawKeys,
        ])
      var client = unverifying()
      client.credential = try ours.credential()
      client.serverCertificateTypes = [.rawPublicKey]
      client.trustedRawPublicKeys = .keys([theirs.info])
      var stream = try connectToPeer(client, port: port)
      try stream.handshake(deadline: .after(patience))
      try stream.write("hello\n")
      #expect(try stream.read(count: 6) == Array("hello\n".utf8), "\(child.text)")
      let summary = stream.summary
      #expect(summary.peer?.rawPublicKey?.der == theirs.info.der)
      #expect(summary.sentCertificate)
      stream.finish()
    }

    @Test func `let GnuTLS' client and our server know each other by raw public keys`() throws {
      let theirs = try RawKey()
      let ours = try RawKey()
      var server = ServerConfiguration(
        credentials: [try ours.credential()], clientAuthentication: .required(.unverified))
      server.clientCertificateTypes = [.rawPublicKey]
      server.trustedRawPublicKeys = .keys([theirs.info])
      let listener = try Listener(at: HostPort(host: "127.0.0.1", port: 0))
      let child = try Child(
        "gnutls-cli",
        [
          "localhost", "--port", "\(listener.place.port)", "--insecure", "--rawpkkeyfile",
          theirs.keyFile, "--rawpkfile", theirs.publicFile, "--priority", Self.rawKeys,
        ])
      var stream = try acceptPeer(server, at: listener)
      try stream.handshake(deadline: .after(patience))
      try stream.write("from our server\n")
      try child.wait("our line") { $0.contains("from our server") }
      #expect(stream.summary.peer?.rawPublicKey?.der == theirs.info.der)
      #expect(child.text.contains("Raw Public Key"), "\(child.text)")
      stream.finish()
    }
  }
}
