import Bignum
import Bytes
import Processor
import TestSupport
import Testing

@Suite struct `Powers by a pair of secret moduli` {
  @Test(
    arguments: [64, 500, 512, 1024, 1030, 1536, 2048, 3072, 4096],
    [Processor.Level.portable, .avx2, .avx512])
  func `are those by each`(bitCount: Int, level: Processor.Level) {
    var random = SeededRandom()
    let first = oddNumber(bitCount, using: &random)
    let second = oddNumber(bitCount, using: &random)
    let pair = SecretModulusPair(
      SecretLimbs(copying: first), SecretLimbs(copying: second), bitCount: bitCount,
      processor: Processor(level: level))
    let base = SecretLimbs.random(bitCount: 2 * bitCount, using: &random)
    let exponent1 = SecretLimbs.random(bitCount: bitCount, using: &random)
    let exponent2 = SecretLimbs.random(bitCount: bitCount, using: &random)
    let powers = pair.powers(of: base, exponent1, exponent2)
    let agree = [
      powers.first.isEqual(to: base.power(exponent1, bitCount: bitCount, modulo: first)),
      powers.second.isEqual(to: base.power(exponent2, bitCount: bitCount, modulo: second)),
    ]
    #expect(agree == [true, true], "seed \(random.seed)")
  }

  @Test(arguments: [Processor.Level.portable, .avx2, .avx512])
  func `are right for extreme bases and exponents`(level: Processor.Level) {
    let bitCount = 1024
    let ones = [UInt8](repeating: 0xFF, count: 128)
    let sparse = [0x80] + [UInt8](repeating: 0, count: 126) + [0x01]
    let first = SecretLimbs(bigEndian: ones.span)
    let second = SecretLimbs(bigEndian: sparse.span)
    let pair = SecretModulusPair(
      SecretLimbs(copying: first), SecretLimbs(copying: second), bitCount: bitCount,
      processor: Processor(level: level))
    let zero = [UInt8](repeating: 0, count: 128)
    let bases: [[UInt8]] = [zero, [1], [2], ones, sparse, ones + ones]
    let exponents: [[UInt8]] = [zero, [1], [0x80] + zero.dropFirst(), ones]
    for baseBytes in bases {
      for exponentBytes in exponents {
        let base = SecretLimbs(bigEndian: baseBytes.span, count: 16)
        let exponent = SecretLimbs(bigEndian: exponentBytes.span, count: 16)
        let powers = pair.powers(of: base, exponent, exponent)
        let agree = [
          powers.first.isEqual(to: base.power(exponent, bitCount: bitCount, modulo: first)),
          powers.second.isEqual(to: base.power(exponent, bitCount: bitCount, modulo: second)),
        ]
        #expect(agree == [true, true], "\(baseBytes.count), \(exponentBytes.count) bytes")
      }
    }
  }

  private func oddNumber(_ bitCount: Int, using random: inout SeededRandom) -> SecretLimbs {
    var number = SecretLimbs.random(bitCount: bitCount, using: &random)
    number.setBit(0)
    number.setBit(bitCount - 1)
    return number
  }
}
