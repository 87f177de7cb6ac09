import Foundation
import Testing

extension Interoperation {
  /// `mtls bench connect` against servers that are not ours.
  @Suite struct `The load` {
    private func bench(_ port: UInt16, _ chain: Chain, _ more: [String]) throws -> [String: Any] {
      let tool = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appendingPathComponent("mtls").path
      let child = try Child(
        "env",
        [
          tool, "bench", "connect", "127.0.0.1:\(port)", "--server-name", "localhost", "--cacert",
          chain.authorityFile, "--cert", chain.client.certificateFile, "--key",
          chain.client.keyFile, "--json", "-q",
        ] + more)
      let code = try child.waitForExit()
      #expect(code == 0, "\(child.text)")
      let value = try JSONSerialization.jsonObject(with: Data(child.bytes))
      return try #require(value as? [String: Any])
    }

    // Go's server of these tests takes one client.
    @Test(arguments: [Peer.openSSL, .gnuTLS])
    func `counts full handshakes, and resumed ones where tickets come`(peer: Peer) throws {
      let chain = try #require(try World.shared.get().chains[.p256])
      let server = try PeerServer(peer, chain.server, trusting: chain.authorityFile)
      _ = try connectedSocket(server.port)
      let full = try bench(server.port, chain, ["-n", "12", "-c", "4"])
      #expect(full["handshakes"] as? Int == 12)
      #expect(full["full"] as? Int == 12)
      #expect(full["failed"] as? Int == 0)
      let resumed = try bench(server.port, chain, ["-n", "12", "-c", "2", "--resume"])
      #expect(resumed["handshakes"] as? Int == 12)
      if peer == .openSSL { #expect((resumed["resumed"] as? Int ?? 0) >= 8) }
    }
  }
}
