import Bytes

/// The five bytes in front of every record (RFC 9846, Section 5.1): type, legacy version, length.
struct RecordHeader {
  static let byteCount = 5
  /// The most a record carries before it is protected (Section 5.1).
  static let maximumPlaintext = 1 << 14
  /// The most a protected record carries (Section 5.2).
  static let maximumCiphertext = (1 << 14) + 256

  let type: ContentType
  /// legacy_record_version, which means nothing in a record that is not protected (Section 5.1).
  let version: UInt16
  /// Bytes behind the header.
  let length: Int

  /// Reads the header in front of `bytes`, of which there are five or more.
  init(_ bytes: Span<UInt8>, isProtected: Bool) throws(RecordError) {
    type = ContentType(rawValue: bytes[0])
    version = UInt16(bytes[1]) << 8 | UInt16(bytes[2])
    length = Int(bytes[3]) << 8 | Int(bytes[4])
    switch type {
    case .changeCipherSpec, .alert, .handshake, .applicationData: break
    default: throw .unknownContentType(bytes[0])
    }
    let limit =
      isProtected && type == .applicationData
      ? RecordHeader.maximumCiphertext : RecordHeader.maximumPlaintext
    guard length <= limit else { throw .overflow(byteCount: length) }
  }

  /// Appends a header.
  static func write(
    _ type: ContentType, _ version: ProtocolVersion, length: Int, into output: inout [UInt8]
  ) {
    output.append(type.rawValue)
    output.write(version.rawValue)
    output.write(UInt16(truncatingIfNeeded: length))
  }
}
