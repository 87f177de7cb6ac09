import Bignum
import Bytes
import TestSupport
import Testing

/// The identities that tie the operations together, on random numbers of several sizes.
@Suite struct `Arithmetic with secrets` {
  static let sizes = [64, 65, 127, 512, 1024, 1536, 2048]

  @Test(arguments: sizes)
  func `a number comes back as the bytes it was made of`(bitCount: Int) {
    var random = SeededRandom()
    let bytes = random.bytes((bitCount + 7) / 8)
    let number = SecretLimbs(bigEndian: bytes.span, count: 40)
    #expect(number.count == 40)
    let back = [UInt8](copying: number.bytes(bytes.count).bytes)
    #expect(back == bytes, "seed \(random.seed)")
    let padded = [UInt8](copying: number.bytes(bytes.count + 9).bytes)
    #expect(padded == [UInt8](repeating: 0, count: 9) + bytes, "seed \(random.seed)")
  }

  @Test func `random numbers stay below their bit length and reach its highest bit`() {
    var random = SeededRandom()
    for bitCount in [1, 7, 8, 9, 63, 64, 65, 130] {
      var seen = false
      for _ in 0..<64 {
        let number = SecretLimbs.random(bitCount: bitCount, using: &random)
        let limbs = number.limbs
        let top = limbs[(bitCount - 1) >> 6] >> UInt((bitCount - 1) & 63)
        #expect(top <= 1, "\(bitCount) bits, seed \(random.seed)")
        seen = seen || top == 1
      }
      #expect(seen, "\(bitCount) bits, seed \(random.seed)")
    }
  }

  @Test(arguments: sizes)
  func `a remainder is what quotient and divisor leave`(bitCount: Int) {
    var random = SeededRandom()
    var divisor = SecretLimbs.random(bitCount: bitCount, using: &random)
    divisor.setBit(bitCount - 1)
    let quotient = SecretLimbs.random(bitCount: bitCount, using: &random)
    var rest = SecretLimbs.random(bitCount: bitCount, using: &random)
    rest.subtractUnlessLess(than: divisor)
    let dividend = quotient.times(divisor).plus(rest)
    let isRest = dividend.remainder(modulo: divisor).isEqual(to: rest)
    #expect(isRest, "seed \(random.seed)")
  }

  @Test(arguments: sizes)
  func `an inverse times its number is one`(bitCount: Int) {
    var random = SeededRandom()
    var modulus = SecretLimbs.random(bitCount: bitCount, using: &random)
    modulus.setBit(0)
    modulus.setBit(bitCount - 1)
    var found = 0
    while found < 2 {
      let number = SecretLimbs.random(bitCount: bitCount, using: &random)
        .remainder(modulo: modulus)
      guard let inverse = number.inverse(modulo: modulus) else { continue }
      found += 1
      let isOne = inverse.times(number).remainder(modulo: modulus).isEqual(small: 1)
      #expect(isOne, "seed \(random.seed)")
    }
  }

  @Test func `a number with a factor in common with the modulus has no inverse`() {
    let modulus = SecretLimbs(bigEndian: ([0x01, 0x05] as [UInt8]).span)  // 261 = 9 · 29
    let number = SecretLimbs(bigEndian: ([0x3A] as [UInt8]).span)  // 58 = 2 · 29
    let exists = number.inverse(modulo: modulus) != nil
    #expect(!exists)
  }

  @Test(arguments: sizes)
  func `powers multiply as their exponents add`(bitCount: Int) {
    var random = SeededRandom()
    var modulus = SecretLimbs.random(bitCount: bitCount, using: &random)
    modulus.setBit(0)
    modulus.setBit(bitCount - 1)
    let base = SecretLimbs.random(bitCount: bitCount, using: &random)
    let first = SecretLimbs.random(bitCount: 100, using: &random)
    let second = SecretLimbs.random(bitCount: 100, using: &random)
    let left = base.power(first, bitCount: 100, modulo: modulus)
      .times(base.power(second, bitCount: 100, modulo: modulus)).remainder(modulo: modulus)
    let sum = first.plus(second)
    let right = base.power(sum, bitCount: 101, modulo: modulus)
    let agree = left.isEqual(to: right)
    #expect(agree, "seed \(random.seed)")
  }

  @Test func `comparison tells less, equal and greater`() {
    let small = SecretLimbs(bigEndian: ([1, 0, 0, 0, 0, 0, 0, 0, 0] as [UInt8]).span)
    let great = SecretLimbs(bigEndian: ([1, 0, 0, 0, 0, 0, 0, 0, 1] as [UInt8]).span)
    let results = [
      small.isLess(than: great), great.isLess(than: small), small.isLess(than: small),
      small.isEqual(to: small), small.isEqual(to: great), small.isEqual(small: 0),
      great.isEqual(small: 1),
    ]
    #expect(results == [true, false, false, true, false, false, false])
  }

  @Test func `selection and conditional addition follow their condition`() {
    let five = SecretLimbs(bigEndian: ([5] as [UInt8]).span)
    let nine = SecretLimbs(bigEndian: ([9] as [UInt8]).span)
    var number = SecretLimbs(copying: five)
    number.select(nine, if: 0)
    let kept = number.isEqual(small: 5)
    number.select(nine, if: 1)
    let taken = number.isEqual(small: 9)
    number.add(five, if: 0)
    let unchanged = number.isEqual(small: 9)
    number.add(five, if: 1)
    let added = number.isEqual(small: 14)
    #expect([kept, taken, unchanged, added] == [true, true, true, true])
    let borrow = number.subtract(small14And1())
    #expect(borrow == 1)
  }

  private func small14And1() -> SecretLimbs { SecretLimbs(bigEndian: ([15] as [UInt8]).span) }
}

@Suite struct `Division by small numbers` {
  @Test(arguments: [2, 3, 17, 65537, 16_381, 4_294_967_291, 4_294_967_295] as [UInt])
  func `agrees with the processor's`(divisor: UInt) {
    var random = SeededRandom()
    let prepared = SmallDivisor(divisor)
    for edge in [0, 1, divisor - 1, divisor, divisor + 1, .max, .max - 1, .max / 2] as [UInt] {
      #expect(prepared.remainder(edge) == edge % divisor, "\(edge) modulo \(divisor)")
    }
    for _ in 0..<2000 {
      let dividend = UInt(random.next())
      #expect(prepared.remainder(dividend) == dividend % divisor, "seed \(random.seed)")
    }
  }

  @Test func `a multiple divided exactly gives the factor back`() {
    var random = SeededRandom()
    for divisor in [3, 65537, 4_294_967_291] as [UInt] {
      let factor = SecretLimbs.random(bitCount: 1000, using: &random)
      var multiple = factor.times(small: divisor, plus: 0)
      let rest = SmallDivisor(divisor).remainder(multiple)
      #expect(rest == 0, "seed \(random.seed)")
      let next = factor.times(small: divisor, plus: 2)
      let nextRest = SmallDivisor(divisor).remainder(next)
      #expect(nextRest == 2, "seed \(random.seed)")
      multiple.divide(exactlyBy: divisor)
      let isFactor = multiple.isEqual(to: factor)
      #expect(isFactor, "seed \(random.seed)")
    }
  }

  @Test func `Fermat's little theorem holds modulo 65537`() {
    let prime = SmallDivisor(65537)
    for base in [1, 2, 3, 65536] as [UInt] { #expect(prime.power(base, exponent: 65536) == 1) }
    #expect(prime.power(3, exponent: 5) == 243)
  }
}
