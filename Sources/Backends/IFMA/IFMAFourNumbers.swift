#if arch(x86_64)
  public import AVX2
  internal import CIntrinsics
  internal import _Builtin_intrinsics.intel

  /// Four numbers modulo 2^255 - 19 side by side, in five limbs of 51 bits each.
  ///
  /// Limbs are below 2^51 + 2^14 after every operation here, so that a product, which takes 52 bits of
  /// a limb, takes all of it.
  public struct IFMAFourNumbers: Sendable {
    typealias Lanes = SIMD4<Int64>
    var l0, l1, l2, l3, l4: Lanes

    @inline(__always)
    private static var mask: Lanes { Lanes(repeating: 0x7_FFFF_FFFF_FFFF) }

    @inline(__always)
    init(_ l0: Lanes, _ l1: Lanes, _ l2: Lanes, _ l3: Lanes, _ l4: Lanes) {
      self.l0 = l0
      self.l1 = l1
      self.l2 = l2
      self.l3 = l3
      self.l4 = l4
    }

    /// Small numbers.
    @inline(__always)
    init(_ small: Lanes) {
      self.init(small, Lanes(), Lanes(), Lanes(), Lanes())
    }

    /// One number in each lane, with limbs below 2^51 + 2^14.
    @inline(__always)
    public init(
      _ n0: FourWayNumber, _ n1: FourWayNumber, _ n2: FourWayNumber,
      _ n3: FourWayNumber
    ) {
      func lanes(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) -> Lanes {
        Lanes(
          Int64(bitPattern: a), Int64(bitPattern: b), Int64(bitPattern: c), Int64(bitPattern: d))
      }
      self.init(
        lanes(n0.0, n1.0, n2.0, n3.0), lanes(n0.1, n1.1, n2.1, n3.1),
        lanes(n0.2, n1.2, n2.2, n3.2), lanes(n0.3, n1.3, n2.3, n3.3),
        lanes(n0.4, n1.4, n2.4, n3.4))
    }

    /// The number of one lane.
    public func number(lane: Int) -> FourWayNumber {
      (
        UInt64(bitPattern: l0[lane]), UInt64(bitPattern: l1[lane]), UInt64(bitPattern: l2[lane]),
        UInt64(bitPattern: l3[lane]), UInt64(bitPattern: l4[lane])
      )
    }

    @inline(__always)
    func map(_ change: (Lanes) -> Lanes) -> IFMAFourNumbers {
      IFMAFourNumbers(change(l0), change(l1), change(l2), change(l3), change(l4))
    }

    @inline(__always)
    func map(_ other: IFMAFourNumbers, _ change: (Lanes, Lanes) -> Lanes) -> IFMAFourNumbers {
      IFMAFourNumbers(
        change(l0, other.l0), change(l1, other.l1), change(l2, other.l2), change(l3, other.l3),
        change(l4, other.l4))
    }

    /// Moves what limbs have above 51 bits on, once; 2^255 is 19.
    @inline(__always)
    var carried: IFMAFourNumbers {
      let c0 = Self.shifted(l0)
      let c1 = Self.shifted(l1)
      let c2 = Self.shifted(l2)
      let c3 = Self.shifted(l3)
      let c4 = Self.shifted(l4)
      return IFMAFourNumbers(
        low(l0 & Self.mask, c4, Lanes(repeating: 19)), (l1 & Self.mask) &+ c0,
        (l2 & Self.mask) &+ c1,
        (l3 & Self.mask) &+ c2, (l4 & Self.mask) &+ c3)
    }

    /// The sum, carried.
    @inline(__always)
    public func adding(_ other: IFMAFourNumbers) -> IFMAFourNumbers {
      map(other) { $0 &+ $1 }.carried
    }

    /// Adds in lanes 0 and 2, and subtracts in lanes 1 and 3.
    @inline(__always)
    public func addingAndSubtracting(_ other: IFMAFourNumbers) -> IFMAFourNumbers {
      adding(other.negated(lanes: 0b1010))
    }

    /// The opposite numbers in the lanes that `lanes` names: taken from twice the prime, which keeps limbs
    /// above zero, and below 2^52.
    @inline(__always)
    func negated(lanes: UInt8) -> IFMAFourNumbers {
      let lowest = Lanes(repeating: 0xF_FFFF_FFFF_FFDA)
      let higher = Lanes(repeating: 0xF_FFFF_FFFF_FFFE)
      return IFMAFourNumbers(
        mtls_subtract_from_in_lanes(l0, lowest, lanes),
        mtls_subtract_from_in_lanes(l1, higher, lanes),
        mtls_subtract_from_in_lanes(l2, higher, lanes),
        mtls_subtract_from_in_lanes(l3, higher, lanes),
        mtls_subtract_from_in_lanes(l4, higher, lanes))
    }

    /// Lane by lane. The upper halves of the digits' products count 2^52, which is twice the next limb.
    ///
    /// The lowest limbs, which a carry finishes last, are multiplied last.
    @inline(__always)
    public func multiplied(by b: IFMAFourNumbers) -> IFMAFourNumbers {
      let zero = Lanes()
      let a = self
      let low5 = low(low(low(low(zero, a.l1, b.l4), a.l2, b.l3), a.l3, b.l2), a.l4, b.l1)
      let low6 = low(low(low(zero, a.l2, b.l4), a.l3, b.l3), a.l4, b.l2)
      let low7 = low(low(zero, a.l3, b.l4), a.l4, b.l3)
      let low8 = low(zero, a.l4, b.l4)
      let high6 = high(high(high(high(zero, a.l1, b.l4), a.l2, b.l3), a.l3, b.l2), a.l4, b.l1)
      let high7 = high(high(high(zero, a.l2, b.l4), a.l3, b.l3), a.l4, b.l2)
      let high8 = high(high(zero, a.l3, b.l4), a.l4, b.l3)
      let high9 = high(zero, a.l4, b.l4)
      let low2 = low(low(low(zero, a.l1, b.l1), a.l0, b.l2), a.l2, b.l0)
      let low3 = low(low(low(low(zero, a.l1, b.l2), a.l2, b.l1), a.l0, b.l3), a.l3, b.l0)
      let low4 = low(
        low(low(low(low(zero, a.l1, b.l3), a.l2, b.l2), a.l3, b.l1), a.l0, b.l4), a.l4, b.l0)
      let high3 = high(high(high(zero, a.l1, b.l1), a.l0, b.l2), a.l2, b.l0)
      let high4 = high(high(high(high(zero, a.l1, b.l2), a.l2, b.l1), a.l0, b.l3), a.l3, b.l0)
      let high5 = high(
        high(high(high(high(zero, a.l1, b.l3), a.l2, b.l2), a.l3, b.l1), a.l0, b.l4), a.l4, b.l0)
      let low1 = low(low(zero, a.l0, b.l1), a.l1, b.l0)
      let high2 = high(high(zero, a.l0, b.l1), a.l1, b.l0)
      let low0 = low(zero, a.l0, b.l0)
      let high1 = high(zero, a.l0, b.l0)
      return IFMAFourNumbers(
        low0 &+ Self.timesNineteen(low5 &+ high5 &+ high5),
        low1 &+ high1 &+ high1 &+ Self.timesNineteen(low6 &+ high6 &+ high6),
        low2 &+ high2 &+ high2 &+ Self.timesNineteen(low7 &+ high7 &+ high7),
        low3 &+ high3 &+ high3 &+ Self.timesNineteen(low8 &+ high8 &+ high8),
        low4 &+ high4 &+ high4 &+ Self.timesNineteen(high9 &+ high9)
      ).carried
    }

    @inline(__always)
    private func low(_ sum: Lanes, _ a: Lanes, _ b: Lanes) -> Lanes { mtls_madd52_low(sum, a, b) }

    @inline(__always)
    private func high(_ sum: Lanes, _ a: Lanes, _ b: Lanes) -> Lanes { mtls_madd52_high(sum, a, b) }

    @inline(__always)
    private static func shifted(_ lanes: Lanes) -> Lanes {
      // No limb reaches bit 63, so that the sign does not matter.
      lanes &>> 51
    }

    @inline(__always)
    private static func timesNineteen(_ lanes: Lanes) -> Lanes {
      lanes &<< 4 &+ (lanes &<< 1 &+ lanes)
    }
  }
#endif
