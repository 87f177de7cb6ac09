import Bytes

/// A connection to a Redis server: one command at a time, each within a bound of time.
struct RedisLink: ~Copyable {
  /// Why a command was not answered.
  enum Failure: Error {
    case socket(SocketError)
    case malformed(RedisReply.Malformed)
    /// The server said no.
    case refused(String)
    /// The server ended the connection.
    case ended
  }

  private let socket: Socket
  private var buffer: [UInt8] = []

  init(to place: HostPort, deadline: Deadline) throws(Failure) {
    do { socket = try Socket.connect(to: place, deadline: deadline) } catch {
      throw .socket(error)
    }
  }

  /// Sends a command and waits for its reply; an error reply is thrown.
  mutating func ask(_ words: [[UInt8]], deadline: Deadline) throws(Failure) -> RedisReply {
    var command = RedisReply.command(words)
    // It may hold a password.
    defer { wipe(&command) }
    do { try socket.write(command.span, deadline: deadline) } catch { throw .socket(error) }
    while true {
      let found: (reply: RedisReply, end: Int)?
      do { found = try RedisReply.read(buffer[...]) } catch { throw .malformed(error) }
      if let found {
        buffer.removeFirst(found.end)
        if case .error(let text) = found.reply { throw .refused(text) }
        return found.reply
      }
      try receive(deadline)
    }
  }

  /// The same for words of text.
  mutating func ask(_ words: String..., deadline: Deadline) throws(Failure) -> RedisReply {
    try ask(words.map { Array($0.utf8) }, deadline: deadline)
  }

  private mutating func receive(_ deadline: Deadline) throws(Failure) {
    var chunk = [UInt8](repeating: 0, count: 8192)
    let count: Int
    do {
      var span = chunk.mutableSpan
      count = try socket.read(into: &span, deadline: deadline)
    } catch { throw .socket(error) }
    guard count > 0 else { throw .ended }
    buffer += chunk[..<count]
  }
}

extension RedisLink.Failure: CustomStringConvertible {
  var description: String {
    switch self {
    case .socket(let error): "\(error)"
    case .malformed(let problem): "its reply is no reply of Redis: \(problem.description)"
    case .refused(let text): "it says: \(text)"
    case .ended: "it has ended the connection"
    }
  }
}
