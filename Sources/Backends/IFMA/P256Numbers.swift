#if arch(x86_64)
  internal import CIntrinsics
  internal import _Builtin_intrinsics.intel

  /// Four numbers modulo the prime of P-256, p = 2^256 - 2^224 + 2^192 + 2^96 - 1, side by side, in five
  /// limbs of 52 bits each and in Montgomery's form: x stands as x·2^260.
  ///
  /// Two kinds of values occur. Factors have limbs from 0 to 2^52 - 1, which is what a product takes of a
  /// limb, and are below 4p. Products and what is added up from them have signed limbs of any size that
  /// leaves no word: `carried` and `reduced` make factors of them.
  struct P256Numbers {
    typealias Lanes = SIMD4<Int64>
    var l0, l1, l2, l3, l4: Lanes

    @inline(__always)
    private static var mask: Lanes { Lanes(repeating: 0xF_FFFF_FFFF_FFFF) }

    @inline(__always)
    init(_ l0: Lanes, _ l1: Lanes, _ l2: Lanes, _ l3: Lanes, _ l4: Lanes) {
      self.l0 = l0
      self.l1 = l1
      self.l2 = l2
      self.l3 = l3
      self.l4 = l4
    }

    /// 1 in every lane.
    @inline(__always)
    static var one: P256Numbers {
      P256Numbers(
        Lanes(repeating: 0x10), Lanes(repeating: 0xF_0000_0000_0000),
        Lanes(repeating: 0xF_FFFF_FFFF_FFFF), Lanes(repeating: 0xF_FEFF_FFFF_FFFF),
        Lanes(repeating: 0xF_FFFF))
    }

    @inline(__always)
    func map(_ change: (Lanes) -> Lanes) -> P256Numbers {
      P256Numbers(change(l0), change(l1), change(l2), change(l3), change(l4))
    }

    @inline(__always)
    func map(_ other: P256Numbers, _ change: (Lanes, Lanes) -> Lanes) -> P256Numbers {
      P256Numbers(
        change(l0, other.l0), change(l1, other.l1), change(l2, other.l2), change(l3, other.l3),
        change(l4, other.l4))
    }

    @inline(__always)
    static func + (a: P256Numbers, b: P256Numbers) -> P256Numbers { a.map(b) { $0 &+ $1 } }

    @inline(__always)
    static func - (a: P256Numbers, b: P256Numbers) -> P256Numbers { a.map(b) { $0 &- $1 } }

    /// Times 2^count.
    @inline(__always)
    func shifted(_ count: Int64) -> P256Numbers {
      map { $0 &<< Lanes(repeating: count) }
    }

    /// The lanes in another order.
    @inline(__always)
    func lanes(_ a: Int64, _ b: Int64, _ c: Int64, _ d: Int64) -> P256Numbers {
      map { _mm256_permutexvar_epi64(Lanes(a, b, c, d), $0) }
    }

    /// The numbers of `other` in the lanes that `lanes` names by its bits.
    @inline(__always)
    func replacing(_ lanes: UInt8, with other: P256Numbers) -> P256Numbers {
      map(other) { _mm256_mask_blend_epi64(lanes, $0, $1) }
    }

    /// Plus `other` in the lanes that `lanes` names.
    @inline(__always)
    func adding(_ other: P256Numbers, in lanes: UInt8) -> P256Numbers {
      map(other) { _mm256_mask_add_epi64($0, lanes, $0, $1) }
    }

    /// Less `other` in the lanes that `lanes` names.
    @inline(__always)
    func subtracting(_ other: P256Numbers, in lanes: UInt8) -> P256Numbers {
      map(other) { _mm256_mask_sub_epi64($0, lanes, $0, $1) }
    }

    /// The opposite in the lanes that `lanes` names.
    @inline(__always)
    func negated(in lanes: UInt8) -> P256Numbers {
      map { _mm256_mask_sub_epi64($0, lanes, Lanes(), $0) }
    }

    /// The limbs of a number that is not negative brought to 52 bits.
    @inline(__always)
    var carried: P256Numbers {
      let c1 = l1 &+ (l0 &>> 52)
      let c2 = l2 &+ (c1 &>> 52)
      let c3 = l3 &+ (c2 &>> 52)
      let c4 = l4 &+ (c3 &>> 52)
      return P256Numbers(
        l0 & Self.mask, c1 & Self.mask, c2 & Self.mask, c3 & Self.mask, c4)
    }

    /// A number of either sign brought between 0 and 2p + 2^230: adds p, and takes away the multiple of p
    /// that the bits from 2^256 on count, as far as they show in the highest limb.
    @inline(__always)
    var reduced: P256Numbers {
      let q = l4 &>> 48
      return P256Numbers(
        l0 &+ q &+ Lanes(repeating: 0xF_FFFF_FFFF_FFFF),
        l1 &- (q &<< 44) &+ Lanes(repeating: 0xFFF_FFFF_FFFF),
        l2,
        l3 &- (q &<< 36) &+ Lanes(repeating: 0x10_0000_0000),
        (l4 & Lanes(repeating: 0xFFFF_FFFF_FFFF)) &+ (q &<< 16)
          &+ Lanes(repeating: 0xFFFF_FFFF_0000)
      ).carried
    }

    /// a·b / 2^260 lane by lane: below p + a·b / 2^260, with limbs from 0 to 2^57.
    ///
    /// Since p = -1 modulo 2^96, the multiple m of p that makes the lowest limb divisible is the limb
    /// itself: m·p + m is m·2^96 + m·2^36·2^156 + m·(2^48 - 2^16)·2^208.
    @inline(__always)
    static func * (a: P256Numbers, b: P256Numbers) -> P256Numbers {
      let zero = Lanes()
      let p3 = Lanes(repeating: 0x10_0000_0000)
      let p4 = Lanes(repeating: 0xFFFF_FFFF_0000)
      let low0 = low(zero, a.l0, b.l0)
      let high1 = high(zero, a.l0, b.l0)
      let low1 = low(low(zero, a.l0, b.l1), a.l1, b.l0)
      let high2 = high(high(zero, a.l0, b.l1), a.l1, b.l0)
      let low2 = low(low(low(zero, a.l0, b.l2), a.l1, b.l1), a.l2, b.l0)
      let high3 = high(high(high(zero, a.l0, b.l2), a.l1, b.l1), a.l2, b.l0)
      let low3 = low(low(low(low(zero, a.l0, b.l3), a.l1, b.l2), a.l2, b.l1), a.l3, b.l0)
      let high4 = high(high(high(high(zero, a.l0, b.l3), a.l1, b.l2), a.l2, b.l1), a.l3, b.l0)
      let low4 = low(
        low(low(low(low(zero, a.l0, b.l4), a.l1, b.l3), a.l2, b.l2), a.l3, b.l1), a.l4, b.l0)
      let high5 = high(
        high(high(high(high(zero, a.l0, b.l4), a.l1, b.l3), a.l2, b.l2), a.l3, b.l1), a.l4, b.l0)
      let low5 = low(low(low(low(zero, a.l1, b.l4), a.l2, b.l3), a.l3, b.l2), a.l4, b.l1)
      let high6 = high(high(high(high(zero, a.l1, b.l4), a.l2, b.l3), a.l3, b.l2), a.l4, b.l1)
      let low6 = low(low(low(zero, a.l2, b.l4), a.l3, b.l3), a.l4, b.l2)
      let high7 = high(high(high(zero, a.l2, b.l4), a.l3, b.l3), a.l4, b.l2)
      let low7 = low(low(zero, a.l3, b.l4), a.l4, b.l3)
      let high8 = high(high(zero, a.l3, b.l4), a.l4, b.l3)
      let low8 = low(zero, a.l4, b.l4)
      let high9 = high(zero, a.l4, b.l4)

      // Products take the lowest 52 bits of a factor, so that only what is shifted needs the mask.
      let s1 = low1 &+ high1 &+ over(low0)
      let s2 = low2 &+ high2 &+ (low0 &>> 8) &+ over(s1)
      let s3 = low(low3 &+ high3, low0, p3) &+ ((s1 & mask) &>> 8) &+ over(s2)
      let s4 =
        low(high(low4, low0, p3), low0, p4) &+ low(high4, s1, p3) &+ ((s2 & mask) &>> 8) &+ over(s3)
      return P256Numbers(
        low(high(low(high(low5, low0, p4), s1, p4), s1, p3), s2, p3) &+ high5 &+ ((s3 & mask) &>> 8)
          &+ over(s4),
        low(high(low(high(low6, s1, p4), s2, p4), s2, p3), s3, p3) &+ high6 &+ ((s4 & mask) &>> 8),
        low(high(low7, s2, p4), s3, p4) &+ low(high(high7, s3, p3), s4, p3),
        low(high(low8, s3, p4), s4, p4) &+ high(high8, s4, p3),
        high(high9, s4, p4))
    }

    /// What a limb, and its lowest 52 bits times 2^96, put into the next limb.
    @inline(__always)
    private static func over(_ limb: Lanes) -> Lanes {
      (limb &>> 52) &+ ((limb &<< 44) & mask)
    }

    @inline(__always)
    private static func low(_ sum: Lanes, _ a: Lanes, _ b: Lanes) -> Lanes {
      mtls_madd52_low(sum, a, b)
    }

    @inline(__always)
    private static func high(_ sum: Lanes, _ a: Lanes, _ b: Lanes) -> Lanes {
      mtls_madd52_high(sum, a, b)
    }
  }
#endif
