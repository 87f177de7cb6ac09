internal import Bignum
internal import CIntrinsics

/// A number modulo 2^255 - 19 in five limbs of 51 bits, the lowest first.
///
/// Between operations limbs are below 2^52; sums of two such are accepted by multiplication. No operation has a
/// branch or an index that depends on a value.
struct Field25519 {
  var l0, l1, l2, l3, l4: UInt64

  static let mask: UInt64 = (1 << 51) - 1
  static let zero = Field25519(l0: 0, l1: 0, l2: 0, l3: 0, l4: 0)
  static let one = Field25519(l0: 1, l1: 0, l2: 0, l3: 0, l4: 0)

  init(l0: UInt64, l1: UInt64, l2: UInt64, l3: UInt64, l4: UInt64) {
    self.l0 = l0
    self.l1 = l1
    self.l2 = l2
    self.l3 = l3
    self.l4 = l4
  }

  /// The number of 32 little-endian bytes, the highest bit left out (RFC 7748, Section 5).
  init(_ bytes: Span<UInt8>) {
    func word(_ start: Int) -> UInt64 {
      var word: UInt64 = 0
      for index in (0..<8).reversed() { word = word << 8 | UInt64(bytes[start + index]) }
      return word
    }
    let (a, b, c, d) = (word(0), word(8), word(16), word(24))
    l0 = a & Self.mask
    l1 = (a >> 51 | b << 13) & Self.mask
    l2 = (b >> 38 | c << 26) & Self.mask
    l3 = (c >> 25 | d << 39) & Self.mask
    l4 = d >> 12 & Self.mask
  }

  /// The number as 32 little-endian bytes, fully reduced.
  func write(into output: inout MutableSpan<UInt8>, at start: Int = 0) {
    let words = self.words
    for index in 0..<32 {
      output[start + index] = UInt8(truncatingIfNeeded: words[index / 8] >> UInt(index % 8 * 8))
    }
  }

  /// Fully reduced, in four words of 64 bits, the lowest first.
  private var words: InlineArray<4, UInt> {
    let r = reduced
    return [
      UInt(r.l0 | r.l1 << 51), UInt(r.l1 >> 13 | r.l2 << 38), UInt(r.l2 >> 26 | r.l3 << 25),
      UInt(r.l3 >> 39 | r.l4 << 12),
    ]
  }

  /// Below the prime, limbs below 2^51.
  private var reduced: Field25519 {
    var r = carried.carried
    // Adding 19 carries into bit 255 exactly where the number is not below the prime.
    var quotient = (r.l0 &+ 19) >> 51
    quotient = (r.l1 &+ quotient) >> 51
    quotient = (r.l2 &+ quotient) >> 51
    quotient = (r.l3 &+ quotient) >> 51
    quotient = (r.l4 &+ quotient) >> 51
    r.l0 &+= 19 &* quotient
    r.l1 &+= r.l0 >> 51
    r.l0 &= Self.mask
    r.l2 &+= r.l1 >> 51
    r.l1 &= Self.mask
    r.l3 &+= r.l2 >> 51
    r.l2 &= Self.mask
    r.l4 &+= r.l3 >> 51
    r.l3 &= Self.mask
    r.l4 &= Self.mask
    return r
  }

  @inline(__always)
  private var carried: Field25519 {
    Field25519(
      l0: (l0 & Self.mask) &+ 19 &* (l4 >> 51), l1: (l1 & Self.mask) &+ (l0 >> 51),
      l2: (l2 & Self.mask) &+ (l1 >> 51), l3: (l3 & Self.mask) &+ (l2 >> 51),
      l4: (l4 & Self.mask) &+ (l3 >> 51))
  }

  /// The sum, carried.
  @inline(__always)
  static func + (a: Field25519, b: Field25519) -> Field25519 {
    Field25519(
      l0: a.l0 &+ b.l0, l1: a.l1 &+ b.l1, l2: a.l2 &+ b.l2, l3: a.l3 &+ b.l3, l4: a.l4 &+ b.l4
    ).carried
  }

  /// The difference, carried: four times the prime is added first, so that no limb falls below zero.
  @inline(__always)
  static func - (a: Field25519, b: Field25519) -> Field25519 {
    let low: UInt64 = 0x1F_FFFF_FFFF_FFB4
    let high: UInt64 = 0x1F_FFFF_FFFF_FFFC
    return Field25519(
      l0: a.l0 &+ low &- b.l0, l1: a.l1 &+ high &- b.l1, l2: a.l2 &+ high &- b.l2,
      l3: a.l3 &+ high &- b.l3, l4: a.l4 &+ high &- b.l4
    ).carried
  }

  /// The product, carried.
  @inline(__always)
  static func * (a: Field25519, b: Field25519) -> Field25519 {
    @inline(__always) func product(_ x: UInt64, _ y: UInt64) -> UInt128 { UInt128(x) &* UInt128(y) }
    let (b1, b2, b3, b4) = (b.l1 &* 19, b.l2 &* 19, b.l3 &* 19, b.l4 &* 19)
    let r0 =
      product(a.l0, b.l0) &+ product(a.l1, b4) &+ product(a.l2, b3) &+ product(a.l3, b2)
      &+ product(a.l4, b1)
    let r1 =
      product(a.l0, b.l1) &+ product(a.l1, b.l0) &+ product(a.l2, b4) &+ product(a.l3, b3)
      &+ product(a.l4, b2)
    let r2 =
      product(a.l0, b.l2) &+ product(a.l1, b.l1) &+ product(a.l2, b.l0) &+ product(a.l3, b4)
      &+ product(a.l4, b3)
    let r3 =
      product(a.l0, b.l3) &+ product(a.l1, b.l2) &+ product(a.l2, b.l1) &+ product(a.l3, b.l0)
      &+ product(a.l4, b4)
    let r4 =
      product(a.l0, b.l4) &+ product(a.l1, b.l3) &+ product(a.l2, b.l2) &+ product(a.l3, b.l1)
      &+ product(a.l4, b.l0)
    return folding(r0, r1, r2, r3, r4)
  }

