/// Reads a command line by the table of commands.
struct Parser {
  let commands: [Command]

  /// What a command line asks for.
  enum Request {
    case run(Invocation)
    case help(Command)
    case overview
    case version
  }

  func parse(_ arguments: [String], console: Console) throws(Explanation) -> Request {
    guard let first = arguments.first else { return .overview }
    if ["--help", "-h", "help"].contains(first) {
      let words = Array(arguments.dropFirst())
      return words.isEmpty ? .overview : .help(try command(words).command)
    }
    if first == "--version" { return .version }
    let (command, length) = try command(arguments)
    return try options(Array(arguments.dropFirst(length)), of: command, console)
  }

  /// The command that the first words name, and how many words that takes.
  private func command(_ words: [String]) throws(Explanation) -> (command: Command, length: Int) {
    for length in [2, 1] where words.count >= length {
      if let found = commands.first(where: { $0.path == Array(words.prefix(length)) }) {
        return (found, length)
      }
    }
    let nouns = commands.filter { $0.path.count == 2 && $0.path[0] == words[0] }
    if !nouns.isEmpty {
      let verbs = nouns.map { $0.path[1] }
      let list = verbs.map { "mtls \(words[0]) \($0)" }.joined(separator: ", ")
      guard words.count > 1, !words[1].hasPrefix("-") else {
        throw Explanation(.usage, "a verb is missing after \(words[0])", next: list)
      }
      let near = Suggestion.nearest(words[1], among: verbs).map { "mtls \(words[0]) \($0)" }
      throw Explanation(
        .usage, "there is no command \(words[0]) \(words[1])",
        next: near.map { "did you mean: \($0)" } ?? list)
    }
    let near = Suggestion.nearest(words[0], among: commands.map { $0.path[0] })
    throw Explanation(
      .usage, "there is no command \(words[0])",
      next: near.map { "did you mean: mtls \($0)" } ?? "mtls --help lists all commands")
  }

  private func options(
    _ arguments: [String], of command: Command, _ console: Console
  ) throws(Explanation) -> Request {
    var values: [String: [String]] = [:]
    var operands: [String] = []
    var rest = arguments[...]
    var onlyOperands = false
    while let argument = rest.popFirst() {
      if onlyOperands || argument == "-" || !argument.hasPrefix("-") {
        operands.append(argument)
      } else if argument == "--" {
        onlyOperands = true
      } else if argument.hasPrefix("--") {
        try long(argument.dropFirst(2), &rest, command, &values)
      } else {
        try short(argument.dropFirst(), &rest, command, &values)
      }
    }
    if values["help"] != nil { return .help(command) }
    for option in command.options where option.isRequired && values[option.name] == nil {
      throw Parser.missing("--\(option.name)", command)
    }
    let needed = command.operands.count { !$0.isOptional }
    if operands.count < needed {
      throw Parser.missing(command.operands[operands.count].name, command)
    }
    if operands.count > command.operands.count, command.operands.last?.isRepeatable != true {
      throw Explanation(
        .usage, "there is no place for \(operands[command.operands.count])",
        next: Help.usage(command))
    }
    for (operand, given) in zip(command.operands, operands)
    where !operand.choices.isEmpty && !operand.choices.contains(given) {
      throw Parser.wrongChoice(given, operand.choices, operand.name)
    }
    var console = console
    console.json = values["json"] != nil
    console.quiet = values["quiet"] != nil
    console.verbose = values["verbose"] != nil
    return .run(Invocation(command, operands: operands, values: values, console: console))
  }

  private func long(
    _ text: Substring, _ rest: inout ArraySlice<String>, _ command: Command,
    _ values: inout [String: [String]]
  ) throws(Explanation) {
    let name = text.prefix { $0 != "=" }
    guard let option = command.allOptions.first(where: { $0.name == name }) else {
      let near = Suggestion.nearest(String(name), among: command.allOptions.map(\.name))
      throw Explanation(
        .usage, "mtls \(command.name) has no option --\(name)",
        next: near.map { "did you mean: --\($0)" } ?? "mtls \(command.name) --help")
    }
    let inline = name.endIndex < text.endIndex ? String(text[name.endIndex...].dropFirst()) : nil
    try take(option, "--\(option.name)", inline, &rest, &values)
  }

  private func short(
    _ text: Substring, _ rest: inout ArraySlice<String>, _ command: Command,
    _ values: inout [String: [String]]
  ) throws(Explanation) {
    var text = text
    while let letter = text.popFirst() {
      guard let option = command.allOptions.first(where: { $0.short == letter }) else {
        throw Explanation(
          .usage, "mtls \(command.name) has no option -\(letter)",
          next: "mtls \(command.name) --help")
      }
      guard case .flag = option.value else {
        try take(option, "-\(letter)", text.isEmpty ? nil : String(text), &rest, &values)
        return
      }
      try take(option, "-\(letter)", nil, &rest, &values)
    }
  }

  private func take(
    _ option: Option, _ spelling: String, _ inline: String?, _ rest: inout ArraySlice<String>,
    _ values: inout [String: [String]]
  ) throws(Explanation) {
    var value = ""
    if case .flag = option.value {
      guard inline == nil else { throw Explanation(.usage, "takes no value", at: spelling) }
    } else {
      guard let given = inline ?? rest.popFirst() else {
        throw Explanation(.usage, "a value is missing", at: spelling, next: option.help)
      }
      value = given
      if case .choice(let words) = option.value, !words.contains(value) {
        throw Parser.wrongChoice(value, words, spelling)
      }
      guard option.isRepeatable || values[option.name] == nil else {
        throw Explanation(.usage, "stands twice, and counts once", at: spelling)
      }
    }
    values[option.name, default: []].append(value)
  }

  static func missing(_ name: String, _ command: Command) -> Explanation {
    Explanation(.usage, "\(name) is missing", next: Help.usage(command))
  }

  private static func wrongChoice(_ given: String, _ words: [String], _ place: String)
    -> Explanation
  {
    let near = Suggestion.nearest(given, among: words)
    return Explanation(
      .usage, "\(given) is none of \(words.joined(separator: ", "))", at: place,
      next: near.map { "did you mean: \($0)" })
  }
}
