#if arch(x86_64)
  import CIntrinsics
  import _Builtin_intrinsics.intel

  /// ChaCha20 (RFC 8439, Section 2.4) in registers of 256 bits: eight blocks at once, one word of each
  /// in a register.
  public enum AVX2ChaCha20 {
    private typealias Words = SIMD8<UInt32>
    typealias Bits = SIMD4<Int64>

    /// Writes the key stream of eight blocks, 512 bytes. `state` is the 64 bytes of Section 2.3, whose counter is left where
    /// the next block starts.
    public static func keyStream(
      _ output: UnsafeMutableRawPointer, _ state: UnsafeMutableRawPointer
    ) {
      unsafe eightBlocks(state) { offset, stream in
        unsafe output.storeBytes(of: stream, toByteOffset: offset, as: Bits.self)
      }
    }

    /// Hands `use` the key stream of eight blocks, 32 bytes at a time and not in order, and counts them. `work` is done
    /// thirty times, between the quarter rounds: close to each other, for processors that look no further ahead.
    @inline(__always)
    static func eightBlocks(
      _ state: UnsafeMutableRawPointer, beside work: () -> Void = {},
      _ use: (_ offset: Int, _ stream: Bits) -> Void
    ) {
      @inline(__always)
      func word(_ index: Int) -> Words {
        unsafe Words(repeating: state.load(fromByteOffset: 4 * index, as: UInt32.self))
      }
      let counters = word(12) &+ Words(0, 1, 2, 3, 4, 5, 6, 7)
      var (x0, x1, x2, x3) = (word(0), word(1), word(2), word(3))
      var (x4, x5, x6, x7) = (word(4), word(5), word(6), word(7))
      var (x8, x9, x10, x11) = (word(8), word(9), word(10), word(11))
      var (x12, x13, x14, x15) = (counters, word(13), word(14), word(15))
      for _ in 0..<10 {
        quarterRound(&x0, &x4, &x8, &x12)
        quarterRound(&x1, &x5, &x9, &x13)
        quarterRound(&x2, &x6, &x10, &x14)
        work()
        quarterRound(&x3, &x7, &x11, &x15)
        quarterRound(&x0, &x5, &x10, &x15)
        work()
        quarterRound(&x1, &x6, &x11, &x12)
        quarterRound(&x2, &x7, &x8, &x13)
        quarterRound(&x3, &x4, &x9, &x14)
        work()
      }
      let a = columns(x0 &+ word(0), x1 &+ word(1), x2 &+ word(2), x3 &+ word(3))
      let b = columns(x4 &+ word(4), x5 &+ word(5), x6 &+ word(6), x7 &+ word(7))
      let c = columns(x8 &+ word(8), x9 &+ word(9), x10 &+ word(10), x11 &+ word(11))
      let d = columns(x12 &+ counters, x13 &+ word(13), x14 &+ word(14), x15 &+ word(15))
      blocks(0, a.0, b.0, c.0, d.0, use)
      blocks(1, a.1, b.1, c.1, d.1, use)
      blocks(2, a.2, b.2, c.2, d.2, use)
      blocks(3, a.3, b.3, c.3, d.3, use)
      let counter = unsafe state.load(fromByteOffset: 48, as: UInt32.self)
      unsafe state.storeBytes(of: counter &+ 8, toByteOffset: 48, as: UInt32.self)
    }

    /// Section 2.1.
    @inline(__always)
    private static func quarterRound(
      _ a: inout Words, _ b: inout Words, _ c: inout Words, _ d: inout Words
    ) {
      a = a &+ b
      d = rotated(sum(d, a), 16)
      c = c &+ d
      b = rotated(b ^ c, 12)
      a = a &+ b
      d = rotated(sum(d, a), 8)
      c = c &+ d
      b = rotated(b ^ c, 7)
    }

    /// Bit by bit, and made before it is rotated, which by eight or sixteen bits is one shuffle.
    @inline(__always)
    private static func sum(_ d: Words, _ a: Words) -> Words {
      unsafe unsafeBitCast(mtls_kept_in_order(bits(d ^ a)), to: Words.self)
    }

    @inline(__always)
    private static func rotated(_ x: Words, _ count: UInt32) -> Words {
      x &<< Words(repeating: count) | x &>> Words(repeating: 32 &- count)
    }

    /// Four words of eight blocks become, in each of four registers, those of two blocks: of 0 and 4 in
    /// the first, of 1 and 5 in the second, and so on.
    @inline(__always)
    private static func columns(
      _ r0: Words, _ r1: Words, _ r2: Words, _ r3: Words
    ) -> (Bits, Bits, Bits, Bits) {
      let t0 = _mm256_unpacklo_epi32(bits(r0), bits(r1))
      let t1 = _mm256_unpackhi_epi32(bits(r0), bits(r1))
      let t2 = _mm256_unpacklo_epi32(bits(r2), bits(r3))
      let t3 = _mm256_unpackhi_epi32(bits(r2), bits(r3))
      return (
        _mm256_unpacklo_epi64(t0, t2), _mm256_unpackhi_epi64(t0, t2),
        _mm256_unpacklo_epi64(t1, t3), _mm256_unpackhi_epi64(t1, t3)
      )
    }

    /// Puts the four quarters of blocks `first` and `first + 4` together.
    @inline(__always)
    private static func blocks(
      _ first: Int, _ a: Bits, _ b: Bits, _ c: Bits, _ d: Bits,
      _ use: (_ offset: Int, _ stream: Bits) -> Void
    ) {
      use(64 * first, mtls_low_halves(a, b))
      use(64 * first + 32, mtls_low_halves(c, d))
      use(64 * first + 256, mtls_high_halves(a, b))
      use(64 * first + 288, mtls_high_halves(c, d))
    }

    @inline(__always)
    private static func bits(_ words: Words) -> Bits { unsafe unsafeBitCast(words, to: Bits.self) }
  }
#endif
