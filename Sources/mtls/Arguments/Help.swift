/// Help, made of the table.
enum Help {
  /// As in `mtls csr show FILE [--json]`.
  static func usage(_ command: Command) -> String {
    var words = ["mtls", command.name]
    for operand in command.operands {
      let name = operand.name + (operand.isRepeatable ? "…" : "")
      words.append(operand.isOptional ? "[\(name)]" : name)
    }
    for option in command.options where option.isRequired { words.append(spelling(option)) }
    words.append("[options]")
    return words.joined(separator: " ")
  }

  /// Usage line, examples that can be pasted, then the options.
  static func text(_ command: Command) -> String {
    var text = "usage: \(usage(command))\n\n\(command.summary)\n"
    if !command.examples.isEmpty {
      text += "\nexamples:\n" + command.examples.map { "  \($0)\n" }.joined()
    }
    if !command.operands.isEmpty {
      text += "\noperands:\n" + columns(command.operands.map { ($0.name, $0.help) })
    }
    text += "\noptions:\n"
    text += columns(command.allOptions.map { (listed($0), described($0)) })
    if !command.notes.isEmpty { text += "\n" + command.notes.joined(separator: "\n\n") + "\n" }
    return text
  }

  /// All commands, for `mtls --help`.
  static func overview(_ commands: [Command]) -> String {
    var text = """
      usage: mtls COMMAND [options]

      Keys, certificates and connections for mutual TLS 1.3.

      examples:
        mtls demo
        mtls key new --out client.key
        mtls csr new --key client.key --cn api-mtls.example.org --out client.csr
        mtls call https://api.example.org/ --cert client.pem --key client.key

      commands:

      """
    text += columns(commands.map { ($0.name, $0.summary) })
    text += "\nexit codes:\n"
    text += columns(ExitCode.allCases.map { ("\($0.rawValue)", $0.meaning) })
    text += "\nmtls COMMAND --help tells more of a command; mtls manual prints the manual page.\n"
    return text
  }

  /// As in `--cert FILE`.
  static func spelling(_ option: Option) -> String {
    "--\(option.name)" + (option.value.placeholder.map { " \($0)" } ?? "")
  }

  static func listed(_ option: Option) -> String {
    (option.short.map { "-\($0), " } ?? "    ") + spelling(option)
  }

  static func described(_ option: Option) -> String {
    option.help + (option.isRepeatable ? " (may be repeated)" : "")
      + (option.isRequired ? " (required)" : "")
  }

  /// Two columns; a long first one gets a line of its own.
  static func columns(_ rows: [(String, String)]) -> String {
    let width = min(26, rows.map { $0.0.count }.max() ?? 0)
    var text = ""
    for (left, right) in rows {
      let gap = left.count > width ? "\n" + String(repeating: " ", count: width + 4) : ""
      let padding = String(repeating: " ", count: max(0, width - left.count) + 2)
      text += "  \(left)" + (gap.isEmpty ? padding : gap) + "\(right)\n"
    }
    return text
  }
}
