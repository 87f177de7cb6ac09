#if arch(x86_64)
  import CIntrinsics
  import _Builtin_intrinsics.intel

  /// GHASH in the mirrored form of POLYVAL (RFC 8452, Appendix A): blocks are byte-reversed, the key is
  /// H x, and a product is divided by x^128, which makes the reduction two multiplications by a word.
  extension VAES {
    /// Computes the powers of GHASH's key from the round keys.
    public static func expandHashKey(_ memory: UnsafeMutableRawPointer, rounds: Int) {
      let key = unsafe reversed(encrypted(Block(repeating: 0), memory, rounds))
      // Times x: one place up; the bit that falls out comes back as x^127 + x^126 + x^121 + 1.
      let carry = key[1] >> 63
      var first = key &<< 1
      first[1] |= Int64(truncatingIfNeeded: UInt64(truncatingIfNeeded: key[0]) >> 63)
      first ^= Block(1, Int64(bitPattern: 0xC200_0000_0000_0000)) & Block(repeating: carry)
      let second = product(first, first)
      let third = product(second, first)
      let fourth = product(third, first)
      var four = Blocks(
        fourth[0], fourth[1], third[0], third[1], second[0], second[1], first[0], first[1])
      let step = _mm512_broadcast_i32x4(fourth)
      for index in 1...powerCount / 4 {
        unsafe memory.storeBytes(
          of: four, toByteOffset: powersOffset + 16 * (powerCount - 4 * index), as: Blocks.self)
        var product = Product()
        product.add(four, step)
        four = product.reducedLanes()
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
        let step = min(powerCount, left)
        var product = Product()
        for index in stride(from: 0, to: step, by: 4) {
          let mask = wordMask(step - index)
          var four = unsafe reversed(_mm512_maskz_loadu_epi64(mask, next + 16 * index))
          if index == 0 { four ^= _mm512_zextsi128_si512(sum) }
          unsafe product.add(four, powers(memory, step - index))
        }
        sum = product.reduced()
        unsafe next += 16 * step
        left -= step
      }
      unsafe accumulator.storeBytes(of: reversed(sum), as: Block.self)
    }

    /// The powers H^n to H^(n-3), zero where there are none.
    @inline(__always)
    static func powers(_ memory: UnsafeRawPointer, _ n: Int) -> Blocks {
      unsafe memory.loadUnaligned(
        fromByteOffset: powersOffset + 16 * (powerCount - n), as: Blocks.self)
    }

    /// The 64-bit words of the first `blockCount` blocks of four.
    @inline(__always)
    static func wordMask(_ blockCount: Int) -> UInt8 {
      blockCount >= 4 ? 0xFF : UInt8(truncatingIfNeeded: (1 << (2 * blockCount)) - 1)
    }

    private static func product(_ left: Block, _ right: Block) -> Block {
      var product = Product()
      product.add(_mm512_zextsi128_si512(left), _mm512_zextsi128_si512(right))
      return product.reduced()
    }

    /// Sums of products in four lanes, not reduced.
    struct Product {
      var low = Blocks(repeating: 0)
      var middle = Blocks(repeating: 0)
      var high = Blocks(repeating: 0)

      @inline(__always)
      mutating func add(_ blocks: Blocks, _ powers: Blocks) {
        low ^= mtls_clmul_low_x4(blocks, powers)
        high ^= mtls_clmul_high_x4(blocks, powers)
        middle ^= mtls_clmul_low_high_x4(blocks, powers) ^ mtls_clmul_high_low_x4(blocks, powers)
      }

      /// The sum of the lanes divided by x^128, reduced.
      @inline(__always)
      func reduced() -> Block {
        let polynomial = Block(Int64(bitPattern: 0xC200_0000_0000_0000), 0)
        let across = mtls_sum_of_lanes(middle)
        var bottom = mtls_sum_of_lanes(low) ^ mtls_half_up(across)
        let top = mtls_sum_of_lanes(high) ^ mtls_half_down(across)
        bottom = mtls_swap_halves(bottom) ^ mtls_clmul_low(bottom, polynomial)
        bottom = mtls_swap_halves(bottom) ^ mtls_clmul_low(bottom, polynomial)
        return bottom ^ top
      }

      /// Each lane divided by x^128, reduced.
      func reducedLanes() -> Blocks {
        let polynomial = _mm512_broadcast_i32x4(
          Block(Int64(bitPattern: 0xC200_0000_0000_0000), 0))
        var bottom = low ^ mtls_half_up_x4(middle)
        let top = high ^ mtls_half_down_x4(middle)
        bottom = mtls_swap_halves_x4(bottom) ^ mtls_clmul_low_x4(bottom, polynomial)
        bottom = mtls_swap_halves_x4(bottom) ^ mtls_clmul_low_x4(bottom, polynomial)
        return bottom ^ top
      }
    }
  }
#endif
