/// Inverses modulo an odd number of `count` limbs by divsteps (Bernstein and Yang, "Fast constant-time gcd
/// computation and modular inversion", 2019), in a time that does not depend on the number.
///
/// The variant that starts with δ = 1/2 is used, of which (45907·b + 26313) / 19929 divsteps end in zero for numbers of b
/// bits (Wuille and Maxwell, "Bounds on divsteps iterations in safegcd", 2021): 591 for four limbs, 885 for six, 1,033
/// for seven, and 1,201 for the 521 bits of P-521's nine. They are taken 60 at a time on the low limbs alone, with their
/// effect gathered in a matrix that is then applied to all limbs.
@frozen public struct Inverter<let count: Int>: Sendable {
  /// A signed number in limbs of 62 bits, the lowest first, of which `count` + 1 are used; all but the highest
  /// are in 0..<2^62.
  @usableFromInline typealias Signed = InlineArray<10, Int>

  /// 2^62·(f, g) after 60 divsteps is (u·f + v·g, q·f + r·g).
  @frozen @usableFromInline struct Matrix {
    @usableFromInline var u = 1
    @usableFromInline var v = 0
    @usableFromInline var q = 0
    @usableFromInline var r = 1

    @inlinable init() {}
  }

  @usableFromInline let modulus: Signed
  /// modulus^-1 modulo 2^62.
  @usableFromInline let inverse62: Int
  @inlinable static var lowMask: Int { 1 << 62 - 1 }
  @inlinable static var batches: Int {
    switch count {
    case 4: 10
    case 6: 15
    case 7: 18
    default: 21
    }
  }

  /// For an odd modulus.
  @inlinable public init(_ modulus: InlineArray<count, UInt>) {
    self.modulus = Self.signed(modulus)
    inverse62 = Int(bitPattern: inverseModuloLimb(modulus[0])) & Self.lowMask
  }

  /// a^-1 modulo the modulus, for `a` below it; zero of zero.
  @inlinable public func inverse(_ a: InlineArray<count, UInt>) -> InlineArray<count, UInt> {
    var f = modulus
    var g = Self.signed(a)
    // f = d·a and g = e·a, modulo the modulus, always.
    var d = Signed(repeating: 0)
    var e = Signed(repeating: 0)
    e[0] = 1
    // -(δ + 1/2), with δ of the article, and its start 1/2.
    var zeta = -1
    for _ in 0..<Self.batches {
      let matrix = Self.divsteps(&zeta, f[0], g[0])
      apply(matrix, toCoefficients: &d, &e)
      Self.apply(matrix, to: &f, &g)
    }
    // Now g = 0 and f = ±1.
    return normalized(d, negate: f[count] >> 63)
  }

  /// 60 divsteps, as the matrix of 62 whose last two change nothing but the scale.
  @inlinable @inline(__always)
  static func divsteps(_ zeta: inout Int, _ f0: Int, _ g0: Int) -> Matrix {
    var (f, g) = (f0, g0)
    var m = Matrix()
    for _ in 0..<3 {
      let step = divsteps20(&zeta, f, g)
      (f, g) = (
        (step.u &* f &+ step.v &* g) >> 20, (step.q &* f &+ step.r &* g) >> 20
      )
      let (u, v) = (m.u, m.v)
      m.u = step.u &* u &+ step.v &* m.q
      m.v = step.u &* v &+ step.v &* m.r
      m.q = step.q &* u &+ step.r &* m.q
      m.r = step.q &* v &+ step.r &* m.r
    }
    m.u <<= 2
    m.v <<= 2
    m.q <<= 2
    m.r <<= 2
    return m
  }

  /// 20 divsteps, which depend on the lowest 20 bits of f and g alone. A row of the matrix travels in the same word as
  /// its number, so that both change in one step: f - 2^21·u - 2^42·v, in which u and v start as 2^20 for 1, and are
  /// halved with g.
  ///
  /// That nothing overflows, and the three come apart again: f and g stay below 2^20 in size, as means of the numbers
  /// before them do, and |u| + |v| and |q| + |r| at most 2^20. Only 1 itself is 2^20, in the row of f and with this sign.
  @inlinable @inline(__always)
  static func divsteps20(_ zeta: inout Int, _ f0: Int, _ g0: Int) -> Matrix {
    var f = f0 & 0xF_FFFF &- 1 << 41
    var g = g0 & 0xF_FFFF &- 1 << 62
    for _ in 0..<20 {
      // All ones if δ > 0, and if g is odd.
      var swap = zeta >> 63
      let odd = 0 &- (g & 1)
      // Adds f to an odd g, or takes it away if they are to be swapped.
      g = g &+ (((f ^ swap) &- swap) & odd)
      swap &= odd
      // δ + 1, or 1 - δ.
      zeta = (zeta ^ swap) &- 1
      // g is g - f here, and so this makes f the former g.
      f = f &+ (g & swap)
      g >>= 1
    }
    var m = Matrix()
    (m.u, m.v) = coefficients(f)
    (m.q, m.r) = coefficients(g)
    return m
  }

