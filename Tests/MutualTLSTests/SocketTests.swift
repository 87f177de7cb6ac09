import MutualTLS
import Testing

@Suite struct `Sockets` {
  @Test(arguments: ["127.0.0.1", "::1", "localhost"])
  func `connect, carry bytes both ways, and end`(host: String) throws {
    let listener = try Listener(at: HostPort(host: host, port: 0))
    #expect(listener.place.port != 0)
    let client = try Socket.connect(to: listener.place, deadline: .after(.seconds(5)))
    let accepted = try listener.accept(deadline: .after(.seconds(5)))
    guard let server = accepted else {
      Issue.record("nobody came")
      return
    }
    try client.write(Array("hello".utf8).span, deadline: .after(.seconds(5)))
    client.shutdownSending()
    var buffer = [UInt8](repeating: 0, count: 100)
    var span = buffer.mutableSpan
    let count = try server.read(into: &span, deadline: .after(.seconds(5)))
    #expect(String(decoding: buffer[..<count], as: UTF8.self) == "hello")
    var end = buffer.mutableSpan
    #expect(try server.read(into: &end, deadline: .after(.seconds(5))) == 0)
    // The other direction is still open.
    try server.write(Array("bye".utf8).span, deadline: .after(.seconds(5)))
    var answer = buffer.mutableSpan
    #expect(try client.read(into: &answer, deadline: .after(.seconds(5))) == 3)
  }

  @Test func `give up when the time is over`() throws {
    let listener = try Listener(at: HostPort(host: "127.0.0.1", port: 0))
    let isNobody = try listener.accept(deadline: .after(.milliseconds(20))) == nil
    #expect(isNobody)
    let client = try Socket.connect(to: listener.place, deadline: .after(.seconds(5)))
    let started = ContinuousClock.now
    #expect(throws: SocketError.timedOut(while: "waiting for the peer")) {
      var buffer = [UInt8](repeating: 0, count: 10)
      var span = buffer.mutableSpan
      _ = try client.read(into: &span, deadline: .after(.milliseconds(50)))
    }
    #expect(ContinuousClock.now - started >= .milliseconds(50))
  }

  @Test func `tell that nobody listens, and that a port is taken`() throws {
    let listener = try Listener(at: HostPort(host: "127.0.0.1", port: 0))
    let place = listener.place
    let error = #expect(throws: SocketError.self) { _ = try Listener(at: place) }
    guard case .cannotListen? = error else {
      Issue.record("another error: \(String(describing: error))")
      return
    }
    let refused = #expect(throws: SocketError.self) {
      _ = try Socket.connect(
        to: HostPort(host: "127.0.0.1", port: 1), deadline: .after(.seconds(5)))
    }
    guard case .unreachable? = refused else {
      Issue.record("another error: \(String(describing: refused))")
      return
    }
  }

  @Test(arguments: [
    ("a.example:443", "a.example", 443), ("[::1]:8443", "::1", 8443),
    ("127.0.0.1:0", "127.0.0.1", 0),
  ])
  func `are named by host and port`(text: String, host: String, port: UInt16) {
    #expect(HostPort(text) == HostPort(host: host, port: port))
    #expect(HostPort(text)?.description == text)
  }

  @Test(arguments: [
    "", ":443", "a.example", "a.example:", "a.example:65536", "a.example:+1", "::1:443", "[::1]",
    "[a]:1", "[::1:1", "a b:1", "a:1:2",
  ])
  func `are not named by`(text: String) { #expect(HostPort(text) == nil) }

  @Test(arguments: [
    ("127.0.0.1", true), ("127.255.3.4", true), ("localhost", true), ("::1", true),
    ("0.0.0.0", false), ("127.evil.example", false), ("127.0.0", false), ("10.0.0.1", false),
  ])
  func `know which hosts are this machine alone`(host: String, isLoopback: Bool) {
    #expect(HostPort(host: host, port: 1).isLoopback == isLoopback)
  }
}
