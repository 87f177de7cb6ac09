import JSON
import PKI
import Synchronization

/// Tells the demo's story, and keeps account of what was claimed and checked.
final class Narrator: Sendable {
  private struct Step: Sendable {
    let title: String
    var lines: [String] = []
    var checks: [(claim: String, isTrue: Bool)] = []
  }

  private let console: Console
  private let steps = Mutex<[Step]>([])

  init(_ console: Console) { self.console = console }

  /// Begins a step.
  func step(_ title: String) {
    let number = steps.withLock { steps in
      steps.append(Step(title: title))
      return steps.count
    }
    print("\n" + console.paint("\(number). \(title)", .bold))
  }

  /// Tells something.
  func tell(_ text: String) {
    steps.withLock { $0[$0.count - 1].lines.append(text) }
    for line in text.split(separator: "\n") { print("   \(line)") }
  }

  /// Claims something that was just looked at.
  func check(_ claim: String, _ isTrue: Bool) {
    steps.withLock { $0[$0.count - 1].checks.append((claim, isTrue)) }
    print(
      "   " + (isTrue ? console.paint("ok    ", .green) : console.paint("WRONG ", .red)) + claim)
  }

  var checkCount: Int { steps.withLock { $0.reduce(0) { $0 + $1.checks.count } } }
  var failures: [String] {
    steps.withLock { $0.flatMap { step in step.checks.filter { !$0.isTrue }.map(\.claim) } }
  }

  /// The whole story for programs.
  var json: [JSONValue.Member] {
    let values = steps.withLock { steps in
      steps.map { step -> JSONValue in
        [
          "title": .string(step.title), "told": .array(step.lines.map { .string($0) }),
          "checks": .array(
            step.checks.map { ["claim": .string($0.claim), "true": .boolean($0.isTrue)] }),
        ]
      }
    }
    return [
      JSONValue.Member("passed", .boolean(failures.isEmpty)),
      JSONValue.Member("steps", .array(values)),
    ]
  }

  private func print(_ text: String) {
    if !console.json && !console.quiet { console.data(text) }
  }
}
