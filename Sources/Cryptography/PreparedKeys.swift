private import Curve25519
private import Hashing
private import Synchronization
private import Weierstrass

/// Public keys that verify again and again, as those of authorities and of regular peers do, with tables that make
/// their signatures three times as fast to verify.
///
/// The tables are made for a key by which a second signature was found good. They are made of the key alone, and
/// say nothing about who may be trusted. Two bounds hold always: as many keys have tables, of 4 to 10 KB each, and as
/// many more are remembered for their first signature; the one that was not used for longest makes room. Keys of
/// RSA, Ed448 and ML-DSA verify as they do without.
///
/// What it tells: a peer may learn by the time whether its key was used lately.
public final class PreparedKeys: Sendable {
  /// The most keys that have tables.
  public let capacity: Int
  private let keys: Mutex<Keys>

  private struct Keys {
    var prepared: [PublicKey: Entry] = [:]
    /// Keys that verified one signature, the oldest first.
    var seenOnce: [PublicKey] = []
    var uses: UInt64 = 0
  }

  private struct Entry {
    let key: PreparedKey
    var lastUse: UInt64
  }

  /// Room for the tables of at most `capacity` keys.
  public init(capacity: Int = 64) {
    self.capacity = max(1, capacity)
    keys = Mutex(Keys())
  }

  /// How many keys have tables.
  public var count: Int { keys.withLock { $0.prepared.count } }

  /// Whether this key has tables.
  public func contains(_ key: PublicKey) -> Bool { keys.withLock { $0.prepared[key] != nil } }

  /// Whether `signature` is that of `key` over `message`: the answer of ``PublicKey/verify(_:of:by:)``.
  public func verify(
    _ signature: Span<UInt8>, of message: Span<UInt8>, by algorithm: SignatureAlgorithm,
    key: PublicKey
  ) -> Bool {
    guard PreparedKey.exists(for: key) else {
      return key.verify(signature, of: message, by: algorithm)
    }
    if let prepared = find(key) {
      return prepared.verify(signature, of: message, by: algorithm)
    }
    guard key.verify(signature, of: message, by: algorithm) else { return false }
    // Made without the lock, which nobody else has to wait for.
    if isSeenAgain(key), let prepared = PreparedKey(key) { insert(prepared, for: key) }
    return true
  }

  private func find(_ key: PublicKey) -> PreparedKey? {
    keys.withLock { keys in
      guard let place = keys.prepared.index(forKey: key) else { return nil }
      keys.uses += 1
      keys.prepared.values[place].lastUse = keys.uses
      return keys.prepared.values[place].key
    }
  }

  private func isSeenAgain(_ key: PublicKey) -> Bool {
    keys.withLock { keys in
      if let place = keys.seenOnce.firstIndex(of: key) {
        keys.seenOnce.remove(at: place)
        return true
      }
      if keys.seenOnce.count >= capacity { keys.seenOnce.removeFirst() }
      keys.seenOnce.append(key)
      return false
    }
  }

  private func insert(_ prepared: PreparedKey, for key: PublicKey) {
    keys.withLock { keys in
      if keys.prepared.count >= capacity, keys.prepared[key] == nil,
        let unused = keys.prepared.min(by: { $0.value.lastUse < $1.value.lastUse })
      {
        keys.prepared[unused.key] = nil
      }
      keys.uses += 1
      keys.prepared[key] = Entry(key: prepared, lastUse: keys.uses)
    }
  }
}

/// A public key with its tables.
private enum PreparedKey: Sendable {
  case ecdsa(PreparedECDSAKey)
  case ed25519(PreparedEd25519Key)

  /// Whether there are tables for keys of this type.
  static func exists(for key: PublicKey) -> Bool {
    switch key {
    case .ecdsa, .ed25519: true
    case .ed448, .mldsa, .rsa: false
    }
  }

  init?(_ key: PublicKey) {
    switch key {
    case .ecdsa(let curve, let point):
      guard let key = try? PreparedECDSAKey(curve, publicKey: point.span) else { return nil }
      self = .ecdsa(key)
    case .ed25519(let bytes):
      guard let key = PreparedEd25519Key(publicKey: bytes.span) else { return nil }
      self = .ed25519(key)
    case .ed448, .mldsa, .rsa: return nil
    }
  }

  func verify(
    _ signature: Span<UInt8>, of message: Span<UInt8>, by algorithm: SignatureAlgorithm
  ) -> Bool {
    switch (self, algorithm) {
    case (.ecdsa(let key), .ecdsa(let hash)):
      let digest = Hash.digest(hash, of: message)
      return key.verify(derSignature: signature, digest: digest.bytes)
    case (.ed25519(let key), .ed25519): return key.verify(signature, of: message)
    case (.ecdsa, _), (.ed25519, _): return false
    }
  }
}
