#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The command-line tool: the table of commands, and the way from a command line to an exit code.
@main
struct Tool {
  /// All commands, in the order of help and manual.
  static let commands: [Command] = [
    KeyNew.command, KeyShow.command, KeyConvert.command, P12New.command, P12Show.command,
    P12Extract.command, CSRNew.command, CSRShow.command, CSRVerify.command, CAInit.command,
    CAIntermediate.command, CASign.command, CARenew.command, CARevoke.command, CACRL.command,
    CAList.command, CAShow.command, CAOCSP.command, CertShow.command, CertVerify.command,
    CertConvert.command, CertStatus.command, CheckCommand.command, PlaygroundCommand.command,
    PSKNew.command, TicketKeyCommands.new, TicketKeyCommands.rotate,
    ConnectCommand.command, CallCommand.command, ServeCommand.command, DemoCommand.command,
    BenchLocal.command, BenchConnect.command,
    TraceCommand.command, TraceReplay.command, TraceDiff.command, LabList.command, LabRun.command,
    VectorsCommand.command, VectorsAnswer.command, VectorsRecord.command,
    completion, manual,
  ]

  static func main() {
    // A closed pipe or socket is an error to be read where it happens.
    _ = signal(SIGPIPE, SIG_IGN)
    let arguments = Array(CommandLine.arguments.dropFirst())
    var console = Console()
    // Known before the command line is, so that its own errors come as asked for.
    console.json = arguments.prefix { $0 != "--" }.contains("--json")
    do {
      exit(try run(arguments, console).rawValue)
    } catch {
      console.fail(error)
      exit(error.exit.rawValue)
    }
  }

  private static func run(
    _ arguments: [String], _ console: Console
  ) throws(Explanation) -> ExitCode {
    switch try Parser(commands: commands).parse(arguments, console: console) {
    case .run(let invocation): return try invocation.command.run(invocation)
    case .help(let command): console.data(Help.text(command))
    case .overview: console.data(Help.overview(commands))
    case .version: console.data("mtls 0.1.0")
    }
    return .done
  }

  private static let completion = Command(
    path: ["completion"], summary: "Print the completion script of a shell",
    operands: [
      Operand(name: "SHELL", help: "bash, zsh or fish", choices: ["bash", "zsh", "fish"])
    ],
    examples: ["source <(mtls completion bash)", "mtls completion fish | source"],
    run: { (invocation) throws(Explanation) in
      invocation.console.data(Completion.script(invocation.operands[0], commands))
      return .done
    })

  private static let manual = Command(
    path: ["manual"], summary: "Print the manual page", examples: ["mtls manual | man -l -"],
    run: { (invocation) throws(Explanation) in
      invocation.console.data(ManualPage.text(commands))
      return .done
    })
}
