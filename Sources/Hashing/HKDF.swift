public import Bytes

/// Key derivation by extraction and expansion (RFC 5869).
public enum HKDF {
  /// HKDF-Extract (Section 2.2): a pseudorandom key as long as a digest. An empty salt stands for as
  /// many zero bytes.
  public static func extract(
    _ algorithm: HashAlgorithm, salt: Span<UInt8>, inputKeyMaterial: Span<UInt8>
  ) -> SecretBytes {
    // HMAC pads its key with zeros: no salt and a salt of zeros are the same key.
    SecretBytes(byteCount: algorithm.digestByteCount) { output in
      extract(algorithm, salt: salt, inputKeyMaterial: inputKeyMaterial, into: &output)
    }
  }

  /// The same into the first bytes of `output`, which has room for a digest.
  public static func extract(
    _ algorithm: HashAlgorithm, salt: Span<UInt8>, inputKeyMaterial: Span<UInt8>,
    into output: inout MutableSpan<UInt8>
  ) {
    HMAC.write(algorithm, key: salt, into: &output) { hash in hash.update(inputKeyMaterial) }
  }

  /// HKDF-Expand (Section 2.3): `byteCount` bytes, at most 255 digests.
  public static func expand(
    _ algorithm: HashAlgorithm, pseudoRandomKey: Span<UInt8>, info: Span<UInt8>, byteCount: Int
  ) -> SecretBytes {
    SecretBytes(byteCount: byteCount) { output in
      expand(algorithm, pseudoRandomKey: pseudoRandomKey, info: info, into: &output)
    }
  }

  /// The same; fills `output`.
  public static func expand(
    _ algorithm: HashAlgorithm, pseudoRandomKey: Span<UInt8>, info: Span<UInt8>,
    into output: inout MutableSpan<UInt8>
  ) {
    guard output.count <= algorithm.digestByteCount else {
      let hmac = HMAC(algorithm, key: pseudoRandomKey)
      return expand(using: hmac, info: info, into: &output)
    }
    // A single code, so that the key is used once.
    var block = [64 of UInt8](repeating: 0)
    var span = block.mutableSpan
    let counter = [1 of UInt8](repeating: 1)
    HMAC.write(algorithm, key: pseudoRandomKey, into: &span) { hash in
      hash.update(info)
      hash.update(counter.span)
    }
    for index in output.indices { output[index] = span[index] }
    wipe(&span)
  }

  /// HKDF-Expand (Section 2.3) under a key whose pads are hashed already; fills `output`, at most 255
  /// digests.
  public static func expand(
    using hmac: borrowing HMAC, info: Span<UInt8>, into output: inout MutableSpan<UInt8>
  ) {
    let digestByteCount = hmac.algorithm.digestByteCount
    precondition(output.count <= 255 * digestByteCount, "HKDF ends at 255 digests")
    var previous = [64 of UInt8](repeating: 0)
    var counter = [1 of UInt8](repeating: 0)
    var written = 0
    while written < output.count {
      counter[0] &+= 1
      var inner = hmac.begin()
      if written > 0 { inner.update(previous.span.extracting(0..<digestByteCount)) }
      inner.update(info)
      inner.update(counter.span)
      var block = previous.mutableSpan
      hmac.write(ending: inner, into: &block)
      inner.wipe()
      let taken = min(digestByteCount, output.count - written)
      for index in 0..<taken { output[written + index] = block[index] }
      written += taken
    }
    var span = previous.mutableSpan
    wipe(&span)
  }
}
