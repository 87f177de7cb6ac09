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
            "-pkeyopt", "rsa_pss_keygen_saltlen:\($0 == "sha256" ? 32 : 48)",
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
      let port = try freePort()
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

    @Test func `are shown by our server to OpenSSL's client`() throws {
      let files = try make(nil)
      let server = ServerConfiguration(
        credentials: [try credential(files)], clientAuthentication: .none)
      let listener = try Listener(at: HostPort(host: "127.0.0.1", port: 0))
      let child = try startPeerClient(
        .openSSL, nil, trusting: files.certificate, port: listener.place.port, arguments: [])
      var stream = try acceptPeer(server, at: listener)
      try stream.handshake(deadline: .after(patience))
      try stream.write("from our server\n")
      try child.wait("our line") { $0.contains("from our server") }
      #expect(child.text.contains("Peer signature type: RSA-PSS"))
      stream.finish()
    }
  }
}
