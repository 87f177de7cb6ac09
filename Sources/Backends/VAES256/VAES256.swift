#if arch(x86_64)
  import CIntrinsics
  import _Builtin_intrinsics.intel

  /// AES-GCM by VAES and VPCLMULQDQ in registers of 256 bits, two blocks each, for processors that have
  /// these without AVX-512.
  ///
  /// The key memory, aligned to 32 bytes: 15 round keys of 16 bytes, as AES-NI has them; at 256 the
  /// powers H^16 to H^1 of GHASH's key, at 544 the sums of their halves, each with zeros behind them for
  /// a load that begins at the last.
  public enum VAES256 {
    /// Length of the key memory in bytes.
    public static let keyByteCount = 832

    /// One block.
    typealias Block = SIMD2<Int64>
    /// Two blocks, the first in the lowest bits.
    typealias Blocks = SIMD4<Int64>

    static let powersOffset = 256
    static let powerCount = 16
    static let sumsOffset = 544

    /// The round key for each of two blocks.
    @inline(__always)
    static func roundKey(_ memory: UnsafeRawPointer, _ round: Int) -> Blocks {
      unsafe _mm256_broadcastsi128_si256(
        memory.load(fromByteOffset: 16 * round, as: Block.self))
    }

    /// The bytes of each block in the opposite order.
    @inline(__always)
    static func reversed(_ blocks: Blocks) -> Blocks {
      let order = Block(0x0809_0A0B_0C0D_0E0F, 0x0001_0203_0405_0607)
      return _mm256_shuffle_epi8(blocks, _mm256_broadcastsi128_si256(order))
    }

    /// The bytes of a block in the opposite order.
    @inline(__always)
    static func reversed(_ block: Block) -> Block {
      _mm_shuffle_epi8(block, Block(0x0809_0A0B_0C0D_0E0F, 0x0001_0203_0405_0607))
    }

    /// A block and one of zeros.
    @inline(__always)
    static func alone(_ block: Block) -> Blocks { Blocks(block[0], block[1], 0, 0) }

    /// `number` in the word that counts of each of two byte-reversed counter blocks.
    @inline(__always)
    static func lanes(_ number: Int64) -> Blocks { Blocks(number, 0, number, 0) }

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
