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
  ///
  /// - Parameter key: No longer than a block of the hash.
  public static func write(
    _ algorithm: HashAlgorithm, key: Span<UInt8>, into output: inout MutableSpan<UInt8>,
    message: (inout Hash) -> Void
  ) {
    var pad = [128 of UInt8](repeating: 0x36)
    var padSpan = pad.mutableSpan
    for index in key.indices { padSpan[index] ^= key[index] }
    var hash = Hash(algorithm)
    hash.update(padSpan.span.extracting(0..<algorithm.blockByteCount))
    message(&hash)
    var digest = [64 of UInt8](repeating: 0)
    var digestSpan = digest.mutableSpan
    hash.write(into: &digestSpan)
    hash.wipe()
    for index in padSpan.indices { padSpan[index] ^= 0x36 ^ 0x5C }
    hash = Hash(algorithm)
    hash.update(padSpan.span.extracting(0..<algorithm.blockByteCount))
    hash.update(digestSpan.span.extracting(0..<algorithm.digestByteCount))
    hash.write(into: &output)
    hash.wipe()
    Bytes.wipe(&padSpan)
    Bytes.wipe(&digestSpan)
  }
}

extension HMAC {
  /// The code of one message under a key that is used once, with nothing on the heap.
  ///
  /// - Parameter key: No longer than a block of the hash.
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
    var pad = [128 of UInt8](repeating: 0)
    var span = pad.mutableSpan
    if key.count > algorithm.blockByteCount {
      var hash = blank
      hash.update(key)
      hash.write(into: &span)
      hash.wipe()
    } else {
      for index in key.indices { span[index] = key[index] }
    }
    for index in span.indices { span[index] ^= 0x36 }
    unsafe states[0].update(span.span.extracting(0..<algorithm.blockByteCount))
    for index in span.indices { span[index] ^= 0x36 ^ 0x5C }
    unsafe states[1].update(span.span.extracting(0..<algorithm.blockByteCount))
    Bytes.wipe(&span)
  }

  var inner: Hash { unsafe states[0] }
  var outer: Hash { unsafe states[1] }

  deinit {
    unsafe states[0].wipe()
    unsafe states[1].wipe()
    unsafe states.deallocate()
  }
}
