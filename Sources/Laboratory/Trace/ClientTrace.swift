package import Bytes
package import MutualTLS
package import PKI
package import TLS13

/// A connection to a server, watched.
package struct ClientTrace: Sendable {
  /// The server.
  package var place: HostPort
  package var configuration: ClientConfiguration
  /// Who the server has to be; nil where nobody checks that.
  package var identity: ReferenceIdentity?
  package var seed: String
  package var now: Time
  /// Application data to send once the handshake is complete.
  package var request: [UInt8] = []
  /// The private key of the credential as PKCS #8, for a recording; empty where there is to be none.
  package var key: [UInt8] = []
  /// What the client misbehaves by.
  package var bender: Bender?
  /// What is resumed.
  package var session: Session?
  /// Whether the keys are changed, on both sides.
  package var updatesKeys = false
  /// How long to wait for tickets, for an answer and for the server's end.
  package var patience = Duration.milliseconds(700)

  package init(
    _ place: HostPort, _ configuration: ClientConfiguration, identity: ReferenceIdentity?,
    seed: String, now: Time
  ) {
    self.place = place
    self.configuration = configuration
    self.identity = identity
    self.seed = seed
    self.now = now
  }

  /// What came of it.
  package struct Outcome: Sendable {
    package var entries: [Recorder.Entry]
    package var summary: Summary
    package var failure: StreamFailure?
    package var steps: [LaboratoryEnd<ClientConnection>.Step]
    package var received: [UInt8]
    package var events: Progress.Events
    package var sessions: [Session]
    /// Whether the server cut the connection off, without close_notify.
    package var peerEnded: Bool
  }

  /// Connects, watches the handshake, and closes.
  ///
  /// - Throws: `StreamFailure` where no connection came about; what fails later is in the outcome.
  package func run(deadline: Deadline) throws(StreamFailure) -> Outcome {
    let recorder = Recorder()
    var configuration = configuration
    configuration.laboratory = bender?.hooks(recorder, .client) ?? recorder.hooks(.client)
    configuration.keyLog = recorder.keyLog(.client)
    let socket: Socket
    do { socket = try Socket.connect(to: place, deadline: deadline) } catch {
      throw .socket(error)
    }
    var random = SeededSource(seed, for: "client")
    var output: [UInt8] = []
    let connection = try begin(configuration, &random, &output)
    var end = LaboratoryEnd(connection, random: random, now: now, output: output)
    var failure: StreamFailure?
    var peerEnded = false
    do throws(StreamFailure) {
      try Pump.send(output, socket, deadline, bender)
      try Pump.handshake(&end, socket, deadline, bender)
      if end.isConnected { peerEnded = try talk(&end, socket, deadline) }
    } catch { failure = error }
    return Outcome(
      entries: recorder.take(), summary: end.connection.summary,
      failure: failure ?? end.failure.map { .connection($0) }, steps: end.steps,
      received: end.received, events: end.events, sessions: end.connection.takeSessions(),
      peerEnded: peerEnded)
  }

  private func begin(
    _ configuration: ClientConfiguration, _ random: inout SeededSource, _ output: inout [UInt8]
  ) throws(StreamFailure) -> ClientConnection {
    do {
      guard let session else {
        return try ClientConnection(
          configuration, server: identity, random: &random, output: &output)
      }
      return try ClientConnection(
        configuration, server: identity, resuming: session, now: now, random: &random,
        output: &output)
    } catch { throw .connection(error) }
  }

  /// What is done once the handshake is complete.
  ///
  /// - Returns: Whether the server cut the connection off before this side ended it.
  private func talk(
    _ end: inout LaboratoryEnd<ClientConnection>, _ socket: borrowing Socket, _ deadline: Deadline
  ) throws(StreamFailure) -> Bool {
    // A server that answers one request closes then: what is to be tried on it comes before.
    let updatesFirst = updatesKeys && bender != nil
    if updatesFirst {
      try Pump.send(end.perform(.updateKeys(requestsPeer: true)), socket, deadline, bender)
    }
    if !request.isEmpty { try Pump.send(end.perform(.send(request)), socket, deadline, bender) }
    guard try Pump.listen(&end, socket, patience, bender) else { return true }
    // Who has closed its side reads no more.
    if updatesKeys, !updatesFirst, !end.events.contains(.closed) {
      try Pump.send(end.perform(.updateKeys(requestsPeer: true)), socket, deadline, bender)
      if !request.isEmpty { try Pump.send(end.perform(.send(request)), socket, deadline, bender) }
      guard try Pump.listen(&end, socket, patience, bender) else { return true }
    }
    try Pump.send(end.perform(.close), socket, deadline, bender)
    socket.shutdownSending()
    _ = try Pump.listen(&end, socket, patience, bender)
    return false
  }
}
