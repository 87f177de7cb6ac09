import CGMP

/// Numbers of `count` 64-bit limbs, the lowest first.
typealias Limbs<let count: Int> = InlineArray<count, UInt>

/// Arithmetic modulo an odd number of exactly `count` limbs in Montgomery's form: x stands as x·2^(64·count).
///
/// Products go through GMP (`mpn_sec_mul`, `mpn_sec_sqr`), whose time depends on sizes alone; the reduction and
/// all else is written here, without a branch or an index that depends on a value. Sizes: 4 and 6 limbs.
struct MontgomeryModulus<let count: Int>: Sendable {
  let modulus: Limbs<count>
  /// -modulus^-1 modulo 2^64.
  private let negatedInverse: UInt
  /// 2^(64·count) modulo the modulus: one in Montgomery's form.
  let one: Limbs<count>
  /// 2^(128·count) modulo the modulus, which brings numbers into the form.
  private let square: Limbs<count>

  /// The largest product: twice six limbs.
  private typealias Product = InlineArray<12, UInt>

  /// For an odd modulus with its highest bit set.
  init(_ modulus: Limbs<count>) {
    self.modulus = modulus
    var inverse: UInt = 1
    // Newton's iteration doubles the bits that are right: 1, 2, 4, … 64.
    for _ in 0..<6 { inverse = inverse &* (2 &- modulus[0] &* inverse) }
    negatedInverse = 0 &- inverse
    // 2^(64·count) - modulus, which is below the modulus; then doubled 64·count times.
    var power = Limbs<count>(repeating: 0)
    var borrow = false
    for index in 0..<count {
      let (difference, first) = UInt(0).subtractingReportingOverflow(modulus[index])
      let (result, second) = difference.subtractingReportingOverflow(borrow ? 1 : 0)
      power[index] = result
      borrow = first || second
    }
    one = power
    for _ in 0..<64 * count { power = Self.sum(power, power, modulus) }
    square = power
  }

  /// a·b/2^(64·count).
  @inline(__always)
  func multiply(_ a: Limbs<count>, _ b: Limbs<count>) -> Limbs<count> {
    var product = Product(repeating: 0)
    var scratch = Product(repeating: 0)
    var productSpan = product.mutableSpan
    var scratchSpan = scratch.mutableSpan
    unsafe productSpan.withUnsafeMutableBufferPointer { product in
      unsafe scratchSpan.withUnsafeMutableBufferPointer { scratch in
        unsafe a.span.withUnsafeBufferPointer { a in
          unsafe b.span.withUnsafeBufferPointer { b in
            unsafe __gmpn_sec_mul(
              product.baseAddress, a.baseAddress, count, b.baseAddress, count,
              scratch.baseAddress)
          }
        }
      }
    }
    return reduce(product)
  }

  /// a²/2^(64·count).
  @inline(__always)
  func square(_ a: Limbs<count>) -> Limbs<count> {
    var product = Product(repeating: 0)
    // mpn_sec_sqr wants 2·count limbs of scratch.
    var scratch = Product(repeating: 0)
    var productSpan = product.mutableSpan
    var scratchSpan = scratch.mutableSpan
    unsafe productSpan.withUnsafeMutableBufferPointer { product in
      unsafe scratchSpan.withUnsafeMutableBufferPointer { scratch in
        unsafe a.span.withUnsafeBufferPointer { a in
          unsafe __gmpn_sec_sqr(
            product.baseAddress, a.baseAddress, count, scratch.baseAddress)
        }
      }
    }
    return reduce(product)
  }

  /// Montgomery's reduction: adds multiples of the modulus until the lower half is zero.
  @inline(__always)
  private func reduce(_ product: consuming Product) -> Limbs<count> {
    var t = product
    var top: UInt = 0
    for i in 0..<count {
      let m = t[i] &* negatedInverse
      var carry: UInt = 0
      for j in 0..<count {
        let (high, low) = m.multipliedFullWidth(by: modulus[j])
        let (first, o1) = t[i + j].addingReportingOverflow(low)
        let (second, o2) = first.addingReportingOverflow(carry)
        t[i + j] = second
        carry = high &+ (o1 ? 1 : 0) &+ (o2 ? 1 : 0)
      }
      let (first, o1) = t[i + count].addingReportingOverflow(carry)
      let (second, o2) = first.addingReportingOverflow(top)
      t[i + count] = second
      top = (o1 ? 1 : 0) &+ (o2 ? 1 : 0)
    }
    var upper = Limbs<count>(repeating: 0)
    for index in 0..<count { upper[index] = t[count + index] }
    return Self.subtractingOnce(upper, top, modulus)
  }

