public import Processor

#if arch(x86_64)
  private import AVX2
  private import IFMA
#endif

/// Four SHAKE sponges side by side, for four short messages that share their beginning: how FIPS 203 and
/// FIPS 204 expand a seed into a matrix and into noise.
///
/// It keeps its state in place; who gave it a secret calls ``erase()`` when it is used up.
public struct SHAKE4: ~Copyable {
  @usableFromInline var state = [25 of SIMD4<UInt64>](repeating: .zero)
  private let hasAVX2: Bool
  private let hasAVX512: Bool

  /// Words of 64 bits in each block of output: 21 of SHAKE128, 17 of SHAKE256.
  public let wordsPerBlock: Int

  /// Takes in four messages: the seed, and behind it the low `nonceByteCount` bytes of one of `nonces`,
  /// little-endian. What comes out is read after ``nextBlock()``.
  ///
  /// - Parameters:
  ///   - function: ``SHA3/Function/shake128`` or ``SHA3/Function/shake256``.
  ///   - seed: A multiple of 8 bytes, at most 64; what is above is not taken in.
  ///   - nonceByteCount: 1 or 2.
  public init(
    _ function: SHA3.Function, seed: Span<UInt8>, nonces: SIMD4<UInt16>, nonceByteCount: Int,
    on processor: Processor = .current
  ) {
    hasAVX2 = processor.hasAVX2
    hasAVX512 = processor.hasIFMA
    wordsPerBlock = function.rate / 8
    let words = min(8, seed.count / 8)
    for index in 0..<words {
      var word: UInt64 = 0
      for offset in 0..<8 { word |= UInt64(seed[8 * index + offset]) << UInt64(8 * offset) }
      state[index] = SIMD4(repeating: word)
    }
    let suffix = UInt64(function.suffix) << UInt64(8 * nonceByteCount)
    state[words] = SIMD4(truncatingIfNeeded: nonces) | SIMD4(repeating: suffix)
    state[wordsPerBlock - 1] ^= SIMD4(repeating: 1 << 63)
  }

  /// Makes the next block of output.
  public mutating func nextBlock() {
    #if arch(x86_64)
      if hasAVX2 { return permuteTogether() }
    #endif
    for lane in 0..<4 {
      var one = KeccakPermutation.State(repeating: 0)
      for index in 0..<25 { one[index] = state[index][lane] }
      KeccakPermutation.permute(&one)
      for index in 0..<25 { state[index][lane] = one[index] }
    }
  }

  #if arch(x86_64)
    private mutating func permuteTogether() {
      var span = state.mutableSpan
      unsafe span.withUnsafeMutableBytes { bytes in
        guard let base = bytes.baseAddress else { return }
        let lanes = unsafe base.assumingMemoryBound(to: FourKeccakStates.Lane.self)
        if hasAVX512 {
          unsafe FourKeccakStates.permuteAVX512(lanes)
        } else {
          unsafe FourKeccakStates.permute(lanes)
        }
      }
    }
  #endif

  /// Word `index` of the current block of the four outputs: eight bytes each, little-endian.
  @inlinable @inline(__always)
  public func words(_ index: Int) -> SIMD4<UInt64> { state[index] }

  /// Word `index` of the current block of output `lane`.
  @inlinable @inline(__always)
  public func word(_ index: Int, lane: Int) -> UInt64 { state[index][lane] }

  /// Wipes the state.
  public mutating func erase() {
    unsafe withUnsafeMutableBytes(of: &state) { unsafe eraseBytes($0) }
  }
}
