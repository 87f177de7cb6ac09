internal import CGMP

/// Arithmetic in a time that depends on numbers of limbs, and on the bit lengths named, alone:
/// GMP's `mpn_sec_` functions (GMP manual, "Low-level functions for cryptography"), with wiped
/// working memory.
///
/// Two look-ups of GMP's depend on a divisor or modulus: an approximate reciprocal of its highest
/// limb comes from a table of 512 bytes and, for a power, the inverse of its lowest from one of 128.
/// Who watches the lines of the cache learns three bits of the one and one of the other at most,
/// the same at every use.
extension SecretLimbs {
  /// The product, in as many limbs as both factors have together.
  public func times(_ other: borrowing SecretLimbs) -> SecretLimbs {
    // GMP wants the longer factor first.
    guard count >= other.count else { return other.times(self) }
    let product = SecretLimbs(count: count + other.count)
    let scratch = SecretLimbs(count: __gmpn_sec_mul_itch(count, other.count))
    unsafe __gmpn_sec_mul(product.base, base, count, other.base, other.count, scratch.base)
    return product
  }

  /// The remainder of the division by `modulus`, in as many limbs as that has.
  ///
  /// - Parameter modulus: Its highest limb is not zero; the bit length of that limb is public.
  public func remainder(modulo modulus: borrowing SecretLimbs) -> SecretLimbs {
    let working = SecretLimbs(copying: self, count: modulus.count)
    let scratch = SecretLimbs(count: __gmpn_sec_div_r_itch(working.count, modulus.count))
    unsafe __gmpn_sec_div_r(
      working.base, working.count, modulus.base, modulus.count, scratch.base)
    let remainder = SecretLimbs(count: modulus.count)
    unsafe remainder.base.update(from: working.base, count: modulus.count)
    return remainder
  }

  /// The power modulo `modulus`.
  ///
  /// - Parameters:
  ///   - exponent: Its bits from `bitCount` on are zero.
  ///   - bitCount: At least 1; public.
  ///   - modulus: Odd, and its highest limb is not zero.
  public func power(
    _ exponent: borrowing SecretLimbs, bitCount: Int, modulo modulus: borrowing SecretLimbs
  ) -> SecretLimbs {
    let result = SecretLimbs(count: modulus.count)
    let bits = mp_bitcnt_t(bitCount)
    let scratch = SecretLimbs(count: __gmpn_sec_powm_itch(count, bits, modulus.count))
    unsafe __gmpn_sec_powm(
      result.base, base, count, exponent.base, bits, modulus.base, modulus.count, scratch.base)
    return result
  }

  /// The inverse modulo `modulus`; nil if there is none. Whether there is one is public.
  ///
  /// - Parameter modulus: Odd, and in as many limbs as this integer.
  public func inverse(modulo modulus: borrowing SecretLimbs) -> SecretLimbs? {
    let working = SecretLimbs(copying: self, count: modulus.count)
    let result = SecretLimbs(count: modulus.count)
    let scratch = SecretLimbs(count: __gmpn_sec_invert_itch(modulus.count))
    let bits = mp_bitcnt_t(2 * modulus.count * UInt.bitWidth)
    let exists = unsafe __gmpn_sec_invert(
      result.base, working.base, modulus.base, modulus.count, bits, scratch.base)
    guard exists != 0 else { return nil }
    return result
  }

  /// The sum with `other`, which has no more limbs; the carry, 0 or 1, is one more limb.
  public func plus(_ other: borrowing SecretLimbs) -> SecretLimbs {
    let sum = SecretLimbs(copying: self, count: count + 1)
    let addend = SecretLimbs(copying: other, count: count + 1)
    _ = unsafe __gmpn_cnd_add_n(1, sum.base, sum.base, addend.base, sum.count)
    return sum
  }

  /// Subtracts `other`, which has as many limbs, modulo 2^(64 · count).
  ///
  /// - Returns: The borrow: 1 if `other` is greater, else 0.
  @discardableResult
  public mutating func subtract(_ other: borrowing SecretLimbs) -> UInt {
    unsafe __gmpn_cnd_sub_n(1, base, base, other.base, count)
  }

  /// Subtracts `other`, which has as many limbs, if that is not greater.
  public mutating func subtractUnlessLess(than other: borrowing SecretLimbs) {
    let borrow = subtract(other)
    add(other, if: borrow)
  }

  /// Becomes `other`, which has as many limbs, if `condition` is 1, and remains if it is 0.
  public mutating func select(_ other: borrowing SecretLimbs, if condition: UInt) {
    let mask = 0 &- condition
    for index in 0..<count {
      unsafe base[index] ^= (base[index] ^ other.base[index]) & mask
    }
  }

  /// Adds `other`, which has as many limbs, if `condition` is 1; the carry is dropped.
  public mutating func add(_ other: borrowing SecretLimbs, if condition: UInt = 1) {
    _ = unsafe __gmpn_cnd_add_n(condition, base, base, other.base, count)
  }

  /// Subtracts a small number from an integer that is not less.
  public mutating func subtract(small: UInt) {
    var borrow = small
    for index in 0..<count {
      let difference = unsafe UInt128(base[index]) &- UInt128(borrow)
      unsafe base[index] = UInt(truncatingIfNeeded: difference)
      borrow = UInt(truncatingIfNeeded: difference >> 64) & 1
    }
  }

  /// Sets bit `index` to 1. The index is public.
  public mutating func setBit(_ index: Int) {
    unsafe base[index >> 6] |= 1 << UInt(index & 63)
  }

  /// Halves the integer, leaving a remainder out.
  public mutating func halve() {
    for index in 0..<count {
      let above = index + 1 < count ? unsafe base[index + 1] : 0
      unsafe base[index] = base[index] >> 1 | above << 63
    }
  }

  /// Whether the integer is less than `other`, which has as many limbs.
  public func isLess(than other: borrowing SecretLimbs) -> Bool {
    let difference = SecretLimbs(count: count)
    return unsafe __gmpn_cnd_sub_n(1, difference.base, base, other.base, count) == 1
  }

  /// Whether the integer is equal to `other`; the limbs that one has more must be zero.
  public func isEqual(to other: borrowing SecretLimbs) -> Bool {
    var difference: UInt = 0
    for index in 0..<max(count, other.count) {
      let left = index < count ? unsafe base[index] : 0
      let right = index < other.count ? unsafe other.base[index] : 0
      difference |= left ^ right
    }
    return difference == 0
  }

  /// Whether the integer is equal to a small number.
  public func isEqual(small: UInt) -> Bool {
    var difference = small
    if count > 0 { difference ^= unsafe base[0] }
    for index in stride(from: 1, to: count, by: 1) { difference |= unsafe base[index] }
    return difference == 0
  }
}
