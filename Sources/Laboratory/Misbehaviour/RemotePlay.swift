import Bytes
package import MutualTLS
import TLS13

extension Script {
  /// Plays the script as a client against a server.
  ///
  /// - Parameter request: How to connect; its seed, bender and session are set here.
  /// - Throws: `StreamFailure` where no connection came about.
  package func play(
    against request: ClientTrace, deadline: @Sendable () -> Deadline
  ) throws(StreamFailure) -> Reaction {
    var request = request
    if needsRetry { request.configuration.keyShareCount = 0 }
    if needsKeyUpdate { request.updatesKeys = true }
    if needsResumption {
      let first = try request.run(deadline: deadline())
      guard let session = first.sessions.first else { return .notReached }
      request.session = session
    }
    let bender = Bender(self)
    request.bender = bender
    let outcome = try request.run(deadline: deadline())
    guard bender.isDone else { return .notReached }
    if outcome.failure == nil, outcome.peerEnded { return .closed }
    return Script.reaction(
      outcome.failure,
      wentOn: outcome.events.contains(.ticket) || outcome.events.contains(.closed)
        || !outcome.received.isEmpty)
  }

  /// Plays the script as a server against the client at the other end of a socket.
  package func play(
    to socket: borrowing Socket, _ request: ServerTrace, deadline: Deadline
  ) -> Reaction {
    var request = request
    if needsKeyUpdate { request.updatesKeys = true }
    if needsRetry { request.configuration.retriesForPreferredGroup = true }
    let bender = Bender(self)
    request.bender = bender
    let outcome = request.run(socket, deadline: deadline)
    guard bender.isDone else { return .notReached }
    if outcome.failure == nil, outcome.peerEnded { return .closed }
    return Script.reaction(
      outcome.failure, wentOn: outcome.events.contains(.closed) || !outcome.received.isEmpty)
  }

  private static func reaction(_ failure: StreamFailure?, wentOn: Bool) -> Reaction {
    switch failure {
    case .none: return wentOn ? .accepted : .silent
    case .socket(.reset): return .reset
    case .socket(.timedOut): return .silent
    case .socket(let error): return .other("\(error)")
    case .connection(let failure):
      if let alert = failure.alertReceived { return .alert("\(alert)") }
      if case .truncated = failure.reason { return .closed }
      return .other("went on: \(failure)")
    }
  }
}
