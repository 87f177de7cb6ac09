import JSON
import MutualTLS

/// `mtls bench local`: client and server in one process, without a network.
enum BenchLocal {
  static let command = Command(
    path: ["bench", "local"],
    summary: "Measure handshakes between a client and a server in memory",
    options: [
      KeyTypes.option,
      Option("server-auth", nil, .flag, "only the server shows a certificate"),
      Option("resume", nil, .flag, "resume sessions by tickets, from the second handshake on"),
      Option("cached", nil, .flag, "remember good signatures of certificates"),
      Option("threads", nil, .number("COUNT"), "pairs side by side, a thread each; 1"),
    ] + BenchBounds.options
      + TLSOptions.algorithms.filter { $0.name != "alpn" } + [BenchOutput.svg],
    examples: [
      "mtls bench local", "mtls bench local --type ed25519 -d 2s",
      "mtls bench local --resume --json", "mtls bench local --svg handshakes.svg",
    ],
    notes: [
      "Chains of leaf, intermediate and root are made afresh, verified in full, and names are checked. Rates by "
        + "processor time count both sides together and do not depend on what else the machine does; latencies do.",
      "make bench, in the source, compares with other implementations.",
    ],
    run: { (invocation) throws(Explanation) in try run(invocation) })

  private static func run(_ invocation: Invocation) throws(Explanation) -> ExitCode {
    let console = invocation.console
    let bounds = try BenchBounds(invocation)
    let threads = try invocation.number("threads", in: BenchBounds.threadCounts) ?? 1
    let resumes = invocation.flag("resume")
    let isMutual = !invocation.flag("server-auth")
    try BenchOutput.check(invocation)
    let type = invocation.value("type") ?? "p256"
    var world = try LocalWorld(
      type, isMutual: isMutual, resumes: resumes, caches: invocation.flag("cached"))
    world.choose(
      suites: try TLSOptions.suites(invocation), groups: try TLSOptions.groups(invocation))

    let start = BenchClock.now
    let loops = (0..<threads).map { index in
      LocalLoop(
        world: world, resumes: resumes, count: bounds.count.map { share($0, threads, index) },
        start: start, end: start + bounds.duration * 1_000_000)
    }
    let progress = BenchProgress(
      console, start: start, milliseconds: bounds.duration, count: bounds.count)
    let tally = try BenchBoard.run(threads: threads) { index, board in
      loops[index].run(board)
    } watch: {
      progress.show($0)
    }
    let elapsed = tally.elapsed(since: start)
    progress.clear()
    if let failure = tally.firstFailure { throw failure }

    let records: LocalPair.RecordRates
    // A tenth of the time goes to records; half a second tells enough.
    let time = min(500, max(20, bounds.duration / 10)) * 1_000_000
    do { records = try LocalPair.records(world, nanoseconds: time) } catch {
      throw Explanation(error, at: "bench local")
    }
    let title =
      "\(isMutual ? "mutual" : "server-authenticated") handshakes with \(type) in memory, "
      + (resumes ? "resumed by tickets" : "full")
      + (invocation.flag("cached") ? ", signatures of certificates remembered" : "")
    return try BenchOutput.write(
      BenchReport(
        title: title, tally: tally, elapsed: elapsed, threads: threads, records: records),
      [JSONValue.Member("keyType", .string(type)), JSONValue.Member("mutual", .boolean(isMutual))],
      invocation)
  }

  /// What one of several threads takes of a number; together they take all.
  static func share(_ count: Int, _ threads: Int, _ index: Int) -> Int {
    count / threads + (index < count % threads ? 1 : 0)
  }
}

/// What both benchmarks put out.
enum BenchOutput {
  static let svg = Option("svg", nil, .file, "draw the result into this file; it must not exist")

  /// Says before a minute of measuring, not after it, that the file is there.
  static func check(_ invocation: Invocation) throws(Explanation) {
    guard let path = invocation.value("svg"), Files.exists(path) else { return }
    throw Explanation(.file, "\(path) exists", at: "--svg", next: "name another file")
  }

  static func write(
    _ report: BenchReport, _ more: [JSONValue.Member], _ invocation: Invocation
  ) throws(Explanation) -> ExitCode {
    let console = invocation.console
    if console.json {
      console.result("bench", more + report.members, text: "")
    } else {
      console.data(report.text)
    }
    if let path = invocation.value("svg") {
      do {
        try Files.write(
          Array(BenchPlot(report).svg.utf8).span, to: path, mode: Files.publicMode,
          existing: .keep)
      } catch { throw Explanation(error) }
      console.talk("drawn: \(path)")
    }
    return report.tally.failed == 0 ? .done : .negative
  }
}
