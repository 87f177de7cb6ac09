import Bytes
import Cryptography
import MutualTLS
import PKI
import TLS13

#if canImport(Glibc)
  import Glibc
#endif

/// How long anything may take.
let patience = Duration.seconds(60)

/// Connects our client, once the peer listens.
func connectToPeer(
  _ configuration: ClientConfiguration, port: UInt16, name: String = "localhost"
) throws -> Stream<ClientConnection> {
  var random = SystemRandom()
  var output: [UInt8] = []
  let connection = try ClientConnection(
    configuration, server: ReferenceIdentity(name), random: &random, output: &output)
  return Stream(connection, over: try connectedSocket(port), output: output)
}

/// Waits until somebody listens, and connects.
func connectedSocket(_ port: UInt16) throws -> Socket {
  let deadline = Deadline.after(patience)
  while true {
    do throws(SocketError) {
      return try Socket.connect(
        to: HostPort(host: "127.0.0.1", port: port), deadline: deadline)
    } catch {
      guard case .unreachable = error, !deadline.hasPassed else { throw error }
      usleep(3000)
    }
  }
}

/// Waits for one client of our server.
func acceptPeer(
  _ configuration: ServerConfiguration, at listener: borrowing Listener
) throws -> Stream<ServerConnection> {
  guard let socket = try listener.accept(deadline: .after(patience)) else {
    throw Late(description: "no client came")
  }
  return Stream(ServerConnection(configuration), over: socket)
}

extension Stream where Connection: ~Copyable {
  /// Reads until there are `count` bytes, or until `end` is among them.
  mutating func read(count: Int, orUntil end: UInt8? = nil) throws -> [UInt8] {
    var data: [UInt8] = []
    while data.count < count {
      guard try read(appendingTo: &data, deadline: .after(patience)) else { break }
      if let end, data.contains(end) { break }
    }
    return data
  }

  /// Sends a text.
  mutating func write(_ text: String) throws {
    let bytes = Array(text.utf8)
    try write(bytes.span, deadline: .after(patience))
  }
}

/// Why the handshake failed; nil where it did not.
func handshakeFailure<Connection: Endpoint & ~Copyable>(
  _ stream: inout Stream<Connection>
) -> StreamFailure? {
  do throws(StreamFailure) {
    try stream.handshake(deadline: .after(patience))
    return nil
  } catch { return error }
}

/// Why reading failed; nil where there were data.
func readFailure<Connection: Endpoint & ~Copyable>(
  _ stream: inout Stream<Connection>
) -> StreamFailure? {
  do throws(StreamFailure) {
    var data: [UInt8] = []
    while try stream.read(appendingTo: &data, deadline: .after(patience)) {}
    return nil
  } catch { return error }
}
