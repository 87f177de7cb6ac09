internal import Bignum
internal import Bytes

/// RSASP1 by the Chinese remainder theorem (RFC 8017, Section 5.1.2, Step 2b), on blinded numbers.
struct RemainderArithmetic: ~Copyable, Sendable {
  let modulus: SecretLimbs
  let publicExponent: SecretLimbs
  let publicExponentBitCount: Int
  let modulusBitCount: Int
  let primeBitCount: Int
  let prime1: SecretLimbs
  let prime2: SecretLimbs
  var exponent1: SecretLimbs
  let exponent2: SecretLimbs
  let coefficient: SecretLimbs

  init(_ publicKey: RSAPublicKey, _ components: borrowing PrivateComponents) {
    modulus = publicKey.arithmetic.secretLimbs
    publicExponent = SecretLimbs(bigEndian: publicKey.exponent.span)
    publicExponentBitCount = UInt.bitWidth - publicKey.exponentValue.leadingZeroBitCount
    modulusBitCount = publicKey.bitCount
    primeBitCount = publicKey.bitCount / 2
    prime1 = SecretLimbs(copying: components.prime1)
    prime2 = SecretLimbs(copying: components.prime2)
    exponent1 = SecretLimbs(copying: components.exponent1)
    exponent2 = SecretLimbs(copying: components.exponent2)
    coefficient = SecretLimbs(copying: components.coefficient)
  }

  /// c^d mod n of a number below the modulus, without a check of the result.
  ///
  /// The primes' exponentiations see c · r^e with a fresh random r, so that whoever chooses messages and
  /// measures times chooses none of their operands.
  func power(
    _ representative: borrowing SecretLimbs, _ publicModulus: PublicModulus,
    using random: inout some RandomSource
  ) -> SecretLimbs {
    let blinding = Blinding(self, publicModulus, using: &random)
    let blinded = multiply(representative, blinding.factor)
    var power1 = blinded.remainder(modulo: prime1)
      .power(exponent1, bitCount: primeBitCount, modulo: prime1)
    let power2 = blinded.remainder(modulo: prime2)
      .power(exponent2, bitCount: primeBitCount, modulo: prime2)
    // h = (m1 - m2) · qInv mod p. The primes are equally long, so that m2 < 2p.
    var reduced2 = SecretLimbs(copying: power2)
    reduced2.subtractUnlessLess(than: prime1)
    let borrow = power1.subtract(reduced2)
    power1.add(prime1, if: borrow)
    let quotient = power1.times(coefficient).remainder(modulo: prime1)
    // m = m2 + q · h < n.
    let result = SecretLimbs(truncating: quotient.times(prime2).plus(power2), count: modulus.count)
    return multiply(result, blinding.inverse)
  }

  /// The product modulo n.
  func multiply(_ left: borrowing SecretLimbs, _ right: borrowing SecretLimbs) -> SecretLimbs {
    left.times(right).remainder(modulo: modulus)
  }
}

/// r^e and r^-1 for one use.
private struct Blinding: ~Copyable {
  let factor: SecretLimbs
  let inverse: SecretLimbs

  init(
    _ key: borrowing RemainderArithmetic, _ publicModulus: PublicModulus,
    using random: inout some RandomSource
  ) {
    while true {
      let unblinding = randomNumber(below: key.modulus, key.modulusBitCount, using: &random)
      // A constant-time inversion takes as long as half a signature. The product with a second random
      // number, used once, is uniform whatever the first is: its inversion may tell what it likes.
      let mask = randomNumber(below: key.modulus, key.modulusBitCount, using: &random)
      let masked = key.multiply(unblinding, mask)
      // Only zero and multiples of a prime have no inverse; nobody will see one.
      guard let inverse = publicModulus.inverseVariableTime(masked) else { continue }
      self.inverse = key.multiply(inverse, mask)
      factor = unblinding.power(
        key.publicExponent, bitCount: key.publicExponentBitCount, modulo: key.modulus)
      return
    }
  }
}

/// A uniform number from 0 to `limit` - 1. What is rejected depends on numbers that are thrown away.
func randomNumber(
  below limit: borrowing SecretLimbs, _ bitCount: Int, using random: inout some RandomSource
) -> SecretLimbs {
  while true {
    let number = SecretLimbs.random(bitCount: bitCount, using: &random)
    if number.isLess(than: limit) { return number }
  }
}
