import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// SIGHUP, by which servers are asked to read their files again.
enum Hangup {
  private static let isAsked = Atomic<Bool>(false)

  /// From now on SIGHUP is such a question, and not the end.
  static func listen() {
    // Made before the handler may run, which must not make anything.
    isAsked.store(false, ordering: .relaxed)
    _ = signal(SIGHUP) { _ in Hangup.isAsked.store(true, ordering: .relaxed) }
  }

  /// Whether it was asked since the last call.
  static func take() -> Bool { isAsked.exchange(false, ordering: .relaxed) }
}
