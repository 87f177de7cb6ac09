import Bytes
import Cryptography

/// Opens the protected records of one direction under one key (RFC 9846, Section 5.2).
struct RecordOpener: ~Copyable {
  private let aead: AEAD
  /// Records opened under this key.
  private(set) var sequence: UInt64 = 0
  private let tagByteCount: Int

  init(_ keys: consuming TrafficKeys) {
    tagByteCount = keys.algorithm.tagByteCount
    aead = keys.aead
  }

  /// Opens one record where it stands: header, ciphertext, tag.
  ///
  /// - Parameter limit: What content, content type and padding may have together.
  /// - Returns: The type inside, and how many bytes of content follow the header.
  mutating func open(
    _ record: inout MutableSpan<UInt8>, limit: Int
  ) throws(RecordError) -> (type: ContentType, contentCount: Int) {
    let length = record.count - RecordHeader.byteCount
    var header: [5 of UInt8] = .init(repeating: 0)
    for index in 0..<RecordHeader.byteCount { header[index] = record[index] }
    guard length >= tagByteCount + 1 else {
      throw .authenticationFailed(sequence: sequence)
    }
    let nonceBytes = aead.nonce(ofRecord: sequence)
    var sealed = record._mutatingExtracting(RecordHeader.byteCount..<record.count)
    do {
      try aead.open(&sealed, nonce: nonceBytes.span, additionalData: header.span)
    } catch { throw .authenticationFailed(sequence: sequence) }
    sequence &+= 1
    // Section 5.4: the content type is the last byte that is not zero.
    var end = length - tagByteCount
    // RFC 9846 §5.2, RFC 8449 §4 MUST: record_overflow for more than was allowed.
    guard end <= limit else { throw .overflow(byteCount: end) }
    while end > 0, sealed[end - 1] == 0 { end -= 1 }
    guard end > 0 else { throw .noContentType }
    return (ContentType(rawValue: sealed[end - 1]), end - 1)
  }
}
