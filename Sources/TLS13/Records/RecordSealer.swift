import Bytes
import Cryptography

/// Protects the records of one direction under one key (RFC 9846, Section 5.2).
struct RecordSealer: ~Copyable {
  private let aead: AEAD
  /// Records sealed under this key. 2^64 of them would take centuries: the limits of Section 5.5 come first.
  private(set) var sequence: UInt64 = 0
  private let tagByteCount: Int
  /// Records that may be sealed before the key is changed (Section 5.5).
  private let limit: UInt64

  init(_ keys: consuming TrafficKeys) {
    tagByteCount = keys.algorithm.tagByteCount
    limit =
      switch keys.algorithm {
      case .chaCha20Poly1305: UInt64.max - 1
      case .aes128GCM, .aes256GCM: 1 << 24
      // RFC 9147, Appendix B.3 finds 2^23 for full-size records; RFC 9846 names no limit for CCM.
      case .aes128CCM, .aes128CCM8: 1 << 23
      }
    aead = keys.aead
  }

  /// Whether the key has done its share: 2^24 records of AES, somewhat before the 2^24.5 of Section 5.5.
  var wantsNewKey: Bool { sequence >= limit }

  /// Appends one record: header, ciphertext, tag. `content` has at most 2^14 bytes, is read and not copied.
  mutating func seal(_ type: ContentType, _ content: Span<UInt8>, into output: inout [UInt8]) {
    let suffix: [1 of UInt8] = [type.rawValue]
    seal(content, suffix: suffix.span, into: &output)
  }

  /// The same with zeros behind the content type (Section 5.4).
  mutating func seal(
    _ type: ContentType, _ content: Span<UInt8>, padding: Int, into output: inout [UInt8]
  ) {
    var suffix = [UInt8](repeating: 0, count: 1 + padding)
    suffix[0] = type.rawValue
    seal(content, suffix: suffix.span, into: &output)
  }

  private mutating func seal(
    _ content: Span<UInt8>, suffix: Span<UInt8>, into output: inout [UInt8]
  ) {
    let length = content.count + suffix.count + tagByteCount
    let start = output.count
    RecordHeader.write(.applicationData, .tls12, length: length, into: &output)
    let body = output.count
    output.append(contentsOf: repeatElement(0, count: length))
    let nonceBytes = aead.nonce(ofRecord: sequence)
    var header: [5 of UInt8] = .init(repeating: 0)
    for index in 0..<RecordHeader.byteCount { header[index] = output[start + index] }
    var whole = output.mutableSpan
    var sealed = whole._mutatingExtracting(body..<body + length)
    aead.seal(
      content, suffix: suffix, nonce: nonceBytes.span, additionalData: header.span,
      into: &sealed)
    sequence &+= 1
  }
}
