import Bytes

/// Code points that nobody has and everybody has to pass over (RFC 8701), sent so that nobody forgets how.
struct GREASE: Sendable {
  let cipherSuite: UInt16
  let group: UInt16
  let version: UInt16
  let signatureScheme: UInt16
  /// Two extensions: one is empty, one is not.
  let extensions: (first: ExtensionType, second: ExtensionType)

  /// One of the sixteen values of RFC 8701, Section 2 for each place.
  init(using random: inout some RandomSource) {
    let bytes = random.bytes(6)
    cipherSuite = GREASE.value(bytes[0])
    group = GREASE.value(bytes[1])
    version = GREASE.value(bytes[2])
    signatureScheme = GREASE.value(bytes[3])
    let first = bytes[4]
    // RFC 9846 §4.3 MUST NOT: no extension twice.
    let second = first & 0xF == bytes[5] & 0xF ? bytes[5] ^ 1 : bytes[5]
    extensions = (
      ExtensionType(rawValue: GREASE.value(first)), ExtensionType(rawValue: GREASE.value(second))
    )
  }

  /// 0x0A0A, 0x1A1A, to 0xFAFA.
  static func value(_ byte: UInt8) -> UInt16 {
    let half = UInt16(byte & 0xF) << 4 | 0xA
    return half << 8 | half
  }
}
