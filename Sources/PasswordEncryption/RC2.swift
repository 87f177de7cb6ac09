public import Bytes

/// RC2 (RFC 2268) in cipher block chaining, for reading PKCS #12 files of the last century. It looks nothing up at a
/// secret place.
public struct RC2: ~Copyable, Sendable {
  /// Length of a block and of an initialization vector in bytes.
  public static let blockByteCount = 8

  /// K: 64 words, the low octet first.
  private let expanded: SecretBytes

  /// The cipher under a key of 1 to 128 bytes, all of whose bits count.
  public init(key: borrowing SecretBytes) {
    precondition((1...128).contains(key.count), "RC2 has keys of 1 to 128 bytes")
    // Section 2, with T1 = 8 T, so that TM is 255.
    let count = key.count
    expanded = SecretBytes(byteCount: 128) { bytes in
      for index in 0..<count { bytes[index] = key.bytes[index] }
      for index in count..<128 {
        bytes[index] = RC2.substituted(bytes[index - 1] &+ bytes[index - count])
      }
      bytes[128 - count] = RC2.substituted(bytes[128 - count])
      for index in (0..<128 - count).reversed() {
        bytes[index] = RC2.substituted(bytes[index + 1] ^ bytes[index + count])
      }
    }
  }

  /// Decrypts whole blocks in place, behind an initialization vector of 8 bytes.
  public func decrypt(_ blocks: inout MutableSpan<UInt8>, iv: Span<UInt8>) {
    precondition(blocks.count.isMultiple(of: 8) && iv.count == 8, "CBC takes whole blocks")
    for start in stride(from: 0, to: blocks.count, by: 8).reversed() {
      var r = [4 of UInt16](repeating: 0)
      for index in 0..<4 {
        r[index] = UInt16(blocks[start + 2 * index]) | UInt16(blocks[start + 2 * index + 1]) << 8
      }
      decrypt(&r)
      for index in 0..<8 {
        let before = start == 0 ? iv[index] : blocks[start - 8 + index]
        blocks[start + index] =
          UInt8(truncatingIfNeeded: r[index / 2] >> UInt16(8 * (index & 1))) ^ before
      }
    }
  }

  /// Section 4.4.
  private func decrypt(_ r: inout [4 of UInt16]) {
    var next = 63
    for (rounds, mashes) in [(5, true), (6, true), (5, false)] {
      for _ in 0..<rounds {
        for index in (0..<4).reversed() {
          let shift = RC2.shift(index)
          r[index] = r[index] >> shift | r[index] << (16 - shift)
          let (one, two, three) = (r[(index + 3) & 3], r[(index + 2) & 3], r[(index + 1) & 3])
          r[index] = r[index] &- word(next) &- (one & two) &- (~one & three)
          next -= 1
        }
      }
      guard mashes else { continue }
      for index in (0..<4).reversed() {
        r[index] = r[index] &- word(atSecret: r[(index + 3) & 3] & 63)
      }
    }
  }

  private static func shift(_ index: Int) -> UInt16 { index == 3 ? 5 : UInt16(index) + 1 }

  private func word(_ index: Int) -> UInt16 {
    UInt16(expanded.bytes[2 * index]) | UInt16(expanded.bytes[2 * index + 1]) << 8
  }

  /// The key's word at a secret place: all are looked at.
  private func word(atSecret place: UInt16) -> UInt16 {
    var found: UInt16 = 0
    for index in 0..<64 {
      let difference = place ^ UInt16(index)
      // All ones where there is no difference.
      found |= word(index) & ((difference &- 1) >> 15 &* 0xFFFF)
    }
    return found
  }

  private static func substituted(_ place: UInt8) -> UInt8 {
    var found: UInt8 = 0
    for index in 0..<256 {
      let difference = UInt16(place ^ UInt8(index))
      found |= table[index] & UInt8(truncatingIfNeeded: (difference &- 1) >> 15 &* 0xFF)
    }
    return found
  }

