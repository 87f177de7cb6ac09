package import Bytes
package import MutualTLS
package import TLS13

/// A connection from a client, watched.
package struct ServerTrace: Sendable {
  package var configuration: ServerConfiguration
  package var seed: String
  package var now: Time
  /// Application data to send once something has come.
  package var response: [UInt8] = []
  /// What the server misbehaves by.
  package var bender: Bender?
  /// Whether the keys are changed, on both sides.
  package var updatesKeys = false
  /// How long to wait for what the client has to say.
  package var patience = Duration.milliseconds(700)

  package init(_ configuration: ServerConfiguration, seed: String, now: Time) {
    self.configuration = configuration
    self.seed = seed
    self.now = now
  }

  /// What came of it.
  package struct Outcome: Sendable {
    package var entries: [Recorder.Entry]
    package var summary: Summary
    package var failure: StreamFailure?
    package var received: [UInt8]
    package var events: Progress.Events
    /// Whether the client cut the connection off, without close_notify.
    package var peerEnded: Bool
  }

  /// Serves one client, watches the handshake, and closes.
  package func run(_ socket: borrowing Socket, deadline: Deadline) -> Outcome {
    let recorder = Recorder()
    var configuration = configuration
    configuration.laboratory = bender?.hooks(recorder, .server) ?? recorder.hooks(.server)
    configuration.keyLog = recorder.keyLog(.server)
    var end = LaboratoryEnd(
      ServerConnection(configuration), random: SeededSource(seed, for: "server"), now: now)
    var failure: StreamFailure?
    var peerEnded = false
    do throws(StreamFailure) {
      try Pump.handshake(&end, socket, deadline, bender)
      if end.isConnected { peerEnded = try talk(&end, socket, deadline) }
    } catch { failure = error }
    return Outcome(
      entries: recorder.take(), summary: end.connection.summary,
      failure: failure ?? end.failure.map { .connection($0) }, received: end.received,
      events: end.events, peerEnded: peerEnded)
  }

  private func talk(
    _ end: inout LaboratoryEnd<ServerConnection>, _ socket: borrowing Socket, _ deadline: Deadline
  ) throws(StreamFailure) -> Bool {
    let bound = Deadline.after(patience)
    do throws(StreamFailure) {
      while end.received.isEmpty, !bound.hasPassed, !end.events.contains(.closed) {
        guard try Pump.take(&end, socket, bound, bender) else { return true }
      }
    } catch {
      guard case .socket(.timedOut) = error else { throw error }
    }
    if updatesKeys {
      try Pump.send(end.perform(.updateKeys(requestsPeer: true)), socket, deadline, bender)
    }
    if !response.isEmpty { try Pump.send(end.perform(.send(response)), socket, deadline, bender) }
    try Pump.send(end.perform(.close), socket, deadline, bender)
    socket.shutdownSending()
    _ = try Pump.listen(&end, socket, patience, bender)
    return false
  }
}
