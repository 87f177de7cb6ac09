/// Numbers modulo the order L = 2^252 + 27742317777372353535851937790883648493 (RFC 8032, Section 5.1), in four
/// 64-bit limbs, the lowest first, by Montgomery's reduction. Without a branch on a value.
enum Scalar25519 {
  typealias Limbs = InlineArray<4, UInt64>

  static let order: Limbs = [
    0x5812_631A_5CF5_D3ED, 0x14DE_F9DE_A2F7_9CD6, 0, 0x1000_0000_0000_0000,
  ]
  /// -L^-1 modulo 2^64.
  private static let negatedInverse: UInt64 = 0xD2B5_1DA3_1254_7E1B
  /// 2^512 modulo L.
  private static let square: Limbs = {
    var power: Limbs = [1, 0, 0, 0]
    for _ in 0..<512 { power = add(power, power) }
    return power
  }()

  /// The number of 32 little-endian bytes.
  static func limbs(_ bytes: Span<UInt8>, at start: Int = 0) -> Limbs {
    var limbs = Limbs(repeating: 0)
    for index in 0..<32 {
      limbs[index / 8] |= UInt64(bytes[start + index]) << UInt64(index % 8 * 8)
    }
    return limbs
  }

  /// Writes 32 little-endian bytes.
  static func write(_ limbs: Limbs, into output: inout MutableSpan<UInt8>, at start: Int = 0) {
    for index in 0..<32 {
      output[start + index] = UInt8(truncatingIfNeeded: limbs[index / 8] >> UInt64(index % 8 * 8))
    }
  }

  /// Whether the number is below L.
  static func isReduced(_ a: Limbs) -> Bool {
    var borrow: UInt64 = 0
    for index in 0..<4 {
      let (first, o1) = a[index].subtractingReportingOverflow(order[index])
      let (_, o2) = first.subtractingReportingOverflow(borrow)
      borrow = (o1 ? 1 : 0) &+ (o2 ? 1 : 0)
    }
    return borrow == 1
  }

  /// 64 little-endian bytes modulo L.
  static func reduce(_ wide: Span<UInt8>) -> Limbs {
    // low + high·2^256: Montgomery's product with 2^512 is low·2^256, and one with that again brings 2^256.
    let low = multiplyMontgomery(limbs(wide), square)
    let high = multiplyMontgomery(multiplyMontgomery(limbs(wide, at: 32), square), square)
    let one: Limbs = [1, 0, 0, 0]
    return multiplyMontgomery(add(low, high), one)
  }

  /// a·b + c modulo L; `a` and `c` are below L, `b` is below 2^256.
  static func multiplyAdd(_ a: Limbs, _ b: Limbs, _ c: Limbs) -> Limbs {
    add(multiplyMontgomery(multiplyMontgomery(a, square), b), c)
  }

  /// a + b for numbers below L.
  private static func add(_ a: Limbs, _ b: Limbs) -> Limbs {
    var sum = Limbs(repeating: 0)
    var carry: UInt64 = 0
    for index in 0..<4 {
      let (first, o1) = a[index].addingReportingOverflow(b[index])
      let (second, o2) = first.addingReportingOverflow(carry)
      sum[index] = second
      carry = (o1 ? 1 : 0) &+ (o2 ? 1 : 0)
    }
    return subtractingOnce(sum)
  }

  private static func subtractingOnce(_ a: Limbs) -> Limbs {
    var difference = Limbs(repeating: 0)
    var borrow: UInt64 = 0
    for index in 0..<4 {
      let (first, o1) = a[index].subtractingReportingOverflow(order[index])
      let (second, o2) = first.subtractingReportingOverflow(borrow)
      difference[index] = second
      borrow = (o1 ? 1 : 0) &+ (o2 ? 1 : 0)
    }
    let keep = 0 &- borrow
    for index in 0..<4 { difference[index] = (a[index] & keep) | (difference[index] & ~keep) }
    return difference
  }

  /// a·b/2^256 modulo L, fully reduced: `a` below 2^256 and `b` below L, or the other way round.
  private static func multiplyMontgomery(_ a: Limbs, _ b: Limbs) -> Limbs {
    var t = InlineArray<9, UInt64>(repeating: 0)
    for i in 0..<4 {
      var carry: UInt64 = 0
      for j in 0..<4 {
        let sum = UInt128(a[i]) &* UInt128(b[j]) &+ UInt128(t[i + j]) &+ UInt128(carry)
        t[i + j] = UInt64(truncatingIfNeeded: sum)
        carry = UInt64(truncatingIfNeeded: sum >> 64)
      }
      t[i + 4] = carry
    }
    for i in 0..<4 {
      let m = t[i] &* negatedInverse
      var carry: UInt64 = 0
      for j in 0..<4 {
        let sum = UInt128(m) &* UInt128(order[j]) &+ UInt128(t[i + j]) &+ UInt128(carry)
        t[i + j] = UInt64(truncatingIfNeeded: sum)
        carry = UInt64(truncatingIfNeeded: sum >> 64)
      }
      for j in i + 4..<9 {
        let (sum, overflow) = t[j].addingReportingOverflow(carry)
        t[j] = sum
        carry = overflow ? 1 : 0
      }
    }
    // Below 2L, and 2L is below 2^254.
    let upper: Limbs = [t[4], t[5], t[6], t[7]]
    return subtractingOnce(upper)
  }
}
