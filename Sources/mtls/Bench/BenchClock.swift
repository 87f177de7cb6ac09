#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Clocks for measurements, in nanoseconds.
enum BenchClock {
  /// A clock that goes on, whatever happens to the date.
  static var now: Int { read(CLOCK_MONOTONIC) }

  /// Processor time of this thread: what other programs do on the machine counts least in it.
  static var processor: Int { read(CLOCK_THREAD_CPUTIME_ID) }

  private static func read(_ clock: clockid_t) -> Int {
    var time = timespec()
    _ = unsafe clock_gettime(clock, &time)
    return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
  }
}
