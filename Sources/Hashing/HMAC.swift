internal import Bytes
public import Processor

/// A keyed message authentication code (RFC 2104, FIPS 198-1) under one key.
///
/// The two padded keys are hashed once, when the value is made; a code then costs as many blocks as its
/// message has, and one more. What was hashed of the key is wiped with the value.
public struct HMAC: ~Copyable, Sendable {
  private let keys: HMACKeys
  /// The function.
  public let algorithm: HashAlgorithm

  /// The code under `key`, of any length; keys longer than a block are hashed first.
  public init(_ algorithm: HashAlgorithm, key: Span<UInt8>) {
    self.init(algorithm, key: key, on: .current)
  }

  /// The code under `key`, by what `processor` can do.
  public init(_ algorithm: HashAlgorithm, key: Span<UInt8>, on processor: Processor) {
    self.algorithm = algorithm
    keys = HMACKeys(algorithm, key: key, on: processor)
  }

  /// The code of one message.
  public func code(for message: Span<UInt8>) -> Digest {
    var inner = begin()
    inner.update(message)
    return end(inner)
  }

  /// Writes the code of one message into the first bytes of `output`, which has room for a digest.
  public func write(codeFor message: Span<UInt8>, into output: inout MutableSpan<UInt8>) {
    var inner = begin()
    inner.update(message)
    write(ending: inner, into: &output)
    inner.wipe()
  }

  /// The inner hash, to be updated with the parts of a message and given to `end`.
  public func begin() -> Hash { keys.inner }

  /// The code of the message that `inner`, which `begin` returned, was updated with.
  public func end(_ inner: Hash) -> Digest {
    var digest = inner.digest()
    var outer = keys.outer
    outer.update(digest.bytes)
    let code = outer.digest()
    outer.wipe()
    var span = digest.storage.mutableSpan
    Bytes.wipe(&span)
    return code
  }

  /// Writes the code of the message that `inner` was updated with into the first bytes of `output`.
  public func write(ending inner: Hash, into output: inout MutableSpan<UInt8>) {
    var digest = inner.digest()
    var outer = keys.outer
    outer.update(digest.bytes)
    outer.write(into: &output)
    outer.wipe()
    var span = digest.storage.mutableSpan
    Bytes.wipe(&span)
  }
}

extension HMAC {
  /// Writes the code of the message that `message` updates a hash with, under a key that is used once, into the first
  /// bytes of `output`. Nothing goes to the heap; what was on the stack is wiped.
  public static func write(
    _ algorithm: HashAlgorithm, key: Span<UInt8>, into output: inout MutableSpan<UInt8>,
    message: (inout Hash) -> Void
  ) {
    let blank = Hash(algorithm)
    var padded = PaddedKey(key, blank)
    var inner = blank
    padded.begin(&inner, by: PaddedKey.ipad)
    message(&inner)
    var digest = [64 of UInt8](repeating: 0)
    var digestSpan = digest.mutableSpan
    inner.write(into: &digestSpan)
    inner.wipe()
    var outer = blank
    padded.begin(&outer, by: PaddedKey.opad)
    padded.wipe()
    outer.update(digestSpan.span.extracting(0..<algorithm.digestByteCount))
    outer.write(into: &output)
    outer.wipe()
    Bytes.wipe(&digestSpan)
  }

  /// The code of one message under a key that is used once, with nothing on the heap.
  public static func code(
    _ algorithm: HashAlgorithm, key: Span<UInt8>, for message: Span<UInt8>
  ) -> Digest {
    var code = Digest(count: algorithm.digestByteCount)
    var span = code.storage.mutableSpan
    write(algorithm, key: key, into: &span) { hash in hash.update(message) }
    return code
  }
}

/// The hashes of `key ⊕ ipad` and `key ⊕ opad` in one place on the heap.
/// Not private: who destroys an `HMAC` in another module has to link with this type.
@safe struct HMACKeys: ~Copyable, @unchecked Sendable {
  private let states: UnsafeMutablePointer<Hash>

  init(_ algorithm: HashAlgorithm, key: Span<UInt8>, on processor: Processor) {
    unsafe states = .allocate(capacity: 2)
    let blank = Hash(algorithm, on: processor)
    unsafe states.initialize(repeating: blank, count: 2)
    var padded = PaddedKey(key, blank)
    unsafe padded.begin(&states[0], by: PaddedKey.ipad)
    unsafe padded.begin(&states[1], by: PaddedKey.opad)
    padded.wipe()
  }

  var inner: Hash { unsafe states[0] }
  var outer: Hash { unsafe states[1] }

  deinit {
    unsafe states[0].wipe()
    unsafe states[1].wipe()
    unsafe states.deallocate()
  }
}

/// A key that is as long as a block of its hash, with zeros behind it (RFC 2104, Section 2). Whoever makes one wipes it.
private struct PaddedKey: ~Copyable {
  static let ipad: UInt8 = 0x36
  static let opad: UInt8 = 0x5C

  private var octets = [128 of UInt8](repeating: 0)
  private let blockByteCount: Int

  /// - Parameter blank: The hash of nothing. A key longer than its block is hashed first.
  @inline(__always)
  init(_ key: Span<UInt8>, _ blank: Hash) {
    blockByteCount = blank.algorithm.blockByteCount
    var span = octets.mutableSpan
    if key.count > blockByteCount {
      var hash = blank
      hash.update(key)
      hash.write(into: &span)
      hash.wipe()
    } else {
      for index in key.indices { span[index] = key[index] }
    }
  }

  /// Updates a hash with the key ⊕ a pad.
  @inline(__always)
  mutating func begin(_ hash: inout Hash, by pad: UInt8) {
    var span = octets.mutableSpan
    for index in span.indices { span[index] ^= pad }
    hash.update(span.span.extracting(0..<blockByteCount))
    for index in span.indices { span[index] ^= pad }
  }

  @inline(__always)
  mutating func wipe() {
    var span = octets.mutableSpan
    Bytes.wipe(&span)
  }
}
