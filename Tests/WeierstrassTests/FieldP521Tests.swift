import TestSupport
import Testing

@testable import Weierstrass

/// The limbs of 58 bits against sums modulo the prime alone, in limbs of 64 bits.
@Suite struct `The field of P-521` {
  private static let field = PrimeField<9>()
  private static let bit58: UInt = 1 << 58

  /// Limbs as large as is allowed, those of multiples of the prime and of their neighbours, and random ones.
  private static func numbers(_ random: inout SeededRandom) -> [Limbs<9>] {
    let limits: [UInt] = [
      0, 1, 2, bit58 - 2, bit58 - 1, bit58, bit58 + 4095, 2 * bit58 - 1, 4 * bit58 - 4,
      8 * bit58 - 1,
    ]
    var numbers = limits.map { Limbs<9>(repeating: $0) }
    // p, 2p and 8p, and what is one more and less.
    var prime = Limbs<9>(repeating: bit58 - 1)
    prime[8] >>= 1
    for factor: UInt in [1, 2, 8] {
      var multiple = prime
      for index in 0..<9 { multiple[index] *= factor }
      for _ in 0..<3 {
        numbers.append(multiple)
        multiple[0] += 1
      }
      multiple[0] -= 4
      numbers.append(multiple)
    }
    for _ in 0..<150 {
      var number = Limbs<9>(repeating: 0)
      for index in 0..<9 {
        number[index] =
          random.next() & 1 == 0
          ? limits[Int(random.next() % UInt64(limits.count))] : UInt(random.next() >> 3)
      }
      numbers.append(number)
    }
    return numbers
  }

  /// The number below the prime, from a sum limb by limb.
  private static func value(_ limbs: Limbs<9>) -> Limbs<9> {
    var value = Limbs<9>(repeating: 0)
    for index in (0..<9).reversed() {
      for _ in 0..<58 { value = sum(value, value, modulo: field.prime) }
      var limb = Limbs<9>(repeating: 0)
      limb[0] = limbs[index]
      value = sum(value, limb, modulo: field.prime)
    }
    return value
  }

  private static func product(_ a: Limbs<9>, _ b: Limbs<9>) -> Limbs<9> {
    var product = Limbs<9>(repeating: 0)
    for bit in (0..<521).reversed() {
      product = sum(product, product, modulo: field.prime)
      if b[bit / 64] >> UInt(bit % 64) & 1 == 1 {
        product = sum(product, a, modulo: field.prime)
      }
    }
    return product
  }

  private static func isTight(_ limbs: Limbs<9>) -> Bool {
    (0..<9).allSatisfy { limbs[$0] < bit58 + 4096 }
  }

  @Test func `multiplies and squares`() {
    var random = SeededRandom()
    let field = Self.field
    let numbers = Self.numbers(&random)
    for (index, a) in numbers.enumerated() {
      for b in [numbers[(index * 7 + 3) % numbers.count], numbers[9], numbers[index % 20]] {
        let result = field.multiply(a, b)
        #expect(Self.isTight(result), "\(a), \(b), seed \(random.seed)")
        let isProduct = LimbBytes.areEqual(
          field.leave(result), Self.product(Self.value(a), Self.value(b)))
        #expect(isProduct, "\(a), \(b), seed \(random.seed)")
      }
      let square = field.square(a)
      let isSquare = Self.isTight(square) && field.areEqual(square, field.multiply(a, a))
      #expect(isSquare, "\(a), seed \(random.seed)")
    }
  }

  @Test func `adds, subtracts, halves and packs`() {
    var random = SeededRandom()
    let field = Self.field
    let prime = field.prime
    let numbers = Self.numbers(&random)
    for (index, a) in numbers.enumerated() {
      let value = Self.value(a)
      #expect(isBelow(prime, field.leave(a)), "\(a), seed \(random.seed)")
      #expect(LimbBytes.areEqual(field.leave(a), value), "\(a), seed \(random.seed)")
      #expect(LimbBytes.areEqual(field.leave(field.unpack(value)), value), "\(a)")
      #expect(field.isZero(a) == LimbBytes.isZero(value), "\(a)")
      let tight = field.tighten(a)
      #expect(Self.isTight(tight) && field.areEqual(tight, a), "\(a), seed \(random.seed)")
      let half = field.half(a)
      #expect(field.areEqual(field.twice(half), a), "\(a), seed \(random.seed)")
      let b = field.tighten(numbers[(index * 5 + 1) % numbers.count])
      let other = Self.value(b)
      let isSum = LimbBytes.areEqual(
        field.leave(field.add(a, b)), sum(value, other, modulo: prime))
      #expect(isSum, "\(a), \(b), seed \(random.seed)")
      for subtrahend in [b, field.twice(b)] {
        let isDifference = LimbBytes.areEqual(
          field.leave(field.subtract(a, subtrahend)),
          difference(value, Self.value(subtrahend), modulo: prime))
        #expect(isDifference, "\(a), \(b), seed \(random.seed)")
      }
    }
  }

  @Test func `holds what is at its limits`() {
    let field = Self.field
    var largest = Limbs<9>(repeating: 4 * Self.bit58 - 4)
    largest[0] -= 4
    let zero = Limbs<9>(repeating: 0)
    #expect(field.isZero(field.add(field.subtract(zero, largest), largest)))
    #expect(field.isZero(field.negate(zero, if: UInt.max)))
    #expect(LimbBytes.areEqual(field.leave(field.one), field.one))
  }
}
