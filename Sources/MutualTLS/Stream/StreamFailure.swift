public import TLS13

/// Why a stream ended.
public enum StreamFailure: Error, Sendable {
  /// A rule of TLS was broken, the peer sent an alert, or the stream was cut off.
  case connection(ConnectionFailure)
  /// The network failed.
  case socket(SocketError)

  /// The alert that the peer sent; nil where it sent none.
  public var alertReceived: Alert? {
    if case .connection(let failure) = self { failure.alertReceived } else { nil }
  }

  /// Whether the stream ended without close_notify, so that bytes may be missing.
  public var isTruncation: Bool {
    if case .connection(let failure) = self, case .truncated = failure.reason {
      true
    } else {
      false
    }
  }

  /// Where the broken rule stands; nil where none was broken.
  public var rule: String? {
    if case .connection(let failure) = self { failure.rule } else { nil }
  }
}

extension StreamFailure: CustomStringConvertible {
  /// One sentence for a person.
  public var description: String {
    switch self {
    case .connection(let failure): "\(failure)"
    case .socket(let error): "\(error)"
    }
  }
}
