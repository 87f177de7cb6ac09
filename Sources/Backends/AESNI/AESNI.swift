#if arch(x86_64)
  import CIntrinsics
  import _Builtin_intrinsics.intel

  /// AES by AES-NI and GHASH by PCLMULQDQ, for GCM and CCM.
  ///
  /// The key memory, aligned to 16 bytes: 15 round keys of 16 bytes; at 256 the powers H^8 to H^1 of
  /// GHASH's key; at 384 the sums of their halves.
  public enum AESNI {
    /// Length of the key memory in bytes.
    public static let keyByteCount = 512

    typealias Block = SIMD2<Int64>

    static let powersOffset = 256
    static let sumsOffset = 384

    /// Expands a key of 16, 24 or 32 bytes (FIPS 197, Section 5.2).
    public static func expand(
      _ key: UnsafeRawPointer, count: Int, into memory: UnsafeMutableRawPointer
    ) {
      let keyWordCount = count / 4
      let words = unsafe memory.assumingMemoryBound(to: UInt32.self)
      for index in 0..<keyWordCount {
        unsafe words[index] = key.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)
      }
      var roundConstant: UInt32 = 1
      var position = 0
      for index in keyWordCount..<4 * (keyWordCount + 7) {
        var word = unsafe words[index - 1]
        if position == 0 {
          word = substituted(word >> 8 | word << 24) ^ roundConstant
          roundConstant = roundConstant << 1 ^ (roundConstant >> 7) &* 0x11B
        } else if keyWordCount > 6, position == 4 {
          word = substituted(word)
        }
        position = position + 1 == keyWordCount ? 0 : position + 1
        unsafe words[index] = words[index - keyWordCount] ^ word
      }
    }

    /// Encrypts one block in place.
    public static func encrypt(
      _ block: UnsafeMutableRawPointer, _ memory: UnsafeRawPointer, rounds: Int
    ) {
      let text = unsafe block.loadUnaligned(as: Block.self)
      let output = unsafe encrypted(text, memory, rounds)
      unsafe block.storeBytes(of: output, as: Block.self)
    }

    @inline(__always)
    static func encrypted(_ block: Block, _ memory: UnsafeRawPointer, _ rounds: Int) -> Block {
      var state = unsafe block ^ roundKey(memory, 0)
      for round in 1..<rounds { state = unsafe _mm_aesenc_si128(state, roundKey(memory, round)) }
      return unsafe _mm_aesenclast_si128(state, roundKey(memory, rounds))
    }

    @inline(__always)
    static func roundKey(_ memory: UnsafeRawPointer, _ round: Int) -> Block {
      unsafe memory.load(fromByteOffset: 16 * round, as: Block.self)
    }

    /// SubWord: with four equal columns the last round's ShiftRows changes nothing.
    private static func substituted(_ word: UInt32) -> UInt32 {
      let columns = unsafe unsafeBitCast(SIMD4<UInt32>(repeating: word), to: Block.self)
      let output = _mm_aesenclast_si128(columns, Block(repeating: 0))
      return UInt32(truncatingIfNeeded: output[0])
    }
  }
#endif
