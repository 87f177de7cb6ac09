/// A public modulus for the processor's vectors.
struct VectorModulus: Sendable, Hashable {
  let layout: VectorLayout
  /// As `VectorModuli` has them.
  let limbs: [UInt]
  /// R² mod n, in digits.
  let squareOfRadix: [UInt]

  init(_ limbs: [UInt], _ layout: VectorLayout) {
    self.layout = layout
    self.limbs = VectorModuli(layout, SecretLimbs(limbs)).limbs.array()
    let square = SecretLimbs(powerOfTwoVariableTime(2 * layout.radixBitCount, modulo: limbs))
    let digits = SecretLimbs(count: layout.stride)
    digits.setDigits(of: square, layout)
    squareOfRadix = digits.array()
  }

  /// The power of a number below the modulus. The time depends on the exponent, which is at least
  /// 1, and on the length of the modulus.
  func power(_ base: borrowing SecretLimbs, exponent: UInt) -> SecretLimbs {
    let modulus = VectorModuli(layout, prepared: SecretLimbs(limbs))
    let working = modulus.workingMemory()
    let factor = modulus.zero()
    factor.setDigits(of: base, layout)
    let converted = modulus.zero()
    let power = modulus.zero()
    func multiply(_ right: borrowing SecretLimbs) {
      unsafe modulus.multiply(power.base, power.base, right.base, working)
    }
    unsafe modulus.multiply(converted.base, factor.base, squareOfRadix, working)
    unsafe power.base.update(from: converted.base, count: layout.stride)
    for bit in (0..<(UInt.bitWidth - 1 - exponent.leadingZeroBitCount)).reversed() {
      unsafe modulus.square(power.base, working)
      guard exponent >> UInt(bit) & 1 == 1 else { continue }
      if bit == 0 {
        // The last factor is taken outside Montgomery's form, which leads the result out of it.
        multiply(factor)
      } else {
        multiply(converted)
      }
    }
    if exponent == 1 || exponent & 1 == 0 { multiply(modulus.one()) }
    // Below twice the modulus, and so perhaps a limb longer.
    let wideCount = base.count + 1
    var result = SecretLimbs(digits: power, layout, count: wideCount)
    result.subtractUnlessLess(than: SecretLimbs(digits: modulus.limbs, layout, count: wideCount))
    return SecretLimbs(truncating: result, count: base.count)
  }

  /// The power of a number below the modulus. The time depends on the lengths alone.
  func power(
    _ base: borrowing SecretLimbs, _ exponent: borrowing SecretLimbs, bitCount: Int
  ) -> SecretLimbs {
    let modulus = VectorModuli(layout, prepared: SecretLimbs(limbs))
    let factor = modulus.zero()
    factor.setDigits(of: base, layout)
    let power = unsafe modulus.powers(
      of: factor, squaresOfRadix: squareOfRadix, bitCount: bitCount
    ) { _, start, width in
      exponent.bits(start, count: width)
    }
    var result = SecretLimbs(digits: power, layout, count: base.count)
    result.subtractUnlessLess(
      than: SecretLimbs(digits: modulus.limbs, layout, count: base.count))
    return result
  }
}

extension SecretLimbs {
  /// The limbs of what is not secret.
  fileprivate func array() -> [UInt] { limbs.indices.map { limbs[$0] } }
}
