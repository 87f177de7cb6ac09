import Bytes
import JSON
import Laboratory
import MutualTLS
import PKI
import TLS13
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#endif

extension Interoperation {
  @Suite(.serialized) struct `The laboratory with real peers` {
    /// A server of the peer's, and how to trace a connection to it.
    private func start(
      _ peer: Peer, asClient showsCertificate: Bool = true
    ) throws -> (PeerServer, ClientTrace) {
      let chain = try World.shared.get().chain(.p256)
      let server = try PeerServer(peer, chain.server, trusting: chain.authorityFile)
      var configuration = ClientConfiguration(verification: .unverified)
      configuration.groups = [.x25519, .secp256r1]
      if showsCertificate { configuration.credential = chain.client.credential }
      var trace = ClientTrace(
        HostPort(host: "127.0.0.1", port: server.port), configuration,
        identity: ReferenceIdentity("localhost"), seed: "interop \(peer)", now: .now)
      trace.request = Array("hello\n".utf8)
      trace.patience = .milliseconds(300)
      return (server, trace)
    }

    /// Does something once the peer listens.
    private func patiently<Result>(_ body: () throws(StreamFailure) -> Result) throws -> Result {
      let deadline = Deadline.after(patience)
      while true {
        do throws(StreamFailure) { return try body() } catch {
          guard case .socket(.unreachable) = error, !deadline.hasPassed else { throw error }
          usleep(10_000)
        }
      }
    }

    @Test(arguments: Peer.allCases)
    func `a trace is understood wholly`(peer: Peer) throws {
      let (server, request) = try start(peer)
      defer { server.child.stop() }
      let outcome = try patiently { () throws(StreamFailure) in
        try request.run(deadline: .after(patience))
      }
      let header = Trace.Header(title: "\(peer)", started: request.now, vantage: .client)
      let trace = TraceBuilder.trace(outcome.entries, header)
      #expect(trace.messages.contains { $0.name == "Finished" && $0.sender == .client })
      #expect(trace.messages.contains { $0.name == "CertificateRequest" })
      #expect(trace.firstUnknown == nil)
      #expect(
        trace.records.allSatisfy { $0.fields.isCoveredOnce && $0.inner?.isCoveredOnce ?? true })
      #expect(trace.steps.contains { $0.agrees == true })
      #expect(trace.steps.allSatisfy { $0.agrees != false })
    }

    @Test(arguments: Peer.allCases)
    func `a recorded connection runs again bit for bit`(peer: Peer) throws {
      // Without a certificate the peer refuses, which is recorded as well.
      let (server, request) = try start(peer, asClient: false)
      defer { server.child.stop() }
      let outcome = try patiently { () throws(StreamFailure) in
        try request.run(deadline: .after(patience))
      }
      let header = Trace.Header(title: "\(peer)", started: request.now, vantage: .client)
      let recording = try #require(Recording(request, outcome, header))
      let read = try Recording(JSONReader.read(Array(recording.json.description.utf8)))
      #expect(try Replay.run(read).difference == nil)
    }

    @Test func `peers are compared in a table`() throws {
      let names = [
        "finished-wrong", "hello-compression", "record-corrupt", "hello-unknown-extension",
      ]
      let scripts = try Catalogue.scripts().filter { names.contains($0.name) }
      var table = ReportTable(peers: ["openssl"])
      for script in scripts {
        let (server, request) = try start(.openSSL)
        defer { server.child.stop() }
        let reaction = try patiently { () throws(StreamFailure) in
          try script.play(against: request, deadline: { .after(.seconds(5)) })
        }
        table.add(script, [reaction])
      }
      #expect(table.rows.count == names.count)
      // OpenSSL says decode_error of a compression method that is not null.
      #expect(table.count(.asDemanded, of: 0) == names.count - 1, "\(table.text)")
      #expect(table.count(.refusedOtherwise, of: 0) == 1, "\(table.text)")
      #expect(table.html.contains("hello-compression"))
    }
  }
}
