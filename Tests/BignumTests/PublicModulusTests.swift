import Bignum
import Bytes
import TestSupport
import Testing

@Suite struct `Arithmetic with public numbers` {
  @Test(arguments: [64, 100, 1024, 1030, 2048, 3072, 4096, 8192])
  func `powers agree with the constant-time ones`(bitCount: Int) {
    var random = SeededRandom()
    for exponent in [1, 2, 3, 6, 17, 65537, 65538, 0x1_0000_0001] as [UInt] {
      var number = SecretLimbs.random(bitCount: bitCount, using: &random)
      number.setBit(0)
      number.setBit(bitCount - 1)
      let byteCount = (bitCount + 7) / 8
      guard let modulus = PublicModulus(bigEndian: number.bytes(byteCount).bytes) else {
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
