public import Bytes

/// Random bytes that a seed repeats (xoshiro256**, seeded by SplitMix64). For tests alone.
public struct SeededRandom: RandomSource, RandomNumberGenerator {
  /// What repeats this sequence. Print it where a random test fails.
  public let seed: UInt64
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// The sequence of `seed`, or of the one in the environment variable `MTLS_TEST_SEED`, or of a new one.
  public init(seed: UInt64? = nil) {
    let chosen = seed ?? environmentSeed() ?? UInt64.random(in: .min ... .max)
    self.seed = chosen
    var mix = chosen
    func next() -> UInt64 {
      mix &+= 0x9E37_79B9_7F4A_7C15
      var z = mix
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
    state = (next(), next(), next(), next())
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    func rotated(_ x: UInt64, _ k: UInt64) -> UInt64 { x << k | x >> (64 - k) }
    let result = rotated(state.1 &* 5, 7) &* 9
    let t = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= t
    state.3 = rotated(state.3, 45)
    return result
  }

  /// Fills `bytes` from the sequence.
  public mutating func fill(_ bytes: inout MutableSpan<UInt8>) {
    for index in bytes.indices { bytes[index] = UInt8(truncatingIfNeeded: next() >> 32) }
  }
}
