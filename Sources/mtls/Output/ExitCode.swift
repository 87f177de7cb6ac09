/// How the tool ends, the same for every command.
enum ExitCode: Int32, CaseIterable, Sendable {
  case done = 0
  case negative = 1
  case usage = 2
  case file = 3
  case network = 4
  case protocolViolation = 5
  case `internal` = 6

  /// What it means, for the manual.
  var meaning: String {
    switch self {
    case .done: "done"
    case .negative: "a negative verdict: refused, invalid, not admitted"
    case .usage: "the command line is wrong"
    case .file: "a file cannot be read or written, or is not what it should be"
    case .network: "the network failed, or time ran out"
    case .protocolViolation: "the peer broke the protocol, or cut the connection off"
    case .internal: "something of the tool's own failed"
    }
  }
}
