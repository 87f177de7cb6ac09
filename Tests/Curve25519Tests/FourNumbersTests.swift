#if arch(x86_64)
  import Bytes
  import Processor
  import TestSupport
  import Testing

  @testable import AVX2
  @testable import Curve25519

  /// The numbers of 26 and 25 bits against the plain field, up to the limbs that their comments allow.
  @Suite(.enabled(if: Processor(level: .avx2).hasAVX2, "this processor has no AVX2"))
  struct `Four numbers modulo 2^255 - 19 by AVX2` {
    typealias Limbs = InlineArray<10, UInt64>

    /// The greatest even and odd limbs.
    static let narrow: (UInt64, UInt64) = (1 << 26 + 1 << 16, 1 << 25 + 1 << 16)
    static let wide: (UInt64, UInt64) = (3 << 26 + 1 << 16, 3 << 25 + 1 << 16)

    static func limbs(_ limb: (Int) -> UInt64) -> Limbs { Limbs(limb) }

    /// Numbers with limbs up to `greatest`: all greatest, all zero, some of each, ones of the prime, and random ones.
    static func numbers(
      upTo greatest: (UInt64, UInt64), _ random: inout SeededRandom
    ) -> [Limbs] {
      func bound(_ index: Int) -> UInt64 { index % 2 == 0 ? greatest.0 : greatest.1 }
      var numbers = [limbs(bound), limbs { _ in 0 }]
      for single in 0..<10 { numbers.append(limbs { $0 == single ? bound($0) : 0 }) }
      for single in 0..<10 { numbers.append(limbs { $0 == single ? 0 : bound($0) }) }
      numbers.append(limbs { $0 == 0 ? 0x3FF_FFED : $0 % 2 == 0 ? 0x3FF_FFFF : 0x1FF_FFFF })
      numbers.append(limbs { $0 == 0 ? 0x3FF_FFEE : $0 % 2 == 0 ? 0x3FF_FFFF : 0x1FF_FFFF })
      for _ in 0..<100 {
        numbers.append(limbs { UInt64.random(in: 0...bound($0), using: &random) })
      }
      return numbers
    }

    static func lanes(_ a: Limbs, _ b: Limbs, _ c: Limbs, _ d: Limbs) -> AVX2FourNumbers {
      func pair(_ index: Int) -> AVX2FourNumbers.Lanes {
        func both(_ limbs: Limbs) -> Int64 {
          Int64(bitPattern: limbs[2 * index] | limbs[2 * index + 1] << 32)
        }
        return AVX2FourNumbers.Lanes(both(a), both(b), both(c), both(d))
      }
      return AVX2FourNumbers(pair(0), pair(1), pair(2), pair(3), pair(4))
    }

    static func limbs(_ numbers: AVX2FourNumbers, lane: Int) -> Limbs {
      let all = [numbers.l0, numbers.l1, numbers.l2, numbers.l3, numbers.l4]
      return limbs { UInt64(bitPattern: all[$0 / 2][lane]) >> ($0 % 2 == 0 ? 0 : 32) & 0xFFFF_FFFF }
    }

    static func field(_ n: Limbs) -> Field25519 {
      func limb(_ index: Int) -> UInt64 { n[2 * index] + n[2 * index + 1] << 26 }
      return Field25519(l0: limb(0), l1: limb(1), l2: limb(2), l3: limb(3), l4: limb(4)) + .zero
    }

    static func bytes(_ number: Field25519) -> [UInt8] {
      var bytes = [UInt8](repeating: 0, count: 32)
      var span = bytes.mutableSpan
      number.write(into: &span)
      return bytes
    }

    static func isWithin(_ greatest: (UInt64, UInt64), _ n: Limbs) -> Bool {
      n.indices.allSatisfy { n[$0] <= ($0 % 2 == 0 ? greatest.0 : greatest.1) }
    }

    /// Whether each lane has the expected number, with limbs up to `greatest`.
    static func hold(
      _ numbers: AVX2FourNumbers, _ expected: [Field25519], upTo greatest: (UInt64, UInt64)
    ) -> Bool {
      (0..<4).allSatisfy { lane in
        let limbs = limbs(numbers, lane: lane)
        return isWithin(greatest, limbs) && bytes(field(limbs)) == bytes(expected[lane])
      }
    }

    @Test func `are multiplied and squared, with limbs at their bounds`() {
      var random = SeededRandom()
      let numbers = Self.numbers(upTo: Self.wide, &random)
      for first in numbers.indices {
        for second in stride(from: first % 3, to: numbers.count, by: 3) {
          // Each lane has factors of its own.
          let a = (0..<4).map { numbers[(first + 5 * $0) % numbers.count] }
          let b = (0..<4).map { numbers[(second + 7 * $0) % numbers.count] }
          let product = Self.lanes(a[0], a[1], a[2], a[3])
            .multiplied(by: Self.lanes(b[0], b[1], b[2], b[3]))
          let expected = zip(a, b).map { Self.field($0) * Self.field($1) }
          #expect(
            Self.hold(product, expected, upTo: Self.narrow),
            "\(first) by \(second), seed \(random.seed)")
        }
        let a = (0..<4).map { numbers[(first + 5 * $0) % numbers.count] }
        let square = Self.lanes(a[0], a[1], a[2], a[3]).squared
        #expect(
          Self.hold(square, a.map { Self.field($0).squared }, upTo: Self.narrow),
          "\(first), seed \(random.seed)")
      }
    }

    @Test func `are added, subtracted and carried, with limbs at their bounds`() {
      var random = SeededRandom()
      let numbers = Self.numbers(upTo: Self.narrow, &random)
      for first in numbers.indices {
        for second in stride(from: first % 3, to: numbers.count, by: 3) {
          let a = (0..<4).map { numbers[(first + 5 * $0) % numbers.count] }
          let b = (0..<4).map { numbers[(second + 7 * $0) % numbers.count] }
          let left = Self.lanes(a[0], a[1], a[2], a[3])
          let right = Self.lanes(b[0], b[1], b[2], b[3])
          let (x, y) = (a.map { Self.field($0) }, b.map { Self.field($0) })
          #expect(
            Self.hold(left.adding(right), zip(x, y).map { $0 + $1 }, upTo: Self.wide),
            "\(first) and \(second), seed \(random.seed)")
          #expect(
            Self.hold(
              left.addingAndSubtracting(right),
              [x[0] + y[0], x[1] - y[1], x[2] + y[2], x[3] - y[3]], upTo: Self.wide),
            "\(first) and \(second), seed \(random.seed)")
        }
      }
      for number in Self.numbers(upTo: (0xFFFF_FFFF, 0xFFFF_FFFF), &random) {
        let all = [Field25519](repeating: Self.field(number), count: 4)
        #expect(
          Self.hold(Self.lanes(number, number, number, number).carried, all, upTo: Self.narrow),
          "seed \(random.seed)")
      }
    }

    @Test func `are exchanged, and factors of sums of points, with limbs at their bounds`() {
      var random = SeededRandom()
      let numbers = Self.numbers(upTo: Self.narrow, &random)
      for first in numbers.indices {
        let n = (0..<4).map { numbers[(first + 7 * $0) % numbers.count] }
        let all = Self.lanes(n[0], n[1], n[2], n[3])
        let x = n.map { Self.field($0) }
        let comment: Comment = "\(first), seed \(random.seed)"
        // X2, Z2, X3, Z3.
        let (a, b, c, d) = (x[0] + x[1], x[0] - x[1], x[2] + x[3], x[2] - x[3])
        for (swap, left, right) in [
          (0, [a, b, c, d], [a, b, b, a]), (1, [c, d, c, d], [c, d, b, a]),
        ] as [(UInt64, [Field25519], [Field25519])] {
          let factors = all.ladderFactors(exchanging: swap)
          #expect(Self.hold(factors.0, left, upTo: Self.wide), comment)
          #expect(Self.hold(factors.1, right, upTo: Self.wide), comment)
          let halves = swap == 0 ? x : [x[2], x[3], x[0], x[1]]
          #expect(Self.hold(all.exchangingHalves(if: swap), halves, upTo: Self.narrow), comment)
        }
        // T, X, Y, Z.
        #expect(
          Self.hold(
            all.additionFactors, [x[2] + x[1], x[2] - x[1], x[3], x[0]], upTo: Self.wide), comment)
        let (aa, bb, zz) = (x[1].squared, x[2].squared, x[3].squared)
        let (h, g) = (aa + bb, aa - bb)
        let e = h - (x[1] + x[2]).squared
        #expect(
          Self.hold(all.doublingFactors, [h, e, g, zz + zz + g], upTo: Self.narrow), comment)
        // Y + X, Y - X, 2Z, 2dT.
        #expect(Self.hold(all.negated(if: 0), x, upTo: Self.narrow), comment)
        #expect(
          Self.hold(all.negated(if: -1), [x[1], x[0], x[2], .zero - x[3]], upTo: Self.wide),
          comment)
      }
    }

    @Test func `of tables are chosen by digits`() {
      var random = SeededRandom()
      let table = (0..<8).map { _ in
        let n = (0..<4).map { _ in
          Self.limbs {
            UInt64.random(
              in: 0...($0 % 2 == 0 ? Self.narrow.0 : Self.narrow.1), using: &random)
          }
        }
        return Self.lanes(n[0], n[1], n[2], n[3])
      }
      for digit in Int8(-8)...8 {
        let chosen = AVX2FourNumbers.selected(digit, from: table.span)
        var entry = AVX2FourNumbers(
          (1, 0, 0, 0, 0), (1, 0, 0, 0, 0), (2, 0, 0, 0, 0), (0, 0, 0, 0, 0))
        if digit != 0 { entry = table[Int(digit.magnitude) - 1] }
        let x = (0..<4).map { Self.field(Self.limbs(entry, lane: $0)) }
        let expected = digit < 0 ? [x[1], x[0], x[2], .zero - x[3]] : x
        #expect(Self.hold(chosen, expected, upTo: Self.wide), "\(digit), seed \(random.seed)")
      }
    }

    @Test func `are made of limbs of 51 bits, and given back`() {
      var random = SeededRandom()
      for _ in 0..<100 {
        let n = (0..<4).map { _ -> FourWayNumber in
          func limb() -> UInt64 { .random(in: 0...(1 << 51 + 1 << 14), using: &random) }
          return (limb(), limb(), limb(), limb(), limb())
        }
        let all = AVX2FourNumbers(n[0], n[1], n[2], n[3])
        for lane in 0..<4 {
          #expect(Self.isWithin(Self.narrow, Self.limbs(all, lane: lane)), "seed \(random.seed)")
          #expect(all.number(lane: lane) == n[lane], "seed \(random.seed)")
        }
      }
    }
  }
#endif
