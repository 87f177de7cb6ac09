/// Shell completion, made of the table.
enum Completion {
  static func script(_ shell: String, _ commands: [Command]) -> String {
    switch shell {
    case "zsh": "#compdef mtls\nautoload -U +X bashcompinit && bashcompinit\n" + bash(commands)
    case "fish": fish(commands)
    default: bash(commands)
    }
  }

  private static func bash(_ commands: [Command]) -> String {
    var words = ""
    var choices = ""
    for command in commands {
      let options = command.allOptions.map { "--\($0.name)" }
      let operands = command.operands.flatMap(\.choices)
      words += "    '\(command.name)') words='\((operands + options).joined(separator: " "))' ;;\n"
    }
    var seen: [String] = []
    for option in commands.flatMap(\.options) where !seen.contains(option.name) {
      seen.append(option.name)
      switch option.value {
      case .choice(let list):
        choices += "    --\(option.name)) words='\(list.joined(separator: " "))' ;;\n"
      case .folder:
        choices += "    --\(option.name)) COMPREPLY=($(compgen -d -- \"$word\")); return ;;\n"
      case .file:
        choices += "    --\(option.name)) COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n"
      case .text, .number: choices += "    --\(option.name)) return ;;\n"
      case .flag: break
      }
    }
    let nouns = unique(commands.map { $0.path[0] }).joined(separator: " ")
    var verbs = ""
    for noun in unique(commands.filter { $0.path.count == 2 }.map { $0.path[0] }) {
      let list = commands.filter { $0.path.count == 2 && $0.path[0] == noun }.map { $0.path[1] }
      verbs += "    \(noun)) words='\(list.joined(separator: " "))' ;;\n"
    }
    return """
      # Completion of mtls for bash: source <(mtls completion bash)
      _mtls() {
        local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" words=''
        COMPREPLY=()
        case "$before" in
      \(choices)  esac
        if [ -z "$words" ]; then
          if [ "$COMP_CWORD" -eq 1 ]; then words='\(nouns)'
          elif [ "$COMP_CWORD" -eq 2 ]; then
            case "${COMP_WORDS[1]}" in
      \(verbs)    esac
          fi
        fi
        if [ -z "$words" ]; then
          case "${COMP_WORDS[1]} ${COMP_WORDS[2]}" in
      \(words)  esac
        fi
        if [ -z "$words" ]; then
          case "${COMP_WORDS[1]}" in
      \(words)  esac
        fi
        case "$word" in
          -*) COMPREPLY=($(compgen -W "$words" -- "$word")) ;;
          *) COMPREPLY=($(compgen -W "$words" -- "$word") $(compgen -f -- "$word")) ;;
        esac
      }
      complete -o filenames -F _mtls mtls

      """
  }

  private static func fish(_ commands: [Command]) -> String {
    var text = "# Completion of mtls for fish: mtls completion fish | source\ncomplete -c mtls -f\n"
    for noun in unique(commands.map { $0.path[0] }) {
      let summary = commands.first { $0.path == [noun] }?.summary ?? ""
      text += "complete -c mtls -n __fish_use_subcommand -a \(noun) -d '\(escaped(summary))'\n"
    }
    for command in commands {
      let seen = command.path.map { "__fish_seen_subcommand_from \($0)" }.joined(
        separator: "; and ")
      if command.path.count == 2 {
        text +=
          "complete -c mtls -n '__fish_seen_subcommand_from \(command.path[0])' "
          + "-a \(command.path[1]) -d '\(escaped(command.summary))'\n"
      }
      for option in command.allOptions {
        text += "complete -c mtls -n '\(seen)' -l \(option.name)"
        if let short = option.short { text += " -s \(short)" }
        switch option.value {
        case .flag: break
        case .file, .folder: text += " -r -F"
        case .choice(let words): text += " -x -a '\(words.joined(separator: " "))'"
        case .text, .number: text += " -x"
        }
        text += " -d '\(escaped(option.help))'\n"
      }
    }
    return text
  }

  private static func unique(_ words: [String]) -> [String] {
    var seen: [String] = []
    for word in words where !seen.contains(word) { seen.append(word) }
    return seen
  }

  private static func escaped(_ text: String) -> String {
    text.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
  }
}
