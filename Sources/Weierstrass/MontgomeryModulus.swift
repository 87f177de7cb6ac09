import Bignum

/// Arithmetic modulo an odd number of `Width.bits` bits, for the orders of the curves. Products go through GMP, the reduction is Montgomery's; no branch or index depends on a value.
struct MontgomeryModulus<let count: Int>: Sendable {
  let modulus: Limbs<count>
  /// -modulus^-1 modulo 2^64.
  private let negatedInverse: UInt
  /// 2^(64·count) modulo the modulus: one in Montgomery's form.
  let one: Limbs<count>
  /// 2^(128·count) modulo the modulus, which brings numbers into the form.
  let power2: Limbs<count>
  private let inverter: Inverter<count>

  init(_ modulus: Limbs<count>) {
    self.modulus = modulus
    negatedInverse = 0 &- inverseModuloLimb(modulus[0])
    inverter = Inverter(modulus)
    var power = Limbs<count>(repeating: 0)
    power[0] = 1
    for _ in 0..<64 * count { power = sum(power, power, modulo: modulus) }
    one = power
    for _ in 0..<64 * count { power = sum(power, power, modulo: modulus) }
    power2 = power
  }

  /// a·b / 2^(64·count).
  func multiply(_ a: Limbs<count>, _ b: Limbs<count>) -> Limbs<count> {
    unsafe withProduct(a, b) { unsafe reduce($0) }
  }

  /// t / 2^(64·count), for t of 2·count limbs; overwrites t.
  private func reduce(_ t: UnsafeMutablePointer<UInt>) -> Limbs<count> {
    var top: UInt = 0
    // Adds multiples of the modulus until the lower half is zero.
    for i in 0..<count {
      let m = unsafe t[i] &* negatedInverse
      var carry: UInt = 0
      for j in 0..<count {
        let wide = unsafe UInt128(m) &* UInt128(modulus[j]) &+ UInt128(t[i + j]) &+ UInt128(carry)
        unsafe t[i + j] = UInt(truncatingIfNeeded: wide)
        carry = UInt(truncatingIfNeeded: wide >> 64)
      }
      unsafe t[i + count] = sum(t[i + count], carry, &top)
    }
    var upper = Limbs<count>(repeating: 0)
    for index in 0..<count { upper[index] = unsafe t[count + index] }
    return subtractingOnce(modulus, from: upper, top: top)
  }

  /// a + b.
  func add(_ a: Limbs<count>, _ b: Limbs<count>) -> Limbs<count> { sum(a, b, modulo: modulus) }

  /// Into Montgomery's form.
  func enter(_ a: Limbs<count>) -> Limbs<count> { multiply(a, power2) }

  /// `a` less the modulus where it is not below it; `a` is below twice the modulus.
  func reducingOnce(_ a: Limbs<count>) -> Limbs<count> { subtractingOnce(modulus, from: a) }

  /// a^-1 for a plain number, in Montgomery's form, so that a product with it is plain again.
  func inverse(_ a: Limbs<count>) -> Limbs<count> { enter(inverter.inverse(a)) }
}
