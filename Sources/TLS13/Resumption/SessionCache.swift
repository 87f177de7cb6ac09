import Bytes
import Cryptography
import Synchronization

/// Sessions that a server keeps itself: a ticket is a random name, found once (RFC 9846, Section 8.1).
///
/// A session taken is a session gone, so that no ticket works twice and forward secrecy does not wait for
/// keys to be rotated. When it is full, the oldest session makes room.
public final class SessionCache: Sendable {
  private struct Entry: Sendable {
    let session: ServerSession
    let key: PreSharedKey
  }

  private struct Store: Sendable {
    var entries: [[UInt8]: Entry] = [:]
    /// Names in the order of their coming; those before `first` are gone.
    var order: [[UInt8]] = []
    var first = 0
  }

  private let limit: Int
  private let store = Mutex(Store())

  /// A cache of at most `limit` sessions, about a kilobyte each without certificates.
  public init(limit: Int = 10_000) { self.limit = max(1, limit) }

  /// How many sessions are kept.
  public var count: Int { store.withLock { $0.entries.count } }

  func insert(_ session: ServerSession, _ key: PreSharedKey) {
    store.withLock { store in
      store.entries[key.identity] = Entry(session: session, key: key)
      store.order.append(key.identity)
      while store.entries.count > limit {
        store.entries[store.order[store.first]] = nil
        store.first += 1
      }
      // Names of sessions taken stand in the order still: it is cleared before it outgrows the entries.
      if store.order.count > 2 * limit + 16 {
        store.order = store.order[store.first...].filter { store.entries[$0] != nil }
        store.first = 0
      }
    }
  }

  func take(_ identity: [UInt8]) -> (session: ServerSession, key: PreSharedKey)? {
    store.withLock { store in
      store.entries.removeValue(forKey: identity).map { ($0.session, $0.key) }
    }
  }
}
