import Glibc

/// Time that this thread has spent computing: what other programs do on the machine counts least in it.
public enum ProcessorTime {
  /// Seconds so far.
  public static var seconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

/// Calls `body` for about `seconds` and returns the calls per second.
///
/// The number of calls between two looks at the clock grows until the clock costs nothing.
@inline(never)
public func rate(seconds: Double, _ body: () -> Void) -> Double {
  body()
  var batch = 1
  var calls = 0
  let start = ProcessorTime.seconds
  var now = start
  repeat {
    for _ in 0..<batch { body() }
    calls += batch
    let then = now
    now = ProcessorTime.seconds
    if now - then < seconds / 50 { batch *= 2 }
  } while now - start < seconds
  return Double(calls) / (now - start)
}

/// Keeps the optimiser from dropping what nobody reads.
@inline(never)
@_optimize(none)
public func keep<Value: ~Copyable>(_ value: borrowing Value) {}
