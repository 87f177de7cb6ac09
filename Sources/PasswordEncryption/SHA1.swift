internal import Bytes

/// SHA-1 (FIPS 180-4, Section 6.1), for what old files and OCSP's certificate identifiers are made of. It is broken:
/// no signature is ever judged by it.
public struct SHA1: Sendable {
  /// Length of a digest in bytes.
  public static let digestByteCount = 20

  private var state: [5 of UInt32] = [
    0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0,
  ]
  private var block = [64 of UInt8](repeating: 0)
  private var byteCount = 0

  /// The hash of no bytes yet.
  public init() {}

  /// The digest of `bytes` alone, 20 bytes.
  public static func digest(of bytes: Span<UInt8>) -> [UInt8] {
    var hash = SHA1()
    hash.update(bytes)
    return hash.digest()
  }

  /// Adds `bytes` to the end of the message.
  public mutating func update(_ bytes: Span<UInt8>) {
    for index in bytes.indices { append(bytes[index]) }
  }

  /// The digest of the message so far, 20 bytes.
  public func digest() -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: SHA1.digestByteCount)
    var span = bytes.mutableSpan
    write(into: &span)
    return bytes
  }

  /// Writes the digest of the message so far into the first 20 bytes of `output`.
  func write(into output: inout MutableSpan<UInt8>) {
    var copy = self
    let bitCount = UInt64(byteCount) &* 8
    copy.append(0x80)
    while copy.byteCount & 63 != 56 { copy.append(0) }
    for shift in stride(from: 56, through: 0, by: -8) {
      copy.append(UInt8(truncatingIfNeeded: bitCount >> UInt64(shift)))
    }
    for index in 0..<5 {
      let word = copy.state[index]
      for place in 0..<4 {
        output[4 * index + place] = UInt8(truncatingIfNeeded: word >> UInt32(24 - 8 * place))
      }
    }
    copy.wipe()
  }

  /// Leaves nothing of the message behind.
  mutating func wipe() {
    var words = state.mutableSpan
    Bytes.wipe(&words)
    var bytes = block.mutableSpan
    Bytes.wipe(&bytes)
  }

  private mutating func append(_ byte: UInt8) {
    block[byteCount & 63] = byte
    byteCount &+= 1
    if byteCount & 63 == 0 { compress() }
  }

  private mutating func compress() {
    var words = [80 of UInt32](repeating: 0)
    for index in 0..<16 {
      words[index] =
        UInt32(block[4 * index]) << 24 | UInt32(block[4 * index + 1]) << 16
        | UInt32(block[4 * index + 2]) << 8 | UInt32(block[4 * index + 3])
    }
    for index in 16..<80 {
      words[index] = rotated(
        words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16], 1)
    }
    var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
    for index in 0..<80 {
      let f: UInt32
      let k: UInt32
      switch index / 20 {
      case 0: (f, k) = (b & c | ~b & d, 0x5A82_7999)
      case 1: (f, k) = (b ^ c ^ d, 0x6ED9_EBA1)
      case 2: (f, k) = (b & c | b & d | c & d, 0x8F1B_BCDC)
      default: (f, k) = (b ^ c ^ d, 0xCA62_C1D6)
      }
      let next = rotated(a, 5) &+ f &+ e &+ k &+ words[index]
      (a, b, c, d, e) = (next, a, rotated(b, 30), c, d)
    }
    state[0] &+= a
    state[1] &+= b
    state[2] &+= c
    state[3] &+= d
    state[4] &+= e
    var span = words.mutableSpan
    Bytes.wipe(&span)
  }

  private func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word << count | word >> (32 - count)
  }
}
