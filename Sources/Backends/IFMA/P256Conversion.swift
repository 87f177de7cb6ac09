#if arch(x86_64)
  extension P256Numbers {
    /// From numbers below 2^256 in Montgomery's form for words of 64 bits, in which x stands as x·2^256.
    @inline(never)
    init(
      _ n0: FourWayP256.Number, _ n1: FourWayP256.Number, _ n2: FourWayP256.Number,
      _ n3: FourWayP256.Number
    ) {
      var words: InlineArray<4, Lanes> = .init(repeating: Lanes())
      for index in 0..<4 {
        words[index] = Lanes(
          Int64(bitPattern: UInt64(n0[index])), Int64(bitPattern: UInt64(n1[index])),
          Int64(bitPattern: UInt64(n2[index])), Int64(bitPattern: UInt64(n3[index])))
      }
      let mask = Lanes(repeating: 0xF_FFFF_FFFF_FFFF)
      /// Bits from `shift` on, at the bottom.
      func upper(_ word: Int, _ shift: Int64) -> Lanes {
        words[word] &>> Lanes(repeating: shift) & Lanes(repeating: 1 &<< (64 &- shift) &- 1)
      }
      let numbers = P256Numbers(
        words[0] & mask,
        (upper(0, 52) | words[1] &<< Lanes(repeating: 12)) & mask,
        (upper(1, 40) | words[2] &<< Lanes(repeating: 24)) & mask,
        (upper(2, 28) | words[3] &<< Lanes(repeating: 36)) & mask,
        upper(3, 16))
      // 2^264.
      let factor = P256Numbers(
        Lanes(repeating: 0x100), Lanes(), Lanes(repeating: 0xF_FFFF_FFFF_FFFF),
        Lanes(repeating: 0xF_EFFF_FFFF_FFFF), Lanes(repeating: 0xFF_FFFF))
      self = (numbers * factor).carried
    }

    /// In Montgomery's form for words of 64 bits, in which x stands as x·2^256, in any lane still between 0
    /// and 2p.
    @inline(__always)
    var left: P256Numbers {
      // 2^256.
      let factor = P256Numbers(
        Lanes(repeating: 1), Lanes(repeating: 0xF_F000_0000_0000),
        Lanes(repeating: 0xF_FFFF_FFFF_FFFF), Lanes(repeating: 0xF_FFEF_FFFF_FFFF),
        Lanes(repeating: 0xFFFF))
      let product = (self * factor).carried
      // Less the prime where that leaves no negative number.
      let less = P256Numbers(
        product.l0 &- Lanes(repeating: 0xF_FFFF_FFFF_FFFF),
        product.l1 &- Lanes(repeating: 0xFFF_FFFF_FFFF), product.l2,
        product.l3 &- Lanes(repeating: 0x10_0000_0000),
        product.l4 &- Lanes(repeating: 0xFFFF_FFFF_0000)
      ).carried
      let isNegative = less.l4 &>> 63
      return less.map(product) { $0 ^ (($0 ^ $1) & isNegative) }
    }

    /// The words of the number of a lane, from `left`.
    func number(lane: Int) -> FourWayP256.Number {
      func word(_ limbs: Lanes) -> UInt { UInt(UInt64(bitPattern: limbs[lane])) }
      let (a, b, c, d, e) = (word(l0), word(l1), word(l2), word(l3), word(l4))
      return [
        a | b &<< 52, b &>> 12 | c &<< 40, c &>> 24 | d &<< 28, d &>> 36 | e &<< 16,
      ]
    }
  }

  /// A point with Z = 1 in a table.
  public struct P256Entry: Sendable {
    typealias Pair = SIMD2<Int64>
    var l0, l1, l2, l3, l4: Pair

    @inline(__always)
    init(_ l0: Pair, _ l1: Pair, _ l2: Pair, _ l3: Pair, _ l4: Pair) {
      self.l0 = l0
      self.l1 = l1
      self.l2 = l2
      self.l3 = l3
      self.l4 = l4
    }

    /// Of coordinates in Montgomery's form for words of 64 bits.
    public init(x: FourWayP256.Number, y: FourWayP256.Number) {
      let n = P256Numbers(x, y, x, y)
      self.init(n.l0.lowHalf, n.l1.lowHalf, n.l2.lowHalf, n.l3.lowHalf, n.l4.lowHalf)
    }

    /// x, y, x, y.
    @inline(__always)
    var repeated: P256Numbers {
      func both(_ pair: Pair) -> P256Numbers.Lanes {
        P256Numbers.Lanes(lowHalf: pair, highHalf: pair)
      }
      return P256Numbers(both(l0), both(l1), both(l2), both(l3), both(l4))
    }
  }
#endif
