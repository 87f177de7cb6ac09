import MutualTLS
import TLS13

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Carries bytes between a socket and an end of the laboratory.
enum Pump {
  /// Takes what comes for a while.
  ///
  /// - Returns: False where the peer has cut the connection off, without close_notify.
  static func listen<Connection: Endpoint & ~Copyable>(
    _ end: inout LaboratoryEnd<Connection>, _ socket: borrowing Socket, _ patience: Duration,
    _ bender: Bender?
  ) throws(StreamFailure) -> Bool {
    let deadline = Deadline.after(patience)
    do throws(StreamFailure) {
      while !deadline.hasPassed, !end.events.contains(.closed) {
        guard try take(&end, socket, deadline, bender) else { return end.events.contains(.closed) }
      }
    } catch {
      guard case .socket(.timedOut) = error else { throw error }
    }
    return true
  }

  /// - Returns: False where the peer has ended its side.
  static func take<Connection: Endpoint & ~Copyable>(
    _ end: inout LaboratoryEnd<Connection>, _ socket: borrowing Socket, _ deadline: Deadline,
    _ bender: Bender?
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
    try send(output, socket, deadline, bender)
    if let failure = end.failure { throw .connection(failure) }
    return true
  }

  /// Sends, and waits in front of what is to come late.
  static func send(
    _ output: [UInt8], _ socket: borrowing Socket, _ deadline: Deadline, _ bender: Bender?
  ) throws(StreamFailure) {
    guard !output.isEmpty else { return }
    for piece in bender?.pieces(output) ?? [(0, output)] {
      if piece.milliseconds > 0 { usleep(UInt32(piece.milliseconds) * 1_000) }
      do { try socket.write(piece.bytes.span, deadline: deadline) } catch { throw .socket(error) }
    }
  }

  /// Carries a handshake through to its end.
  static func handshake<Connection: Endpoint & ~Copyable>(
    _ end: inout LaboratoryEnd<Connection>, _ socket: borrowing Socket, _ deadline: Deadline,
    _ bender: Bender?
  ) throws(StreamFailure) {
    while !end.isConnected {
      guard try take(&end, socket, deadline, bender) else {
        do { try end.connection.inputEnded() } catch { throw .connection(error) }
        return
      }
    }
  }
}
