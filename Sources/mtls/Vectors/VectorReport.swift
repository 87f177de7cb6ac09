import JSON
import VectorRunner

/// What came of a run: a table for people, JSON for programs.
struct VectorReport {
  let tallies: [Tally]
  /// What the other implementation calls itself, where one was asked.
  var peer: String?

  var isGood: Bool { tallies.allSatisfy(\.isGood) }

  private func sum(_ member: KeyPath<Tally, Int>) -> Int {
    tallies.reduce(0) { $0 + $1[keyPath: member] }
  }

  /// What came of a case, in words.
  static func text(_ verdict: Verdict) -> String {
    switch verdict {
    case .passed: "passed"
    case .passedAcceptable(refused: true): "passed (acceptable, and refused)"
    case .passedAcceptable(refused: false): "passed (acceptable, and accepted)"
    case .failed(let reason): "FAILED: \(reason)"
    case .skipped(let reason): "skipped: \(reason)"
    }
  }

  /// The table, then what failed, what was skipped and why, and the verdict.
  var text: String {
    var rows = [["source", "passed", "failed", "skipped"]]
    for tally in tallies {
      let name = String(tally.file.split(separator: "/").last ?? "")
      rows.append([
        name + (tally.source.map { " (\($0))" } ?? ""), "\(tally.passed)", "\(tally.failed)",
        "\(tally.skipped)",
      ])
    }
    if tallies.count > 1 {
      rows.append(["all", "\(sum(\.passed))", "\(sum(\.failed))", "\(sum(\.skipped))"])
    }
    let width = min(96, rows.map(\.[0].count).max() ?? 0)
    var lines = rows.map { row -> String in
      let name = row[0].count > width ? String(row[0].prefix(width - 1)) + "…" : row[0]
      return name + String(repeating: " ", count: width - name.count)
        + row.dropFirst().map { String(repeating: " ", count: max(1, 9 - $0.count)) + $0 }.joined()
    }
    lines += notes
    lines.append(verdict)
    return lines.joined(separator: "\n")
  }

  private var notes: [String] {
    var lines: [String] = []
    for tally in tallies where tally.problem != nil || !tally.failures.isEmpty {
      lines.append("")
      if let problem = tally.problem { lines.append("\(tally.file): \(problem)") }
      for failure in tally.failures.prefix(50) {
        lines.append("\(tally.file): \(failure.title): \(failure.reason)")
      }
      if tally.failed > 50 { lines.append("\(tally.file): and \(tally.failed - 50) more") }
    }
    var reasons: [String: Int] = [:]
    for tally in tallies { reasons.merge(tally.skipReasons) { $0 + $1 } }
    if !reasons.isEmpty {
      lines += ["", "skipped:"]
      for (reason, count) in reasons.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
        lines.append("  \(count)  \(reason)")
      }
    }
    let (accepted, refused) = (sum(\.acceptableAccepted), sum(\.acceptableRefused))
    if accepted + refused > 0 {
      lines += ["", "acceptable, among the passed: \(accepted) accepted, \(refused) refused"]
    }
    if let peer { lines += comparison(peer) }
    return lines + [""]
  }

  private func comparison(_ peer: String) -> [String] {
    let differences = tallies.flatMap { tally in tally.differences.map { (tally.file, $0) } }
    var lines = [
      "", "beside \(peer): \(sum(\.agreements)) cases the same, \(differences.count) not",
    ]
    for (file, difference) in differences.prefix(100) {
      lines.append("  \(file): \(difference.title): \(difference.text)")
    }
    if differences.count > 100 { lines.append("  and \(differences.count - 100) more") }
    var reasons: [String: Int] = [:]
    for tally in tallies { reasons.merge(tally.unasked) { $0 + $1 } }
    if !reasons.isEmpty { lines.append("not asked:") }
    for (reason, count) in reasons.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      lines.append("  \(count)  \(reason)")
    }
    return lines
  }

  private var verdict: String {
    let cases = sum(\.passed) + sum(\.failed)
    let broken = tallies.count { $0.problem != nil }
    guard !isGood else {
      return "\(cases) cases run, all as they should be; \(sum(\.skipped)) skipped"
    }
    return "NOT as it should be: \(sum(\.failed)) of \(cases) cases failed"
      + (broken > 0 ? ", \(broken) of \(tallies.count) files could not be run" : "")
  }

  /// The same for programs.
  var members: [JSONValue.Member] {
    [
      .init("good", .boolean(isGood)),
      .init("passed", .number(sum(\.passed))),
      .init("failed", .number(sum(\.failed))),
      .init("skipped", .number(sum(\.skipped))),
      .init("files", .array(tallies.map(VectorReport.json))),
    ]
  }

  private static func json(_ tally: Tally) -> JSONValue {
    [
      "file": .string(tally.file),
      "source": tally.source.map { .string($0) } ?? .null,
      "good": .boolean(tally.isGood),
      "passed": .number(tally.passed),
      "acceptable_accepted": .number(tally.acceptableAccepted),
      "acceptable_refused": .number(tally.acceptableRefused),
      "failed": .number(tally.failed),
      "skipped": .number(tally.skipped),
      "problem": tally.problem.map { .string($0) } ?? .null,
      "same_as_peer": .number(tally.agreements),
      "differences": .array(
        tally.differences.map { ["case": .string($0.title), "text": .string($0.text)] }),
      "failures": .array(
        tally.failures.map { ["case": .string($0.title), "reason": .string($0.reason)] }),
      "skip_reasons": .object(
        tally.skipReasons.sorted { $0.key < $1.key }.map { .init($0.key, .number($0.value)) }),
    ]
  }
}
