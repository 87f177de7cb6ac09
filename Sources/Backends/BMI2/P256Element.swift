#if arch(x86_64)
  /// A number modulo p = 2^256 - 2^224 + 2^192 + 2^96 - 1 in Montgomery's form: x stands as x·2^256, below p.
  /// No branch and no index depends on a value.
  struct P256Element {
    private var l0: UInt
    private var l1: UInt
    private var l2: UInt
    private var l3: UInt

    @inline(__always)
    private init(_ l0: UInt, _ l1: UInt, _ l2: UInt, _ l3: UInt) {
      self.l0 = l0
      self.l1 = l1
      self.l2 = l2
      self.l3 = l3
    }

    /// Reads four limbs of 64 bits, the lowest first.
    @inline(__always)
    init(_ limbs: UnsafePointer<UInt>) {
      unsafe self.init(limbs[0], limbs[1], limbs[2], limbs[3])
    }

    @inline(__always)
    func store(_ limbs: UnsafeMutablePointer<UInt>) {
      unsafe limbs[0] = l0
      unsafe limbs[1] = l1
      unsafe limbs[2] = l2
      unsafe limbs[3] = l3
    }

    /// a - (p - b), which takes fewer steps than a sum that may exceed four limbs. Right for b = p, too.
    @inline(__always)
    static func + (a: P256Element, b: P256Element) -> P256Element {
      // The lowest limb of p is all ones: nothing is borrowed.
      let n0 = ~b.l0
      var borrow: UInt8 = 0
      let n1 = difference(0xFFFF_FFFF, b.l1, &borrow)
      let n2 = difference(0, b.l2, &borrow)
      let n3 = difference(0xFFFF_FFFF_0000_0001, b.l3, &borrow)
      return a - P256Element(n0, n1, n2, n3)
    }

    /// Right for b = p, too.
    @inline(__always)
    static func - (a: P256Element, b: P256Element) -> P256Element {
      var borrow: UInt8 = 0
      let d0 = difference(a.l0, b.l0, &borrow)
      let d1 = difference(a.l1, b.l1, &borrow)
      let d2 = difference(a.l2, b.l2, &borrow)
      let d3 = difference(a.l3, b.l3, &borrow)
      return P256Element(d0, d1, d2, d3).addingPrime(if: 0 &- UInt(borrow)).number
    }

    /// Half of it, or of it and the prime if it is odd.
    @inline(__always)
    var half: P256Element {
      let (sum, carry) = addingPrime(if: 0 &- (l0 & 1))
      return P256Element(
        sum.l0 >> 1 | sum.l1 << 63, sum.l1 >> 1 | sum.l2 << 63, sum.l2 >> 1 | sum.l3 << 63,
        sum.l3 >> 1 | UInt(carry) << 63)
    }

    /// a·b / 2^256.
    @inline(__always)
    static func * (a: P256Element, b: P256Element) -> P256Element {
      let first = a.times(b.l0)
      var (t1, t2, t3, t4) = (first.1, first.2, first.3, first.4)
      var t5 = add(a.times(b.l1), &t1, &t2, &t3, &t4)
      var t6 = add(a.times(b.l2), &t2, &t3, &t4, &t5)
      let t7 = add(a.times(b.l3), &t3, &t4, &t5, &t6)
      return reduced(P256Element(first.0, t1, t2, t3), P256Element(t4, t5, t6, t7))
    }

    /// a² / 2^256, with ten products of limbs instead of sixteen.
    @inline(__always)
    var squared: P256Element {
      let p01 = l0.multipliedFullWidth(by: l1)
      let p02 = l0.multipliedFullWidth(by: l2)
      let p03 = l0.multipliedFullWidth(by: l3)
      let p12 = l1.multipliedFullWidth(by: l2)
      let p13 = l1.multipliedFullWidth(by: l3)
      let p23 = l2.multipliedFullWidth(by: l3)
      var carry: UInt8 = 0
      var t1 = p01.low
      var t2 = sum(p01.high, p02.low, &carry)
      var t3 = sum(p02.high, p03.low, &carry)
      var t4 = sum(p03.high, p13.low, &carry)
      var t5 = sum(p13.high, p23.low, &carry)
      var t6 = sum(p23.high, 0, &carry)
      carry = 0
      t3 = sum(t3, p12.low, &carry)
      t4 = sum(t4, p12.high, &carry)
      t5 = sum(t5, 0, &carry)
      t6 = sum(t6, 0, &carry)
      // Each of these counts twice, the squares of the limbs once.
      carry = 0
      t1 = sum(t1, t1, &carry)
      t2 = sum(t2, t2, &carry)
      t3 = sum(t3, t3, &carry)
      t4 = sum(t4, t4, &carry)
      t5 = sum(t5, t5, &carry)
      t6 = sum(t6, t6, &carry)
      var t7 = UInt(carry)
      let p00 = l0.multipliedFullWidth(by: l0)
      let p11 = l1.multipliedFullWidth(by: l1)
      let p22 = l2.multipliedFullWidth(by: l2)
      let p33 = l3.multipliedFullWidth(by: l3)
      carry = 0
      t1 = sum(t1, p00.high, &carry)
      t2 = sum(t2, p11.low, &carry)
      t3 = sum(t3, p11.high, &carry)
      t4 = sum(t4, p22.low, &carry)
      t5 = sum(t5, p22.high, &carry)
      t6 = sum(t6, p33.low, &carry)
      t7 = sum(t7, p33.high, &carry)
      return Self.reduced(P256Element(p00.low, t1, t2, t3), P256Element(t4, t5, t6, t7))
    }

    /// Adds a row, and gives its highest limb with the carry, for which there is room.
    @inline(__always)
    private static func add(
      _ row: (UInt, UInt, UInt, UInt, UInt), _ t0: inout UInt, _ t1: inout UInt, _ t2: inout UInt,
      _ t3: inout UInt
    ) -> UInt {
      var carry: UInt8 = 0
      t0 = sum(t0, row.0, &carry)
      t1 = sum(t1, row.1, &carry)
      t2 = sum(t2, row.2, &carry)
      t3 = sum(t3, row.3, &carry)
      return sum(row.4, 0, &carry)
    }

    /// Five limbs.
    @inline(__always)
    private func times(_ b: UInt) -> (UInt, UInt, UInt, UInt, UInt) {
      let p0 = l0.multipliedFullWidth(by: b)
      let p1 = l1.multipliedFullWidth(by: b)
      let p2 = l2.multipliedFullWidth(by: b)
      let p3 = l3.multipliedFullWidth(by: b)
      var carry: UInt8 = 0
      let t1 = sum(p1.low, p0.high, &carry)
      let t2 = sum(p2.low, p1.high, &carry)
      let t3 = sum(p3.low, p2.high, &carry)
      return (p0.low, t1, t2, t3, sum(p3.high, 0, &carry))
    }

    /// (low + high·2^256) / 2^256 modulo p, for a product of two numbers below p, so that high is below p.
    @inline(__always)
    private static func reduced(_ low: P256Element, _ high: P256Element) -> P256Element {
      var (t0, t1, t2, t3) = (low.l0, low.l1, low.l2, low.l3)
      divide(&t0, &t1, &t2, &t3)
      divide(&t1, &t2, &t3, &t0)
      divide(&t2, &t3, &t0, &t1)
      divide(&t3, &t0, &t1, &t2)
      // (low + m·p) / 2^256 for an m below 2^256: at most p.
      return high + P256Element(t0, t1, t2, t3)
    }

    /// Adds m·p, m being the lowest limb, which makes that limb zero (-1/p is 1 modulo 2^64), and makes its place the highest:
    /// m·p + m = m·2^96 + m·(2^64 - 2^32 + 1)·2^192.
    @inline(__always)
    private static func divide(
      _ m: inout UInt, _ t1: inout UInt, _ t2: inout UInt, _ t3: inout UInt
    ) {
      var borrow: UInt8 = 0
      let low = difference(m, m << 32, &borrow)
      let high = difference(m, m >> 32, &borrow)
      var carry: UInt8 = 0
      t1 = sum(t1, m << 32, &carry)
      t2 = sum(t2, m >> 32, &carry)
      t3 = sum(t3, low, &carry)
      m = sum(high, 0, &carry)
    }

    /// This number, or where the mask is all ones this number and p, with the carry.
    @inline(__always)
    private func addingPrime(if mask: UInt) -> (number: P256Element, carry: UInt8) {
      var carry: UInt8 = 0
      let s0 = sum(l0, mask, &carry)
      let s1 = sum(l1, mask >> 32, &carry)
      let s2 = sum(l2, 0, &carry)
      let s3 = sum(l3, mask & 0xFFFF_FFFF_0000_0001, &carry)
      return (P256Element(s0, s1, s2, s3), carry)
    }
  }
#endif
