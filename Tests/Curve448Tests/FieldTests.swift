import Bytes
import TestSupport
import Testing

@testable import Curve448

@Suite struct `Numbers modulo 2^448 - 2^224 - 1` {
  static func bytes(_ number: Field448) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 56)
    var span = bytes.mutableSpan
    number.write(into: &span)
    return bytes
  }

  /// Limbs as large as a number of the size may have, or zero, or random ones.
  static func number(size: UInt64, _ random: inout SeededRandom) -> Field448 {
    let largest = size * (1 << 56 + 1 << 9) - 1
    func limb() -> UInt64 {
      switch random.next() % 4 {
      case 0: 0
      case 1: largest
      default: random.next() % (largest + 1)
      }
    }
    return Field448(
      low: Half448(l0: limb(), l1: limb(), l2: limb(), l3: limb()),
      high: Half448(l0: limb(), l1: limb(), l2: limb(), l3: limb()))
  }

  /// By doublings and additions alone.
  static func plainProduct(_ a: Field448, _ b: Field448) -> Field448 {
    let factor = bytes(b)
    let a = a.reduced
    var product = Field448.zero
    for bit in (0..<448).reversed() {
      product = (product + product).reduced
      if factor[bit / 8] >> UInt8(bit % 8) & 1 == 1 { product = (product + a).reduced }
    }
    return product
  }

  @Test(
    arguments: [(1, 1), (2, 3), (3, 3), (5, 3), (2, 6), (15, 1), (1, 15)] as [(UInt64, UInt64)])
  func `are multiplied up to their largest limbs`(_ left: UInt64, _ right: UInt64) {
    var random = SeededRandom()
    let largest = Half448(
      l0: left * (1 << 56 + 1 << 9) - 1, l1: left * (1 << 56 + 1 << 9) - 1,
      l2: left * (1 << 56 + 1 << 9) - 1, l3: left * (1 << 56 + 1 << 9) - 1)
    for round in 0..<200 {
      let a =
        round == 0 ? Field448(low: largest, high: largest) : Self.number(size: left, &random)
      let b = Self.number(size: right, &random)
      let product = a * b
      #expect(
        Self.bytes(product) == Self.bytes(Self.plainProduct(a, b)),
        "seed \(random.seed), round \(round)")
      // It is carried.
      #expect(
        [product.low, product.high].allSatisfy {
          [$0.l0, $0.l1, $0.l2, $0.l3].allSatisfy { $0 < 1 << 56 + 1 << 9 }
        })
      if left <= 3 {
        #expect(
          Self.bytes(a.squared) == Self.bytes(Self.plainProduct(a, a)),
          "seed \(random.seed), round \(round)")
      }
      let times = a.times(39_081)
      #expect(
        Self.bytes(times) == Self.bytes(Self.plainProduct(a, Field448(39_081))),
        "seed \(random.seed), round \(round)")
    }
  }

  @Test func `have sums, differences, inverses and signs`() {
    var random = SeededRandom()
    for round in 0..<200 {
      let a = Self.number(size: 1, &random)
      let b = Self.number(size: 1, &random)
      #expect(Self.bytes(a + b - b) == Self.bytes(a), "seed \(random.seed)")
      #expect((a + a.negated).isZero, "seed \(random.seed)")
      #expect(Self.bytes((a - b).carried) == Self.bytes(a - b), "seed \(random.seed)")
      let one = a * a.inverse
      #expect(a.isZero || Self.bytes(one) == Self.bytes(.one), "seed \(random.seed), \(round)")
      #expect(a.sign == Self.bytes(a)[0] & 1, "seed \(random.seed)")
      // Of a square, power34 times it is a root of it or of its opposite.
      let root = a.squared.power34 * a.squared
      #expect(
        (root.squared - a.squared).isZero, "seed \(random.seed): every square has a root")
    }
    let zero = Field448.zero.inverse
    #expect(zero.isZero)
  }

  @Test func `are reduced around the prime`() {
    // p - 1, p, p + 1, 2^448 - 1 and what is larger by as much as limbs allow.
    let prime = [UInt8](repeating: 0xFF, count: 28) + [0xFE] + [UInt8](repeating: 0xFF, count: 27)
    #expect(Field448(prime.span).isZero)
    let less = [0xFE] + prime.dropFirst()
    #expect(Self.bytes(Field448(less.span)) == less)
    #expect(Self.bytes(Field448(less.span) + .one) == [UInt8](repeating: 0, count: 56))
    let ones = [UInt8](repeating: 0xFF, count: 56)
    var expected = [UInt8](repeating: 0, count: 56)
    expected[28] = 1
    #expect(Self.bytes(Field448(ones.span)) == expected)
  }
}
