import Bytes
import VectorRunner

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Shows how far a run is, on a terminal, and each case with its steps to who wants to see them.
final class VectorProgress: Runner.Observer {
  private let console: Console
  private let showsBar: Bool
  private var isShown = false
  private var nextUpdate = 0

  private let reports: [ReportFile]

  init(_ console: Console, _ reports: [ReportFile]) {
    self.console = console
    self.reports = reports
    showsBar = isatty(2) == 1 && !console.quiet && !console.verbose
  }

  func begin(_ file: String) {
    nextUpdate = 0
    for report in reports { report.begin(file) }
  }

  func progress(_ file: String, done: Int, of count: Int?) {
    guard showsBar, done >= nextUpdate else { return }
    // A terminal need not be told a thousand times.
    nextUpdate = done + max(16, (count ?? 1_000) / 100)
    let bar: String
    if let count, count > 0 {
      let filled = min(24, 24 * done / count)
      bar =
        "[" + String(repeating: "#", count: filled) + String(repeating: ".", count: 24 - filled)
        + "] \(done) of \(count)"
    } else {
      bar = "\(done) cases"
    }
    console.overwrite("\(bar)  \(file.split(separator: "/").last ?? "")")
    isShown = true
  }

  func end(_ tally: Tally) {
    for report in reports { report.end(tally) }
    if isShown { console.overwrite("") }
    isShown = false
  }

  func finished(_ file: String, _ one: Case, _ verdict: Verdict, _ steps: [Step]) {
    for report in reports { report.add(file, one, verdict) }
    guard console.verbose, !console.json else { return }
    var lines = ["\(file): \(one.title): \(VectorReport.text(verdict))"]
    for step in steps {
      let ours = Hex.encode(step.ours.span)
      guard let published = step.published else {
        lines.append("  \(step.name)\n    ours       \(ours)")
        continue
      }
      lines.append(
        "  \(step.name)\(step.agrees ? "" : ", which differs")\n    ours       \(ours)\n    "
          + "published  \(Hex.encode(published.span))")
    }
    console.data(lines.joined(separator: "\n"))
  }
}