  /// The square, carried.
  @inline(__always)
  var squared: Field25519 {
    @inline(__always) func product(_ x: UInt64, _ y: UInt64) -> UInt128 { UInt128(x) &* UInt128(y) }
    let (d0, d1) = (l0 &* 2, l1 &* 2)
    let (n3, n4) = (l3 &* 19, l4 &* 19)
    let r0 = product(l0, l0) &+ product(d1, n4) &+ product(l2 &* 2, n3)
    let r1 = product(d0, l1) &+ product(l2 &* 2, n4) &+ product(l3, n3)
    let r2 = product(d0, l2) &+ product(l1, l1) &+ product(l3 &* 2, n4)
    let r3 = product(d0, l3) &+ product(d1, l2) &+ product(l4, n4)
    let r4 = product(d0, l4) &+ product(d1, l3) &+ product(l2, l2)
    return Self.folding(r0, r1, r2, r3, r4)
  }

  @inline(__always)
  private static func folding(
    _ r0: UInt128, _ r1: UInt128, _ r2: UInt128, _ r3: UInt128, _ r4: UInt128
  ) -> Field25519 {
    let mask = UInt128(Self.mask)
    let s1 = r1 &+ r0 >> 51
    let s2 = r2 &+ s1 >> 51
    let s3 = r3 &+ s2 >> 51
    let s4 = r4 &+ s3 >> 51
    var l0 = UInt64(truncatingIfNeeded: r0 & mask) &+ 19 &* UInt64(truncatingIfNeeded: s4 >> 51)
    var l1 = UInt64(truncatingIfNeeded: s1 & mask)
    l1 &+= l0 >> 51
    l0 &= Self.mask
    return Field25519(
      l0: l0, l1: l1, l2: UInt64(truncatingIfNeeded: s2 & mask),
      l3: UInt64(truncatingIfNeeded: s3 & mask), l4: UInt64(truncatingIfNeeded: s4 & mask))
  }

  /// Times a small number.
  @inline(__always)
  func times(_ factor: UInt64) -> Field25519 {
    Self.folding(
      UInt128(l0) &* UInt128(factor), UInt128(l1) &* UInt128(factor),
      UInt128(l2) &* UInt128(factor), UInt128(l3) &* UInt128(factor),
      UInt128(l4) &* UInt128(factor))
  }

  /// x^(2^count).
  func squared(times count: Int) -> Field25519 {
    var result = self
    for _ in 0..<count { result = result.squared }
    return result
  }

  /// x^(2^250 - 1) and x^11, on the way to both powers below.
  private var powers: (p250: Field25519, p11: Field25519) {
    let x2 = squared
    let x9 = x2.squared(times: 2) * self
    let x11 = x9 * x2
    let x5 = x11.squared * x9  // x^(2^5 - 1)
    let x10 = x5.squared(times: 5) * x5
    let x20 = x10.squared(times: 10) * x10
    let x40 = x20.squared(times: 20) * x20
    let x50 = x40.squared(times: 10) * x10
    let x100 = x50.squared(times: 50) * x50
    let x200 = x100.squared(times: 100) * x100
    return (x200.squared(times: 50) * x50, x11)
  }

  private static let inverter = Inverter<4>([
    0xFFFF_FFFF_FFFF_FFED, 0xFFFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF, 0x7FFF_FFFF_FFFF_FFFF,
  ])

  /// The inverse, and zero of zero.
  var inverse: Field25519 {
    let w = Self.inverter.inverse(words)
    return Field25519(
      l0: UInt64(w[0]) & Self.mask, l1: UInt64(w[0] >> 51 | w[1] << 13) & Self.mask,
      l2: UInt64(w[1] >> 38 | w[2] << 26) & Self.mask,
      l3: UInt64(w[2] >> 25 | w[3] << 39) & Self.mask, l4: UInt64(w[3] >> 12))
  }

  /// x^((p - 5)/8), for square roots (RFC 8032, Section 5.1.1).
  var power58: Field25519 { powers.p250.squared(times: 2) * self }

  /// Whether the number is zero modulo the prime, in constant time.
  var isZero: Bool {
    let r = reduced
    return r.l0 | r.l1 | r.l2 | r.l3 | r.l4 == 0
  }

  /// Bit 0 of the reduced number: the sign of RFC 8032, Section 5.1.2.
  var isNegative: Bool { reduced.l0 & 1 == 1 }

  /// Exchanges two numbers where `mask` is all ones, and leaves them where it is zero.
  @inline(__always)
  static func swap(_ a: inout Field25519, _ b: inout Field25519, mask: UInt64) {
    let mask = mtls_hidden(mask)
    let t0 = mask & (a.l0 ^ b.l0)
    let t1 = mask & (a.l1 ^ b.l1)
    let t2 = mask & (a.l2 ^ b.l2)
    let t3 = mask & (a.l3 ^ b.l3)
    let t4 = mask & (a.l4 ^ b.l4)
    a = Field25519(l0: a.l0 ^ t0, l1: a.l1 ^ t1, l2: a.l2 ^ t2, l3: a.l3 ^ t3, l4: a.l4 ^ t4)
    b = Field25519(l0: b.l0 ^ t0, l1: b.l1 ^ t1, l2: b.l2 ^ t2, l3: b.l3 ^ t3, l4: b.l4 ^ t4)
  }
}
