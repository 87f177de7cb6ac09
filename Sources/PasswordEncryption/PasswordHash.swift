internal import Bytes
internal import Hashing

/// The hash functions that files under passwords are made with.
public enum PasswordHash: Sendable, Hashable, CaseIterable {
  /// For old files alone.
  case sha1
  case sha256, sha384, sha512

  /// Length of a digest in bytes.
  public var digestByteCount: Int { sha2?.digestByteCount ?? SHA1.digestByteCount }

  /// Length in bytes of the blocks that the function takes its message in.
  public var blockByteCount: Int { sha2?.blockByteCount ?? 64 }

  var sha2: HashAlgorithm? {
    switch self {
    case .sha1: nil
    case .sha256: .sha256
    case .sha384: .sha384
    case .sha512: .sha512
    }
  }

  /// Writes the digest of `message` into the first bytes of `output`.
  func write(digestOf message: Span<UInt8>, into output: inout MutableSpan<UInt8>) {
    if let sha2 {
      let digest = Hash.digest(sha2, of: message)
      for index in 0..<digest.count { output[index] = digest.bytes[index] }
    } else {
      var hash = SHA1()
      hash.update(message)
      hash.write(into: &output)
      hash.wipe()
    }
  }
}

/// HMAC (RFC 2104) with any of those hash functions.
public struct PasswordMAC: ~Copyable, Sendable {
  private let hash: PasswordHash
  private let sha2: HMAC
  /// The states behind `key ⊕ ipad` and `key ⊕ opad`.
  private var inner = SHA1()
  private var outer = SHA1()

  /// The code under `key`, of any length.
  public init(_ hash: PasswordHash, key: Span<UInt8>) {
    self.hash = hash
    // Made for SHA-1, too, so that every field is there; not used then.
    sha2 = HMAC(hash.sha2 ?? .sha256, key: key)
    guard hash == .sha1 else { return }
    var pad = [64 of UInt8](repeating: 0)
    var span = pad.mutableSpan
    if key.count > 64 {
      var long = SHA1()
      long.update(key)
      long.write(into: &span)
      long.wipe()
    } else {
      for index in key.indices { span[index] = key[index] }
    }
    for index in span.indices { span[index] ^= 0x36 }
    inner.update(span.span)
    for index in span.indices { span[index] ^= 0x36 ^ 0x5C }
    outer.update(span.span)
    wipe(&span)
  }

  /// The code of a message.
  public func code(for message: Span<UInt8>) -> [UInt8] {
    var code = [UInt8](repeating: 0, count: hash.digestByteCount)
    var span = code.mutableSpan
    write(codeFor: message, into: &span)
    return code
  }

  /// Writes the code of a message into the first bytes of `output`.
  func write(codeFor message: Span<UInt8>, into output: inout MutableSpan<UInt8>) {
    guard hash == .sha1 else { return sha2.write(codeFor: message, into: &output) }
    var digest = [20 of UInt8](repeating: 0)
    var span = digest.mutableSpan
    var first = inner
    first.update(message)
    first.write(into: &span)
    var second = outer
    second.update(span.span)
    second.write(into: &output)
    first.wipe()
    second.wipe()
    wipe(&span)
  }

}
