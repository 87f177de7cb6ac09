import Bytes
import MutualTLS
import PKI
import TLS13
import TestSupport
import Testing

extension Interoperation {
  @Suite struct `Every key, suite and group` {
    @Test(arguments: Combination.all)
    func `serves our client`(_ one: Combination) throws {
      let chain = try World.shared.get().chain(one.key)
      let server = try PeerServer(
        one.peer, chain.server, trusting: chain.authorityFile, suites: [one.suite],
        groups: [one.group])
      var client = ClientConfiguration(verification: chain.verification(.server))
      client.credential = chain.client.credential
      client.cipherSuites = [one.suite]
      client.groups = one.clientGroups
      client.applicationProtocols = ["http/1.1"]
      var stream = try connectToPeer(client, port: server.port)
      try stream.handshake(deadline: .after(patience))
      let word = "interoperation"
      try stream.write(word + "\n")
      // OpenSSL's server gives lines back reversed.
      let answer = try stream.read(count: word.utf8.count)
      let wanted = one.peer == .openSSL ? String(word.reversed()) : word
      #expect(String(decoding: answer, as: UTF8.self).hasPrefix(wanted))
      let summary = stream.summary
      #expect(summary.cipherSuite == one.suite)
      #expect(summary.group == one.group)
      #expect(summary.usedHelloRetryRequest == one.retries)
      #expect(summary.sentCertificate)
      #expect(summary.peer?.path?.leaf == chain.server.credential.chain.first)
      try stream.close(deadline: .after(patience))
      if one.peer == .go {
        let status = try server.child.waitForExit()
        #expect(status == 0, "\(server.child.text)")
        #expect(server.child.text.contains("suite=\(one.suite.openSSLName)"))
        #expect(server.child.text.contains("peer=\(one.key.rawValue)-client"))
      }
    }

    @Test(arguments: Combination.forOurServer)
    func `is served by our server`(_ one: Combination) throws {
      let chain = try World.shared.get().chain(one.key)
      var server = ServerConfiguration(
        credentials: [chain.server.credential],
        clientAuthentication: .required(chain.verification(.client)))
      server.cipherSuites = [one.suite]
      server.groups = [one.group]
      server.applicationProtocols = ["http/1.1"]
      let listener = try Listener(at: HostPort(host: "127.0.0.1", port: 0))
      let child = try startPeerClient(
        one.peer, chain.client, trusting: chain.authorityFile, port: listener.place.port,
        suites: CipherSuite.all.contains(one.suite) ? CipherSuite.all : [one.suite],
        groups: one.clientGroups)
      var stream = try acceptPeer(server, at: listener)
      try stream.handshake(deadline: .after(patience))
      let summary = stream.summary
      #expect(summary.cipherSuite == one.suite)
      #expect(summary.group == one.group)
      #expect(summary.usedHelloRetryRequest == one.retries)
      #expect(summary.serverName == "localhost")
      #expect(summary.peer?.path?.leaf == chain.client.credential.chain.first)
      if one.peer == .go {
        let data = try stream.read(count: 1000)
        try stream.write(data.span, deadline: .after(patience))
      } else {
        child.type("from the peer\n")
        let line = try stream.read(count: 1000, orUntil: 0x0A)
        #expect(line == Array("from the peer\n".utf8))
        try stream.write("from our server\n")
        try child.wait("our line") { $0.contains("from our server") }
      }
      stream.finish()
      let status = try child.waitForExit()
      #expect(status == 0, "\(child.text)")
      if one.peer == .go {
        #expect(child.text.contains("suite=\(one.suite.openSSLName)"))
        #expect(child.text.contains("retried=\(one.retries)"))
      }
    }
  }
}
