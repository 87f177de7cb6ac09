import Bignum
import Bytes
import Hashing
import TestSupport
import Testing

@testable import RSA

@Suite struct `RSA key generation` {
  /// FIPS 186-5, Appendix A.1.1; that the components fit is what importing them checks.
  @Test(arguments: [2048, 3072])
  func `makes keys as FIPS 186-5 wants them`(bitCount: Int) throws {
    var random = SeededRandom()
    let key = try RSAPrivateKey.generate(bitCount: bitCount, using: &random)
    let publicKey = key.publicKey
    #expect(publicKey.bitCount == bitCount)
    #expect(publicKey.exponent == [1, 0, 1])
    let imported = try RSAPrivateKey(
      modulus: publicKey.modulus.span, publicExponent: publicKey.exponent.span,
      privateExponent: key.privateExponent, prime1: key.prime1, prime2: key.prime2,
      exponent1: key.exponent1, exponent2: key.exponent2, coefficient: key.coefficient)
    let digest = random.bytes(32)
    let signature = try imported.signPKCS1v15(digest: digest.span, hash: .sha256, using: &random)
    let isValid = publicKey.verifyPKCS1v15(signature.span, digest: digest.span, hash: .sha256)
    #expect(isValid, "seed \(random.seed)")

    let primes = [[UInt8](copying: key.prime1), [UInt8](copying: key.prime2)]
    // √2 · 2^63, rounded down.
    let bound: [UInt8] = [0xB5, 0x04, 0xF3, 0x33, 0xF9, 0xDE, 0x64, 0x84]
    for prime in primes {
      #expect(bound.lexicographicallyPrecedes(prime.prefix(8)), "seed \(random.seed)")
      let number = SecretLimbs(bigEndian: prime.span)
      let isPrime = PrimeGeneration.isProbablePrime(
        number, bitCount: bitCount / 2, using: &random)
      #expect(isPrime, "seed \(random.seed)")
      let exponentRest = SmallDivisor(65537).remainder(number)
      #expect(exponentRest != 1, "seed \(random.seed)")
    }
    #expect(!primes[0].lexicographicallyPrecedes(primes[1]), "seed \(random.seed)")
    #expect(primes[0].prefix(12) != primes[1].prefix(12), "seed \(random.seed)")
    let privateExponent = [UInt8](copying: key.privateExponent)
    #expect(privateExponent.prefix(bitCount / 16).contains { $0 != 0 }, "seed \(random.seed)")
    // d is below lcm(p - 1, q - 1), which is at most half of n.
    let doubled = SecretLimbs(bigEndian: privateExponent.span).times(small: 2, plus: 0)
    let isBelow = doubled.isLess(
      than: SecretLimbs(bigEndian: publicKey.modulus.span, count: doubled.count))
    #expect(isBelow, "seed \(random.seed)")
  }

  @Test(arguments: [0, -2048, 1024, 1792, 2000, 2049, 8448, 16384])
  func `refuses other sizes`(bitCount: Int) {
    var random = SeededRandom()
    #expect(throws: RSAError.sizeNotGenerated(bitCount: bitCount)) {
      _ = try RSAPrivateKey.generate(bitCount: bitCount, using: &random)
    }
  }

  @Test(arguments: [0x00, 0xB5, 0xFF] as [UInt8])
  func `ends when the random source is broken`(byte: UInt8) {
    struct Stuck: RandomSource {
      let byte: UInt8
      func fill(_ bytes: inout MutableSpan<UInt8>) {
        for index in bytes.indices { bytes[index] = byte }
      }
    }
    var random = Stuck(byte: byte)
    #expect(throws: RSAError.primeNotFound) {
      _ = try RSAPrivateKey.generate(bitCount: 2048, using: &random)
    }
  }

  /// 2^n - 1 is a prime for these n, and for the others it is not.
  @Test(arguments: [
    (61, true), (89, true), (107, true), (127, true), (521, true), (607, true), (1279, true),
    (59, false), (67, false), (257, false), (1277, false), (128, false), (1024, false),
  ])
  func `tells Mersenne's primes from his mistakes`(bitCount: Int, expected: Bool) {
    var random = SeededRandom()
    var number = SecretLimbs(count: (bitCount + 63) / 64)
    for bit in 0..<bitCount { number.setBit(bit) }
    let isPrime = PrimeGeneration.isProbablePrime(number, bitCount: bitCount, using: &random)
    #expect(isPrime == expected, "seed \(random.seed)")
  }

  /// Carmichael's numbers pass Fermat's test to every coprime base; these are 3 modulo 4.
  @Test(arguments: [8911, 1_024_651, 1_152_271, 5_481_451, 10_267_951] as [UInt32])
  func `is not taken in by Carmichael's numbers`(number: UInt32) {
    var random = SeededRandom()
    #expect(number % 4 == 3)
    var bytes: [UInt8] = []
    bytes.write(number)
    let isPrime = PrimeGeneration.isProbablePrime(
      SecretLimbs(bigEndian: bytes.span), bitCount: 32 - number.leadingZeroBitCount,
      using: &random)
    #expect(!isPrime, "seed \(random.seed)")
  }
}
