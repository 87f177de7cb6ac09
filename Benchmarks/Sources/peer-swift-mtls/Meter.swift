import Glibc
import Measuring

/// Charges processor time, and pieces of memory taken from the heap, to the side that is at work.
struct Meter {
  enum Side: Int { case client, server }

  private(set) var isOn = false
  private(set) var seconds = (client: 0.0, server: 0.0)
  private(set) var allocations = (client: 0, server: 0)
  private var mark = 0.0
  private var count = 0

  mutating func start() {
    self = Meter()
    isOn = true
    mark = ProcessorTime.seconds
    count = HeapCounter.count
  }

  mutating func stop() { isOn = false }

  /// What passed since the last call was this side's.
  mutating func charge(_ side: Side) {
    guard isOn else { return }
    let now = ProcessorTime.seconds
    let taken = HeapCounter.count
    switch side {
    case .client:
      seconds.client += now - mark
      allocations.client += taken - count
    case .server:
      seconds.server += now - mark
      allocations.server += taken - count
    }
    mark = now
    count = taken
  }
}

/// Counts what is taken from the heap, where the library with the counter was loaded before all others
/// (`LD_PRELOAD=libcount.so`, Peers/c/count.c).
enum HeapCounter {
  private typealias Counter = @convention(c) () -> Int
  private static let counter: Counter? =
    dlsym(nil, "allocation_count").map { unsafeBitCast($0, to: Counter.self) }

  static var isThere: Bool { counter != nil }
  static var count: Int { counter?() ?? 0 }
}
