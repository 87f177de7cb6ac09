internal import Bytes
internal import Hashing

/// EMSA-PSS with MGF1 over the same hash (RFC 8017, Section 9.1).
enum PSS {
  /// The encoded message of ⌈encodedBitCount / 8⌉ bytes (Section 9.1.1).
  static func encode(
    digest: Span<UInt8>, hash: HashAlgorithm, salt: Span<UInt8>, encodedBitCount: Int
  ) throws(RSAError) -> [UInt8] {
    guard digest.count == hash.digestByteCount else {
      throw .digestSize(byteCount: digest.count)
    }
    let byteCount = (encodedBitCount + 7) / 8
    // Step 3.
    guard byteCount >= digest.count + salt.count + 2 else { throw .encodedMessageTooLong }
    // Steps 5 and 6.
    let saltedDigest = hashSalted(digest, salt, hash)
    // Steps 7 and 8: DB = 00 … 00 01 salt.
    let blockByteCount = byteCount - digest.count - 1
    var message = [UInt8](repeating: 0, count: blockByteCount - salt.count - 1)
    message.reserveCapacity(byteCount)
    message.append(0x01)
    message.write(salt)
    // Steps 9 to 11.
    mask(&message, count: blockByteCount, seed: saltedDigest.bytes, hash: hash)
    message[0] &= highestByteMask(encodedBitCount)
    // Step 12.
    message.write(saltedDigest.bytes)
    message.append(0xBC)
    return message
  }

  /// Whether `representative` encodes `digest` (Section 9.1.2).
  ///
  /// - Parameter representative: As long as the modulus: if its length in bits is one more than a
  ///   multiple of eight, one byte longer than the encoded message, and that byte must be zero
  ///   (Section 8.1.2, Step 2c).
  static func isConsistent(
    _ representative: Span<UInt8>, digest: Span<UInt8>, hash: HashAlgorithm, saltByteCount: Int,
    encodedBitCount: Int
  ) -> Bool {
    let byteCount = (encodedBitCount + 7) / 8
    guard representative.count >= byteCount else { return false }
    let extra = representative.count - byteCount
    for index in 0..<extra where representative[index] != 0 { return false }
    let message = representative.extracting(extra...)
    // Steps 2 and 3.
    guard digest.count == hash.digestByteCount, saltByteCount >= 0,
      saltByteCount <= byteCount - digest.count - 2
    else { return false }
    // Step 4.
    guard message[byteCount - 1] == 0xBC else { return false }
    // Step 5.
    let blockByteCount = byteCount - digest.count - 1
    let saltedDigest = message.extracting(blockByteCount..<byteCount - 1)
    // Step 6.
    let highestByteMask = highestByteMask(encodedBitCount)
    guard message[0] & ~highestByteMask == 0 else { return false }
    // Steps 7 to 9.
    var block = [UInt8](copying: message.extracting(..<blockByteCount))
    mask(&block, count: blockByteCount, seed: saltedDigest, hash: hash)
    block[0] &= highestByteMask
    // Step 10.
    let paddingByteCount = blockByteCount - saltByteCount - 1
    for index in 0..<paddingByteCount where block[index] != 0 { return false }
    guard block[paddingByteCount] == 0x01 else { return false }
    // Steps 11 to 14.
    let salt = block.span.extracting((paddingByteCount + 1)...)
    let expected = hashSalted(digest, salt, hash)
    return equalVariableTime(saltedDigest, expected.bytes)
  }

  /// The hash of eight zero bytes, the digest and the salt (Step 6 of Section 9.1.1).
  private static func hashSalted(
    _ digest: Span<UInt8>, _ salt: Span<UInt8>, _ algorithm: HashAlgorithm
  ) -> Digest {
    let zeros: [8 of UInt8] = .init(repeating: 0)
    var hash = Hash(algorithm)
    hash.update(zeros.span)
    hash.update(digest)
    hash.update(salt)
    return hash.digest()
  }

  /// Adds MGF1 of `seed` to the first `count` bytes (RFC 8017, Appendix B.2.1).
  private static func mask(
    _ bytes: inout [UInt8], count: Int, seed: Span<UInt8>, hash algorithm: HashAlgorithm
  ) {
    var seeded = Hash(algorithm)
    seeded.update(seed)
    var counter: UInt32 = 0
    var start = 0
    while start < count {
      let counterBytes: [4 of UInt8] = [
        UInt8(truncatingIfNeeded: counter >> 24), UInt8(truncatingIfNeeded: counter >> 16),
        UInt8(truncatingIfNeeded: counter >> 8), UInt8(truncatingIfNeeded: counter),
      ]
      var hash = seeded
      hash.update(counterBytes.span)
      let part = hash.digest()
      let partBytes = part.bytes
      for index in 0..<min(partBytes.count, count - start) {
        bytes[start + index] ^= partBytes[index]
      }
      start += partBytes.count
      counter += 1
    }
  }

  /// The bits that an encoded message may use of its first byte.
  private static func highestByteMask(_ encodedBitCount: Int) -> UInt8 {
    0xFF >> UInt8((8 - encodedBitCount & 7) & 7)
  }
}
