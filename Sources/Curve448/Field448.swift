internal import Bignum
internal import CIntrinsics

/// A number modulo p = 2^448 - 2^224 - 1 in eight limbs of 56 bits, the lowest first.
///
/// A number is carried when its limbs are below 2^56 + 2^9, as products are. Sums and differences are not carried:
/// their limbs are below a small multiple of 2^56, called the size of the number here: 1 for a carried one, 2 for
/// the sum of two of them, 3 for their difference. A product takes two numbers whose sizes multiply to at most 15.
/// No operation has a branch or an index that depends on a value.
struct Field448 {
  var low, high: Half448

  static let mask: UInt64 = (1 << 56) - 1
  static let zero = Field448(low: .zero, high: .zero)
  static let one = Field448(1)

  @inline(__always)
  init(low: Half448, high: Half448) {
    self.low = low
    self.high = high
  }

  /// A number below 2^56.
  @inline(__always)
  init(_ small: UInt64) {
    low = Half448(l0: small, l1: 0, l2: 0, l3: 0)
    high = .zero
  }

  /// The sum, whose size is the sum of the sizes.
  @inline(__always)
  static func + (a: Field448, b: Field448) -> Field448 {
    Field448(low: a.low + b.low, high: a.high + b.high)
  }

  /// The difference; `b` is carried. The size is that of `a` and two more: twice the prime is added first, so that
  /// no limb falls below zero.
  @inline(__always)
  static func - (a: Field448, b: Field448) -> Field448 {
    let raised = a + twicePrime
    return Field448(low: raised.low - b.low, high: raised.high - b.high)
  }

  /// The number with the opposite sign, of a carried one; of size 2.
  @inline(__always)
  var negated: Field448 { .zero - self }

  @inline(__always)
  private static var twicePrime: Field448 {
    let limb: UInt64 = 0x1FF_FFFF_FFFF_FFFE
    return Field448(
      low: Half448(l0: limb, l1: limb, l2: limb, l3: limb),
      high: Half448(l0: limb &- 2, l1: limb, l2: limb, l3: limb))
  }

  /// The same number, carried.
  @inline(__always)
  var carried: Field448 {
    let (mask, top) = (Self.mask, high.l3 >> 56)
    return Field448(
      low: Half448(
        l0: (low.l0 & mask) &+ top, l1: (low.l1 & mask) &+ low.l0 >> 56,
        l2: (low.l2 & mask) &+ low.l1 >> 56, l3: (low.l3 & mask) &+ low.l2 >> 56),
      high: Half448(
        l0: (high.l0 & mask) &+ low.l3 >> 56 &+ top, l1: (high.l1 & mask) &+ high.l0 >> 56,
        l2: (high.l2 & mask) &+ high.l1 >> 56, l3: (high.l3 & mask) &+ high.l2 >> 56))
  }

  /// The product, carried, of three products of halves (Karatsuba): with φ = 2^224, φ² = φ + 1, and so
  /// (a + bφ)(c + dφ) = ac + bd + ((a + b)(c + d) - ac)φ.
  @inline(__always)
  static func * (a: Field448, b: Field448) -> Field448 {
    let (aSum, bSum) = (a.low + a.high, b.low + b.high)
    return folding(
      { Half448.column($0, a.low, b.low) }, { Half448.column($0, a.high, b.high) },
      { Half448.column($0, aSum, bSum) })
  }

  /// The square, carried.
  @inline(__always)
  var squared: Field448 {
    let sum = low + high
    return Self.folding(
      { low.squareColumn($0) }, { high.squareColumn($0) }, { sum.squareColumn($0) })
  }

