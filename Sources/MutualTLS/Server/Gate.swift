import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Counts those inside and lets no more in than there is room for.
final class Gate: Sendable {
  private let room: Int
  private let inside = Atomic<Int>(0)
  private let stopped = Atomic<Bool>(false)

  init(_ room: Int) { self.room = room }

  var isStopped: Bool { stopped.load(ordering: .acquiring) }

  /// Waits for room; false where the gate is closed before there is any. One thread enters at a time.
  func enter() -> Bool {
    while inside.load(ordering: .acquiring) >= room {
      if isStopped { return false }
      Gate.pause()
    }
    inside.add(1, ordering: .acquiringAndReleasing)
    return true
  }

  func leave() { inside.subtract(1, ordering: .acquiringAndReleasing) }

  func stop() { stopped.store(true, ordering: .releasing) }

  func waitUntilEmpty() { while inside.load(ordering: .acquiring) > 0 { Gate.pause() } }

  private static func pause() { usleep(2000) }
}
