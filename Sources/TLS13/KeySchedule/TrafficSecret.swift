import Bytes
import Cryptography

/// The key, ready for use, and the IV of one direction (RFC 9846, Section 7.3).
struct TrafficKeys: ~Copyable {
  let algorithm: AEADAlgorithm
  let aead: AEAD
  let iv: SecretBytes
}

/// A traffic secret (RFC 9846, Section 7.1), from which keys are made.
struct TrafficSecret: ~Copyable {
  private let hash: HashAlgorithm
  private let secret: SecretBytes

  init(_ hash: HashAlgorithm, _ secret: consuming SecretBytes) {
    self.hash = hash
    self.secret = secret
  }

  /// The bytes, for a key log that was asked for.
  var bytes: Span<UInt8> {
    @_lifetime(borrow self) get { secret.bytes }
  }

  /// Key and IV (Section 7.3).
  func keys(_ algorithm: AEADAlgorithm) -> TrafficKeys {
    let deriving = HMAC(hash, key: secret.bytes)
    let none: [UInt8] = []
    var bytes = [32 of UInt8](repeating: 0)
    var span = bytes.mutableSpan
    var key = span._mutatingExtracting(0..<algorithm.keyByteCount)
    HKDFLabel.expand(deriving, "key", context: none.span, into: &key)
    let aead = AEAD(algorithm, key: key.span)
    wipe(&key)
    let iv = SecretBytes(byteCount: algorithm.nonceByteCount) { output in
      HKDFLabel.expand(deriving, "iv", context: none.span, into: &output)
    }
    return TrafficKeys(algorithm: algorithm, aead: aead, iv: iv)
  }

  /// The secret of the next generation (Section 7.2), which takes the place of this one.
  func next() -> TrafficSecret {
    TrafficSecret(
      hash, HKDFLabel.expand(hash, secret.bytes, "traffic upd", hash.digestByteCount))
  }

  /// The verify_data of a Finished over this transcript (Section 4.5.3).
  func verifyData(_ transcript: Span<UInt8>) -> Digest {
    var bytes = [64 of UInt8](repeating: 0)
    var span = bytes.mutableSpan
    var key = span._mutatingExtracting(0..<hash.digestByteCount)
    let none: [UInt8] = []
    HKDFLabel.expand(hash, secret.bytes, "finished", context: none.span, into: &key)
    let code = HMAC.code(hash, key: key.span, for: transcript)
    wipe(&key)
    return code
  }
}
