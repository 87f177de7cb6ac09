#if arch(x86_64)
  internal import CIntrinsics
  internal import _Builtin_intrinsics.intel

  /// Four numbers modulo 2^255 - 19 side by side, in ten limbs of 26 and 25 bits in turn, which count 2^0, 2^26,
  /// 2^51, 2^77, 2^102, 2^128, 2^153, 2^179, 2^204 and 2^230.
  ///
  /// Two limbs share a lane: sums, differences and exchanges of lanes take half as many instructions, and a
  /// product, which reads the lower 32 bits of a lane, takes even limbs from where they are.
  ///
  /// Limbs are either *narrow*, at most 2^26 + 2^16 and 2^25 + 2^16 in turn, which is what products leave; or *wide*, at
  /// most 3·2^26 + 2^16 and 3·2^25 + 2^16: sums of two narrow numbers, or differences, for which twice the prime is
  /// added, whose limbs are below 2^27 and 2^26. Factors of products may be wide.
  public struct AVX2FourNumbers: Sendable {
    typealias Lanes = SIMD4<Int64>
    /// Limb 2i in the lower and limb 2i + 1 in the upper half of each lane.
    var l0, l1, l2, l3, l4: Lanes

    @inline(__always)
    init(_ l0: Lanes, _ l1: Lanes, _ l2: Lanes, _ l3: Lanes, _ l4: Lanes) {
      self.l0 = l0
      self.l1 = l1
      self.l2 = l2
      self.l3 = l3
      self.l4 = l4
    }

    @inline(__always)
    func map(_ change: (Lanes) -> Lanes) -> AVX2FourNumbers {
      AVX2FourNumbers(change(l0), change(l1), change(l2), change(l3), change(l4))
    }

    @inline(__always)
    func map(_ other: AVX2FourNumbers, _ change: (Lanes, Lanes) -> Lanes) -> AVX2FourNumbers {
      AVX2FourNumbers(
        change(l0, other.l0), change(l1, other.l1), change(l2, other.l2), change(l3, other.l3),
        change(l4, other.l4))
    }

    /// The sum, not carried: of narrow numbers, it is wide.
    @inline(__always)
    public func adding(_ other: AVX2FourNumbers) -> AVX2FourNumbers {
      map(other) { _mm256_add_epi32($0, $1) }
    }

    /// Twice the prime less a narrow number in the lanes in which `lanes` is all ones; the number where it is zero.
    @inline(__always)
    func negated(_ lanes: Lanes) -> AVX2FourNumbers {
      let signs = lanes | Lanes(repeating: 0x0000_0001_0000_0001)
      let lowest = Lanes(repeating: 0x03FF_FFFE_07FF_FFDA) & lanes
      let higher = Lanes(repeating: 0x03FF_FFFE_07FF_FFFE) & lanes
      return AVX2FourNumbers(
        _mm256_add_epi32(_mm256_sign_epi32(l0, signs), lowest),
        _mm256_add_epi32(_mm256_sign_epi32(l1, signs), higher),
        _mm256_add_epi32(_mm256_sign_epi32(l2, signs), higher),
        _mm256_add_epi32(_mm256_sign_epi32(l3, signs), higher),
        _mm256_add_epi32(_mm256_sign_epi32(l4, signs), higher))
    }

    /// Brings limbs of 32 bits down to narrow ones.
    @inline(__always)
    var carried: AVX2FourNumbers {
      // What an even limb has above 26 bits goes up within the lane, and what an odd one has above 25 to the next lane.
      @inline(__always)
      func kept(_ limbs: Lanes) -> Lanes {
        limbs & Self.mask &+ _mm256_slli_epi64(limbs, 6) & Lanes(repeating: 0x3F_0000_0000)
      }
      @inline(__always)
      func high(_ limbs: Lanes) -> Lanes { _mm256_srli_epi64(limbs, 57) }
      return AVX2FourNumbers(
        kept(l0) &+ high(l4) * Lanes(repeating: 19), kept(l1) &+ high(l0), kept(l2) &+ high(l1),
        kept(l3) &+ high(l2), kept(l4) &+ high(l3))
    }

    @inline(__always)
    private static var mask: Lanes { Lanes(repeating: 0x01FF_FFFF_03FF_FFFF) }

    /// Lane by lane; factors may be wide, and the product is narrow.
    ///
    /// The product of limbs i and j counts in column i + j, twice where both are odd, and 19 times in column i + j - 10.
    /// The factor 19 belongs to the limbs of `other`: 19·(3·2^26 + 2^16) is below 2^32. Of the columns the
    /// lowest is the greatest, at most (1 + 4·19 + 5·2·19/4)·(3·2^26 + 2^16)² < 2^63.
    ///
    /// A limb of `self` at a time stays in a register, beside ten sums: the other factors are read from memory as they are
    /// multiplied. Left alone, the compiler would put products in an order that takes more registers than there are.
    @inline(__always)
    public func multiplied(by other: AVX2FourNumbers) -> AVX2FourNumbers {
      let (f0, f1) = (l0, Self.odd(l0))
      let (f2, f3) = (l1, Self.odd(l1))
      let (f4, f5) = (l2, Self.odd(l2))
      let (f6, f7) = (l3, Self.odd(l3))
      let (f8, f9) = (l4, Self.odd(l4))
      let (d1, d3, d5) = (Self.twiceOdd(l0), Self.twiceOdd(l1), Self.twiceOdd(l2))
      let (d7, d9) = (Self.twiceOdd(l3), Self.twiceOdd(l4))
      let (g0, g1) = (other.l0, Self.odd(other.l0))
      let (g2, g3) = (other.l1, Self.odd(other.l1))
      let (g4, g5) = (other.l2, Self.odd(other.l2))
      let (g6, g7) = (other.l3, Self.odd(other.l3))
      let (g8, g9) = (other.l4, Self.odd(other.l4))
      let nineteen = Lanes(repeating: 19)
      let (n1, n2, n3) = (g1 * nineteen, g2 * nineteen, g3 * nineteen)
      let (n4, n5, n6) = (g4 * nineteen, g5 * nineteen, g6 * nineteen)
      let (n7, n8, n9) = (g7 * nineteen, g8 * nineteen, g9 * nineteen)
      var h0 = mtls_kept_in_order(f0 * g0)
      var h1 = mtls_kept_in_order(f0 * g1)
      var h2 = mtls_kept_in_order(f0 * g2)
      var h3 = mtls_kept_in_order(f0 * g3)
      var h4 = mtls_kept_in_order(f0 * g4)
      var h5 = mtls_kept_in_order(f0 * g5)
      var h6 = mtls_kept_in_order(f0 * g6)
      var h7 = mtls_kept_in_order(f0 * g7)
      var h8 = mtls_kept_in_order(f0 * g8)
      var h9 = mtls_kept_in_order(f0 * g9)
      h0 = mtls_kept_in_order(h0 &+ d1 * n9)
      h1 = mtls_kept_in_order(h1 &+ f1 * g0)
      h2 = mtls_kept_in_order(h2 &+ d1 * g1)
      h3 = mtls_kept_in_order(h3 &+ f1 * g2)
      h4 = mtls_kept_in_order(h4 &+ d1 * g3)
      h5 = mtls_kept_in_order(h5 &+ f1 * g4)
      h6 = mtls_kept_in_order(h6 &+ d1 * g5)
      h7 = mtls_kept_in_order(h7 &+ f1 * g6)
      h8 = mtls_kept_in_order(h8 &+ d1 * g7)
      h9 = mtls_kept_in_order(h9 &+ f1 * g8)
      h0 = mtls_kept_in_order(h0 &+ f2 * n8)
      h1 = mtls_kept_in_order(h1 &+ f2 * n9)
      h2 = mtls_kept_in_order(h2 &+ f2 * g0)
      h3 = mtls_kept_in_order(h3 &+ f2 * g1)
      h4 = mtls_kept_in_order(h4 &+ f2 * g2)
      h5 = mtls_kept_in_order(h5 &+ f2 * g3)
      h6 = mtls_kept_in_order(h6 &+ f2 * g4)
      h7 = mtls_kept_in_order(h7 &+ f2 * g5)
      h8 = mtls_kept_in_order(h8 &+ f2 * g6)
      h9 = mtls_kept_in_order(h9 &+ f2 * g7)
      h0 = mtls_kept_in_order(h0 &+ d3 * n7)
      h1 = mtls_kept_in_order(h1 &+ f3 * n8)
      h2 = mtls_kept_in_order(h2 &+ d3 * n9)
      h3 = mtls_kept_in_order(h3 &+ f3 * g0)
      h4 = mtls_kept_in_order(h4 &+ d3 * g1)
      h5 = mtls_kept_in_order(h5 &+ f3 * g2)
      h6 = mtls_kept_in_order(h6 &+ d3 * g3)
      h7 = mtls_kept_in_order(h7 &+ f3 * g4)
      h8 = mtls_kept_in_order(h8 &+ d3 * g5)
      h9 = mtls_kept_in_order(h9 &+ f3 * g6)
      h0 = mtls_kept_in_order(h0 &+ f4 * n6)
      h1 = mtls_kept_in_order(h1 &+ f4 * n7)
      h2 = mtls_kept_in_order(h2 &+ f4 * n8)
      h3 = mtls_kept_in_order(h3 &+ f4 * n9)
      h4 = mtls_kept_in_order(h4 &+ f4 * g0)
      h5 = mtls_kept_in_order(h5 &+ f4 * g1)
      h6 = mtls_kept_in_order(h6 &+ f4 * g2)
      h7 = mtls_kept_in_order(h7 &+ f4 * g3)
      h8 = mtls_kept_in_order(h8 &+ f4 * g4)
      h9 = mtls_kept_in_order(h9 &+ f4 * g5)
      h0 = mtls_kept_in_order(h0 &+ d5 * n5)
      h1 = mtls_kept_in_order(h1 &+ f5 * n6)
      h2 = mtls_kept_in_order(h2 &+ d5 * n7)
      h3 = mtls_kept_in_order(h3 &+ f5 * n8)
      h4 = mtls_kept_in_order(h4 &+ d5 * n9)
      h5 = mtls_kept_in_order(h5 &+ f5 * g0)
      h6 = mtls_kept_in_order(h6 &+ d5 * g1)
      h7 = mtls_kept_in_order(h7 &+ f5 * g2)
      h8 = mtls_kept_in_order(h8 &+ d5 * g3)
      h9 = mtls_kept_in_order(h9 &+ f5 * g4)
      h0 = mtls_kept_in_order(h0 &+ f6 * n4)
      h1 = mtls_kept_in_order(h1 &+ f6 * n5)
      h2 = mtls_kept_in_order(h2 &+ f6 * n6)
      h3 = mtls_kept_in_order(h3 &+ f6 * n7)
      h4 = mtls_kept_in_order(h4 &+ f6 * n8)
      h5 = mtls_kept_in_order(h5 &+ f6 * n9)
      h6 = mtls_kept_in_order(h6 &+ f6 * g0)
      h7 = mtls_kept_in_order(h7 &+ f6 * g1)
      h8 = mtls_kept_in_order(h8 &+ f6 * g2)
      h9 = mtls_kept_in_order(h9 &+ f6 * g3)
      h0 = mtls_kept_in_order(h0 &+ d7 * n3)
      h1 = mtls_kept_in_order(h1 &+ f7 * n4)
      h2 = mtls_kept_in_order(h2 &+ d7 * n5)
      h3 = mtls_kept_in_order(h3 &+ f7 * n6)
      h4 = mtls_kept_in_order(h4 &+ d7 * n7)
      h5 = mtls_kept_in_order(h5 &+ f7 * n8)
      h6 = mtls_kept_in_order(h6 &+ d7 * n9)
      h7 = mtls_kept_in_order(h7 &+ f7 * g0)
      h8 = mtls_kept_in_order(h8 &+ d7 * g1)
      h9 = mtls_kept_in_order(h9 &+ f7 * g2)
      h0 = mtls_kept_in_order(h0 &+ f8 * n2)
      h1 = mtls_kept_in_order(h1 &+ f8 * n3)
      h2 = mtls_kept_in_order(h2 &+ f8 * n4)
      h3 = mtls_kept_in_order(h3 &+ f8 * n5)
      h4 = mtls_kept_in_order(h4 &+ f8 * n6)
      h5 = mtls_kept_in_order(h5 &+ f8 * n7)
      h6 = mtls_kept_in_order(h6 &+ f8 * n8)
      h7 = mtls_kept_in_order(h7 &+ f8 * n9)
      h8 = mtls_kept_in_order(h8 &+ f8 * g0)
      h9 = mtls_kept_in_order(h9 &+ f8 * g1)
      h0 = mtls_kept_in_order(h0 &+ d9 * n1)
      h1 = mtls_kept_in_order(h1 &+ f9 * n2)
      h2 = mtls_kept_in_order(h2 &+ d9 * n3)
      h3 = mtls_kept_in_order(h3 &+ f9 * n4)
      h4 = mtls_kept_in_order(h4 &+ d9 * n5)
      h5 = mtls_kept_in_order(h5 &+ f9 * n6)
      h6 = mtls_kept_in_order(h6 &+ d9 * n7)
      h7 = mtls_kept_in_order(h7 &+ f9 * n8)
      h8 = mtls_kept_in_order(h8 &+ d9 * n9)
      h9 = mtls_kept_in_order(h9 &+ f9 * g0)
      return Self.folding(h0, h1, h2, h3, h4, h5, h6, h7, h8, h9)
    }

    /// The squares of wide numbers, narrow.
    @inline(__always)
    var squared: AVX2FourNumbers {
      let (f0, f1) = (l0, Self.odd(l0))
      let (f2, f3) = (l1, Self.odd(l1))
      let (f4, f5) = (l2, Self.odd(l2))
      let (f6, f7) = (l3, Self.odd(l3))
      let (f8, f9) = (l4, Self.odd(l4))
      let (d1, d3, d5) = (Self.twiceOdd(l0), Self.twiceOdd(l1), Self.twiceOdd(l2))
      let (d7, d9) = (Self.twiceOdd(l3), Self.twiceOdd(l4))
      let (d0, d2) = (_mm256_add_epi32(l0, l0), _mm256_add_epi32(l1, l1))
      let (d4, d6) = (_mm256_add_epi32(l2, l2), _mm256_add_epi32(l3, l3))
      let nineteen = Lanes(repeating: 19)
      let (n6, n8) = (f6 * nineteen, f8 * nineteen)
      // Twice as much where the limb is odd: 38·(3·2^25 + 2^16) is below 2^32.
      let (n5, n7, n9) = (d5 * nineteen, d7 * nineteen, d9 * nineteen)
      var h0 = mtls_kept_in_order(f0 * f0)
      var h1 = mtls_kept_in_order(d0 * f1)
      var h2 = mtls_kept_in_order(d0 * f2)
      var h3 = mtls_kept_in_order(d0 * f3)
      var h4 = mtls_kept_in_order(d0 * f4)
      var h5 = mtls_kept_in_order(d0 * f5)
      var h6 = mtls_kept_in_order(d0 * f6)
      var h7 = mtls_kept_in_order(d0 * f7)
      var h8 = mtls_kept_in_order(d0 * f8)
      var h9 = mtls_kept_in_order(d0 * f9)
      h2 = mtls_kept_in_order(h2 &+ f1 * d1)
      h3 = mtls_kept_in_order(h3 &+ d1 * f2)
      h4 = mtls_kept_in_order(h4 &+ d1 * d3)
      h5 = mtls_kept_in_order(h5 &+ d1 * f4)
      h6 = mtls_kept_in_order(h6 &+ d1 * d5)
      h7 = mtls_kept_in_order(h7 &+ d1 * f6)
      h8 = mtls_kept_in_order(h8 &+ d1 * d7)
      h9 = mtls_kept_in_order(h9 &+ d1 * f8)
      h0 = mtls_kept_in_order(h0 &+ d1 * n9)
      h4 = mtls_kept_in_order(h4 &+ f2 * f2)
      h5 = mtls_kept_in_order(h5 &+ d2 * f3)
      h6 = mtls_kept_in_order(h6 &+ d2 * f4)
      h7 = mtls_kept_in_order(h7 &+ d2 * f5)
      h8 = mtls_kept_in_order(h8 &+ d2 * f6)
      h9 = mtls_kept_in_order(h9 &+ d2 * f7)
      h0 = mtls_kept_in_order(h0 &+ d2 * n8)
      h1 = mtls_kept_in_order(h1 &+ f2 * n9)
      h6 = mtls_kept_in_order(h6 &+ f3 * d3)
      h7 = mtls_kept_in_order(h7 &+ d3 * f4)
      h8 = mtls_kept_in_order(h8 &+ d3 * d5)
      h9 = mtls_kept_in_order(h9 &+ d3 * f6)
      h0 = mtls_kept_in_order(h0 &+ d3 * n7)
      h1 = mtls_kept_in_order(h1 &+ d3 * n8)
      h2 = mtls_kept_in_order(h2 &+ d3 * n9)
      h8 = mtls_kept_in_order(h8 &+ f4 * f4)
      h9 = mtls_kept_in_order(h9 &+ d4 * f5)
      h0 = mtls_kept_in_order(h0 &+ d4 * n6)
      h1 = mtls_kept_in_order(h1 &+ f4 * n7)
      h2 = mtls_kept_in_order(h2 &+ d4 * n8)
      h3 = mtls_kept_in_order(h3 &+ f4 * n9)
      h0 = mtls_kept_in_order(h0 &+ f5 * n5)
      h1 = mtls_kept_in_order(h1 &+ d5 * n6)
      h2 = mtls_kept_in_order(h2 &+ d5 * n7)
      h3 = mtls_kept_in_order(h3 &+ d5 * n8)
      h4 = mtls_kept_in_order(h4 &+ d5 * n9)
      h2 = mtls_kept_in_order(h2 &+ f6 * n6)
      h3 = mtls_kept_in_order(h3 &+ f6 * n7)
      h4 = mtls_kept_in_order(h4 &+ d6 * n8)
      h5 = mtls_kept_in_order(h5 &+ f6 * n9)
      h4 = mtls_kept_in_order(h4 &+ f7 * n7)
      h5 = mtls_kept_in_order(h5 &+ d7 * n8)
      h6 = mtls_kept_in_order(h6 &+ d7 * n9)
      h6 = mtls_kept_in_order(h6 &+ f8 * n8)
      h7 = mtls_kept_in_order(h7 &+ f8 * n9)
      h8 = mtls_kept_in_order(h8 &+ f9 * n9)
      return Self.folding(h0, h1, h2, h3, h4, h5, h6, h7, h8, h9)
    }

    /// Carries columns below 2^63 into limbs: in two chains side by side, from columns 0 to 5 and 5 to 0, of which
    /// each then has one more step. The carry of column 9, below 2^38, counts 19 times in column 0.
    @inline(__always)
    private static func folding(
      _ h0: Lanes, _ h1: Lanes, _ h2: Lanes, _ h3: Lanes, _ h4: Lanes, _ h5: Lanes, _ h6: Lanes,
      _ h7: Lanes, _ h8: Lanes, _ h9: Lanes
    ) -> AVX2FourNumbers {
      let h1 = h1 &+ shifted(h0, 26)
      let h6 = h6 &+ shifted(h5, 25)
      let h2 = h2 &+ shifted(h1, 25)
      let h7 = h7 &+ shifted(h6, 26)
      let h3 = h3 &+ shifted(h2, 26)
      let h8 = h8 &+ shifted(h7, 25)
      let h4 = h4 &+ shifted(h3, 25)
      let h9 = h9 &+ shifted(h8, 26)
      let top = shifted(h9, 25)
      let m5 = h5 & Lanes(repeating: 0x1FF_FFFF) &+ shifted(h4, 26)
      let m0 =
        h0 & Lanes(repeating: 0x3FF_FFFF)
        &+ (_mm256_slli_epi64(top, 4) &+ (_mm256_slli_epi64(top, 1) &+ top))
      return AVX2FourNumbers(
        joined(m0, h1) &+ _mm256_slli_epi64(shifted(m0, 26), 32), joined(h2, h3), joined(h4, m5),
        joined(h6, h7) &+ shifted(m5, 25), joined(h8, h9))
    }

    /// The lowest 26 and 25 bits of two columns.
    @inline(__always)
    private static func joined(_ even: Lanes, _ odd: Lanes) -> Lanes {
      mtls_kept_in_order(mtls_blend_odd_words(even, _mm256_slli_epi64(odd, 32)) & mask)
    }

    @inline(__always)
    private static func shifted(_ lanes: Lanes, _ count: Int32) -> Lanes {
      _mm256_srli_epi64(lanes, count)
    }

    @inline(__always)
    private static func odd(_ limbs: Lanes) -> Lanes { _mm256_srli_epi64(limbs, 32) }

    /// Even limbs are below 2^31.
    @inline(__always)
    private static func twiceOdd(_ limbs: Lanes) -> Lanes { _mm256_srli_epi64(limbs, 31) }
  }

  /// The products of the lower 32 bits of each lane.
  @inline(__always)
  private func * (_ a: SIMD4<Int64>, _ b: SIMD4<Int64>) -> SIMD4<Int64> { _mm256_mul_epu32(a, b) }
#endif
