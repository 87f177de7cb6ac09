#if arch(x86_64)
  import CIntrinsics
  import _Builtin_intrinsics.intel

  extension VAES {
    /// Encrypts `count` blocks in counter mode and takes the ciphertext into GHASH.
    ///
    /// - Parameters:
    ///   - counter: The first block's counter block; left behind the last one's.
    ///   - accumulator: GHASH's block so far.
    public static func seal(
      _ input: UnsafeRawPointer, _ output: UnsafeMutableRawPointer, count: Int,
      _ counter: UnsafeMutableRawPointer, _ accumulator: UnsafeMutableRawPointer,
      _ memory: UnsafeRawPointer, rounds: Int
    ) {
      var run = unsafe Run(input, output, counter, accumulator, memory)
      // A constant number of rounds is unrolled.
      switch rounds {
      case 10: run.seal(count, rounds: 10)
      case 14: run.seal(count, rounds: 14)
      default: run.seal(count, rounds: rounds)
      }
      unsafe run.end(counter, accumulator)
    }

    /// Takes `count` blocks of ciphertext into GHASH and decrypts them in counter mode; the parameters
    /// are those of `seal`.
    public static func open(
      _ input: UnsafeRawPointer, _ output: UnsafeMutableRawPointer, count: Int,
      _ counter: UnsafeMutableRawPointer, _ accumulator: UnsafeMutableRawPointer,
      _ memory: UnsafeRawPointer, rounds: Int
    ) {
      var run = unsafe Run(input, output, counter, accumulator, memory)
      switch rounds {
      case 10: run.open(count, rounds: 10)
      case 14: run.open(count, rounds: 14)
      default: run.open(count, rounds: rounds)
      }
      unsafe run.end(counter, accumulator)
    }

    /// Encrypts one block.
    @inline(__always)
    static func encrypted(_ block: Block, _ memory: UnsafeRawPointer, _ rounds: Int) -> Block {
      var state = unsafe block ^ memory.load(as: Block.self)
      for round in 1..<rounds {
        state = unsafe _mm_aesenc_si128(
          state, memory.load(fromByteOffset: 16 * round, as: Block.self))
      }
      return unsafe _mm_aesenclast_si128(
        state, memory.load(fromByteOffset: 16 * rounds, as: Block.self))
    }
  }
#endif
