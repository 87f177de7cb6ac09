/// The end of a connection that did not end well.
///
/// Where ``alertToSend`` is not nil, the call that threw this has appended the record with that alert to
/// its output: send it, so that the peer learns why.
public struct ConnectionFailure: Error, Sendable {
  /// What ended the connection.
  public enum Reason: Error, Sendable {
    /// The peer broke a rule of the handshake, or its certificate was refused.
    case handshake(HandshakeError)
    /// The peer broke a rule of the record layer.
    case record(RecordError)
    /// The peer sent a fatal alert.
    case peerAlert(Alert)
    /// The transport ended without close_notify: bytes may be missing (RFC 9846, Section 6.1).
    case truncated(while: String)
    /// The caller used a connection that had ended or was not ready.
    case misuse(String)
  }

  /// What ended the connection.
  public let reason: Reason
  /// The state in which it happened, as RFC 9846, Appendix A names it.
  public let state: String

  /// The alert for the peer; nil where nothing is to be sent.
  public var alertToSend: Alert? {
    switch reason {
    case .handshake(let error): error.alert
    case .record(let error): error.alert
    case .peerAlert, .truncated, .misuse: nil
    }
  }

  /// The alert that the peer sent; nil where this side found the fault.
  public var alertReceived: Alert? {
    switch reason {
    case .peerAlert(let alert), .record(.alertLevel(_, let alert)): alert
    default: nil
    }
  }

  /// Where the broken rule stands; nil where no rule was broken.
  public var rule: String? {
    switch reason {
    case .handshake(let error): error.rule
    case .record(let error): error.rule
    case .truncated: "RFC 9846, Section 6.1"
    case .peerAlert: "RFC 9846, Section 6.2"
    case .misuse: nil
    }
  }
}

extension ConnectionFailure: CustomStringConvertible {
  /// One sentence for a person: what happened.
  public var description: String {
    switch reason {
    case .handshake(let error): "\(error)"
    case .record(let error): "\(error)"
    case .peerAlert(let alert): "the peer ended the connection with the alert \(alert)"
    case .truncated(let state):
      "the connection was cut off in state \(state), without close_notify: data may be missing"
    case .misuse(let text): text
    }
  }
}
