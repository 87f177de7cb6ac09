#if arch(x86_64)
  import BMI2
  import Processor
  import TestSupport
  import Testing

  @testable import Weierstrass

  /// Code for BMI2 against the portable one, and against products that are made by doubling and adding alone.
  @Suite(.enabled(if: Processor(level: .avx2).hasAVX2, "this processor has no BMI2"))
  struct `P-256 with BMI2` {
    private static let field = PrimeField<4>()

    /// Numbers below the prime with limbs that are zero, all ones, or those of the prime, and random ones.
    private static func numbers(_ random: inout SeededRandom) -> [Limbs<4>] {
      let p = field.prime
      var limbs: [UInt] = [0, 1, UInt.max, UInt.max - 1, 1 << 63, 0xFFFF_FFFF, 1 << 32]
      limbs.append(p[3])
      limbs.append(p[3] - 1)
      var numbers: [Limbs<4>] = [field.one]
      for small in UInt(0)..<4 {
        var number = Limbs<4>(repeating: 0)
        number[0] = small
        numbers.append(number)
        numbers.append(difference(Limbs<4>(repeating: 0), number, modulo: p))
        // Just above p - 2^224, and where a sum with itself is just below and above 2^256.
        number[0] &+= UInt.max - 1
        number[3] = 1 << 63
        numbers.append(number)
      }
      for _ in 0..<250 {
        var number = Limbs<4>(repeating: 0)
        for index in 0..<4 {
          number[index] =
            random.next() & 1 == 0
            ? limbs[Int(random.next() % UInt64(limbs.count))] : UInt(random.next())
        }
        numbers.append(number)
      }
      return numbers.filter { isBelow(p, $0) }
    }

    /// a·b modulo p.
    private static func product(_ a: Limbs<4>, _ b: Limbs<4>) -> Limbs<4> {
      var product = Limbs<4>(repeating: 0)
      for bit in (0..<256).reversed() {
        product = sum(product, product, modulo: field.prime)
        if b[bit / 64] >> UInt(bit % 64) & 1 == 1 {
          product = sum(product, a, modulo: field.prime)
        }
      }
      return product
    }

    /// a·2^256 modulo p.
    private static func shifted(_ a: Limbs<4>) -> Limbs<4> {
      var result = a
      for _ in 0..<256 { result = sum(result, result, modulo: field.prime) }
      return result
    }

    @Test func `multiplies and squares`() {
      var random = SeededRandom()
      let numbers = Self.numbers(&random)
      for (index, a) in numbers.enumerated() {
        let b = numbers[(index * 7 + 3) % numbers.count]
        let fast = fastProductP256(a, b)
        #expect(isBelow(Self.field.prime, fast), "\(a), \(b), seed \(random.seed)")
        let isProduct =
          LimbBytes.areEqual(Self.shifted(fast), Self.product(a, b))
          && LimbBytes.areEqual(fast, portableProductP256(a, b))
        #expect(isProduct, "\(a), \(b), seed \(random.seed)")
        let square = fastSquareP256(a)
        #expect(
          LimbBytes.areEqual(square, portableProductP256(a, a)), "\(a), seed \(random.seed)")
      }
      for a in numbers.prefix(40) {
        for b in numbers.prefix(40) {
          let isSame = LimbBytes.areEqual(fastProductP256(a, b), portableProductP256(a, b))
          #expect(isSame, "\(a), \(b), seed \(random.seed)")
        }
      }
    }

    /// The formulas are the same, so that the coordinates are; they need not be those of points.
    @Test func `doubles and adds`() {
      var random = SeededRandom()
      let numbers = Self.numbers(&random)
      func number() -> Limbs<4> { numbers[Int(random.next() % UInt64(numbers.count))] }
      for _ in 0..<1_000 {
        let start = JacobianPoint<4>(x: number(), y: number(), z: number())
        let affine = AffinePoint<4>(x: number(), y: number())
        let cached = CachedPoint<4>(
          x: number(), y: number(), z: number(), z2: number(), z3: number())
        var (fast, portable) = (start, start)
        let times = Int(random.next() % 7)
        _ = fast.fastDouble(times: times, regardlessOfLevel: true)
        for _ in 0..<times { portable.doublePortably() }
        #expect(fast == portable, "\(start), seed \(random.seed)")
        (fast, portable) = (start, start)
        _ = fast.fastAdd(affine, regardlessOfLevel: true)
        portable.addPortably(affine)
        #expect(fast == portable, "\(start), \(affine), seed \(random.seed)")
        (fast, portable) = (start, start)
        _ = fast.fastAdd(cached, regardlessOfLevel: true)
        portable.addPortably(cached)
        #expect(fast == portable, "\(start), \(cached), seed \(random.seed)")
        let b = number()
        (fast, portable) = (start, start)
        _ = fast.fastAddCompletely(affine, b: b, regardlessOfLevel: true)
        portable.addCompletelyPortably(affine, b: b)
        #expect(fast == portable, "\(start), \(affine), \(b), seed \(random.seed)")
      }
    }

    @Test func `looks up every entry`() {
      var random = SeededRandom()
      let numbers = Self.numbers(&random)
      for size in [1, 2, 16, 32] {
        let table = (0..<size).map {
          AffinePoint<4>(x: numbers[$0 + 20], y: numbers[$0 * 2 + 60])
        }
        for index in 0..<size {
          let entry = AffinePoint.fastLookUp(UInt(index), in: table.span)
          let isEntry = entry == table[index]
          #expect(isEntry, "\(index) of \(size), seed \(random.seed)")
        }
      }
    }

    @Test func `is used where there is BMI2`() {
      #expect(FastArithmetic.exists == Processor.current.hasAVX2)
    }
  }

  extension JacobianPoint {
    fileprivate static func == (a: JacobianPoint<count>, b: JacobianPoint<count>) -> Bool {
      LimbBytes.areEqual(a.x, b.x) && LimbBytes.areEqual(a.y, b.y) && LimbBytes.areEqual(a.z, b.z)
    }
  }
#endif
