internal import Bignum
public import Bytes

extension RSAPrivateKey {
  /// A new key with the public exponent 65537 (FIPS 186-5, Appendix A.1.3).
  ///
  /// - Parameter bitCount: Bits of the modulus: a multiple of 256 from 2048 to 8192.
  /// - Throws: ``RSAError/sizeNotGenerated(bitCount:)``; ``RSAError/primeNotFound`` and
  ///   ``RSAError/faultDetected`` if the random source or the machine is broken.
  public static func generate(
    bitCount: Int, using random: inout some RandomSource
  ) throws(RSAError) -> RSAPrivateKey {
    guard (2048...8192).contains(bitCount), bitCount.isMultiple(of: 256) else {
      throw .sizeNotGenerated(bitCount: bitCount)
    }
    let exponent = SmallDivisor(65537)
    while true {
      var prime1 = try PrimeGeneration.generate(
        bitCount: bitCount / 2, publicExponent: exponent, tryCount: 20 * bitCount, using: &random
      ) { _ in true }
      var order1 = predecessor(of: prime1)
      order1.halve()
      var prime2 = try PrimeGeneration.generate(
        bitCount: bitCount / 2, publicExponent: exponent, tryCount: 40 * bitCount, using: &random
      ) { candidate in
        guard areFarApart(prime1, candidate) else { return false }
        // With (p - 1) / 2 and (q - 1) / 2 odd and coprime, the least common multiple of p - 1
        // and q - 1 is (p - 1) / 2 · (q - 1).
        return predecessor(of: candidate).remainder(modulo: order1).inverse(modulo: order1) != nil
      }
      // By custom the first prime is the greater one.
      if prime1.isLess(than: prime2) { swap(&prime1, &prime2) }
      guard let components = PrivateComponents(prime1, prime2, exponent) else { continue }
      let modulus = prime1.times(prime2).bytes(bitCount / 8)
      let publicExponent: [3 of UInt8] = [0x01, 0x00, 0x01]
      let publicKey = try RSAPublicKey(modulus: modulus.bytes, exponent: publicExponent.span)
      let key = RSAPrivateKey(publicKey, components)
      // A pair that does not work is found out here: `sign` checks what it makes.
      let message: [1 of UInt8] = [0x02]
      _ = try key.sign(message.span, using: &random)
      return key
    }
  }

  /// |p - q| > 2^(nlen/2 - 100) (FIPS 186-5, Appendix A.1.3, Step 5.4).
  private static func areFarApart(
    _ prime1: borrowing SecretLimbs, _ prime2: borrowing SecretLimbs
  ) -> Bool {
    var distance = SecretLimbs(copying: prime1)
    let borrow = distance.subtract(prime2)
    var negated = SecretLimbs(copying: prime2)
    negated.subtract(prime1)
    distance.select(negated, if: borrow)
    // The highest 100 bits, less the lowest of them, are 64 and 35.
    let limbs = distance.limbs
    return limbs[limbs.count - 1] | limbs[limbs.count - 2] >> 29 != 0
  }
}

extension PrivateComponents {
  /// d = e^-1 mod lcm(p - 1, q - 1) and what follows from it; nil if d is not above 2^(nlen/2)
  /// (FIPS 186-5, Appendix A.1.1, Criterion 3).
  init?(
    _ prime1: borrowing SecretLimbs, _ prime2: borrowing SecretLimbs, _ exponent: SmallDivisor
  ) {
    let order1 = predecessor(of: prime1)
    let order2 = predecessor(of: prime2)
    var half1 = SecretLimbs(copying: order1)
    half1.halve()
    let order = half1.times(order2)
    // d = (1 + k · λ) / e with k = -1/λ mod e, which Fermat's little theorem gives, as e is prime.
    let inverse = exponent.power(exponent.remainder(order), exponent: exponent.value - 2)
    var privateExponent = order.times(small: exponent.value &- inverse, plus: 1)
    privateExponent.divide(exactlyBy: exponent.value)
    var high: UInt = 0
    for index in prime1.count..<privateExponent.count { high |= privateExponent.limbs[index] }
    guard high != 0 else { return nil }
    guard let coefficient = prime2.remainder(modulo: prime1).inverse(modulo: prime1) else {
      return nil
    }
    self.init(
      privateExponent: SecretLimbs(truncating: privateExponent, count: 2 * prime1.count),
      prime1: SecretLimbs(copying: prime1),
      prime2: SecretLimbs(copying: prime2),
      exponent1: privateExponent.remainder(modulo: order1),
      exponent2: privateExponent.remainder(modulo: order2),
      coefficient: coefficient)
  }
}
