import Synchronization
import TLS13

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs connections side by side on one thread: each goes on as soon as its socket is ready.
struct LoadLoop: Sendable {
  let plan: LoadPlan
  /// Connections at one time.
  let width: Int
  /// Connections in all; nil for as many as the time allows.
  let count: Int?
  /// When nothing new is begun any more, in nanoseconds of ``BenchClock/now``.
  let end: Int
  /// When it began.
  let start: Int

  /// Failures before anything succeeds, after which trying on makes no sense.
  private var hopeless: Int { max(8, 2 * width) }

  /// Runs to the end, and tells `board` how far it is about ten times a second.
  func run(_ board: BenchBoard) {
    let before = BenchClock.processor
    var tally = BenchTally()
    var sessions: [Session] = []
    var slots = SlotList(width, plan)
    var begun = 0
    var active = 0
    var told = start
    while true {
      let now = BenchClock.now
      let goesOn = now < end && !board.isStopped && !isHopeless(tally)
      if goesOn {
        for index in 0..<width where slots.isIdle(index) && begun < count ?? Int.max {
          begun += 1
          if case .going = slots.begin(index, &sessions, &tally) { active += 1 }
        }
      }
      // What is under way when the time is over does not count. A number asked for is waited for.
      if active == 0 && (!goesOn || begun >= count ?? Int.max) { break }
      if now >= end || board.isStopped || isHopeless(tally) { break }
      active -= poll(&slots, &sessions, &tally, now)
      if now - told > 100_000_000 {
        told = now
        tally.processorTime = (BenchClock.processor - before) / 1_000
        board.publish(tally)
      }
    }
    tally.ended = min(end, BenchClock.now)
    slots.abandon()
    tally.processorTime = (BenchClock.processor - before) / 1_000
    board.finish(tally)
  }

  private func isHopeless(_ tally: BenchTally) -> Bool {
    tally.completed == 0 && tally.failed >= hopeless
  }

  /// Waits for sockets and lets their connections go on; how many have ended.
  private func poll(
    _ slots: inout SlotList, _ sessions: inout [Session], _ tally: inout BenchTally, _ now: Int
  ) -> Int {
    var entries = slots.entries
    var next = min(end, now + 100_000_000)
    for index in entries.indices { next = min(next, slots.deadline(index) ?? next) }
    let milliseconds = Int32(clamping: max(0, next - now + 999_999) / 1_000_000)
    #if canImport(Glibc)
      _ = unsafe Glibc.poll(&entries, nfds_t(entries.count), milliseconds)
    #elseif canImport(Musl)
      _ = unsafe Musl.poll(&entries, nfds_t(entries.count), milliseconds)
    #else
      _ = unsafe Darwin.poll(&entries, nfds_t(entries.count), milliseconds)
    #endif
    let after = BenchClock.now
    var ended = 0
    for index in entries.indices {
      var outcome = LoadSlot.Outcome.going
      if entries[index].revents != 0 {
        let before = tally.completed
        outcome = slots.advance(index, &sessions, &tally)
        if tally.completed > before { tally.tick(at: (after - start) / 1_000_000) }
      } else if let deadline = slots.deadline(index), deadline <= after {
        outcome = slots.expire(index, &tally)
      }
      if case .over = outcome { ended += 1 }
    }
    return ended
  }
}

/// Slots in one place: noncopyable values do not live in arrays.
@safe private struct SlotList: ~Copyable {
  private let slots: UnsafeMutableBufferPointer<LoadSlot>

  init(_ count: Int, _ plan: LoadPlan) {
    unsafe slots = .allocate(capacity: count)
    for index in 0..<count { unsafe slots.initializeElement(at: index, to: LoadSlot(plan)) }
  }

  deinit {
    unsafe slots.deinitialize()
    unsafe slots.deallocate()
  }

  var entries: [pollfd] { unsafe slots.indices.map { unsafe slots[$0].entry } }
  func isIdle(_ index: Int) -> Bool { unsafe slots[index].isIdle }
  func deadline(_ index: Int) -> Int? { unsafe slots[index].deadline }
  func begin(
    _ index: Int, _ sessions: inout [Session], _ tally: inout BenchTally
  ) -> LoadSlot.Outcome { unsafe slots[index].begin(&sessions, &tally) }
  func advance(
    _ index: Int, _ sessions: inout [Session], _ tally: inout BenchTally
  ) -> LoadSlot.Outcome { unsafe slots[index].advance(&sessions, &tally) }
  func expire(_ index: Int, _ tally: inout BenchTally) -> LoadSlot.Outcome {
    unsafe slots[index].expire(&tally)
  }
  func abandon() { for index in unsafe slots.indices { unsafe slots[index].abandon() } }
}
