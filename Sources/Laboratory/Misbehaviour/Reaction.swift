import TLS13

/// How a peer took a misbehaviour.
package enum Reaction: Sendable, Equatable {
  /// It ended the connection with this alert.
  case alert(String)
  /// It closed the connection without an alert.
  case closed
  /// It reset the connection.
  case reset
  /// It said nothing for as long as it was waited for.
  case silent
  /// It went on as if nothing was.
  case accepted
  /// It sent what this side could not go on with.
  case other(String)
  /// The script had nothing to work on: the handshake has no such message or field.
  case notReached

  package var text: String {
    switch self {
    case .alert(let name): "alert \(name)"
    case .closed: "closed without an alert"
    case .reset: "reset"
    case .silent: "silent"
    case .accepted: "accepted"
    case .other(let text): text
    case .notReached: "not reached"
    }
  }
}

/// Whether a peer did what the rule says.
package enum Verdict: String, Sendable {
  /// It did.
  case asDemanded = "as demanded"
  /// It ended the connection, but not by the alert that the rule names.
  case refusedOtherwise = "refused otherwise"
  /// It did not.
  case wrong = "wrong"
  /// There was nothing to judge.
  case notTested = "not tested"

  /// A verdict for a table.
  package var mark: String {
    switch self {
    case .asDemanded: "✓"
    case .refusedOtherwise: "~"
    case .wrong: "✗"
    case .notTested: "–"
    }
  }
}

extension Script {
  /// What the rule says that the other side has to do.
  package var demand: String {
    let names = alerts.filter { $0 != "close" }
    var parts: [String] = []
    if !names.isEmpty { parts.append("alert " + names.joined(separator: " or ")) }
    if alerts.contains("close") { parts.append("close") }
    if mayAccept { parts.append("go on") }
    return parts.joined(separator: ", or ")
  }

  /// What a reaction is by the rule.
  package func judge(_ reaction: Reaction) -> Verdict {
    switch reaction {
    case .alert(let name) where alerts.contains(name): .asDemanded
    case .closed where alerts.contains("close"), .reset where alerts.contains("close"): .asDemanded
    case .accepted where mayAccept: .asDemanded
    // It went on, and this side could not after what it had sent itself.
    case .other where mayAccept: .asDemanded
    // RFC 9846 §6.2: who finds an error SHOULD send the alert, and has to close.
    case .alert, .closed, .reset: alerts.isEmpty ? .wrong : .refusedOtherwise
    case .accepted, .silent, .other: .wrong
    case .notReached: .notTested
    }
  }

  /// Plays the script between our own client and our own server, in memory.
  ///
  /// - Returns: How the side that does not misbehave took it.
  package func playInMemory(seed: String) throws(LaboratoryPair.Failure) -> Reaction {
    var options = PairOptions(seed: seed, now: LaboratoryClock.now)
    options.retry = needsRetry
    options.clientAuthentication = needsClientAuthentication
    options.resumption = needsResumption
    options.keyUpdate = needsKeyUpdate
    let bender = Bender(self)
    let outcome = try LaboratoryPair(options).run(nil, bent: (role, bender.hooks))
    guard bender.isDone else { return .notReached }
    let failure = role == .client ? outcome.serverFailure : outcome.clientFailure
    if let failure {
      if let alert = failure.alertToSend { return .alert("\(alert)") }
      return .closed
    }
    if outcome.isComplete { return .accepted }
    let own = role == .client ? outcome.clientFailure : outcome.serverFailure
    return own.map { .other("\($0)") } ?? .silent
  }
}
