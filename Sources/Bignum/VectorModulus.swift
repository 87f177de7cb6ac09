internal import IFMA

/// A public modulus in digits of 52 bits, for the processor's vectors.
struct VectorModulus: Sendable, Hashable {
  let layout: Montgomery52
  let digits: [UInt]
  /// R² mod n, where R = 2^(52 · digits).
  let squareOfRadix: [UInt]
  /// -1/n mod 2^52.
  let negatedInverse: UInt

  init(_ limbs: [UInt], _ layout: Montgomery52, negatedInverse: UInt) {
    self.layout = layout
    self.negatedInverse = negatedInverse & digitMask
    digits = layout.digits(limbs)
    squareOfRadix = layout.digits(
      powerOfTwoVariableTime(2 * 52 * layout.digitCount, modulo: limbs))
  }

  /// The power of a number below the modulus. The time depends on the exponent, which is at least
  /// 1, and on the length of the modulus.
  func power(_ base: borrowing SecretLimbs, exponent: UInt) -> SecretLimbs {
    let factor = base.digits(layout.stride)
    let converted = SecretLimbs(count: layout.stride)
    let power = SecretLimbs(count: layout.stride)
    func multiply(
      _ result: borrowing SecretLimbs, _ left: borrowing SecretLimbs,
      _ right: borrowing SecretLimbs
    ) {
      unsafe layout.multiply(
        result.base, left.base, right.base, modulus: digits, inverse: negatedInverse)
    }
    unsafe layout.multiply(
      converted.base, factor.base, squareOfRadix, modulus: digits, inverse: negatedInverse)
    unsafe power.base.update(from: converted.base, count: layout.stride)
    for bit in (0..<(UInt.bitWidth - 1 - exponent.leadingZeroBitCount)).reversed() {
      multiply(power, power, power)
      guard exponent >> UInt(bit) & 1 == 1 else { continue }
      if bit == 0 {
        // The last factor is taken outside Montgomery's form, which leads the result out of it.
        multiply(power, power, factor)
      } else {
        multiply(power, power, converted)
      }
    }
    if exponent == 1 || exponent & 1 == 0 { multiply(power, power, SecretLimbs.one(layout.stride)) }
    // Below twice the modulus, and so perhaps a limb longer.
    let wideCount = base.count + 1
    var result = SecretLimbs(digits: power, digitCount: layout.digitCount, count: wideCount)
    result.subtractUnlessLess(
      than: SecretLimbs(
        digits: SecretLimbs(digits), digitCount: layout.digitCount, count: wideCount))
    return SecretLimbs(truncating: result, count: base.count)
  }
}

let digitMask: UInt = 0xF_FFFF_FFFF_FFFF

extension Montgomery52 {
  /// Public limbs in digits.
  func digits(_ limbs: [UInt]) -> [UInt] {
    let digits = SecretLimbs(limbs).digits(stride).limbs
    return digits.indices.map { digits[$0] }
  }
}

extension SecretLimbs {
  /// One, in `count` limbs or digits.
  static func one(_ count: Int) -> SecretLimbs {
    let one = SecretLimbs(count: count)
    unsafe one.base[0] = 1
    return one
  }

  /// The integer in `count` digits of 52 bits, which it fits, each in a limb.
  func digits(_ count: Int) -> SecretLimbs {
    let digits = SecretLimbs(count: count)
    digits.setDigits(of: self, at: 0, count: count)
    return digits
  }

  /// Writes `count` digits of 52 bits of an integer from the limb `start` on.
  func setDigits(of integer: borrowing SecretLimbs, at start: Int, count: Int) {
    for index in 0..<count {
      let bit = index * 52
      let limb = bit >> 6
      let shift = UInt(bit & 63)
      let low = limb < integer.count ? unsafe integer.base[limb] >> shift : 0
      let high = limb + 1 < integer.count ? unsafe integer.base[limb + 1] << (64 - shift) : 0
      unsafe base[start + index] = (low | high) & digitMask
    }
  }

  /// The integer of `digitCount` digits of 52 bits from the limb `start` of `digits` on, of which
  /// it takes the lowest `count` limbs.
  init(digits: borrowing SecretLimbs, at start: Int = 0, digitCount: Int, count: Int) {
    self.init(count: count)
    for index in 0..<digitCount {
      let bit = index * 52
      let limb = bit >> 6
      let shift = UInt(bit & 63)
      let digit = unsafe digits.base[start + index]
      if limb < count { unsafe base[limb] |= digit << shift }
      if limb + 1 < count { unsafe base[limb + 1] |= digit >> (64 - shift) }
    }
  }
}
