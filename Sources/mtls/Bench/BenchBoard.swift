import MutualTLS
import Synchronization

/// Where a thread of a benchmark puts what it has counted, and learns that it is to stop.
final class BenchBoard: Sendable {
  /// How far a benchmark is.
  struct Progress: Sendable {
    var completed = 0
    var failed = 0
    /// Of the time to the verdict, in microseconds.
    var median: Int?
  }

  private struct State: Sendable {
    var progress = Progress()
    var final: BenchTally?
    var isStopped = false
  }

  private let state = Mutex(State())

  var isStopped: Bool { state.withLock { $0.isStopped } }

  /// Tells how far the thread is.
  func publish(_ tally: BenchTally) {
    let kind = tally.resumed.verdict.count > tally.full.verdict.count ? tally.resumed : tally.full
    let progress = Progress(
      completed: tally.completed, failed: tally.failed, median: kind.verdict.percentile(0.5))
    state.withLock { $0.progress = progress }
  }

  /// Tells that the thread is done.
  func finish(_ tally: BenchTally) {
    publish(tally)
    state.withLock { $0.final = tally }
  }

  /// Runs `body` on so many threads, each with its board, watches them, and adds up what they have counted.
  ///
  /// - Parameter watch: Is called about five times a second.
  static func run(
    threads count: Int, _ body: @escaping @Sendable (_ thread: Int, BenchBoard) -> Void,
    watch: (Progress) -> Void
  ) throws(Explanation) -> BenchTally {
    var boards: [BenchBoard] = []
    for index in 0..<count {
      let board = BenchBoard()
      guard Worker.start({ body(index, board) }) else {
        boards.forEach { board in board.state.withLock { $0.isStopped = true } }
        throw Explanation(.internal, "the system has no thread to give")
      }
      boards.append(board)
    }
    var rounds = 0
    while boards.contains(where: { $0.tally == nil }) {
      Pause.milliseconds(5)
      rounds += 1
      if rounds % 40 == 0 {
        let all = boards.map { board in board.state.withLock { $0.progress } }
        watch(
          Progress(
            completed: all.reduce(0) { $0 + $1.completed },
            failed: all.reduce(0) { $0 + $1.failed }, median: all.compactMap(\.median).max()))
      }
    }
    var total = BenchTally()
    for board in boards { total.add(board.tally ?? BenchTally()) }
    return total
  }

  private var tally: BenchTally? { state.withLock { $0.final } }
}
