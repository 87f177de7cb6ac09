#if arch(x86_64)
  import CIntrinsics
  import _Builtin_intrinsics.intel

  /// GHASH in the mirrored form of POLYVAL (RFC 8452, Appendix A): blocks are byte-reversed, the key is
  /// H x, and a product is divided by x^128, which makes the reduction two multiplications by a word.
  extension AESNI {
    /// Computes the powers of GHASH's key from the round keys.
    public static func expandHashKey(_ memory: UnsafeMutableRawPointer, rounds: Int) {
      let key = unsafe reversed(encrypted(Block(repeating: 0), memory, rounds))
      // Times x: one place up; the bit that falls out comes back as x^127 + x^126 + x^121 + 1.
      let carry = key[1] >> 63
      var first = key &<< 1
      first[1] |= Int64(truncatingIfNeeded: UInt64(truncatingIfNeeded: key[0]) >> 63)
      first ^= Block(1, Int64(bitPattern: 0xC200_0000_0000_0000)) & Block(repeating: carry)
      var power = first
      for exponent in 1...8 {
        unsafe memory.storeBytes(
          of: power, toByteOffset: powersOffset + 16 * (8 - exponent), as: Block.self)
        unsafe memory.storeBytes(
          of: power ^ mtls_swap_halves(power), toByteOffset: sumsOffset + 16 * (8 - exponent),
          as: Block.self)
        var product = Product()
        product.add(power, first, first ^ mtls_swap_halves(first))
        power = product.reduced()
      }
    }

    /// Takes `count` blocks into GHASH.
    public static func hash(
      _ blocks: UnsafeRawPointer, count: Int, _ accumulator: UnsafeMutableRawPointer,
      _ memory: UnsafeRawPointer
    ) {
      var sum = unsafe reversed(accumulator.loadUnaligned(as: Block.self))
      var next = unsafe blocks
      var left = count
      while left > 0 {
        let step = min(8, left)
        var product = Product()
        for index in 0..<step {
          var block = unsafe reversed(
            next.loadUnaligned(fromByteOffset: 16 * index, as: Block.self))
          if index == 0 { block ^= sum }
          unsafe product.add(block, memory, 8 - step + index)
        }
        sum = product.reduced()
        unsafe next += 16 * step
        left -= step
      }
      unsafe accumulator.storeBytes(of: reversed(sum), as: Block.self)
    }

    /// The bytes in the opposite order.
    @inline(__always)
    static func reversed(_ block: Block) -> Block {
      _mm_shuffle_epi8(block, Block(0x0809_0A0B_0C0D_0E0F, 0x0001_0203_0405_0607))
    }

    /// A sum of products, not reduced: three products of halves (Karatsuba).
    struct Product {
      var low = Block(repeating: 0)
      var middle = Block(repeating: 0)
      var high = Block(repeating: 0)

      /// Adds the product of `block` and the power in place `index`.
      @inline(__always)
      mutating func add(_ block: Block, _ memory: UnsafeRawPointer, _ index: Int) {
        unsafe add(
          block, memory.load(fromByteOffset: powersOffset + 16 * index, as: Block.self),
          memory.load(fromByteOffset: sumsOffset + 16 * index, as: Block.self))
      }

      @inline(__always)
      mutating func add(_ block: Block, _ power: Block, _ powerSum: Block) {
        low ^= mtls_clmul_low(block, power)
        high ^= mtls_clmul_high(block, power)
        middle ^= mtls_clmul_low(block ^ mtls_swap_halves(block), powerSum)
      }

      /// The sum divided by x^128, reduced.
      @inline(__always)
      func reduced() -> Block {
        let polynomial = Block(Int64(bitPattern: 0xC200_0000_0000_0000), 0)
        let across = middle ^ low ^ high
        var bottom = low ^ mtls_half_up(across)
        let top = high ^ mtls_half_down(across)
        bottom = mtls_swap_halves(bottom) ^ mtls_clmul_low(bottom, polynomial)
        bottom = mtls_swap_halves(bottom) ^ mtls_clmul_low(bottom, polynomial)
        return bottom ^ top
      }
    }
  }
#endif
