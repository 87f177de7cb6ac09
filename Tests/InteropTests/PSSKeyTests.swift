import Bytes
import Cryptography
import Foundation
import MutualTLS
import PKI
import TLS13
import TestSupport
import Testing

extension Interoperation {
  /// Certificates whose keys are of the algorithm id-RSASSA-PSS: rsa_pss_pss_* in TLS (RFC 9846, Section 4.3.3).
  @Suite struct `Keys that are for PSS alone` {
    private struct Files {
      let key: String
      let certificate: String
    }

    /// A key without restrictions, or for one hash, and a certificate that it signs itself.
    private func make(_ hash: String?) throws -> Files {
      let folder = try World.shared.get().folder
      let name = "pss-\(UUID().uuidString)"
      let files = Files(
        key: folder.appendingPathComponent(name + ".key").path,
        certificate: folder.appendingPathComponent(name + ".crt").path)
      let restriction =
        hash.map {
          [
            "-pkeyopt", "rsa_pss_keygen_md:\($0)", "-pkeyopt", "rsa_pss_keygen_mgf1_md:\($0)",
            "-pkeyopt", "rsa_pss_keygen_saltlen:\($0 == "sha256" ? 32 : $0 == "sha384" ? 48 : 64)",
          ]
        } ?? []
      let key = try Child(
        "openssl",
        ["genpkey", "-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048", "-out", files.key]
          + restriction)
      #expect(try key.waitForExit() == 0, "\(key.text)")
      let request = try Child(
        "openssl",
        [
          "req", "-x509", "-new", "-key", files.key, "-subj", "/CN=localhost", "-days", "5",
          "-addext", "subjectAltName=DNS:localhost", "-addext", "keyUsage=digitalSignature",
          "-addext", "basicConstraints=critical,CA:FALSE", "-\(hash ?? "sha256")", "-sigopt",
          "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest", "-out", files.certificate,
        ])
      #expect(try request.waitForExit() == 0, "\(request.text)")
      return files
    }

    private func credential(_ files: Files) throws -> Credential {
      try Credential(
        chain: CertificateFile.certificates(in: MutualTLS.Files.read(files.certificate)),
        key: KeyFile.privateKey(in: MutualTLS.Files.read(files.key)))
    }

    @Test(arguments: [nil, "sha256", "sha384"])
    func `are verified when OpenSSL's server has one`(hash: String?) throws {
      let files = try make(hash)
      let port = freePort()
      let child = try Child(
        "openssl",
        [
          "s_server", "-accept", "127.0.0.1:\(port)", "-tls1_3", "-cert", files.certificate, "-key",
          files.key, "-rev",
        ])
      let own = try credential(files)
      var client = ClientConfiguration(
        verification: .verify(
          PeerVerifier(
            roots: TrustRoots(own.chain), policy: VerificationPolicy(purpose: .server))))
      let result = try Resumption.connect(client, port: port)
      #expect(
        result.summary.peerSignatureScheme
          == (hash == "sha384" ? .rsaPSSPSSSHA384 : .rsaPSSPSSSHA256))
      #expect(result.answer.contains("olleh"), "\(child.text)")
      // Who does not offer these schemes does not get such a certificate.
      client.signatureSchemes = [.rsaPSSRSAESHA256, .ecdsaSecp256r1SHA256]
      let refusal = #expect(throws: StreamFailure.self) {
        try Resumption.connect(client, port: port)
      }
      #expect(refusal?.alertReceived == .handshakeFailure)
    }

    /// Who has a key for PSS alone and a certificate that it signed itself, on both sides.
    private func party(_ hash: String?) throws -> (Party, TrustRoots) {
      let files = try make(hash)
      let own = try credential(files)
      return (
        Party(credential: own, certificateFile: files.certificate, keyFile: files.key),
        TrustRoots(own.chain)
      )
    }

    private static func schemes(_ hash: String?) -> [SignatureScheme] {
      switch hash {
      case "sha256": [.rsaPSSPSSSHA256]
      case "sha384": [.rsaPSSPSSSHA384]
      case "sha512": [.rsaPSSPSSSHA512]
      default: [.rsaPSSPSSSHA256, .rsaPSSPSSSHA384, .rsaPSSPSSSHA512]
      }
    }

    @Test(arguments: [Peer.openSSL, .gnuTLS], [nil, "sha256", "sha384", "sha512"])
    func `authenticate our client to a peer's server, and that to us`(
      peer: Peer, hash: String?
    ) throws {
      let (party, roots) = try party(hash)
      let server = try PeerServer(peer, party, trusting: party.certificateFile)
      var client = ClientConfiguration(
        verification: .verify(
          PeerVerifier(roots: roots, policy: VerificationPolicy(purpose: .server))))
      client.credential = party.credential
      var stream = try connectToPeer(client, port: server.port)
      try stream.handshake(deadline: .after(patience))
      try stream.write("hello\n")
      // Who answers has judged our signature.
      let answer = try stream.read(count: 1000, orUntil: 0x0A)
      let wanted = peer == .openSSL ? "olleh" : "hello"
      #expect(String(decoding: answer, as: UTF8.self).hasPrefix(wanted), "\(server.child.text)")
      let summary = stream.summary
      #expect(summary.sentCertificate)
      let scheme = try #require(summary.peerSignatureScheme)
      #expect(Self.schemes(hash).contains(scheme))
      try stream.close(deadline: .after(patience))
    }

    @Test(arguments: [Peer.openSSL, .gnuTLS], [nil, "sha256", "sha384", "sha512"])
    func `authenticate our server to a peer's client, and that to us`(
      peer: Peer, hash: String?
    ) throws {
      let (party, roots) = try party(hash)
      let server = ServerConfiguration(
        credentials: [party.credential],
        clientAuthentication: .required(
          .verify(PeerVerifier(roots: roots, policy: VerificationPolicy(purpose: .client)))))
      let listener = try Listener(at: HostPort(host: "127.0.0.1", port: 0))
      let child = try startPeerClient(
        peer, party, trusting: party.certificateFile, port: listener.place.port)
      var stream = try acceptPeer(server, at: listener)
      try stream.handshake(deadline: .after(patience))
      let summary = stream.summary
      #expect(summary.peer?.path?.leaf == party.credential.chain.first)
      let scheme = try #require(summary.peerSignatureScheme)
      #expect(Self.schemes(hash).contains(scheme))
      child.type("from the peer\n")
      let line = try stream.read(count: 1000, orUntil: 0x0A)
      #expect(line == Array("from the peer\n".utf8))
      stream.finish()
    }
  }
}
