/// Runs the cases of files.
public struct Runner {
  /// What is told while it goes on.
  public protocol Observer: AnyObject {
    /// Some cases are done; `fraction` of the file's bytes are read.
    func progress(_ file: String, done: Int, of count: Int?)
    /// A case is done.
    func finished(_ file: String, _ one: Case, _ verdict: Verdict, _ steps: [Step])
  }

  /// Whether the steps of each computation are wanted.
  public var keepsSteps = false
  /// Only cases whose identifier, comment, flags or operation has this in it; nil for all.
  public var filter: String?
  /// Another implementation that is asked the same.
  public var peer: OpenSSLPeer?

  /// A runner of all cases.
  public init() {}

  /// Runs a file.
  public func run(_ input: Input, _ observer: (any Observer)?) -> Tally {
    var tally = Tally(file: input.name)
    do throws(VectorError) {
      let reader = try Runner.reader(input)
      tally.source = reader.source
      var done = 0
      while let one = try reader.next() {
        done += 1
        if done % 16 == 0 { observer?.progress(input.name, done: done, of: reader.count) }
        guard matches(one) else {
          tally.filteredOut += 1
          continue
        }
        var steps = Steps(kept: keepsSteps)
        let (verdict, answer) = Runner.judge(one, &steps)
        tally.count(verdict, one.title)
        if let peer, let answer { tally.compare(answer, peer.answer(one), one) }
        observer?.finished(input.name, one, verdict, steps.list)
      }
    } catch { tally.problem = error.description }
    // A file that runs nothing proves nothing.
    if tally.problem == nil, tally.passed + tally.failed == 0, tally.filteredOut == 0 {
      tally.problem = tally.skipped == 0 ? "has no cases" : "no case of it was run"
    }
    return tally
  }

  /// The reader for what the file is.
  static func reader(_ input: Input) throws(VectorError) -> any CaseReader {
    switch try Format.detect(input) {
    case .own: return try OwnSchema(input)
    case .wycheproof: return try Wycheproof(input)
    case .acvp: return try ACVP(input)
    case .limbo: return Limbo(input)
    case .responses: return try ResponseLines(input)
    case .signInput: return SignInput(input)
    }
  }

  func matches(_ one: Case) -> Bool {
    guard let filter else { return true }
    let wanted = filter.lowercased()
    return
      ([one.id, one.comment, one.operation?.rawValue ?? ""] + one.flags
      + [
        one.fields.optionalText("algorithm"), one.fields.optionalText("curve"),
        one.fields.optionalText("parameterSet"), one.fields.optionalText("hash"),
      ]
      .compactMap { $0 })
      .contains { $0.lowercased().contains(wanted) }
  }

  /// What comes of a case.
  static func judge(_ one: Case, _ steps: inout Steps) -> (verdict: Verdict, answer: Answer?) {
    if let obstacle = one.obstacle { return (.skipped(obstacle), nil) }
    guard let operation = one.operation else { return (.skipped("it names no operation"), nil) }
    do throws(CaseProblem) {
      let answer = try operation.run(one.fields, &steps)
      return (Verdict(answer, one.expectation), answer)
    } catch {
      switch error {
      case .skip(let reason): return (.skipped(reason), nil)
      case .malformed(let reason): return (.failed("the case is malformed: \(reason)"), nil)
      }
    }
  }
}
