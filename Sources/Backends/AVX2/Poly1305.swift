#if arch(x86_64)
  import CIntrinsics
  import _Builtin_intrinsics.intel

  /// Poly1305 (RFC 8439, Section 2.5) in registers of 256 bits: four blocks at once, in limbs of 26 bits.
  public enum AVX2Poly1305 {
    private typealias Lanes = SIMD4<UInt64>
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
      let four = Factor(r4, r4, r4, r4)
      var sum = Sum(first: h)
      unsafe sum.add(blocks)
      for index in 1..<max(count, 1) {
        sum.multiply(by: four)
        unsafe sum.add(blocks + 64 * index)
      }
      // By their places.
      sum.multiply(by: Factor(r4, r2, r3, r1))
      return sum.total()
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

    private static let mask: UInt64 = 0x3FF_FFFF

    /// Five limbs; the highest may have a few bits more.
    @inline(__always)
    private static func limbs(_ n: Number) -> (UInt64, UInt64, UInt64, UInt64, UInt64) {
      (
        n.0 & mask, n.0 >> 26 & mask, (n.0 >> 52 | n.1 << 12) & mask, n.1 >> 14 & mask,
        n.1 >> 40 | n.2 << 24
      )
    }

    /// Four factors, and five times their upper limbs: 2^130 is 5.
    private struct Factor {
      let f0, f1, f2, f3, f4: Lanes
      let g1, g2, g3, g4: Lanes

      @inline(__always)
      init(_ a: Number, _ b: Number, _ c: Number, _ d: Number) {
        let (a, b, c, d) = (limbs(a), limbs(b), limbs(c), limbs(d))
        f0 = Lanes(a.0, b.0, c.0, d.0)
        f1 = Lanes(a.1, b.1, c.1, d.1)
        f2 = Lanes(a.2, b.2, c.2, d.2)
        f3 = Lanes(a.3, b.3, c.3, d.3)
        f4 = Lanes(a.4, b.4, c.4, d.4)
        g1 = f1 &<< 2 &+ f1
        g2 = f2 &<< 2 &+ f2
        g3 = f3 &<< 2 &+ f3
        g4 = f4 &<< 2 &+ f4
      }
    }

    /// Four sums side by side; the blocks of a step stand in the lanes in the order 0, 2, 1, 3.
    ///
    /// Limbs stay below 2^28: products are taken of their lower 32 bits, and sums of five are below 2^62.
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

      /// Adds four blocks, each with a bit 2^128.
      @inline(__always)
      mutating func add(_ blocks: UnsafeRawPointer) {
        let front = unsafe blocks.loadUnaligned(as: SIMD4<Int64>.self)
        let back = unsafe blocks.loadUnaligned(fromByteOffset: 32, as: SIMD4<Int64>.self)
        let low = unsafe unsafeBitCast(_mm256_unpacklo_epi64(front, back), to: Lanes.self)
        let high = unsafe unsafeBitCast(_mm256_unpackhi_epi64(front, back), to: Lanes.self)
        let mask = Lanes(repeating: mask)
        h0 = h0 &+ low & mask
        h1 = h1 &+ (low &>> 26) & mask
        h2 = h2 &+ (low &>> 52 | high &<< 12) & mask
        h3 = h3 &+ (high &>> 14) & mask
        h4 = h4 &+ (high &>> 40 | Lanes(repeating: 1 << 24))
      }

      /// Modulo 2^130 - 5, not wholly reduced.
      @inline(__always)
      mutating func multiply(by f: Factor) {
        var d0 = h0 * f.f0 &+ h1 * f.g4 &+ h2 * f.g3 &+ h3 * f.g2 &+ h4 * f.g1
        var d1 = h0 * f.f1 &+ h1 * f.f0 &+ h2 * f.g4 &+ h3 * f.g3 &+ h4 * f.g2
        var d2 = h0 * f.f2 &+ h1 * f.f1 &+ h2 * f.f0 &+ h3 * f.g4 &+ h4 * f.g3
        var d3 = h0 * f.f3 &+ h1 * f.f2 &+ h2 * f.f1 &+ h3 * f.f0 &+ h4 * f.g4
        var d4 = h0 * f.f4 &+ h1 * f.f3 &+ h2 * f.f2 &+ h3 * f.f1 &+ h4 * f.f0
        // Carries in two chains.
        let mask = Lanes(repeating: mask)
        d1 = d1 &+ d0 &>> 26
        d4 = d4 &+ d3 &>> 26
        d0 = d0 & mask
        d3 = d3 & mask
        d2 = d2 &+ d1 &>> 26
        let top = d4 &>> 26
        d0 = d0 &+ top &+ top &<< 2
        h1 = d1 & mask
        h4 = d4 & mask
        d3 = d3 &+ d2 &>> 26
        h2 = d2 & mask
        h1 = h1 &+ d0 &>> 26
        h0 = d0 & mask
        h4 = h4 &+ d3 &>> 26
        h3 = d3 & mask
      }

      /// The sum of the lanes.
      func total() -> Number {
        let low =
          UInt128(h0.wrappedSum()) &+ UInt128(h1.wrappedSum()) << 26
          &+ UInt128(h2.wrappedSum()) << 52
        let high =
          low >> 64 &+ UInt128(h3.wrappedSum()) << 14 &+ UInt128(h4.wrappedSum()) << 40
        return folded(
          UInt64(truncatingIfNeeded: low), UInt64(truncatingIfNeeded: high),
          UInt64(truncatingIfNeeded: high >> 64))
      }
    }
  }

  /// The products of the lower 32 bits of each lane.
  @inline(__always)
  private func * (_ a: SIMD4<UInt64>, _ b: SIMD4<UInt64>) -> SIMD4<UInt64> {
    unsafe unsafeBitCast(
      _mm256_mul_epu32(
        unsafeBitCast(a, to: SIMD4<Int64>.self), unsafeBitCast(b, to: SIMD4<Int64>.self)),
      to: SIMD4<UInt64>.self)
  }
#endif
