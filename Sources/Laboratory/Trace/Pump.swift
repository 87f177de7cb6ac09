import MutualTLS
import TLS13

/// Carries bytes between a socket and an end of the laboratory.
enum Pump {
  /// Takes what comes for a while.
  ///
  /// - Returns: False where the peer has cut the connection off, without close_notify.
  static func listen<Connection: Endpoint & ~Copyable>(
    _ end: inout LaboratoryEnd<Connection>, _ socket: borrowing Socket, _ patience: Duration
  ) throws(StreamFailure) -> Bool {
    let deadline = Deadline.after(patience)
    do throws(StreamFailure) {
      while !deadline.hasPassed, !end.events.contains(.closed) {
        guard try take(&end, socket, deadline) else { return end.events.contains(.closed) }
      }
    } catch {
      guard case .socket(.timedOut) = error else { throw error }
    }
    return true
  }

  /// - Returns: False where the peer has ended its side.
  static func take<Connection: Endpoint & ~Copyable>(
    _ end: inout LaboratoryEnd<Connection>, _ socket: borrowing Socket, _ deadline: Deadline
  ) throws(StreamFailure) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count: Int
    do {
      try socket.wait(
        forReading: true, forWriting: false, deadline: deadline, "waiting for the peer")
      var span = buffer.mutableSpan
      count = try socket.readAvailable(into: &span) ?? -1
    } catch { throw .socket(error) }
    guard count != 0 else { return false }
    guard count > 0 else { return true }
    let output = end.receive(Array(buffer[..<count]))
    try send(output, socket, deadline)
    if let failure = end.failure { throw .connection(failure) }
    return true
  }

  static func send(
    _ output: [UInt8], _ socket: borrowing Socket, _ deadline: Deadline
  ) throws(StreamFailure) {
    guard !output.isEmpty else { return }
    do { try socket.write(output.span, deadline: deadline) } catch { throw .socket(error) }
  }
}
