import Bytes
import Cryptography

/// The key and the IV of one direction (RFC 9846, Section 7.3).
struct TrafficKeys: ~Copyable {
  let algorithm: AEADAlgorithm
  private let key: SecretBytes
  private let iv: SecretBytes

  init(algorithm: AEADAlgorithm, key: consuming SecretBytes, iv: consuming SecretBytes) {
    self.algorithm = algorithm
    self.key = key
    self.iv = iv
  }

  /// The AEAD under the key.
  func makeAEAD() -> AEAD { AEAD(algorithm, key: key.bytes) }

  /// The nonces of the first record and those after it.
  func makeNonce() -> RecordNonce { RecordNonce(iv: iv.copy()) }
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
    TrafficKeys(
      algorithm: algorithm,
      key: HKDFLabel.expand(hash, secret.bytes, "key", algorithm.keyByteCount),
      iv: HKDFLabel.expand(hash, secret.bytes, "iv", algorithm.nonceByteCount))
  }

  /// The secret of the next generation (Section 7.2), which takes the place of this one.
  func next() -> TrafficSecret {
    TrafficSecret(
      hash, HKDFLabel.expand(hash, secret.bytes, "traffic upd", hash.digestByteCount))
  }

  /// The verify_data of a Finished over this transcript (Section 4.5.3).
  func verifyData(_ transcript: Span<UInt8>) -> Digest {
    let finishedKey = HKDFLabel.expand(hash, secret.bytes, "finished", hash.digestByteCount)
    return HMAC(hash, key: finishedKey.bytes).code(for: transcript)
  }
}
