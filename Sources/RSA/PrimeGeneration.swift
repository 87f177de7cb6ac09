internal import Bignum
internal import Bytes

/// Probable primes for keys (FIPS 186-5, Appendices A.1.3 and B.3.1).
///
/// Every candidate is a fresh random number, so that what is learnt of one that was thrown away
/// says nothing about the next; what is done to the one that remains takes a time that depends on
/// its length alone. Candidates are 3 modulo 4, as the appendix allows (its parameters a and b, 3
/// or 7 modulo 8): then Miller and Rabin's test is one exponentiation, whose exponent (p - 1) / 2
/// is odd.
enum PrimeGeneration {
  /// Rounds of Miller and Rabin's test; FIPS 186-5, Table B.1 asks for 5 at most.
  static let roundCount = 8

  /// Odd primes below 2^14: trial division by more costs about as much as it saves.
  private static let smallPrimes: [SmallDivisor] = {
    var isComposite = [Bool](repeating: false, count: 1 << 14)
    var primes: [SmallDivisor] = []
    for number in stride(from: 3, to: isComposite.count, by: 2) where !isComposite[number] {
      primes.append(SmallDivisor(UInt(number)))
      for multiple in stride(from: number * number, to: isComposite.count, by: number) {
        isComposite[multiple] = true
      }
    }
    return primes
  }()

  /// A prime p of `bitCount` bits, a multiple of 64, not below √2 · 2^(bitCount - 1), for which
  /// p - 1 and `publicExponent`, a prime, have no common factor, and which `accept` accepts.
  ///
  /// - Throws: ``RSAError/primeNotFound`` after `tryCount` candidates, of which three in ten are
  ///   large enough.
  static func generate(
    bitCount: Int, publicExponent: SmallDivisor, tryCount: Int,
    using random: inout some RandomSource, accept: (borrowing SecretLimbs) -> Bool
  ) throws(RSAError) -> SecretLimbs {
    for _ in 0..<tryCount {
      var candidate = SecretLimbs.random(bitCount: bitCount, using: &random)
      // √2 · 2^63 = B504F333F9DE6484.59…
      guard candidate.limbs[candidate.count - 1] > 0xB504_F333_F9DE_6484 else { continue }
      candidate.setBit(0)
      candidate.setBit(1)
      guard publicExponent.remainder(candidate) != 1, hasNoSmallFactor(candidate),
        accept(candidate), isProbablePrime(candidate, bitCount: bitCount, using: &random)
      else { continue }
      return candidate
    }
    throw .primeNotFound
  }

  private static func hasNoSmallFactor(_ candidate: borrowing SecretLimbs) -> Bool {
    for prime in smallPrimes where prime.remainder(candidate) == 0 { return false }
    return true
  }

  /// FIPS 186-5, Appendix B.3.1, for a number that is 3 modulo 4.
  static func isProbablePrime(
    _ number: borrowing SecretLimbs, bitCount: Int, using random: inout some RandomSource
  ) -> Bool {
    let minusOne = predecessor(of: number)
    var exponent = SecretLimbs(copying: minusOne)
    exponent.halve()
    for _ in 0..<roundCount {
      let base = randomBase(below: minusOne, bitCount, using: &random)
      let power = base.power(exponent, bitCount: bitCount, modulo: number)
      // Which of the two it is, is nobody's business.
      let isOne = power.isEqual(small: 1)
      let isMinusOne = power.isEqual(to: minusOne)
      guard isOne != isMinusOne else { return false }
    }
    return true
  }

  /// Steps 4.1 and 4.2: a base from 2 to w - 2.
  private static func randomBase(
    below limit: borrowing SecretLimbs, _ bitCount: Int, using random: inout some RandomSource
  ) -> SecretLimbs {
    while true {
      let base = randomNumber(below: limit, bitCount, using: &random)
      if !base.isEqual(small: 0), !base.isEqual(small: 1) { return base }
    }
  }
}