  /// `a`, less the modulus if `a`, with `top` above it, is not below it. Without a branch.
  @inline(__always)
  private static func subtractingOnce(
    _ a: Limbs<count>, _ top: UInt, _ modulus: Limbs<count>
  ) -> Limbs<count> {
    var difference = Limbs<count>(repeating: 0)
    var borrow: UInt = 0
    for index in 0..<count {
      let (first, o1) = a[index].subtractingReportingOverflow(modulus[index])
      let (second, o2) = first.subtractingReportingOverflow(borrow)
      difference[index] = second
      borrow = (o1 ? 1 : 0) &+ (o2 ? 1 : 0)
    }
    // The difference holds where the top limb covers the borrow.
    let keep = 0 &- (borrow & ~top & 1)
    var result = Limbs<count>(repeating: 0)
    for index in 0..<count { result[index] = (a[index] & keep) | (difference[index] & ~keep) }
    return result
  }

  /// a + b.
  @inline(__always)
  func add(_ a: Limbs<count>, _ b: Limbs<count>) -> Limbs<count> { Self.sum(a, b, modulus) }

  @inline(__always)
  private static func sum(
    _ a: Limbs<count>, _ b: Limbs<count>, _ modulus: Limbs<count>
  ) -> Limbs<count> {
    var sum = Limbs<count>(repeating: 0)
    var carry: UInt = 0
    for index in 0..<count {
      let (first, o1) = a[index].addingReportingOverflow(b[index])
      let (second, o2) = first.addingReportingOverflow(carry)
      sum[index] = second
      carry = (o1 ? 1 : 0) &+ (o2 ? 1 : 0)
    }
    return subtractingOnce(sum, carry, modulus)
  }

  /// a - b.
  @inline(__always)
  func subtract(_ a: Limbs<count>, _ b: Limbs<count>) -> Limbs<count> {
    var difference = Limbs<count>(repeating: 0)
    var borrow: UInt = 0
    for index in 0..<count {
      let (first, o1) = a[index].subtractingReportingOverflow(b[index])
      let (second, o2) = first.subtractingReportingOverflow(borrow)
      difference[index] = second
      borrow = (o1 ? 1 : 0) &+ (o2 ? 1 : 0)
    }
    let mask = 0 &- borrow
    var carry: UInt = 0
    for index in 0..<count {
      let (first, o1) = difference[index].addingReportingOverflow(modulus[index] & mask)
      let (second, o2) = first.addingReportingOverflow(carry)
      difference[index] = second
      carry = (o1 ? 1 : 0) &+ (o2 ? 1 : 0)
    }
    return difference
  }

  /// Into Montgomery's form.
  func enter(_ a: Limbs<count>) -> Limbs<count> { multiply(a, square) }

  /// Out of Montgomery's form.
  func leave(_ a: Limbs<count>) -> Limbs<count> {
    var plain = Limbs<count>(repeating: 0)
    plain[0] = 1
    return multiply(a, plain)
  }

  /// `a` less the modulus where it is not below it; `a` is below twice the modulus.
  func reducingOnce(_ a: Limbs<count>) -> Limbs<count> { Self.subtractingOnce(a, 0, modulus) }

  /// a^(modulus - 2): the inverse, and zero of zero. The exponent is public; its windows of 4 bits are looked
  /// up by value.
  func inverse(_ a: Limbs<count>) -> Limbs<count> {
    var exponent = modulus
    // The modulus is odd and ends in more than 2, or in 1: borrow through.
    var borrow: UInt = 2
    for index in 0..<count {
      let (difference, overflow) = exponent[index].subtractingReportingOverflow(borrow)
      exponent[index] = difference
      borrow = overflow ? 1 : 0
    }
    var powers = InlineArray<16, Limbs<count>>(repeating: one)
    for index in 1..<16 { powers[index] = multiply(powers[index - 1], a) }
    var result = one
    for window in (0..<16 * count).reversed() {
      for _ in 0..<4 { result = square(result) }
      let digit = Int(exponent[window / 16] >> UInt(window % 16 * 4) & 15)
      if digit != 0 { result = multiply(result, powers[digit]) }
    }
    return result
  }

  /// Whether a plain number is below the modulus, in constant time.
  func contains(_ a: Limbs<count>) -> Bool {
    var borrow: UInt = 0
    for index in 0..<count {
      let (first, o1) = a[index].subtractingReportingOverflow(modulus[index])
      let (_, o2) = first.subtractingReportingOverflow(borrow)
      borrow = (o1 ? 1 : 0) &+ (o2 ? 1 : 0)
    }
    return borrow == 1
  }
}
