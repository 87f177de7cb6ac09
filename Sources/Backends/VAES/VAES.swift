#if arch(x86_64)
  import CIntrinsics
  import _Builtin_intrinsics.intel

  /// AES-GCM by VAES and VPCLMULQDQ in registers of 512 bits, four blocks each.
  ///
  /// The key memory, aligned to 64 bytes: 15 round keys of 16 bytes, as AES-NI has them; at 256 the
  /// powers H^32 to H^1 of GHASH's key, and zeros behind them for a load that begins at one of the last.
  public enum VAES {
    /// Length of the key memory in bytes.
    public static let keyByteCount = 832

    /// One block.
    typealias Block = SIMD2<Int64>
    /// Four blocks, the first in the lowest bits.
    typealias Blocks = SIMD8<Int64>

    static let powersOffset = 256
    static let powerCount = 32

    /// The round key for each of four blocks.
    @inline(__always)
    static func roundKey(_ memory: UnsafeRawPointer, _ round: Int) -> Blocks {
      unsafe _mm512_broadcast_i32x4(memory.load(fromByteOffset: 16 * round, as: Block.self))
    }

    /// The bytes of each block in the opposite order.
    @inline(__always)
    static func reversed(_ blocks: Blocks) -> Blocks {
      let order = Block(0x0809_0A0B_0C0D_0E0F, 0x0001_0203_0405_0607)
      return _mm512_shuffle_epi8(blocks, _mm512_broadcast_i32x4(order))
    }

    /// The bytes of a block in the opposite order.
    @inline(__always)
    static func reversed(_ block: Block) -> Block {
      _mm_shuffle_epi8(block, Block(0x0809_0A0B_0C0D_0E0F, 0x0001_0203_0405_0607))
    }
  }
#endif
