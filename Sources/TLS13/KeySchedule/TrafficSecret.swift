import Bytes
import Cryptography

/// The key and the IV of one direction, ready for use (RFC 9846, Section 7.3).
struct TrafficKeys: ~Copyable {
  let algorithm: AEADAlgorithm
  /// Holds the IV, too.
  let aead: AEAD
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
    let none: [UInt8] = []
    // Key and IV stand on the stack until the AEAD has taken them.
    var bytes = [64 of UInt8](repeating: 0)
    var whole = bytes.mutableSpan
    var key = whole._mutatingExtracting(0..<algorithm.keyByteCount)
    HKDFLabel.expand(hash, secret.bytes, "key", context: none.span, into: &key)
    var iv = whole._mutatingExtracting(32..<32 + algorithm.nonceByteCount)
    HKDFLabel.expand(hash, secret.bytes, "iv", context: none.span, into: &iv)
    let aead = AEAD(
      algorithm, key: whole.span.extracting(0..<algorithm.keyByteCount),
      staticIV: whole.span.extracting(32..<32 + algorithm.nonceByteCount))
    wipe(&whole)
    return TrafficKeys(algorithm: algorithm, aead: aead)
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
