import Bytes
import Foundation
import MutualTLS
import PKI
import TLS13
import TestSupport
import Testing

/// A mebibyte.
private let volume = 1 << 20

extension Interoperation {
  @Suite struct `A mebibyte each way, with new keys in the middle` {
    func client(_ chain: Chain) -> ClientConfiguration {
      var client = ClientConfiguration(verification: chain.verification(.server))
      client.credential = chain.client.credential
      return client
    }

    func server(_ chain: Chain) -> ServerConfiguration {
      ServerConfiguration(
        credentials: [chain.server.credential],
        clientAuthentication: .required(chain.verification(.client)))
    }

    @Test func `comes back from Go's server unharmed`() throws {
      let chain = try World.shared.get().chain(.p256)
      let peer = try PeerServer(.go, chain.server, trusting: chain.authorityFile)
      var random = SeededRandom()
      let data = random.bytes(volume)
      var stream = try connectToPeer(client(chain), port: peer.port)
      try stream.handshake(deadline: .after(patience))
      var received: [UInt8] = []
      for part in 0..<16 {
        if part == 5 { try stream.updateKeys(requestsPeer: true) }
        if part == 11 { try stream.updateKeys(requestsPeer: false) }
        let range = (part << 16)..<((part + 1) << 16)
        try stream.write(data.span.extracting(range), deadline: .after(patience))
        received += try stream.read(count: 1 << 16)
      }
      #expect(received == data, "seed \(random.seed)")
      let events = stream.events
      #expect(events.contains(.keysUpdated))
      try stream.close(deadline: .after(patience))
      let rest = try stream.read(count: 1)
      #expect(rest.isEmpty)
      let status = try peer.child.waitForExit()
      #expect(status == 0, "\(peer.child.text)")
    }

    @Test func `goes to Go's client and back unharmed`() throws {
      let chain = try World.shared.get().chain(.p256)
      let listener = try Listener(at: HostPort(host: "127.0.0.1", port: 0))
      let child = try startPeerClient(
        .go, chain.client, trusting: chain.authorityFile, port: listener.place.port,
        byteCount: volume)
      var stream = try acceptPeer(server(chain), at: listener)
      try stream.handshake(deadline: .after(patience))
      var total = 0
      var hasUpdated = false
      while total < volume {
        var data: [UInt8] = []
        guard try stream.read(appendingTo: &data, deadline: .after(patience)) else { break }
        total += data.count
        if total > volume / 2, !hasUpdated {
          hasUpdated = true
          try stream.updateKeys(requestsPeer: true)
        }
        try stream.write(data.span, deadline: .after(patience))
      }
      #expect(total == volume)
      stream.finish()
      let status = try child.waitForExit()
      #expect(status == 0, "\(child.text)")
    }

    @Test func `goes both ways with OpenSSL's server`() throws {
      let chain = try World.shared.get().chain(.p256)
      let peer = try PeerServer(
        .openSSL, chain.server, trusting: chain.authorityFile, echoes: false)
      var random = SeededRandom()
      let (up, down) = (random.bytes(volume), random.bytes(volume))
      var stream = try connectToPeer(client(chain), port: peer.port)
      try stream.handshake(deadline: .after(patience))
      peer.child.type(Array(down[..<(volume / 2)]))
      try stream.write(up.span.extracting(..<(volume / 2)), deadline: .after(patience))
      var received = try stream.read(count: volume / 2)
      try stream.updateKeys(requestsPeer: true)
      try stream.write(up.span.extracting((volume / 2)...), deadline: .after(patience))
      peer.child.type(Array(down[(volume / 2)...]))
      received += try stream.read(count: volume / 2)
      #expect(received == down, "seed \(random.seed)")
      let events = stream.events
      #expect(events.contains(.keysUpdated))
      try stream.close(deadline: .after(patience))
      try expectPrinted(up, by: peer.child, seed: random.seed)
    }

    @Test func `goes both ways with OpenSSL's client`() throws {
      let chain = try World.shared.get().chain(.p256)
      let listener = try Listener(at: HostPort(host: "127.0.0.1", port: 0))
      let child = try startPeerClient(
        .openSSL, chain.client, trusting: chain.authorityFile, port: listener.place.port,
        arguments: ["-quiet", "-verify_quiet"])
      var random = SeededRandom()
      let (up, down) = (random.bytes(volume), random.bytes(volume))
      var stream = try acceptPeer(server(chain), at: listener)
      try stream.handshake(deadline: .after(patience))
      child.type(Array(up[..<(volume / 2)]))
      try stream.write(down.span.extracting(..<(volume / 2)), deadline: .after(patience))
      var received = try stream.read(count: volume / 2)
      try stream.updateKeys(requestsPeer: true)
      try stream.write(down.span.extracting((volume / 2)...), deadline: .after(patience))
      child.type(Array(up[(volume / 2)...]))
      received += try stream.read(count: volume / 2)
      #expect(received == up, "seed \(random.seed)")
      let events = stream.events
      #expect(events.contains(.keysUpdated))
      try expectPrinted(down, by: child, seed: random.seed)
      stream.finish()
    }

    @Test func `stays in step when OpenSSL's client changes keys`() throws {
      let chain = try World.shared.get().chain(.p256)
      let listener = try Listener(at: HostPort(host: "127.0.0.1", port: 0))
      let child = try startPeerClient(
        .openSSL, chain.client, trusting: chain.authorityFile, port: listener.place.port,
        arguments: [])
      var stream = try acceptPeer(server(chain), at: listener)
      try stream.handshake(deadline: .after(patience))
      for (round, command) in ["K\n", "k\n"].enumerated() {
        child.type(command)
        // What came with the command in one piece would be lost.
        try child.wait("\(command) to be taken") {
          $0.components(separatedBy: "KEYUPDATE").count == round + 2
        }
        child.type("after \(command)")
        let line = try stream.read(count: 1000, orUntil: 0x0A)
        #expect(line == Array("after \(command)".utf8))
        try stream.write("answer to \(command)")
        try child.wait("our answer") { $0.contains("answer to \(command)") }
      }
      let events = stream.events
      #expect(events.contains(.keysUpdated))
      stream.finish()
    }

    @Test func `survives new keys with GnuTLS, whose server echoes`() throws {
      let chain = try World.shared.get().chain(.p256)
      let peer = try PeerServer(.gnuTLS, chain.server, trusting: chain.authorityFile)
      var stream = try connectToPeer(client(chain), port: peer.port)
      try stream.handshake(deadline: .after(patience))
      for round in 0..<200 {
        if round % 50 == 25 { try stream.updateKeys(requestsPeer: true) }
        // Its server takes what it reads for one line of text.
        let line = String(repeating: "line \(round) ", count: 500) + "\n"
        try stream.write(line)
        let echo = try stream.read(count: line.utf8.count, orUntil: 0x0A)
        #expect(echo.starts(with: line.utf8.dropLast()))
      }
      let events = stream.events
      #expect(events.contains(.keysUpdated))
      try stream.close(deadline: .after(patience))
    }

    /// Expects `bytes`, and nothing else, to be what the program printed.
    func expectPrinted(_ bytes: [UInt8], by child: Child, seed: UInt64) throws {
      let end = Date().addingTimeInterval(30)
      var printed = child.bytes
      // What it says of certificates goes the same way.
      var isWhole = false
      while true {
        isWhole = Data(printed).range(of: Data(bytes)) != nil
        if isWhole || Date() > end { break }
        usleep(5000)
        printed = child.bytes
      }
      #expect(isWhole, "seed \(seed), \(printed.count) bytes")
    }
  }
}
