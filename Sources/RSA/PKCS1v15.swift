internal import Bytes
internal import Hashing

/// EMSA-PKCS1-v1_5 (RFC 8017, Section 9.2).
enum PKCS1v15 {
  /// The encoded message of `byteCount` bytes: 00 01 FF … FF 00 DigestInfo.
  static func encode(
    digest: Span<UInt8>, hash: HashAlgorithm, byteCount: Int
  ) throws(RSAError) -> [UInt8] {
    guard digest.count == hash.digestByteCount else {
      throw .digestSize(byteCount: digest.count)
    }
    let prefix = digestInfoPrefix(hash)
    let informationByteCount = prefix.count + digest.count
    // Step 3: there are at least eight bytes FF.
    guard byteCount >= informationByteCount + 11 else { throw .encodedMessageTooLong }
    var message: [UInt8] = []
    message.reserveCapacity(byteCount)
    message += [0x00, 0x01]
    message += repeatElement(0xFF, count: byteCount - informationByteCount - 3)
    message.append(0x00)
    message += prefix
    message.write(digest)
    return message
  }

  /// DigestInfo in DER up to the digest, with the parameters NULL (RFC 8017, Section 9.2, Note 1).
  private static func digestInfoPrefix(_ hash: HashAlgorithm) -> [UInt8] {
    let (length, algorithm, digestLength): (UInt8, UInt8, UInt8) =
      switch hash {
      case .sha256: (0x31, 0x01, 0x20)
      case .sha384: (0x41, 0x02, 0x30)
      case .sha512: (0x51, 0x03, 0x40)
      }
    return [
      0x30, length, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
      algorithm, 0x05, 0x00, 0x04, digestLength,
    ]
  }
}
