import Bignum
import TestSupport
import Testing

/// Inverses by divsteps against GMP's.
@Suite struct `Inverses by divsteps` {
  private static func check<let count: Int>(
    _ modulus: InlineArray<count, UInt>, _ random: inout SeededRandom
  ) {
    let inverter = Inverter(modulus)
    let secretModulus = limbs(modulus)
    for number in numbers(below: modulus, &random) {
      let inverse = inverter.inverse(number)
      guard let expected = limbs(number).inverse(modulo: secretModulus) else {
        #expect((0..<count).allSatisfy { inverse[$0] == 0 }, "\(count) limbs: of zero")
        continue
      }
      let isInverse = (0..<count).allSatisfy { inverse[$0] == expected.limbs[$0] }
      #expect(isInverse, "\(count) limbs, seed \(random.seed)")
    }
  }

  /// The smallest and the largest numbers, powers of two, limbs of zeros and ones, and random ones.
  private static func numbers<let count: Int>(
    below modulus: InlineArray<count, UInt>, _ random: inout SeededRandom
  ) -> [InlineArray<count, UInt>] {
    let zero = InlineArray<count, UInt>(repeating: 0)
    var numbers = [zero]
    for small in UInt(1)...3 {
      var number = zero
      number[0] = small
      numbers.append(number)
      // The moduli's lowest limbs are no smaller.
      number = modulus
      number[0] -= small
      numbers.append(number)
    }
    for bit in stride(from: 1, to: 64 * count - 64, by: 7) {
      var number = zero
      number[bit / 64] = 1 << UInt(bit % 64)
      numbers.append(number)
    }
    for _ in 0..<400 {
      var number = zero
      for index in 0..<count {
        switch random.next() % 4 {
        case 0: number[index] = 0
        case 1: number[index] = UInt.max
        default: number[index] = UInt(random.next())
        }
      }
      number[count - 1] &= modulus[count - 1] >> 1
      numbers.append(number)
    }
    return numbers
  }

  private static func limbs<let count: Int>(_ number: InlineArray<count, UInt>) -> SecretLimbs {
    let bytes = (0..<8 * count).reversed().map {
      UInt8(truncatingIfNeeded: number[$0 / 8] >> UInt($0 % 8 * 8))
    }
    return SecretLimbs(bigEndian: bytes.span)
  }

  /// The primes and the orders of P-256 and P-384, the primes of P-521 and of edwards448.
  @Test func `are those of GMP`() {
    var random = SeededRandom()
    let ones = UInt.max
    Self.check([ones, 0xFFFF_FFFF, 0, 0xFFFF_FFFF_0000_0001] as InlineArray<4, UInt>, &random)
    Self.check(
      [0xF3B9_CAC2_FC63_2551, 0xBCE6_FAAD_A717_9E84, ones, 0xFFFF_FFFF_0000_0000]
        as InlineArray<4, UInt>, &random)
    Self.check(
      [0xFFFF_FFFF, 0xFFFF_FFFF_0000_0000, 0xFFFF_FFFF_FFFF_FFFE, ones, ones, ones]
        as InlineArray<6, UInt>, &random)
    Self.check(
      [
        0xECEC_196A_CCC5_2973, 0x581A_0DB2_48B0_A77A, 0xC763_4D81_F437_2DDF, ones, ones, ones,
      ] as InlineArray<6, UInt>, &random)
    Self.check(
      [ones, ones, ones, 0xFFFF_FFFE_FFFF_FFFF, ones, ones, ones] as InlineArray<7, UInt>, &random)
    Self.check(
      [ones, ones, ones, ones, ones, ones, ones, ones, 0x1FF] as InlineArray<9, UInt>, &random)
  }
}
