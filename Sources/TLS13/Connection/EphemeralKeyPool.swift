public import Bytes
import Cryptography
import Synchronization

/// Ephemeral keys that were made ahead, when nothing else was to be done, so that handshakes need not wait for them. There
/// is none unless a configuration is given one; several may share it.
///
/// Each key is handed out once and to nobody else. What it costs: keys that lie ready are secrets that exist longer,
/// though nothing was encrypted with them yet. A process that forks has to call ``removeAll()`` in the child, or both
/// would use the same keys.
public final class EphemeralKeyPool: Sendable {
  /// Keeps the one copy of a key in place.
  final class Entry: Sendable {
    let key: EphemeralKey
    init(_ key: consuming EphemeralKey) { self.key = key }
  }

  /// The groups that keys are made for.
  public let groups: [NamedGroup]
  /// The most keys that lie ready for each group.
  public let capacity: Int
  private let entries: Mutex<[[Entry]]>

  /// An empty pool. Groups that are not implemented have no keys in it.
  public init(groups: [NamedGroup] = [.x25519], capacity: Int = 64) {
    self.groups = groups.filter { $0.agreement != nil }
    self.capacity = max(1, capacity)
    entries = Mutex([[Entry]](repeating: [], count: self.groups.count))
  }

  /// How many keys lie ready.
  public var count: Int { entries.withLock { $0.reduce(0) { $0 + $1.count } } }

  /// Makes keys until there are enough, or `limit` were made: on a thread that has the time.
  ///
  /// - Returns: How many were made.
  @discardableResult
  public func fill(atMost limit: Int = .max, using random: inout some RandomSource) -> Int {
    var made = 0
    for (index, group) in groups.enumerated() {
      guard let agreement = group.agreement else { continue }
      while made < limit, entries.withLock({ $0[index].count < capacity }) {
        // Outside of the lock: handshakes go on meanwhile.
        let entry = Entry(EphemeralKey(agreement, using: &random))
        made += 1
        let isKept = entries.withLock { entries in
          guard entries[index].count < capacity else { return false }
          entries[index].append(entry)
          return true
        }
        if !isKept { break }
      }
    }
    return made
  }

  /// Forgets all keys, and wipes them.
  public func removeAll() {
    entries.withLock { $0 = [[Entry]](repeating: [], count: groups.count) }
  }

  /// A key of this group, which is the caller's from now on; nil where none lies ready.
  func take(_ group: NamedGroup) -> Entry? {
    guard let index = groups.firstIndex(of: group) else { return nil }
    return entries.withLock { $0[index].popLast() }
  }
}
