/// The manual page in roff, made of the table: `mtls manual | man -l -`.
enum ManualPage {
  static func text(_ commands: [Command]) -> String {
    var lines = [
      ".TH MTLS 1", ".SH NAME", "mtls \\- keys, certificates and connections for mutual TLS 1.3",
      ".SH SYNOPSIS",
    ]
    for command in commands { lines += [".B " + escaped(Help.usage(command)), ".br"] }
    lines.append(".SH COMMANDS")
    for command in commands {
      lines += [".SS " + escaped("mtls \(command.name)"), escaped(command.summary)]
      for note in command.notes { lines += [".PP", escaped(note)] }
      for operand in command.operands {
        lines += [".TP", ".I " + escaped(operand.name), escaped(operand.help)]
      }
      for option in command.options {
        let short = option.short.map { "-\($0), " } ?? ""
        lines += [
          ".TP", ".B " + escaped(short + Help.spelling(option)), escaped(Help.described(option)),
        ]
      }
      if !command.examples.isEmpty {
        lines += [".PP", "Examples:", ".PP", ".nf"] + command.examples.map(escaped) + [".fi"]
      }
    }
    lines.append(".SH OPTIONS OF EVERY COMMAND")
    for option in Command.common {
      let short = option.short.map { "-\($0), " } ?? ""
      lines += [".TP", ".B " + escaped(short + Help.spelling(option)), escaped(option.help)]
    }
    lines.append(".SH EXIT STATUS")
    for code in ExitCode.allCases {
      lines += [".TP", ".B \(code.rawValue)", escaped(code.meaning)]
    }
    lines += [
      ".SH ENVIRONMENT", ".TP", ".B NO_COLOR", "If set and not empty, no colours are used.",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// Hyphens as minus signs, and no line that roff would take for a request.
  private static func escaped(_ text: String) -> String {
    let body = text.map { $0 == "\\" ? "\\e" : $0 == "-" ? "\\-" : "\($0)" }.joined()
    return body.hasPrefix(".") || body.hasPrefix("'") ? "\\&" + body : body
  }
}
