/// An option of a command.
struct Option: Sendable {
  /// What follows it.
  enum Value: Sendable {
    /// Nothing: it is there or not.
    case flag
    /// A text; the word stands for it in the usage line.
    case text(String)
    /// A file's path.
    case file
    /// A folder's path.
    case folder
    /// A whole number.
    case number(String)
    /// One of these words.
    case choice([String])

    /// What stands for it in usage lines.
    var placeholder: String? {
      switch self {
      case .flag: nil
      case .text(let word), .number(let word): word
      case .file: "FILE"
      case .folder: "DIR"
      case .choice(let words): words.joined(separator: "|")
      }
    }
  }

  /// Without the hyphens.
  let name: String
  var short: Character?
  let value: Value
  let help: String
  var isRepeatable = false
  var isRequired = false

  init(
    _ name: String, _ short: Character? = nil, _ value: Value, _ help: String,
    repeatable: Bool = false, required: Bool = false
  ) {
    self.name = name
    self.short = short
    self.value = value
    self.help = help
    isRepeatable = repeatable
    isRequired = required
  }
}

/// What a command works on, without a name.
struct Operand: Sendable {
  let name: String
  let help: String
  var isFile = false
  var isOptional = false
  /// Whether more of the same may follow; of the last operand alone.
  var isRepeatable = false
  var choices: [String] = []
}

/// A command: all that parser, help, completion, manual and execution need to know.
struct Command: Sendable {
  /// As in `["key", "new"]`.
  let path: [String]
  let summary: String
  var operands: [Operand] = []
  var options: [Option] = []
  /// Lines that can be pasted.
  var examples: [String] = []
  /// More to know, a paragraph each.
  var notes: [String] = []
  let run: @Sendable (Invocation) throws(Explanation) -> ExitCode

  var name: String { path.joined(separator: " ") }

  /// The command's own options and those that every command has.
  var allOptions: [Option] { options + Command.common }

  /// What every command has.
  static let common: [Option] = [
    Option("json", nil, .flag, "print the result as JSON on standard output"),
    Option("quiet", "q", .flag, "say nothing but data and errors"),
    Option("verbose", "v", .flag, "say more"),
    Option("help", "h", .flag, "show this help"),
  ]
}

/// A command with what was given to it.
struct Invocation: Sendable {
  let command: Command
  let operands: [String]
  private let values: [String: [String]]
  let console: Console

  init(_ command: Command, operands: [String], values: [String: [String]], console: Console) {
    self.command = command
    self.operands = operands
    self.values = values
    self.console = console
  }

  func flag(_ name: String) -> Bool { values[name] != nil }
  func value(_ name: String) -> String? { values[name]?.last }
  func all(_ name: String) -> [String] { values[name] ?? [] }

  /// A value that the parser has made sure of.
  func required(_ name: String) throws(Explanation) -> String {
    guard let value = value(name) else { throw Parser.missing("--\(name)", command) }
    return value
  }

  func number(_ name: String, in bounds: ClosedRange<Int>) throws(Explanation) -> Int? {
    guard let text = value(name) else { return nil }
    guard let number = Int(text), bounds.contains(number) else {
      throw Explanation(
        .usage, "\(text) is no whole number from \(bounds.lowerBound) to \(bounds.upperBound)",
        at: "--\(name)")
    }
    return number
  }
}
