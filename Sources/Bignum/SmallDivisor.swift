/// A public divisor below 2^32, prepared so that a division by it multiplies instead: the time of
/// the processor's own division may depend on the dividend, which is secret.
public struct SmallDivisor: Sendable {
  /// The divisor, 2 to 2^32 - 1.
  public let value: UInt
  @usableFromInline let reciprocal: UInt

  /// Prepares `value`, 2 to 2^32 - 1.
  public init(_ value: UInt) {
    self.value = value
    reciprocal = UInt.max / value
  }

  /// The remainder of `dividend`.
  @inlinable @inline(always)
  public func remainder(_ dividend: UInt) -> UInt {
    // With r = ⌊(2^64 - 1) / v⌋ the quotient is at most one too small, or two at the upper end.
    let quotient = reciprocal.multipliedFullWidth(by: dividend).high
    var rest = dividend &- quotient &* value
    rest = reduceOnce(rest)
    return reduceOnce(rest)
  }

  /// The remainder of a secret integer.
  public func remainder(_ dividend: borrowing SecretLimbs) -> UInt {
    let limbs = dividend.limbs
    var rest: UInt = 0
    for index in limbs.indices.reversed() {
      rest = remainder(rest << 32 | limbs[index] >> 32)
      rest = remainder(rest << 32 | limbs[index] & 0xFFFF_FFFF)
    }
    return rest
  }

  /// The remainder of the power of a number below the divisor; the exponent is public.
  public func power(_ base: UInt, exponent: UInt) -> UInt {
    var result: UInt = 1
    for bit in (0..<(UInt.bitWidth - exponent.leadingZeroBitCount)).reversed() {
      result = remainder(result &* result)
      if exponent >> UInt(bit) & 1 == 1 { result = remainder(result &* base) }
    }
    return result
  }

  @inlinable @inline(always)
  func reduceOnce(_ rest: UInt) -> UInt {
    let reduced = rest &- value
    // All ones where the subtraction went below zero; both numbers are below 2^63.
    let below = UInt(bitPattern: Int(bitPattern: reduced) >> (UInt.bitWidth - 1))
    return reduced &+ (value & below)
  }
}

extension SecretLimbs {
  /// The integer times a secret number, plus a small number, in one limb more.
  public func times(small factor: UInt, plus addend: UInt) -> SecretLimbs {
    let result = SecretLimbs(count: count + 1)
    var carry = addend
    for index in 0..<count {
      let sum = unsafe UInt128(base[index]) &* UInt128(factor) &+ UInt128(carry)
      unsafe result.base[index] = UInt(truncatingIfNeeded: sum)
      carry = UInt(truncatingIfNeeded: sum >> 64)
    }
    unsafe result.base[count] = carry
    return result
  }

  /// Divides by an odd number of which the integer is a multiple (Hensel's division from below).
  public mutating func divide(exactlyBy divisor: UInt) {
    let inverse = inverseModuloLimb(divisor)
    var borrow: UInt = 0
    for index in 0..<count {
      let difference = unsafe UInt128(base[index]) &- UInt128(borrow)
      let quotient = UInt(truncatingIfNeeded: difference) &* inverse
      unsafe base[index] = quotient
      // Where the difference is negative, its upper half is all ones.
      let product = UInt128(quotient) &* UInt128(divisor)
      borrow = UInt(truncatingIfNeeded: product >> 64) &- UInt(truncatingIfNeeded: difference >> 64)
    }
  }
}

/// The inverse of an odd number modulo 2^64, by Newton's iteration: each step doubles the correct
/// bits.
@inlinable
public func inverseModuloLimb(_ odd: UInt) -> UInt {
  var inverse = odd &* 3 ^ 2  // five bits
  for _ in 0..<4 { inverse = inverse &* (2 &- odd &* inverse) }
  return inverse
}
