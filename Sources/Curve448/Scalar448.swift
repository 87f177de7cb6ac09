/// Numbers modulo the order L = 2^446 - 13818066809895115352007386748515426880336692474882178609894547503885 (RFC
/// 8032, Section 5.2), in seven 64-bit limbs, the lowest first, by Montgomery's reduction. Without a branch on a
/// value.
enum Scalar448 {
  typealias Limbs = InlineArray<7, UInt64>

  static let order: Limbs = [
    0x2378_C292_AB58_44F3, 0x216C_C272_8DC5_8F55, 0xC44E_DB49_AED6_3690, 0xFFFF_FFFF_7CCA_23E9,
    0xFFFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF, 0x3FFF_FFFF_FFFF_FFFF,
  ]
  /// -L^-1 modulo 2^64.
  private static let negatedInverse: UInt64 = 0x03BD_440F_AE91_8BC5
  /// 2^896 modulo L.
  private static let square = powerOfTwo(896)
  /// 2^448 modulo L, and half of it.
  private static let montgomeryOne = powerOfTwo(448)
  private static let half = powerOfTwo(447)
  private static let one: Limbs = [1, 0, 0, 0, 0, 0, 0]

  private static func powerOfTwo(_ exponent: Int) -> Limbs {
    var power = one
    for _ in 0..<exponent { power = add(power, power) }
    return power
  }

  /// The number of `byteCount` little-endian bytes, at most 56.
  static func limbs(_ bytes: Span<UInt8>, at start: Int = 0, byteCount: Int = 56) -> Limbs {
    var limbs = Limbs(repeating: 0)
    for index in 0..<byteCount {
      limbs[index / 8] |= UInt64(bytes[start + index]) << UInt64(index % 8 * 8)
    }
    return limbs
  }

  /// Writes 56 little-endian bytes.
  static func write(_ limbs: Limbs, into output: inout MutableSpan<UInt8>, at start: Int = 0) {
    for index in 0..<56 {
      output[start + index] = UInt8(truncatingIfNeeded: limbs[index / 8] >> UInt64(index % 8 * 8))
    }
  }

  /// Whether the number is below L.
  static func isReduced(_ a: Limbs) -> Bool {
    var carry: UInt64 = 1
    for index in 0..<7 { _ = difference(a[index], order[index], &carry) }
    return carry == 0
  }

  /// 114 little-endian bytes modulo L.
  static func reduce(_ wide: Span<UInt8>) -> Limbs {
    // low/2^448 + middle + high·2^448, and that times 2^448.
    let low = multiplyMontgomery(limbs(wide), one)
    let middle = multiplyMontgomery(limbs(wide, at: 56), montgomeryOne)
    let high = multiplyMontgomery(limbs(wide, at: 112, byteCount: 2), square)
    return multiplyMontgomery(add(add(low, middle), high), square)
  }

  /// a·b + c modulo L; `a` and `c` are below L, `b` is below 2^448.
  static func multiplyAdd(_ a: Limbs, _ b: Limbs, _ c: Limbs) -> Limbs {
    add(multiplyMontgomery(multiplyMontgomery(a, square), b), c)
  }

  /// (a + 2^450 - 1)/2 modulo L, for `a` below 2^448: the number whose bits say which of the signs in
  /// a = ±1 ± 2 ± 4 … ± 2^449 are positive.
  static func signs(_ a: Limbs) -> Limbs { add(multiplyMontgomery(a, half), signsOfZero) }

  /// (2^450 - 1)/2 modulo L.
  private static let signsOfZero: Limbs = {
    var minusOne = order
    minusOne[0] &-= 1
    return multiplyMontgomery(add(powerOfTwo(450), minusOne), half)
  }()

  /// a + b for numbers below L.
  private static func add(_ a: Limbs, _ b: Limbs) -> Limbs {
    var result = Limbs(repeating: 0)
    var carry: UInt64 = 0
    for index in 0..<7 { result[index] = sum(a[index], b[index], &carry) }
    return subtractingOnce(from: result)
  }

  /// `a` less L if it is not below that; `a` is below 2L.
  private static func subtractingOnce(from a: Limbs) -> Limbs {
    var result = Limbs(repeating: 0)
    var carry: UInt64 = 1
    for index in 0..<7 { result[index] = difference(a[index], order[index], &carry) }
    // What was taken away is added back where it was too much.
    let borrowed = carry &- 1
    carry = 0
    for index in 0..<7 { result[index] = sum(result[index], order[index] & borrowed, &carry) }
    return result
  }

  /// a·b/2^448 modulo L, fully reduced: `a` below 2^448 and `b` below L, or the other way round.
  private static func multiplyMontgomery(_ a: Limbs, _ b: Limbs) -> Limbs {
    var t = InlineArray<15, UInt64>(repeating: 0)
    for i in 0..<7 {
      var carry: UInt64 = 0
      for j in 0..<7 { t[i + j] = multiplyAdd(a[i], b[j], t[i + j], &carry) }
      t[i + 7] = carry
    }
    // What a round carries beyond its limbs, for the next.
    var beyond: UInt64 = 0
    for i in 0..<7 {
      let m = t[i] &* negatedInverse
      var carry: UInt64 = 0
      for j in 0..<7 { t[i + j] = multiplyAdd(m, order[j], t[i + j], &carry) }
      t[i + 7] = sum(t[i + 7], carry, &beyond)
    }
    // Below 2L, and 2L is below 2^447.
    let upper: Limbs = [t[7], t[8], t[9], t[10], t[11], t[12], t[13]]
    return subtractingOnce(from: upper)
  }

  /// a·b + c + carry; what is above 64 bits becomes the carry.
  @inline(__always)
  private static func multiplyAdd(
    _ a: UInt64, _ b: UInt64, _ c: UInt64, _ carry: inout UInt64
  ) -> UInt64 {
    let sum = UInt128(a) &* UInt128(b) &+ UInt128(c) &+ UInt128(carry)
    carry = UInt64(truncatingIfNeeded: sum >> 64)
    return UInt64(truncatingIfNeeded: sum)
  }

  /// a + b + carry.
  @inline(__always)
  private static func sum(_ a: UInt64, _ b: UInt64, _ carry: inout UInt64) -> UInt64 {
    let sum = UInt128(a) &+ UInt128(b) &+ UInt128(carry)
    carry = UInt64(truncatingIfNeeded: sum >> 64)
    return UInt64(truncatingIfNeeded: sum)
  }

  /// a - b - 1 + carry: `carry` is 0 where a limb is borrowed and 1 where none is.
  @inline(__always)
  private static func difference(_ a: UInt64, _ b: UInt64, _ carry: inout UInt64) -> UInt64 {
    sum(a, ~b, &carry)
  }
}
