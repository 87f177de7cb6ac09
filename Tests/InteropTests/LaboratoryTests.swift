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

    @Test func `peers are compared in a table, side by side`() throws {
      let names = [
        "finished-wrong", "hello-compression", "record-corrupt", "hello-unknown-extension",
        "hello-zero-share", "finished-late",
      ]
      let scripts = try Catalogue.scripts().filter { names.contains($0.name) }
      var table = ReportTable(peers: Peer.allCases.map(\.rawValue))
      for script in scripts {
        var reactions: [Reaction] = []
        for peer in Peer.allCases {
          let (server, request) = try start(peer)
          defer { server.child.stop() }
          reactions.append(
            try patiently { () throws(StreamFailure) in
              try script.play(against: request, deadline: { .after(.seconds(5)) })
            })
        }
        table.add(script, reactions)
      }
      #expect(table.rows.count == names.count)
      #expect(!table.hasWrong, "\(table.text)")
      for (index, peer) in Peer.allCases.enumerated() {
        // OpenSSL says decode_error of a compression method that is not null.
        #expect(
          table.count(.asDemanded, of: index) == names.count - (peer == .openSSL ? 1 : 0),
          "\(table.text)")
        #expect(table.text.contains("\(peer.rawValue): "))
        #expect(table.html.contains("<th scope=\"col\">\(peer.rawValue)</th>"))
      }
      for name in names { #expect(table.html.contains("<b>\(name)</b>")) }
      // JSON tells the same.
      let rows = try #require(table.json["scripts"])
      guard case .array(let values) = rows else {
        Issue.record("no scripts")
        return
      }
      #expect(values.count == names.count)
      for value in values {
        guard case .array(let reactions)? = value["reactions"] else {
          Issue.record("no reactions")
          continue
        }
        #expect(reactions.count == Peer.allCases.count)
      }
    }

    @Test(arguments: Peer.allCases)
    func `what is delayed comes late, and by itself`(peer: Peer) throws {
      let text = """
        {"name": "late", "role": "client", "accept": true,
         "actions": [{"message": "Finished", "do": "delay", "number": 250}]}
        """
      let script = try #require(try Catalogue.read(text).first)
      let (server, request) = try start(peer)
      defer { server.child.stop() }
      let clock = ContinuousClock()
      var reaction = Reaction.notReached
      let time = try clock.measure {
        reaction = try patiently { () throws(StreamFailure) in
          try script.play(against: request, deadline: { .after(patience) })
        }
      }
      #expect(reaction == .accepted, "\(peer): \(reaction.text)")
      #expect(time > .milliseconds(250))
    }
  }
}
