import Bytes

/// Bytes that look random and are the same in every run (SplitMix64 of Steele, Lea and Flood): for counting alone.
struct FixedRandom: RandomSource {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func fill(_ bytes: inout MutableSpan<UInt8>) {
    for index in bytes.indices {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      bytes[index] = UInt8(truncatingIfNeeded: z ^ (z >> 31))
    }
  }
}
