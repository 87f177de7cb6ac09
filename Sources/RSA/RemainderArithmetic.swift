internal import Bignum
internal import Bytes

/// RSASP1 by the Chinese remainder theorem (RFC 8017, Section 5.1.2, Step 2b), on blinded numbers.
struct RemainderArithmetic: ~Copyable, Sendable {
  let modulus: SecretLimbs
  let modulusBitCount: Int
  let primes: SecretModulusPair
  var exponent1: SecretLimbs
  let exponent2: SecretLimbs
  let coefficient: SecretLimbs

  init(_ publicKey: RSAPublicKey, _ components: borrowing PrivateComponents) {
    modulus = publicKey.arithmetic.secretLimbs
    modulusBitCount = publicKey.bitCount
    primes = SecretModulusPair(
      SecretLimbs(copying: components.prime1), SecretLimbs(copying: components.prime2),
      bitCount: publicKey.bitCount / 2)
    exponent1 = SecretLimbs(copying: components.exponent1)
    exponent2 = SecretLimbs(copying: components.exponent2)
    coefficient = SecretLimbs(copying: components.coefficient)
  }

  /// c^d mod n of a number below the modulus, without a check of the result.
  ///
  /// The primes' exponentiations see c · r^e with a fresh random r, so that whoever chooses
  /// messages and measures times chooses none of their operands.
  func power(
    _ representative: borrowing SecretLimbs, _ publicKey: RSAPublicKey,
    using random: inout some RandomSource
  ) -> SecretLimbs {
    let blinding = Blinding(self, publicKey, using: &random)
    let blinded = multiply(representative, blinding.factor)
    var powers = primes.powers(of: blinded, exponent1, exponent2)
    // h = (m1 - m2) · qInv mod p. The primes are equally long, so that m2 < 2p.
    var reduced2 = SecretLimbs(copying: powers.second)
    reduced2.subtractUnlessLess(than: primes.first)
    let borrow = powers.first.subtract(reduced2)
    powers.first.add(primes.first, if: borrow)
    let quotient = powers.first.times(coefficient).remainder(modulo: primes.first)
    // m = m2 + q · h < n.
    let result = SecretLimbs(
      truncating: quotient.times(primes.second).plus(powers.second), count: modulus.count)
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
    _ key: borrowing RemainderArithmetic, _ publicKey: RSAPublicKey,
    using random: inout some RandomSource
  ) {
    while true {
      let unblinding = randomNumber(below: key.modulus, key.modulusBitCount, using: &random)
      // A constant-time inversion takes as long as half a signature. The product with a second
      // random number, used once, is uniform whatever the first is: its inversion may tell what it
      // likes.
      let mask = randomNumber(below: key.modulus, key.modulusBitCount, using: &random)
      let masked = key.multiply(unblinding, mask)
      // Only zero and multiples of a prime have no inverse; nobody will see one.
      guard let inverse = publicKey.arithmetic.inverseVariableTime(masked) else { continue }
      self.inverse = key.multiply(inverse, mask)
      factor = publicKey.arithmetic.power(
        unblinding, publicExponent: publicKey.exponentValue)
      return
    }
  }
}

/// A uniform number from 0 to `limit` - 1. What is rejected depends on numbers that are thrown
/// away.
func randomNumber(
  below limit: borrowing SecretLimbs, _ bitCount: Int, using random: inout some RandomSource
) -> SecretLimbs {
  while true {
    let number = SecretLimbs.random(bitCount: bitCount, using: &random)
    if declassified(number.isLess(than: limit)) { return number }
  }
}
