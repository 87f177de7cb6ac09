import Bignum
import Bytes
import TestSupport
import Testing

@testable import FiniteField

@Suite struct `Diffie-Hellman in finite fields` {
  /// Subtracts from the last bytes.
  static func prime(_ group: FiniteFieldGroup, minus amount: UInt8) -> [UInt8] {
    var bytes = group.prime
    bytes[bytes.count - 1] -= amount
    return bytes
  }

  @Test(arguments: FiniteFieldGroup.allCases)
  func `agrees on both sides`(_ group: FiniteFieldGroup) throws {
    var random = SystemSource()
    let one = FiniteFieldDH.generatePrivateKey(group, using: &random)
    let other = FiniteFieldDH.generatePrivateKey(group, using: &random)
    let onePublic = FiniteFieldDH.publicKey(group, privateKey: one.bytes)
    let otherPublic = FiniteFieldDH.publicKey(group, privateKey: other.bytes)
    #expect(onePublic.count == group.byteCount)
    let here = try FiniteFieldDH.sharedSecret(
      group, privateKey: one.bytes, publicKey: otherPublic.span)
    let there = try FiniteFieldDH.sharedSecret(
      group, privateKey: other.bytes, publicKey: onePublic.span)
    let (left, right) = ([UInt8](copying: here.bytes), [UInt8](copying: there.bytes))
    #expect(left == right)
    #expect(left.count == group.byteCount)
    #expect(onePublic != otherPublic)
  }

  // RFC 7919, Appendix A: exponents of at least 225, 275 and 325 bits.
  @Test(arguments: [
    (FiniteFieldGroup.ffdhe2048, 225), (.ffdhe3072, 275), (.ffdhe4096, 325),
  ])
  func `has private keys of the length of RFC 7919`(group: FiniteFieldGroup, bitCount: Int) {
    var random = SystemSource()
    var seen = [UInt8](repeating: 0, count: (bitCount + 7) / 8)
    for _ in 0..<100 {
      let key = FiniteFieldDH.generatePrivateKey(group, using: &random)
      #expect(key.count == seen.count)
      let highest = key.bytes[0]
      #expect(highest.leadingZeroBitCount == 7 - (bitCount - 1) % 8)
      for index in seen.indices { seen[index] |= key.bytes[index] }
    }
    // Every bit below is drawn.
    let all =
      [UInt8(1 << ((bitCount - 1) % 8 + 1) - 1)]
      + [UInt8](repeating: 0xFF, count: seen.count - 1)
    #expect(seen == all)
  }

  @Test(arguments: FiniteFieldGroup.allCases)
  func `has the primes of RFC 7919`(_ group: FiniteFieldGroup) throws {
    let prime = group.prime
    #expect(prime.count == group.byteCount)
    // A safe prime by Fermat's test: 2^((p-1)/2) = 1, as 2 is a square for p = 7 modulo 8.
    #expect(prime[prime.count - 1] & 7 == 7)
    let modulus = SecretLimbs(bigEndian: prime.span)
    var half = prime
    for index in (1..<half.count).reversed() {
      half[index] = half[index] >> 1 | half[index - 1] << 7
    }
    half[0] >>= 1
    let two: [UInt8] = [2]
    let base = SecretLimbs(bigEndian: two.span, count: modulus.count)
    let exponent = SecretLimbs(bigEndian: half.span)
    let power = base.power(exponent, bitCount: 8 * prime.count, modulo: modulus)
    let isOne = power.isEqual(small: 1)
    #expect(isOne)
  }

  @Test(arguments: FiniteFieldGroup.allCases)
  func `refuses shares outside of 2 to p-2`(_ group: FiniteFieldGroup) throws {
    var random = SystemSource()
    let key = FiniteFieldDH.generatePrivateKey(group, using: &random)
    let zero = [UInt8](repeating: 0, count: group.byteCount)
    let one = zero.dropLast() + [1]
    let two = zero.dropLast() + [2]
    let beyond = [UInt8](repeating: 0xFF, count: group.byteCount)
    let bad = [
      zero, Array(one), Self.prime(group, minus: 0), Self.prime(group, minus: 1), beyond,
      Array(two.dropFirst()), [0] + two,
    ]
    for share in bad {
      #expect(throws: InvalidElement.self) {
        _ = try FiniteFieldDH.sharedSecret(group, privateKey: key.bytes, publicKey: share.span)
      }
    }
    for share in [Array(two), Self.prime(group, minus: 2)] {
      let secret = try FiniteFieldDH.sharedSecret(
        group, privateKey: key.bytes, publicKey: share.span)
      #expect(secret.count == group.byteCount)
    }
  }
}

/// Randomness of the system, without the module that has it for applications.
private struct SystemSource: RandomSource {
  private var generator = SystemRandomNumberGenerator()

  mutating func fill(_ bytes: inout MutableSpan<UInt8>) {
    for index in bytes.indices { bytes[index] = UInt8.random(in: 0...255, using: &generator) }
  }
}
