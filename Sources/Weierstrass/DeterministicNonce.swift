import Bytes
import Hashing

/// The nonces of RFC 6979, Section 3.2: from the key and the digest alone, or with fresh randomness mixed in
/// (Section 3.6), which keeps a fault or a bad generator from giving the key away.
struct DeterministicNonce: ~Copyable {
  private let hash: HashAlgorithm
  private var key: SecretBytes
  private var value: SecretBytes

  /// - Parameters:
  ///   - privateKey: int2octets(x).
  ///   - digest: bits2octets(h1): reduced modulo the order.
  init(
    _ hash: HashAlgorithm, privateKey: Span<UInt8>, digest: Span<UInt8>, randomness: Span<UInt8>
  ) {
    self.hash = hash
    let count = hash.digestByteCount
    key = SecretBytes(zeroByteCount: count)
    value = SecretBytes(byteCount: count) { bytes in
      for index in bytes.indices { bytes[index] = 1 }
    }
    for round in [UInt8(0), 1] {
      let secretCount = privateKey.count
      let seed = SecretBytes(
        byteCount: count + 1 + secretCount + digest.count + randomness.count
      ) { bytes in
        let value = self.value.bytes
        for index in value.indices { bytes[index] = value[index] }
        bytes[count] = round
        for index in privateKey.indices { bytes[count + 1 + index] = privateKey[index] }
        for index in digest.indices { bytes[count + 1 + secretCount + index] = digest[index] }
        let start = count + 1 + secretCount + digest.count
        for index in randomness.indices { bytes[start + index] = randomness[index] }
      }
      key = DeterministicNonce.mac(hash, key, seed.bytes)
      value = DeterministicNonce.mac(hash, key, value.bytes)
    }
  }

  /// The next candidate of `byteCount` bytes (Section 3.2, step h).
  mutating func next(_ byteCount: Int) -> SecretBytes {
    let count = hash.digestByteCount
    var filled = 0
    var candidate = SecretBytes(zeroByteCount: byteCount)
    while filled < byteCount {
      value = DeterministicNonce.mac(hash, key, value.bytes)
      let bytes = value.bytes
      var target = candidate.mutableBytes
      for index in 0..<min(count, byteCount - filled) { target[filled + index] = bytes[index] }
      filled += count
    }
    return candidate
  }

  /// Moves on after a candidate that did not do.
  mutating func reject() {
    let count = hash.digestByteCount
    let seed = SecretBytes(byteCount: count + 1) { bytes in
      let value = self.value.bytes
      for index in value.indices { bytes[index] = value[index] }
    }
    key = DeterministicNonce.mac(hash, key, seed.bytes)
    value = DeterministicNonce.mac(hash, key, value.bytes)
  }

  private static func mac(
    _ hash: HashAlgorithm, _ key: borrowing SecretBytes, _ message: Span<UInt8>
  ) -> SecretBytes {
    let mac = HMAC(hash, key: key.bytes)
    return SecretBytes(byteCount: hash.digestByteCount) { bytes in
      mac.write(codeFor: message, into: &bytes)
    }
  }
}
