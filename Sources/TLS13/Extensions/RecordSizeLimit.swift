import Bytes

/// record_size_limit (RFC 8449, Section 4): how large a protected record may be that a side has to take,
/// content type and padding counted.
enum RecordSizeLimit {
  /// RFC 8449 §4 MUST NOT: no value below 64.
  static let minimum = 64
  /// The limit of TLS 1.3 itself: 2^14 bytes of content and one of content type.
  static let maximum = RecordHeader.maximumPlaintext + 1

  /// What is said for a wish: within the bounds.
  static func within(_ wish: Int) -> Int { min(max(wish, minimum), maximum) }

  /// Reads the extension.
  ///
  /// - Parameter maximum: What the peer may say at most; nil for a client, which may know of larger records.
  static func read(
    _ reader: consuming ByteReader, upTo maximum: Int?
  ) throws(HandshakeError) -> Int {
    let limit: UInt16
    do {
      var reader = reader
      limit = try reader.integer("RecordSizeLimit")
      try reader.finish("record_size_limit")
    } catch { throw .malformed(error) }
    guard limit >= minimum, Int(limit) <= maximum ?? 0xFFFF else {
      throw .recordSizeLimit(limit)
    }
    return Int(limit)
  }

  /// Appends the extension.
  static func write(_ limit: Int, into output: inout [UInt8]) {
    output.writeExtension(.recordSizeLimit) { output in
      output.write(UInt16(truncatingIfNeeded: within(limit)))
    }
  }
}
