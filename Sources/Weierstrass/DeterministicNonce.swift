import Bytes
import Hashing

/// The nonces of RFC 6979, Section 3.2: from the key and the digest alone, or with fresh randomness mixed in
/// (Section 3.6), which keeps a fault or a bad generator from giving the key away.
///
/// It stays where it is declared, on the stack: `seed` fills it, and `wipe` has to end its use.
struct DeterministicNonce: ~Copyable {
  private let hash: HashAlgorithm
  /// K and V, of which the first `digestByteCount` bytes are in use.
  private var key = [64 of UInt8](repeating: 0)
  private var value = [64 of UInt8](repeating: 1)

  init(_ hash: HashAlgorithm) { self.hash = hash }

  /// Steps a to g.
  ///
  /// - Parameters:
  ///   - privateKey: int2octets(x).
  ///   - digest: bits2octets(h1): reduced modulo the order.
  mutating func seed(privateKey: Span<UInt8>, digest: Span<UInt8>, randomness: Span<UInt8>) {
    for round: UInt8 in 0...1 {
      let separator = [1 of UInt8](repeating: round)
      changeKey { hash in
        hash.update(separator.span)
        hash.update(privateKey)
        hash.update(digest)
        hash.update(randomness)
      }
    }
  }

  /// Writes the next candidate (step h).
  mutating func next(into candidate: inout MutableSpan<UInt8>) {
    var filled = 0
    while filled < candidate.count {
      changeValue()
      let count = min(hash.digestByteCount, candidate.count - filled)
      for index in 0..<count { candidate[filled + index] = value[index] }
      filled += count
    }
  }

  /// Moves on after a candidate that did not do.
  mutating func reject() {
    let separator = [1 of UInt8](repeating: 0)
    changeKey { hash in hash.update(separator.span) }
  }

  /// Leaves nothing behind.
  mutating func wipe() {
    var keySpan = key.mutableSpan
    Bytes.wipe(&keySpan)
    var valueSpan = value.mutableSpan
    Bytes.wipe(&valueSpan)
  }

  /// K = HMAC_K(V ‖ what `rest` adds), and V with it.
  private mutating func changeKey(_ rest: (inout Hash) -> Void) {
    var code = [64 of UInt8](repeating: 0)
    var span = code.mutableSpan
    write(into: &span, rest)
    for index in 0..<hash.digestByteCount { key[index] = span[index] }
    Bytes.wipe(&span)
    changeValue()
  }

  /// V = HMAC_K(V).
  private mutating func changeValue() {
    var code = [64 of UInt8](repeating: 0)
    var span = code.mutableSpan
    write(into: &span) { _ in }
    for index in 0..<hash.digestByteCount { value[index] = span[index] }
    Bytes.wipe(&span)
  }

  /// HMAC_K(V ‖ what `rest` adds).
  private func write(into code: inout MutableSpan<UInt8>, _ rest: (inout Hash) -> Void) {
    let count = hash.digestByteCount
    HMAC.write(hash, key: key.span.extracting(0..<count), into: &code) { hash in
      hash.update(value.span.extracting(0..<count))
      rest(&hash)
    }
  }
}
