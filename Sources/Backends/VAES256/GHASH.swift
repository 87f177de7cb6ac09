#if arch(x86_64)
  import CIntrinsics
  import _Builtin_intrinsics.intel

  /// GHASH in the mirrored form of POLYVAL (RFC 8452, Appendix A): blocks are byte-reversed, the key is
  /// H x, and a product is divided by x^128, which makes the reduction two multiplications by a word.
  extension VAES256 {
    /// Computes the powers of GHASH's key from the round keys.
    public static func expandHashKey(_ memory: UnsafeMutableRawPointer, rounds: Int) {
      let key = unsafe reversed(encrypted(Block(repeating: 0), memory, rounds))
      // Times x: one place up; the bit that falls out comes back as x^127 + x^126 + x^121 + 1.
      let carry = key[1] >> 63
      var first = key &<< 1
      first[1] |= Int64(truncatingIfNeeded: UInt64(truncatingIfNeeded: key[0]) >> 63)
      first ^= Block(1, Int64(bitPattern: 0xC200_0000_0000_0000)) & Block(repeating: carry)
      var power = first
      for exponent in 1...powerCount {
        let place = 16 * (powerCount - exponent)
        unsafe memory.storeBytes(
          of: power, toByteOffset: powersOffset + place, as: Block.self)
        unsafe memory.storeBytes(
          of: power ^ mtls_swap_halves(power), toByteOffset: sumsOffset + place, as: Block.self)
        var product = Product()
        product.add(alone(power), alone(first), alone(first ^ mtls_swap_halves(first)))
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
        let step = min(powerCount, left)
        var product = Product()
        for index in stride(from: 0, to: step, by: 2) {
          var two = unsafe reversed(loaded(next + 16 * index, step - index))
          if index == 0 { two ^= alone(sum) }
          unsafe product.add(two, memory, step - index)
        }
        sum = product.reduced()
        unsafe next += 16 * step
        left -= step
      }
      unsafe accumulator.storeBytes(of: reversed(sum), as: Block.self)
    }

    /// The next two blocks, or the last one and zeros, if only one is left.
    @inline(__always)
    static func loaded(_ bytes: UnsafeRawPointer, _ left: Int) -> Blocks {
      left >= 2
        ? unsafe bytes.loadUnaligned(as: Blocks.self)
        : unsafe alone(bytes.loadUnaligned(as: Block.self))
    }

    /// Sums of products in two lanes, not reduced: three products of halves (Karatsuba).
    struct Product {
      var low = Blocks(repeating: 0)
      var middle = Blocks(repeating: 0)
      var high = Blocks(repeating: 0)

      /// Adds the products of two blocks by H^n and H^(n-1).
      @inline(__always)
      mutating func add(_ blocks: Blocks, _ memory: UnsafeRawPointer, _ n: Int) {
        let place = 16 * (powerCount - n)
        unsafe add(
          blocks, memory.loadUnaligned(fromByteOffset: powersOffset + place, as: Blocks.self),
          memory.loadUnaligned(fromByteOffset: sumsOffset + place, as: Blocks.self))
      }

      @inline(__always)
      mutating func add(_ blocks: Blocks, _ powers: Blocks, _ sums: Blocks) {
        low = mtls_kept_in_order(low ^ mtls_clmul_low_x2(blocks, powers))
        high = mtls_kept_in_order(high ^ mtls_clmul_high_x2(blocks, powers))
        middle = mtls_kept_in_order(
          middle ^ mtls_clmul_low_x2(blocks ^ mtls_swap_halves_x2(blocks), sums))
      }

      /// The sum of the lanes divided by x^128, reduced.
      @inline(__always)
      func reduced() -> Block {
        let polynomial = Block(Int64(bitPattern: 0xC200_0000_0000_0000), 0)
        let bottomUp = low.lowHalf ^ low.highHalf
        let topDown = high.lowHalf ^ high.highHalf
        let across = middle.lowHalf ^ middle.highHalf ^ bottomUp ^ topDown
        var bottom = bottomUp ^ mtls_half_up(across)
        let top = topDown ^ mtls_half_down(across)
        bottom = mtls_swap_halves(bottom) ^ mtls_clmul_low(bottom, polynomial)
        bottom = mtls_swap_halves(bottom) ^ mtls_clmul_low(bottom, polynomial)
        return bottom ^ top
      }
    }
  }
#endif
