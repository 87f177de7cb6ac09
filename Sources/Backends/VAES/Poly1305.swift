#if arch(x86_64)
  import CIntrinsics
  import _Builtin_intrinsics.intel

  /// Poly1305 (RFC 8439, Section 2.5) on AVX-512 IFMA: eight blocks at once, in limbs of 44, 44 and 42
  /// bits.
  public enum AVX512Poly1305 {
    typealias Lanes = SIMD8<UInt64>
    /// A number below 2^131 in limbs of 64 bits.
    public typealias Number = (UInt64, UInt64, UInt64)

    /// Takes `8 * count` blocks of 16 bytes, at least eight, into the sum `h` under the key r.
    public static func update(
      _ h: Number, _ r: (UInt64, UInt64), _ blocks: UnsafeRawPointer, count: Int
    ) -> Number {
      let powers = Powers(r)
      let eight = powers.eight
      // Two sums, of every other eight blocks, keep the multipliers busy.
      var sum = Sum(first: h)
      var next = unsafe blocks
      if count >= 4 {
        let r16 = square(powers.r8)
        let sixteen = Factor(r16, r16, r16, r16, r16, r16, r16, r16)
        var other = Sum(first: (0, 0, 0))
        for index in 0..<count / 2 {
          if index > 0 {
            sum.multiply(by: sixteen)
            other.multiply(by: sixteen)
          }
          unsafe sum.add(next)
          unsafe other.add(next + 128)
          unsafe next += 256
        }
        sum.multiply(by: eight)
        sum.add(other)
      } else {
        unsafe sum.add(next)
        unsafe next += 128
      }
      let end = unsafe blocks + 128 * count
      while unsafe next < end {
        sum.multiply(by: eight)
        unsafe sum.add(next)
        unsafe next += 128
      }
      sum.multiply(by: powers.last)
      return sum.total()
    }

    /// The powers of r that eight blocks at once are multiplied by.
    struct Powers {
      let r8: Number
      /// r^8 for every lane.
      let eight: Factor
      /// For the last eight blocks, by their places.
      let last: Factor

      @inline(__always)
      init(_ r: (UInt64, UInt64)) {
        let r1 = (r.0, r.1, UInt64(0))
        let r2 = product(r1, r)
        let r3 = product(r2, r)
        let r4 = product(r3, r)
        let r5 = product(r4, r)
        let r6 = product(r5, r)
        let r7 = product(r6, r)
        r8 = product(r7, r)
        eight = Factor(r8, r8, r8, r8, r8, r8, r8, r8)
        last = Factor(r8, r4, r7, r3, r6, r2, r5, r1)
      }
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
      return folded(
        UInt64(truncatingIfNeeded: d0), UInt64(truncatingIfNeeded: d1), d2)
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

    /// n^2 mod 2^130 - 5, not wholly reduced, as a product of limbs of 44 bits.
    private static func square(_ n: Number) -> Number {
      let (a, b, c) = limbs(n)
      let low = UInt128(a) &* UInt128(a) &+ UInt128(b) &* UInt128(40 &* c)
      var middle = UInt128(a) &* UInt128(2 &* b) &+ UInt128(c) &* UInt128(20 &* c)
      middle &+= low >> 44
      var high = UInt128(a) &* UInt128(2 &* c) &+ UInt128(b) &* UInt128(b)
      high &+= middle >> 44
      let l0 = UInt128(UInt64(truncatingIfNeeded: low) & mask44) &+ high >> 42 &* 5
      let l1 = UInt128(UInt64(truncatingIfNeeded: middle) & mask44) &+ l0 >> 44
      let l2 = UInt64(truncatingIfNeeded: high) & mask42
      let bottom = l0 & UInt128(mask44) &+ l1 << 44
      let top = bottom >> 64 &+ UInt128(l2) << 24
      return folded(
        UInt64(truncatingIfNeeded: bottom), UInt64(truncatingIfNeeded: top),
        UInt64(truncatingIfNeeded: top >> 64))
    }

    private static let mask44: UInt64 = 0xFFF_FFFF_FFFF
    private static let mask42: UInt64 = 0x3FF_FFFF_FFFF

    @inline(__always)
    private static func limbs(_ n: Number) -> Number {
      (n.0 & mask44, (n.0 >> 44 | n.1 << 20) & mask44, n.1 >> 24 | n.2 << 40)
    }

    /// Eight factors, and twenty times their upper limbs: 2^132 is 20.
    struct Factor {
      let f0, f1, f2, g1, g2: Lanes

      @inline(__always)
      init(
        _ a: Number, _ b: Number, _ c: Number, _ d: Number, _ e: Number, _ f: Number,
        _ g: Number, _ h: Number
      ) {
        let (a, b, c, d) = (limbs(a), limbs(b), limbs(c), limbs(d))
        let (e, f, g, h) = (limbs(e), limbs(f), limbs(g), limbs(h))
        f0 = Lanes(a.0, b.0, c.0, d.0, e.0, f.0, g.0, h.0)
        f1 = Lanes(a.1, b.1, c.1, d.1, e.1, f.1, g.1, h.1)
        f2 = Lanes(a.2, b.2, c.2, d.2, e.2, f.2, g.2, h.2)
        g1 = f1 &<< 4 &+ f1 &<< 2
        g2 = f2 &<< 4 &+ f2 &<< 2
      }
    }

    /// Eight sums side by side; the blocks of a step stand in the lanes in the order 0, 4, 1, 5, 2, 6,
    /// 3, 7.
    struct Sum {
      var h0, h1, h2: Lanes

      @inline(__always)
      init(first: Number) {
        let limbs = limbs(first)
        h0 = Lanes(limbs.0, 0, 0, 0, 0, 0, 0, 0)
        h1 = Lanes(limbs.1, 0, 0, 0, 0, 0, 0, 0)
        h2 = Lanes(limbs.2, 0, 0, 0, 0, 0, 0, 0)
      }

      /// Adds eight blocks, each with a bit 2^128.
      @inline(__always)
      mutating func add(_ blocks: UnsafeRawPointer) {
        let front = unsafe blocks.loadUnaligned(as: SIMD8<Int64>.self)
        let back = unsafe blocks.loadUnaligned(fromByteOffset: 64, as: SIMD8<Int64>.self)
        let low = unsafe unsafeBitCast(_mm512_unpacklo_epi64(front, back), to: Lanes.self)
        let high = unsafe unsafeBitCast(_mm512_unpackhi_epi64(front, back), to: Lanes.self)
        let mask = Lanes(repeating: mask44)
        h0 = h0 &+ (low & mask)
        h1 = h1 &+ ((low &>> 44 | high &<< 20) & mask)
        h2 = h2 &+ (high &>> 24 | Lanes(repeating: 1 << 40))
      }

      /// Adds the sums lane by lane.
      @inline(__always)
      mutating func add(_ other: Sum) {
        h0 = h0 &+ other.h0
        h1 = h1 &+ other.h1
        h2 = h2 &+ other.h2
      }

      /// Products of limbs come in two parts, of 52 bits and above; the upper ones count 2^8 in the
      /// next limb.
      @inline(__always)
      mutating func multiply(by f: Factor) {
        let low0 = lower(lower(lower(.zero, h0, f.f0), h1, f.g2), h2, f.g1)
        let high0 = upper(upper(upper(.zero, h0, f.f0), h1, f.g2), h2, f.g1)
        let low1 = lower(lower(lower(.zero, h0, f.f1), h1, f.f0), h2, f.g2)
        let high1 = upper(upper(upper(.zero, h0, f.f1), h1, f.f0), h2, f.g2)
        let low2 = lower(lower(lower(.zero, h0, f.f2), h1, f.f1), h2, f.f0)
        let high2 = upper(upper(upper(.zero, h0, f.f2), h1, f.f1), h2, f.f0)
        let mask = Lanes(repeating: mask44)
        let d1 = low1 &+ high0 &<< 8 &+ low0 &>> 44
        let d2 = low2 &+ high1 &<< 8 &+ d1 &>> 44
        // 2^130 is 5; the upper part of the last limb counts 2^10 there.
        let top = high2 &<< 10 &+ d2 &>> 42
        let d0 = low0 & mask &+ top &+ top &<< 2
        h0 = d0 & mask
        h1 = d1 & mask &+ d0 &>> 44
        h2 = d2 & Lanes(repeating: mask42)
      }

      /// The sum of the lanes.
      func total() -> Number {
        let (l0, l1, l2) = (h0.wrappedSum(), h1.wrappedSum(), h2.wrappedSum())
        let low = UInt128(l0) &+ UInt128(l1) << 44
        let high = low >> 64 &+ UInt128(l2) << 24
        return folded(
          UInt64(truncatingIfNeeded: low), UInt64(truncatingIfNeeded: high),
          UInt64(truncatingIfNeeded: high >> 64))
      }

      @inline(__always)
      private func lower(_ sum: Lanes, _ a: Lanes, _ b: Lanes) -> Lanes {
        unsafe unsafeBitCast(
          _mm512_madd52lo_epu64(bits(sum), bits(a), bits(b)), to: Lanes.self)
      }

      @inline(__always)
      private func upper(_ sum: Lanes, _ a: Lanes, _ b: Lanes) -> Lanes {
        unsafe unsafeBitCast(
          _mm512_madd52hi_epu64(bits(sum), bits(a), bits(b)), to: Lanes.self)
      }

      @inline(__always)
      private func bits(_ lanes: Lanes) -> SIMD8<Int64> {
        unsafe unsafeBitCast(lanes, to: SIMD8<Int64>.self)
      }
    }
  }
#endif
