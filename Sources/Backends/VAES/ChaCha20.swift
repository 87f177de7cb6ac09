#if arch(x86_64)
  import CIntrinsics
  import _Builtin_intrinsics.intel

  /// ChaCha20 (RFC 8439, Section 2.4) in registers of 512 bits: sixteen blocks at once, one word of each
  /// in a register.
  public enum AVX512ChaCha20 {
    private typealias Words = SIMD16<UInt32>
    typealias Bits = SIMD8<Int64>

    /// Adds the key stream of `16 * count` blocks of 64 bytes. `state` is the 64 bytes of Section 2.3,
    /// whose counter is left where the next block starts. Input and output may be the same memory.
    public static func encrypt(
      _ input: UnsafeRawPointer, _ output: UnsafeMutableRawPointer, count: Int,
      _ state: UnsafeMutableRawPointer
    ) {
      for index in 0..<count {
        unsafe sixteenBlocks(state, beside: {}) { block, stream in
          let offset = 1024 * index + 64 * block
          let text = unsafe input.loadUnaligned(fromByteOffset: offset, as: Bits.self)
          unsafe output.storeBytes(of: text ^ stream, toByteOffset: offset, as: Bits.self)
        }
      }
    }

    /// Writes the key stream of sixteen blocks, 1,024 bytes.
    public static func keyStream(
      _ output: UnsafeMutableRawPointer, _ state: UnsafeMutableRawPointer
    ) {
      unsafe sixteenBlocks(state, beside: {}) { block, stream in
        unsafe output.storeBytes(of: stream, toByteOffset: 64 * block, as: Bits.self)
      }
    }

    /// Hands `use` the key stream of sixteen blocks, not in order, and counts them. `work` is done ten
    /// times beside the rounds.
    @inline(__always)
    static func sixteenBlocks(
      _ state: UnsafeMutableRawPointer, beside work: () -> Void,
      _ use: (_ block: Int, _ stream: Bits) -> Void
    ) {
      @inline(__always)
      func word(_ index: Int) -> Words {
        unsafe Words(repeating: state.load(fromByteOffset: 4 * index, as: UInt32.self))
      }
      let counters = word(12) &+ Words(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
      var (x0, x1, x2, x3) = (word(0), word(1), word(2), word(3))
      var (x4, x5, x6, x7) = (word(4), word(5), word(6), word(7))
      var (x8, x9, x10, x11) = (word(8), word(9), word(10), word(11))
      var (x12, x13, x14, x15) = (counters, word(13), word(14), word(15))
      for _ in 0..<10 {
        quarterRounds(
          &x0, &x4, &x8, &x12, &x1, &x5, &x9, &x13, &x2, &x6, &x10, &x14, &x3, &x7, &x11, &x15)
        quarterRounds(
          &x0, &x5, &x10, &x15, &x1, &x6, &x11, &x12, &x2, &x7, &x8, &x13, &x3, &x4, &x9, &x14)
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
      unsafe state.storeBytes(of: counter &+ 16, toByteOffset: 48, as: UInt32.self)
    }

    /// Four quarter rounds (Section 2.1), step by step.
    @inline(__always)
    private static func quarterRounds(
      _ a0: inout Words, _ b0: inout Words, _ c0: inout Words, _ d0: inout Words,
      _ a1: inout Words, _ b1: inout Words, _ c1: inout Words, _ d1: inout Words,
      _ a2: inout Words, _ b2: inout Words, _ c2: inout Words, _ d2: inout Words,
      _ a3: inout Words, _ b3: inout Words, _ c3: inout Words, _ d3: inout Words
    ) {
      a0 = a0 &+ b0
      a1 = a1 &+ b1
      a2 = a2 &+ b2
      a3 = a3 &+ b3
      d0 = rotated(d0 ^ a0, 16)
      d1 = rotated(d1 ^ a1, 16)
      d2 = rotated(d2 ^ a2, 16)
      d3 = rotated(d3 ^ a3, 16)
      c0 = c0 &+ d0
      c1 = c1 &+ d1
      c2 = c2 &+ d2
      c3 = c3 &+ d3
      b0 = rotated(b0 ^ c0, 12)
      b1 = rotated(b1 ^ c1, 12)
      b2 = rotated(b2 ^ c2, 12)
      b3 = rotated(b3 ^ c3, 12)
      a0 = a0 &+ b0
      a1 = a1 &+ b1
      a2 = a2 &+ b2
      a3 = a3 &+ b3
      d0 = rotated(d0 ^ a0, 8)
      d1 = rotated(d1 ^ a1, 8)
      d2 = rotated(d2 ^ a2, 8)
      d3 = rotated(d3 ^ a3, 8)
      c0 = c0 &+ d0
      c1 = c1 &+ d1
      c2 = c2 &+ d2
      c3 = c3 &+ d3
      b0 = rotated(b0 ^ c0, 7)
      b1 = rotated(b1 ^ c1, 7)
      b2 = rotated(b2 ^ c2, 7)
      b3 = rotated(b3 ^ c3, 7)
    }

    @inline(__always)
    private static func rotated(_ x: Words, _ count: UInt32) -> Words {
      x &<< Words(repeating: count) | x &>> Words(repeating: 32 &- count)
    }

    /// Four words of sixteen blocks become, in each of four registers, those of four blocks: of 0, 4, 8
    /// and 12 in the first, of 1, 5, 9 and 13 in the second, and so on.
    @inline(__always)
    private static func columns(
      _ r0: Words, _ r1: Words, _ r2: Words, _ r3: Words
    ) -> (Bits, Bits, Bits, Bits) {
      let t0 = _mm512_unpacklo_epi32(bits(r0), bits(r1))
      let t1 = _mm512_unpackhi_epi32(bits(r0), bits(r1))
      let t2 = _mm512_unpacklo_epi32(bits(r2), bits(r3))
      let t3 = _mm512_unpackhi_epi32(bits(r2), bits(r3))
      return (
        _mm512_unpacklo_epi64(t0, t2), _mm512_unpackhi_epi64(t0, t2),
        _mm512_unpacklo_epi64(t1, t3), _mm512_unpackhi_epi64(t1, t3)
      )
    }

    /// Puts the four quarters of blocks `first`, `first + 4`, `first + 8` and `first + 12` together.
    @inline(__always)
    private static func blocks(
      _ first: Int, _ a: Bits, _ b: Bits, _ c: Bits, _ d: Bits,
      _ use: (_ block: Int, _ stream: Bits) -> Void
    ) {
      let (ab, cd) = (mtls_low_lanes(a, b), mtls_low_lanes(c, d))
      let (abHigh, cdHigh) = (mtls_high_lanes(a, b), mtls_high_lanes(c, d))
      use(first, mtls_even_lanes(ab, cd))
      use(first + 4, mtls_odd_lanes(ab, cd))
      use(first + 8, mtls_even_lanes(abHigh, cdHigh))
      use(first + 12, mtls_odd_lanes(abHigh, cdHigh))
    }

    @inline(__always)
    private static func bits(_ words: Words) -> Bits { unsafe unsafeBitCast(words, to: Bits.self) }
  }
#endif
