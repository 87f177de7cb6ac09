import Bytes
import JSON
import Laboratory
import MutualTLS

/// `mtls trace replay`: a recording, run again.
enum TraceReplay {
  static let command = Command(
    path: ["trace", "replay"], summary: "Run a recorded handshake again, bit for bit",
    operands: [Operand(name: "FILE", help: "a recording of mtls trace --record", isFile: true)],
    options: [
      Option("step", nil, .flag, "stop after each event until Enter is pressed")
    ] + TraceCommand.outputs.filter { $0.name != "record" },
    examples: [
      "mtls trace --self --record hello.json && mtls trace replay hello.json",
      "mtls trace replay hello.json --step", "mtls trace replay hello.json --html hello.html",
    ],
    notes: ["Exit code 1 says that some byte came out otherwise than recorded."],
    run: { (invocation) throws(Explanation) in try run(invocation) })

  private static func run(_ invocation: Invocation) throws(Explanation) -> ExitCode {
    let path = invocation.operands[0]
    let console = invocation.console
    let replay = try load(path)
    if invocation.flag("step") {
      let text = TraceText(colour: console.colourOfData, explains: console.verbose)
      for event in replay.trace.events {
        console.data(text.text(event, of: replay.trace))
        // The end of the input is as good as a key.
        _ = readLine()
      }
    } else {
      try TraceOutput.write(replay.trace, nil, invocation, quietly: true)
    }
    if let difference = replay.difference {
      throw Explanation(.negative, "\(difference)", at: path)
    }
    console.talk("replayed \(replay.stepCount) steps, bit for bit as recorded")
    return .done
  }

  /// Runs the recording in a file.
  static func load(_ path: String) throws(Explanation) -> Replay {
    let bytes = try Reading.bytes(path, limit: 1 << 24)
    do {
      return try Replay.run(Recording(JSONReader.read(bytes)))
    } catch let error as JSONError {
      throw Explanation(.file, "\(error)", at: path)
    } catch let error as Recording.Malformed {
      throw Explanation(.file, "\(error)", at: path, next: "mtls trace --self --record \(path)")
    } catch { throw Explanation(.file, "\(error)", at: path) }
  }
}

/// `mtls trace diff`: two recordings, compared field by field.
enum TraceDiff {
  static let command = Command(
    path: ["trace", "diff"],
    summary: "Say in which fields two recorded handshakes differ, and what follows",
    operands: [
      Operand(name: "A", help: "a recording", isFile: true),
      Operand(name: "B", help: "another", isFile: true),
    ],
    examples: ["mtls trace diff before.json after.json"],
    notes: ["Exit code 1 says that they differ."],
    run: { (invocation) throws(Explanation) in
      let lines = TraceDifference.lines(
        try TraceReplay.load(invocation.operands[0]).trace,
        try TraceReplay.load(invocation.operands[1]).trace)
      let console = invocation.console
      if console.json {
        console.data(
          JSONValue.object([
            .init("schema", "mtls.trace-diff/1"),
            .init("differences", .array(lines.map { .string($0) })),
          ]).description)
      } else {
        console.data(
          lines.isEmpty ? "the two handshakes are the same" : lines.joined(separator: "\n"))
      }
      return lines.isEmpty ? .done : .negative
    })
}
