import Bignum
import Bytes
import Processor
import TestSupport
import Testing

@Suite struct `Arithmetic with public numbers` {
  @Test(
    arguments: [
      64, 100, 255, 256, 1024, 1030, 2048, 3072, 3554, 3555, 4096, 4158, 4478, 4479, 8192,
    ],
    [Processor.Level.portable, .avx2, .avx512])
  func `powers agree with the constant-time ones`(bitCount: Int, level: Processor.Level) {
    var random = SeededRandom()
    let processor = Processor(level: level)
    for exponent in [1, 2, 3, 6, 17, 65537, 65538, 0x1_0000_0001] as [UInt] {
      var number = SecretLimbs.random(bitCount: bitCount, using: &random)
      number.setBit(0)
      number.setBit(bitCount - 1)
      let byteCount = (bitCount + 7) / 8
      guard
        let modulus = PublicModulus(
          bigEndian: number.bytes(byteCount).bytes, processor: processor)
      else {
        Issue.record("an odd number was refused")
        return
      }
      #expect(modulus.bitCount == bitCount)
      var base = SecretLimbs.random(bitCount: bitCount, using: &random)
      base.subtractUnlessLess(than: number)
      let power = modulus.powerVariableTime(base.bytes(byteCount).bytes, exponent: exponent)
      let secretExponent = SecretLimbs(bigEndian: bigEndian(exponent).span)
      let expected = [UInt8](
        copying: base.power(secretExponent, bitCount: 64, modulo: number).bytes(byteCount).bytes)
      #expect(power == expected, "exponent \(exponent), seed \(random.seed)")
      let secret = modulus.power(base, publicExponent: exponent).bytes(byteCount)
      let secretPower = [UInt8](copying: secret.bytes)
      #expect(secretPower == expected, "exponent \(exponent), seed \(random.seed)")
    }
    var number = SecretLimbs.random(bitCount: bitCount, using: &random)
    number.setBit(0)
    number.setBit(bitCount - 1)
    let modulus = PublicModulus(
      bigEndian: number.bytes((bitCount + 7) / 8).bytes, processor: processor)
    for exponentBitCount in [1, 5, 63, 64, 225, bitCount] {
      var base = SecretLimbs.random(bitCount: bitCount, using: &random)
      base.subtractUnlessLess(than: number)
      let exponent = SecretLimbs.random(bitCount: exponentBitCount, using: &random)
      let power = modulus?.power(base, exponent, bitCount: exponentBitCount)
      let expected = base.power(exponent, bitCount: exponentBitCount, modulo: number)
      let agrees = power?.isEqual(to: expected)
      #expect(agrees == true, "\(exponentBitCount) bits, seed \(random.seed)")
    }
  }

  /// Digits of all ones and of zeros make carries run through the whole number.
  @Test(
    arguments: [1024, 1536, 2048, 3072, 3552, 4096, 4472],
    [Processor.Level.portable, .avx2, .avx512])
  func `extreme moduli and bases give the same powers`(bitCount: Int, level: Processor.Level) {
    let processor = Processor(level: level)
    let byteCount = bitCount / 8
    let ones = [UInt8](repeating: 0xFF, count: byteCount)
    let sparse = [0x80] + [UInt8](repeating: 0, count: byteCount - 2) + [0x01]
    for modulusBytes in [ones, sparse] {
      guard let modulus = PublicModulus(bigEndian: modulusBytes.span, processor: processor) else {
        Issue.record("an odd number was refused")
        return
      }
      let secretModulus = SecretLimbs(bigEndian: modulusBytes.span)
      var bases: [[UInt8]] = [[0], [1], [2]]
      for small in [1, 2, 3] as [UInt] {
        var number = SecretLimbs(copying: secretModulus)
        number.subtract(small: small)
        bases.append([UInt8](copying: number.bytes(byteCount).bytes))
        number.halve()
        bases.append([UInt8](copying: number.bytes(byteCount).bytes))
      }
      for base in bases {
        for exponent in [1, 2, 3, 65537] as [UInt] {
          let power = modulus.powerVariableTime(base.span, exponent: exponent)
          let secretExponent = SecretLimbs(bigEndian: bigEndian(exponent).span)
          let expected = SecretLimbs(bigEndian: base.span)
            .power(secretExponent, bitCount: 64, modulo: secretModulus).bytes(byteCount)
          let expectedBytes = [UInt8](copying: expected.bytes)
          #expect(power == expectedBytes, "exponent \(exponent)")
        }
      }
    }
  }

  @Test func `a base that is not less than the modulus is refused`() {
    let modulus = PublicModulus(bigEndian: ([0x01, 0x01] as [UInt8]).span)
    #expect(modulus?.powerVariableTime(([0x01, 0x00] as [UInt8]).span, exponent: 1) == [1, 0])
    #expect(modulus?.powerVariableTime(([0x01, 0x01] as [UInt8]).span, exponent: 1) == nil)
    #expect(modulus?.powerVariableTime(([0x01, 0x02] as [UInt8]).span, exponent: 1) == nil)
    let long = [1] + [UInt8](repeating: 0, count: 9)
    #expect(modulus?.powerVariableTime(long.span, exponent: 1) == nil)
    let padded = [UInt8](repeating: 0, count: 10) + [2]
    #expect(modulus?.powerVariableTime(padded.span, exponent: 3) == [0, 8])
  }

  @Test(arguments: [[], [0], [1], [2], [0x01, 0x00], [0, 0, 0]] as [[UInt8]])
  func `even moduli and those below three are refused`(bytes: [UInt8]) {
    #expect(PublicModulus(bigEndian: bytes.span) == nil)
  }

  @Test(arguments: [64, 100, 512, 2048, 4096])
  func `an inverse times its number is one`(bitCount: Int) {
    var random = SeededRandom()
    var number = SecretLimbs.random(bitCount: bitCount, using: &random)
    number.setBit(0)
    number.setBit(bitCount - 1)
    guard let modulus = PublicModulus(bigEndian: number.bytes((bitCount + 7) / 8).bytes) else {
      Issue.record("an odd number was refused")
      return
    }
    for _ in 0..<8 {
      let value = SecretLimbs.random(bitCount: bitCount, using: &random)
        .remainder(modulo: number)
      guard let inverse = modulus.inverseVariableTime(value) else {
        let exists = value.inverse(modulo: number) != nil
        #expect(!exists, "seed \(random.seed)")
        continue
      }
      let isOne = inverse.times(value).remainder(modulo: number).isEqual(small: 1)
      #expect(isOne, "seed \(random.seed)")
    }
  }

  private func bigEndian(_ value: UInt) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.write(value)
    return bytes
  }
}
