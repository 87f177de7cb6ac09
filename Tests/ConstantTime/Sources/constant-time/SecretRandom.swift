import Bytes

/// Random bytes that memcheck takes for undefined: whatever is made of them is secret.
struct SecretRandom: RandomSource {
  private var source: UInt64 = 0x9E37_79B9_7F4A_7C15

  mutating func fill(_ bytes: inout MutableSpan<UInt8>) {
    for index in bytes.indices {
      // splitmix64; that the same bytes come each time makes findings repeatable.
      source &+= 0x9E37_79B9_7F4A_7C15
      var z = source
      z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
      bytes[index] = UInt8(truncatingIfNeeded: z ^ z >> 31)
    }
    classify(bytes.span)
  }

  /// A secret of `count` bytes.
  mutating func array(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var span = bytes.mutableSpan
    fill(&span)
    return bytes
  }
}
