public import Bytes
import Synchronization

/// Remembers which ClientHellos with early data were taken, so that none is taken twice (RFC 9846,
/// Section 8.2).
///
/// There is ``MemoryReplayGuard`` for one process; servers that share a name need one that they share.
public protocol ReplayGuard: Sendable {
  /// Records a ClientHello and says whether it is the first time.
  ///
  /// - Parameters:
  ///   - binder: The ClientHello's validated binder, 32 or 48 bytes.
  ///   - seconds: How long it has to be remembered.
  /// - Returns: Whether the early data may be taken; false too where nobody knows.
  func admits(_ binder: [UInt8], at now: Time, rememberedFor seconds: Int64) -> Bool
}

/// The ClientHellos of one process.
///
/// Full, it admits nothing until the oldest entries have had their time. For ``quiet`` seconds after its
/// start it admits nothing either: it does not know what came before (Section 8.2).
public final class MemoryReplayGuard: ReplayGuard {
  private struct Store: Sendable {
    var known: Set<[UInt8]> = []
    /// The entries in the order in which they end; those before `first` are gone.
    var order: [(binder: [UInt8], end: Time)] = []
    var first = 0
  }

  /// Seconds after the start for which nothing is admitted.
  public static let quiet: Int64 = 20

  private let limit: Int
  private let ready: Time
  private let store = Mutex(Store())

  /// A guard that starts now, for at most `limit` ClientHellos at one time.
  ///
  /// - Parameter quiet: Seconds for which nothing is admitted; zero only where tickets of an earlier process
  ///   cannot be opened.
  public init(startingAt now: Time, limit: Int = 100_000, quiet: Int64 = MemoryReplayGuard.quiet) {
    self.limit = max(1, limit)
    ready = now.adding(seconds: quiet)
  }

  /// Records a ClientHello and says whether it is the first time.
  public func admits(_ binder: [UInt8], at now: Time, rememberedFor seconds: Int64) -> Bool {
    guard now >= ready else { return false }
    return store.withLock { store in
      while store.first < store.order.count, store.order[store.first].end < now {
        store.known.remove(store.order[store.first].binder)
        store.first += 1
      }
      if store.first > 1024, store.first > store.order.count / 2 {
        store.order.removeFirst(store.first)
        store.first = 0
      }
      guard store.known.count < limit, store.known.insert(binder).inserted else { return false }
      store.order.append((binder, now.adding(seconds: seconds)))
      return true
    }
  }
}
