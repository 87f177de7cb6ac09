import Bytes
import MutualTLS
import PKI
import TLS13
import Testing
import ZlibCompression

extension Interoperation {
  /// What OpenSSL has since version 3.2, through its library (`Tests/Peers/openssl.py`).
  @Suite struct `OpenSSL 3.5` {
    /// The handshake message CompressedCertificate, and Certificate.
    private static let compressed = 25
    private static let plain = 11

    /// Whether one of its lines says that this message went, or came.
    private func says(_ child: Child, _ verb: String, _ type: Int) -> Bool {
      child.text.split(separator: "\n").contains("\(verb) \(type)")
    }

    // Compressed certificates (RFC 8879)

    @Test(arguments: [KeyKind.p256, .rsa], [true, false])
    func `as a server compresses its certificates and takes ours compressed`(
      kind: KeyKind, weCompress: Bool
    ) throws {
      let chain = try World.shared.get().chain(kind)
      let child = try Child(
        "openssl.py",
        [
          "server", "--cert", chain.server.certificateFile, "--key", chain.server.keyFile, "--ca",
          chain.authorityFile, "--auth", "--zlib",
        ])
      var client = ClientConfiguration(verification: chain.verification(.server))
      client.credential = chain.client.credential
      client.certificateCompression = weCompress ? [.zlib] : []
      var stream = try connectToPeer(client, port: try child.port("openssl.py"))
      try stream.handshake(deadline: .after(patience))
      try stream.write("hello\n")
      #expect(try stream.read(count: 6) == Array("hello\n".utf8), "\(child.text)")
      let summary = stream.summary
      #expect(summary.peerCertificateCompression == (weCompress ? 1 : nil))
      #expect(summary.sentCertificate)
      stream.finish()
      try child.wait("its end") { $0.contains("done") }
      for verb in ["sent", "received"] {
        #expect(says(child, verb, Self.compressed) == weCompress, "\(child.text)")
        #expect(says(child, verb, Self.plain) != weCompress, "\(child.text)")
      }
      #expect(child.text.contains("verified=0"), "\(child.text)")
    }

    @Test(arguments: [KeyKind.p256, .rsa], [true, false])
    func `as a client compresses its certificates and takes ours compressed`(
      kind: KeyKind, weCompress: Bool
    ) throws {
      let chain = try World.shared.get().chain(kind)
      var server = ServerConfiguration(
        credentials: [chain.server.credential],
        clientAuthentication: .required(chain.verification(.client)))
      server.certificateCompression = weCompress ? [.zlib] : []
      let listener = try Listener(at: HostPort(host: "127.0.0.1", port: 0))
      let child = try Child(
        "openssl.py",
        [
          "client", "--addr", "127.0.0.1:\(listener.place.port)", "--cert",
          chain.client.certificateFile, "--key", chain.client.keyFile, "--ca", chain.authorityFile,
          "--zlib",
        ])
      var stream = try acceptPeer(server, at: listener)
      try stream.handshake(deadline: .after(patience))
      let summary = stream.summary
      #expect(summary.peerCertificateCompression == (weCompress ? 1 : nil), "\(child.text)")
      #expect(PeerSummary(summary.peer, now: .now)?.isVerified == true)
      let line = try stream.read(count: 4096, orUntil: 0x0A)
      try stream.write(String(decoding: line, as: UTF8.self))
      try child.wait("its end") { $0.contains("done") }
      for verb in ["sent", "received"] {
        #expect(says(child, verb, Self.compressed) == weCompress, "\(child.text)")
      }
      stream.finish()
    }

    // Raw public keys (RFC 7250)

    @Test func `as a server and our client know each other by raw public keys`() throws {
      let theirs = try Extensions.RawKey()
      let ours = try Extensions.RawKey()
      let child = try Child(
        "openssl.py",
        [
          "server", "--key", theirs.keyFile, "--auth", "--server-rpk", "--client-rpk", "--expect",
          ours.publicFile,
        ])
      var client = ClientConfiguration(verification: .unverified)
      client.credential = try ours.credential()
      client.serverCertificateTypes = [.rawPublicKey]
      client.clientCertificateTypes = [.rawPublicKey]
      client.trustedRawPublicKeys = .keys([theirs.info])
      var stream = try connectToPeer(client, port: try child.port("openssl.py"))
      try stream.handshake(deadline: .after(patience))
      try stream.write("hello\n")
      #expect(try stream.read(count: 6) == Array("hello\n".utf8), "\(child.text)")
      let summary = stream.summary
      #expect(summary.peer?.rawPublicKey?.der == theirs.info.der)
      #expect(summary.sentCertificate)
      stream.finish()
      #expect(child.text.contains(Self.bothRaw), "\(child.text)")
    }

    private static let bothRaw =
      "negotiated server_certificate_type=2 client_certificate_type=2 verified=0"

    @Test func `as a client and our server know each other by raw public keys`() throws {
      let theirs = try Extensions.RawKey()
      let ours = try Extensions.RawKey()
      var server = ServerConfiguration(
        credentials: [try ours.credential()], clientAuthentication: .required(.unverified))
      server.clientCertificateTypes = [.rawPublicKey]
      server.trustedRawPublicKeys = .keys([theirs.info])
      let listener = try Listener(at: HostPort(host: "127.0.0.1", port: 0))
      let child = try Child(
        "openssl.py",
        [
          "client", "--addr", "127.0.0.1:\(listener.place.port)", "--key", theirs.keyFile,
          "--server-rpk", "--client-rpk", "--expect", ours.publicFile,
        ])
      var stream = try acceptPeer(server, at: listener)
      try stream.handshake(deadline: .after(patience))
      #expect(stream.summary.peer?.rawPublicKey?.der == theirs.info.der)
      let line = try stream.read(count: 4096, orUntil: 0x0A)
      try stream.write(String(decoding: line, as: UTF8.self))
      try child.wait("its end") { $0.contains("done") }
      #expect(child.text.contains(Self.bothRaw), "\(child.text)")
      stream.finish()
    }

    @Test func `refuses a raw public key that it does not expect, as do we`() throws {
      let theirs = try Extensions.RawKey()
      let ours = try Extensions.RawKey()
      let stranger = try Extensions.RawKey()
      for weRefuse in [true, false] {
        let child = try Child(
          "openssl.py",
          [
            "server", "--key", theirs.keyFile, "--auth", "--server-rpk", "--client-rpk",
            "--expect", (weRefuse ? ours : stranger).publicFile,
          ])
        var client = ClientConfiguration(verification: .unverified)
        client.credential = try ours.credential()
        client.serverCertificateTypes = [.rawPublicKey]
        client.clientCertificateTypes = [.rawPublicKey]
        client.trustedRawPublicKeys = .keys([weRefuse ? stranger.info : theirs.info])
        var stream = try connectToPeer(client, port: try child.port("openssl.py"))
        let failure = handshakeFailure(&stream) ?? readFailure(&stream)
        #expect(failure != nil)
        if weRefuse { #expect(failure?.alertReceived == nil) }
        try child.wait("its error") { $0.contains("error:") }
        #expect(try child.waitForExit() == 1)
      }
    }
  }
}
