import Bytes

/// The nonces of one direction under one key (RFC 9846, Section 5.3): the sequence number, padded to twelve
/// bytes, XORed with the static IV.
struct RecordNonce: ~Copyable {
  static let byteCount = 12

  private let iv: SecretBytes
  /// Records protected under this key before.
  private(set) var sequence: UInt64 = 0

  init(iv: consuming SecretBytes) { self.iv = iv }

  /// The nonce of the next record.
  var current: [12 of UInt8] {
    var nonce: [12 of UInt8] = .init(repeating: 0)
    let bytes = iv.bytes
    for index in 0..<RecordNonce.byteCount { nonce[index] = bytes[index] }
    for index in 0..<8 {
      nonce[4 + index] ^= UInt8(truncatingIfNeeded: sequence >> UInt64(56 - 8 * index))
    }
    return nonce
  }

  /// Goes on to the next record. 2^64 of them would take centuries: the limits of Section 5.5 come first.
  mutating func advance() { sequence &+= 1 }
}