  /// u and v of f - 2^21·u - 2^42·v.
  @inlinable @inline(__always)
  static func coefficients(_ word: Int) -> (Int, Int) {
    let both = (word &+ 1 << 20) >> 21
    let first = (both << 43) >> 43
    return (0 &- first, 0 &- (both &- first) >> 21)
  }

  /// f, g = (u·f + v·g, q·f + r·g) / 2^62, which is exact.
  @inlinable @inline(__always)
  static func apply(_ m: Matrix, to f: inout Signed, _ g: inout Signed) {
    var first: Int128 = 0
    var second: Int128 = 0
    for index in 0..<count + 1 {
      let (fi, gi) = (Int128(f[index]), Int128(g[index]))
      first = first &+ Int128(m.u) &* fi &+ Int128(m.v) &* gi
      second = second &+ Int128(m.q) &* fi &+ Int128(m.r) &* gi
      if index > 0 {
        f[index - 1] = Int(truncatingIfNeeded: first) & lowMask
        g[index - 1] = Int(truncatingIfNeeded: second) & lowMask
      }
      first >>= 62
      second >>= 62
    }
    f[count] = Int(truncatingIfNeeded: first)
    g[count] = Int(truncatingIfNeeded: second)
  }

  /// d, e = (u·d + v·e, q·d + r·e) / 2^62 modulo the modulus p. Both stay in -2p..<p.
  @inlinable @inline(__always)
  func apply(_ m: Matrix, toCoefficients d: inout Signed, _ e: inout Signed) {
    // Where d or e is negative, p is added to it first.
    let (dSign, eSign) = (d[count] >> 63, e[count] >> 63)
    var dFactor = (m.u & dSign) &+ (m.v & eSign)
    var eFactor = (m.q & dSign) &+ (m.r & eSign)
    var first: Int128 = 0
    var second: Int128 = 0
    for index in 0..<count + 1 {
      let (di, ei) = (Int128(d[index]), Int128(e[index]))
      first = first &+ Int128(m.u) &* di &+ Int128(m.v) &* ei
      second = second &+ Int128(m.q) &* di &+ Int128(m.r) &* ei
      if index == 0 {
        // Multiples of p that make the lowest 62 bits zero.
        let (low1, low2) = (Int(truncatingIfNeeded: first), Int(truncatingIfNeeded: second))
        dFactor = dFactor &- ((inverse62 &* low1 &+ dFactor) & Self.lowMask)
        eFactor = eFactor &- ((inverse62 &* low2 &+ eFactor) & Self.lowMask)
      }
      let pi = Int128(modulus[index])
      first = first &+ pi &* Int128(dFactor)
      second = second &+ pi &* Int128(eFactor)
      if index > 0 {
        d[index - 1] = Int(truncatingIfNeeded: first) & Self.lowMask
        e[index - 1] = Int(truncatingIfNeeded: second) & Self.lowMask
      }
      first >>= 62
      second >>= 62
    }
    d[count] = Int(truncatingIfNeeded: first)
    e[count] = Int(truncatingIfNeeded: second)
  }

  /// ±d in 0..<p, for d in -2p..<p.
  @inlinable func normalized(_ d: Signed, negate: Int) -> InlineArray<count, UInt> {
    var value = addingModulus(d, if: d[count] >> 63)
    for index in 0..<count + 1 { value[index] = (value[index] ^ negate) &- negate }
    Self.carry(&value)
    value = addingModulus(value, if: value[count] >> 63)
    value = addingModulus(value, if: value[count] >> 63)
    var limbs = InlineArray<count, UInt>(repeating: 0)
    for index in 0..<count {
      // Limb `index` starts 2·index bits into its place in limbs of 62 bits.
      let low = UInt(bitPattern: value[index]) >> UInt(2 * index)
      limbs[index] = low | UInt(bitPattern: value[index + 1]) << UInt(62 - 2 * index)
    }
    return limbs
  }

  @inlinable func addingModulus(_ value: Signed, if mask: Int) -> Signed {
    var sum = value
    for index in 0..<count + 1 { sum[index] = sum[index] &+ (modulus[index] & mask) }
    Self.carry(&sum)
    return sum
  }

  @inlinable static func carry(_ value: inout Signed) {
    for index in 0..<count {
      value[index + 1] = value[index + 1] &+ (value[index] >> 62)
      value[index] &= lowMask
    }
  }

  @inlinable static func signed(_ a: InlineArray<count, UInt>) -> Signed {
    var signed = Signed(repeating: 0)
    for index in 0..<count + 1 {
      // Bits 62·index and up: 2·index bits of the limb before come first.
      let shift = UInt(2 * index)
      var bits = index < count ? a[index] << shift : 0
      if index > 0 { bits |= a[index - 1] >> (64 - shift) }
      signed[index] = Int(bitPattern: bits) & lowMask
    }
    return signed
  }
}
