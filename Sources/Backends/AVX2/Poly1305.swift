#if arch(x86_64)
  import CIntrinsics
  import _Builtin_intrinsics.intel

  /// Poly1305 (RFC 8439, Section 2.5) in registers of 256 bits: four blocks at once, in limbs of 26 bits.
  public enum AVX2Poly1305 {
    private typealias Lanes = SIMD4<Int64>
    /// A number below 2^131 in limbs of 64 bits.
    public typealias Number = (UInt64, UInt64, UInt64)

    /// Takes `4 * count` blocks of 16 bytes, at least four, into the sum `h` under the key r.
    public static func update(
      _ h: Number, _ r: (UInt64, UInt64), _ blocks: UnsafeRawPointer, count: Int
    ) -> Number {
      let r1 = (r.0, r.1, UInt64(0))
      let r2 = product(r1, r)
      let r3 = product(r2, r)
      let r4 = product(r3, r)
      // r^8, r^4, and for the last four their own.
      var factors = [27 of Lanes](repeating: Lanes())
      var span = factors.mutableSpan
      return unsafe span.withUnsafeMutableBufferPointer { buffer in
        guard let eight = buffer.baseAddress else { return h }
        let four = unsafe eight + 9
        unsafe write(r4, r4, r4, r4, to: four)
        var sum = Sum(first: h)
        var next = unsafe blocks
        // Four blocks are left for the last step. Eight at a time save a carry, if there are enough for what r^8 costs.
        let pairCount = count < 16 ? 0 : (count - 1) / 2
        if pairCount > 0 {
          let r8 = product(product(product(product(r4, r), r), r), r)
          unsafe write(r8, r8, r8, r8, to: eight)
        }
        for _ in 0..<pairCount {
          unsafe sum.add(next)
          unsafe sum.multiply(by: eight, adding: Sum(next + 64), by: four)
          unsafe next += 128
        }
        for _ in 0..<max(count, 1) - 1 - 2 * pairCount {
          unsafe sum.add(next)
          unsafe sum.multiply(by: four)
          unsafe next += 64
        }
        unsafe sum.add(next)
        // By their places.
        let last = unsafe eight + 18
        unsafe write(r4, r2, r3, r1, to: last)
        unsafe sum.multiply(by: last)
        return sum.total()
      }
    }

    /// Takes one block of 16 bytes into the sum `h`, in plain integers.
    @inline(__always)
    static func step(_ h: Number, _ r: (UInt64, UInt64), _ block: UnsafeRawPointer) -> Number {
      let low = unsafe block.loadUnaligned(as: UInt64.self)
      let high = unsafe block.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
      let x = UInt128(h.0) &+ UInt128(low)
      let y = UInt128(h.1) &+ UInt128(high) &+ x >> 64
      return product(
        (
          UInt64(truncatingIfNeeded: x), UInt64(truncatingIfNeeded: y),
          h.2 &+ 1 &+ UInt64(truncatingIfNeeded: y >> 64)
        ), r)
    }

    /// h r mod 2^130 - 5, not wholly reduced.
    @inline(__always)
    private static func product(_ h: Number, _ r: (UInt64, UInt64)) -> Number {
      // The upper half of r is a multiple of 4: times 2^128 it is 5/4 of itself.
      let five = r.1 &+ r.1 >> 2
      let d0 = UInt128(h.0) &* UInt128(r.0) &+ UInt128(h.1) &* UInt128(five)
      var d1 = UInt128(h.0) &* UInt128(r.1) &+ UInt128(h.1) &* UInt128(r.0)
      d1 &+= UInt128(h.2 &* five) &+ d0 >> 64
      let d2 = h.2 &* r.0 &+ UInt64(truncatingIfNeeded: d1 >> 64)
      return folded(UInt64(truncatingIfNeeded: d0), UInt64(truncatingIfNeeded: d1), d2)
    }

    /// Brings the bits from 2^130 on back, five times, to the bottom.
    @inline(__always)
    private static func folded(_ h0: UInt64, _ h1: UInt64, _ h2: UInt64) -> Number {
      let x = UInt128(h0) &+ UInt128(h2 >> 2 &+ h2 & ~3)
      let y = UInt128(h1) &+ x >> 64
      return (
        UInt64(truncatingIfNeeded: x), UInt64(truncatingIfNeeded: y),
        h2 & 3 &+ UInt64(truncatingIfNeeded: y >> 64)
      )
    }

    @inline(__always)
    private static var mask: UInt64 { 0x3FF_FFFF }

    /// Five limbs; the highest may have a few bits more.
    @inline(__always)
    private static func limbs(_ n: Number) -> (Int64, Int64, Int64, Int64, Int64) {
      // Without the checks of conversions, which would be branches on secrets.
      @inline(__always)
      func limb(_ bits: UInt64) -> Int64 { Int64(bitPattern: bits) }
      return (
        limb(n.0 & mask), limb(n.0 >> 26 & mask), limb((n.0 >> 52 | n.1 << 12) & mask),
        limb(n.1 >> 14 & mask), limb(n.1 >> 40 | n.2 << 24)
      )
    }

    /// Writes four factors, and then five times their upper limbs: 2^130 is 5.
    @inline(__always)
    private static func write(
      _ a: Number, _ b: Number, _ c: Number, _ d: Number, to factor: UnsafeMutablePointer<Lanes>
    ) {
      let (a, b, c, d) = (limbs(a), limbs(b), limbs(c), limbs(d))
      unsafe factor[0] = Lanes(a.0, b.0, c.0, d.0)
      unsafe factor[1] = Lanes(a.1, b.1, c.1, d.1)
      unsafe factor[2] = Lanes(a.2, b.2, c.2, d.2)
      unsafe factor[3] = Lanes(a.3, b.3, c.3, d.3)
      unsafe factor[4] = Lanes(a.4, b.4, c.4, d.4)
      for limb in 1...4 { unsafe factor[4 + limb] = factor[limb] &+ factor[limb] &<< 2 }
    }

    /// Four sums side by side; the blocks of a step stand in the lanes in the order 0, 2, 1, 3.
    ///
    /// Limbs stay below 2^28: products are taken of their lower 32 bits, and sums of ten, of which each has a factor below
    /// 5·2^27, are below 2^62.
    private struct Sum {
      var h0, h1, h2, h3, h4: Lanes

      @inline(__always)
      init(first: Number) {
        let limbs = limbs(first)
        h0 = Lanes(limbs.0, 0, 0, 0)
        h1 = Lanes(limbs.1, 0, 0, 0)
        h2 = Lanes(limbs.2, 0, 0, 0)
        h3 = Lanes(limbs.3, 0, 0, 0)
        h4 = Lanes(limbs.4, 0, 0, 0)
      }

      /// Four blocks, each with a bit 2^128.
      @inline(__always)
      init(_ blocks: UnsafeRawPointer) {
        let front = unsafe blocks.loadUnaligned(as: Lanes.self)
        let back = unsafe blocks.loadUnaligned(fromByteOffset: 32, as: Lanes.self)
        let low = _mm256_unpacklo_epi64(front, back)
        let high = _mm256_unpackhi_epi64(front, back)
        let mask = Lanes(repeating: 0x3FF_FFFF)
        h0 = low & mask
        h1 = Self.shifted(low, 26) & mask
        h2 = (Self.shifted(low, 52) | _mm256_slli_epi64(high, 12)) & mask
        h3 = Self.shifted(high, 14) & mask
        h4 = Self.shifted(high, 40) | Lanes(repeating: 1 << 24)
      }

      /// Adds four blocks.
      @inline(__always)
      mutating func add(_ blocks: UnsafeRawPointer) {
        let m = unsafe Sum(blocks)
        h0 = h0 &+ m.h0
        h1 = h1 &+ m.h1
        h2 = h2 &+ m.h2
        h3 = h3 &+ m.h3
        h4 = h4 &+ m.h4
      }

      /// Modulo 2^130 - 5, not wholly reduced.
      @inline(__always)
      mutating func multiply(by f: UnsafePointer<Lanes>) {
        self = unsafe Sum(carrying: columns(f))
      }

      /// This times one factor and `other` times another.
      @inline(__always)
      mutating func multiply(
        by f: UnsafePointer<Lanes>, adding other: Sum, by g: UnsafePointer<Lanes>
      ) {
        let (a, b) = unsafe (columns(f), other.columns(g))
        self = Sum(carrying: (a.0 &+ b.0, a.1 &+ b.1, a.2 &+ b.2, a.3 &+ b.3, a.4 &+ b.4))
      }

      @inline(__always)
      private func columns(
        _ f: UnsafePointer<Lanes>
      ) -> (Lanes, Lanes, Lanes, Lanes, Lanes) {
        // Factor 4 + i is five times factor i.
        @inline(__always)
        func times(_ h: Lanes, _ index: Int) -> Lanes {
          unsafe mtls_multiply_words(h, UnsafeRawPointer(f + index))
        }
        return (
          times(h0, 0) &+ times(h1, 8) &+ times(h2, 7) &+ times(h3, 6) &+ times(h4, 5),
          times(h0, 1) &+ times(h1, 0) &+ times(h2, 8) &+ times(h3, 7) &+ times(h4, 6),
          times(h0, 2) &+ times(h1, 1) &+ times(h2, 0) &+ times(h3, 8) &+ times(h4, 7),
          times(h0, 3) &+ times(h1, 2) &+ times(h2, 1) &+ times(h3, 0) &+ times(h4, 8),
          times(h0, 4) &+ times(h1, 3) &+ times(h2, 2) &+ times(h3, 1) &+ times(h4, 0)
        )
      }

      /// Carries in two chains.
      @inline(__always)
      private init(carrying d: (Lanes, Lanes, Lanes, Lanes, Lanes)) {
        let mask = Lanes(repeating: 0x3FF_FFFF)
        let d1 = d.1 &+ Self.shifted(d.0, 26)
        let d4 = d.4 &+ Self.shifted(d.3, 26)
        let d2 = d.2 &+ Self.shifted(d1, 26)
        let top = Self.shifted(d4, 26)
        let d0 = d.0 & mask &+ (top &+ _mm256_slli_epi64(top, 2))
        let d3 = d.3 & mask &+ Self.shifted(d2, 26)
        h0 = d0 & mask
        h1 = d1 & mask &+ Self.shifted(d0, 26)
        h2 = d2 & mask
        h3 = d3 & mask
        h4 = d4 & mask &+ Self.shifted(d3, 26)
      }

      /// The sum of the lanes.
      func total() -> Number {
        func sum(_ lanes: Lanes) -> UInt128 { UInt128(UInt64(bitPattern: lanes.wrappedSum())) }
        let low = sum(h0) &+ sum(h1) << 26 &+ sum(h2) << 52
        let high = low >> 64 &+ sum(h3) << 14 &+ sum(h4) << 40
        return folded(
          UInt64(truncatingIfNeeded: low), UInt64(truncatingIfNeeded: high),
          UInt64(truncatingIfNeeded: high >> 64))
      }

      @inline(__always)
      private static func shifted(_ lanes: Lanes, _ count: Int32) -> Lanes {
        _mm256_srli_epi64(lanes, count)
      }
    }
  }
#endif