  /// PITABLE (Section 2).
  private static let table: [256 of UInt8] = [
    0xD9, 0x78, 0xF9, 0xC4, 0x19, 0xDD, 0xB5, 0xED,
    0x28, 0xE9, 0xFD, 0x79, 0x4A, 0xA0, 0xD8, 0x9D,
    0xC6, 0x7E, 0x37, 0x83, 0x2B, 0x76, 0x53, 0x8E,
    0x62, 0x4C, 0x64, 0x88, 0x44, 0x8B, 0xFB, 0xA2,
    0x17, 0x9A, 0x59, 0xF5, 0x87, 0xB3, 0x4F, 0x13,
    0x61, 0x45, 0x6D, 0x8D, 0x09, 0x81, 0x7D, 0x32,
    0xBD, 0x8F, 0x40, 0xEB, 0x86, 0xB7, 0x7B, 0x0B,
    0xF0, 0x95, 0x21, 0x22, 0x5C, 0x6B, 0x4E, 0x82,
    0x54, 0xD6, 0x65, 0x93, 0xCE, 0x60, 0xB2, 0x1C,
    0x73, 0x56, 0xC0, 0x14, 0xA7, 0x8C, 0xF1, 0xDC,
    0x12, 0x75, 0xCA, 0x1F, 0x3B, 0xBE, 0xE4, 0xD1,
    0x42, 0x3D, 0xD4, 0x30, 0xA3, 0x3C, 0xB6, 0x26,
    0x6F, 0xBF, 0x0E, 0xDA, 0x46, 0x69, 0x07, 0x57,
    0x27, 0xF2, 0x1D, 0x9B, 0xBC, 0x94, 0x43, 0x03,
    0xF8, 0x11, 0xC7, 0xF6, 0x90, 0xEF, 0x3E, 0xE7,
    0x06, 0xC3, 0xD5, 0x2F, 0xC8, 0x66, 0x1E, 0xD7,
    0x08, 0xE8, 0xEA, 0xDE, 0x80, 0x52, 0xEE, 0xF7,
    0x84, 0xAA, 0x72, 0xAC, 0x35, 0x4D, 0x6A, 0x2A,
    0x96, 0x1A, 0xD2, 0x71, 0x5A, 0x15, 0x49, 0x74,
    0x4B, 0x9F, 0xD0, 0x5E, 0x04, 0x18, 0xA4, 0xEC,
    0xC2, 0xE0, 0x41, 0x6E, 0x0F, 0x51, 0xCB, 0xCC,
    0x24, 0x91, 0xAF, 0x50, 0xA1, 0xF4, 0x70, 0x39,
    0x99, 0x7C, 0x3A, 0x85, 0x23, 0xB8, 0xB4, 0x7A,
    0xFC, 0x02, 0x36, 0x5B, 0x25, 0x55, 0x97, 0x31,
    0x2D, 0x5D, 0xFA, 0x98, 0xE3, 0x8A, 0x92, 0xAE,
    0x05, 0xDF, 0x29, 0x10, 0x67, 0x6C, 0xBA, 0xC9,
    0xD3, 0x00, 0xE6, 0xCF, 0xE1, 0x9E, 0xA8, 0x2C,
    0x63, 0x16, 0x01, 0x3F, 0x58, 0xE2, 0x89, 0xA9,
    0x0D, 0x38, 0x34, 0x1B, 0xAB, 0x33, 0xFF, 0xB0,
    0xBB, 0x48, 0x0C, 0x5F, 0xB9, 0xB1, 0xCD, 0x2E,
    0xC5, 0xF3, 0xDB, 0x47, 0xE5, 0xA5, 0x9C, 0x77,
    0x0A, 0xA6, 0x20, 0x68, 0xFE, 0x7F, 0xC1, 0xAD,
  ]
}
