import JSON
import VectorRunner

/// `mtls vectors answer`: answers a prompt of NIST's ACVP.
enum VectorsAnswer {
  static let command = Command(
    path: ["vectors", "answer"], summary: "Answer a prompt of NIST's ACVP",
    operands: [Operand(name: "PROMPT", help: "a prompt.json of ACVP", isFile: true)],
    options: [
      Option("out", "o", .file, "where the response goes; standard output unless named"),
      Writing.force,
    ],
    examples: ["mtls vectors answer prompt.json --out response.json"],
    notes: [
      "The response has an answer to each test that could be answered; those that could not are counted, with "
        + "the reason, and make the exit code 1."
    ],
    run: { (invocation) throws(Explanation) in try run(invocation) })

  private static func run(_ invocation: Invocation) throws(Explanation) -> ExitCode {
    let console = invocation.console
    let path = invocation.operands[0]
    let answers: (response: JSONValue, answered: Int, left: [String: Int])
    do { answers = try ACVPAnswers.answer(try Input(path: path)) } catch {
      throw Explanation(.file, "\(error)", at: path)
    }
    let text = answers.response.description + "\n"
    if let out = invocation.value("out"), out != "-" {
      try Writing.text(text, to: out, force: invocation.flag("force"), console)
    } else {
      console.data(text)
    }
    let left = answers.left.values.reduce(0, +)
    console.talk("\(answers.answered) tests answered, \(left) not")
    for (reason, count) in answers.left.sorted(by: { $0.key < $1.key }) {
      console.talk("  \(count)  \(reason)")
    }
    return left == 0 && answers.answered > 0 ? .done : .negative
  }
}