  /// u + v + (w - u)φ. No column of `u` is larger than that of `w`. What stands from the fifth column on has another
  /// factor of φ: in u + v it moves up by half, in w - u it is added to both halves.
  @inline(__always)
  private static func folding(
    _ u: (Int) -> UInt128, _ v: (Int) -> UInt128, _ w: (Int) -> UInt128
  ) -> Field448 {
    // In the order in which they are carried, so that few are kept.
    let (u0, w4) = (u(0), w(4))
    let c0 = u0 &+ v(0) &+ w4 &- u(4)
    let c4 = w(0) &- u0 &+ v(4) &+ w4
    let (u1, w5) = (u(1), w(5))
    let c1 = u1 &+ v(1) &+ w5 &- u(5) &+ c0 >> 56
    let c5 = w(1) &- u1 &+ v(5) &+ w5 &+ c4 >> 56
    let (u2, w6) = (u(2), w(6))
    let c2 = u2 &+ v(2) &+ w6 &- u(6) &+ c1 >> 56
    let c6 = w(2) &- u2 &+ v(6) &+ w6 &+ c5 >> 56
    let u3 = u(3)
    let c3 = u3 &+ v(3) &+ c2 >> 56
    let c7 = w(3) &- u3 &+ c6 >> 56
    return closing(c0, c1, c2, c3, c4, c5, c6, c7)
  }

  /// The limbs of columns that are carried but for the highest of each half.
  @inline(__always)
  private static func closing(
    _ c0: UInt128, _ c1: UInt128, _ c2: UInt128, _ c3: UInt128, _ c4: UInt128, _ c5: UInt128,
    _ c6: UInt128, _ c7: UInt128
  ) -> Field448 {
    @inline(__always) func limb(_ sum: UInt128) -> UInt64 { UInt64(truncatingIfNeeded: sum) & mask }
    @inline(__always) func carry(_ sum: UInt128) -> UInt64 { UInt64(truncatingIfNeeded: sum >> 56) }
    let bottom = UInt128(limb(c0)) &+ c7 >> 56
    let middle = UInt128(limb(c4)) &+ c3 >> 56 &+ c7 >> 56
    return Field448(
      low: Half448(l0: limb(bottom), l1: limb(c1) &+ carry(bottom), l2: limb(c2), l3: limb(c3)),
      high: Half448(l0: limb(middle), l1: limb(c5) &+ carry(middle), l2: limb(c6), l3: limb(c7)))
  }

  /// Times a number below 2^32, carried.
  @inline(__always)
  func times(_ factor: UInt64) -> Field448 {
    @inline(__always) func product(_ x: UInt64) -> UInt128 { UInt128(x) &* UInt128(factor) }
    let (c0, c4) = (product(low.l0), product(high.l0))
    let (c1, c5) = (product(low.l1) &+ c0 >> 56, product(high.l1) &+ c4 >> 56)
    let (c2, c6) = (product(low.l2) &+ c1 >> 56, product(high.l2) &+ c5 >> 56)
    let (c3, c7) = (product(low.l3) &+ c2 >> 56, product(high.l3) &+ c6 >> 56)
    return Self.closing(c0, c1, c2, c3, c4, c5, c6, c7)
  }

  /// x^(2^count).
  func squared(times count: Int) -> Field448 {
    var result = self
    for _ in 0..<count { result = result.squared }
    return result
  }

  /// x^((p - 3)/4), for square roots (RFC 8032, Section 5.2.3). The number is carried.
  var power34: Field448 {
    let x2 = squared * self  // x^(2^2 - 1)
    let x3 = x2.squared * self
    let x6 = x3.squared(times: 3) * x3
    let x9 = x6.squared(times: 3) * x3
    let x18 = x9.squared(times: 9) * x9
    let x37 = (x18.squared(times: 18) * x18).squared * self
    let x74 = x37.squared(times: 37) * x37
    let x111 = x74.squared(times: 37) * x37
    let x222 = x111.squared(times: 111) * x111
    let x223 = x222.squared * self
    // (p - 3)/4 = 2^446 - 2^222 - 1.
    return x223.squared(times: 223) * x222
  }

  /// Exchanges two numbers where `mask` is all ones, and leaves them where it is zero.
  @inline(__always)
  static func swap(_ a: inout Field448, _ b: inout Field448, mask: UInt64) {
    // Hidden, or else the compiler may make a branch of it.
    let mask = mtls_hidden(mask)
    let c = a
    a = a.choosing(b, if: mask)
    b = b.choosing(c, if: mask)
  }

  /// `other` where `mask` is all ones, else this number.
  @inline(__always)
  func choosing(_ other: Field448, if mask: UInt64) -> Field448 {
    Field448(
      low: .choose(low, other.low, if: mask), high: .choose(high, other.high, if: mask))
  }
}
