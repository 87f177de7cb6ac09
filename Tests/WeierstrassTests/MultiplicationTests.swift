import Processor
import TestSupport
import Testing

@testable import Weierstrass

/// Multiples by doubling and complete addition, one bit after the other: nothing is shared with what is tested but
/// the field.
private func multiple<let count: Int>(
  _ k: Limbs<count>, of point: AffinePoint<count>, _ curve: CurveConstants<count>
) -> JacobianPoint<count> {
  let zero = Limbs<count>(repeating: 0)
  var sum = JacobianPoint(x: zero, y: curve.field.one, z: zero)
  for bit in (0..<64 * count).reversed() {
    sum = completeSum(sum, sum, curve)
    if k[bit / 64] >> UInt(bit % 64) & 1 == 1 {
      sum = completeSum(sum, JacobianPoint(point), curve)
    }
  }
  return sum
}

/// The complete formulas work on (X·Z : Y : Z³), of which infinity is (0 : 1 : 0); Jacobian coordinates lose its Y.
private func completeSum<let count: Int>(
  _ a: JacobianPoint<count>, _ b: JacobianPoint<count>, _ curve: CurveConstants<count>
) -> JacobianPoint<count> {
  if curve.field.isZero(a.z) { return b }
  if curve.field.isZero(b.z) { return a }
  var sum = a
  sum.addCompletely(b, b: curve.b)
  return sum
}

extension JacobianPoint {
  /// Algorithm 4 of Renes, Costello and Batina (2016), for a = -3: of any two points.
  fileprivate mutating func addCompletely(_ q: JacobianPoint<count>, b: Limbs<count>) {
    let f = TightField<count>()
    let (px, py, pz) = (f.multiply(x, z), y, f.multiply(f.multiply(z, z), z))
    let (qx, qy, qz) = (f.multiply(q.x, q.z), q.y, f.multiply(f.multiply(q.z, q.z), q.z))
    var t0 = f.multiply(px, qx)
    var t1 = f.multiply(py, qy)
    var t2 = f.multiply(pz, qz)
    var t3 = f.multiply(f.add(px, py), f.add(qx, qy))
    t3 = f.subtract(t3, f.add(t0, t1))
    var t4 = f.multiply(f.add(py, pz), f.add(qy, qz))
    t4 = f.subtract(t4, f.add(t1, t2))
    var y3 = f.multiply(f.add(px, pz), f.add(qx, qz))
    y3 = f.subtract(y3, f.add(t0, t2))
    var z3 = f.multiply(b, t2)
    var x3 = f.subtract(y3, z3)
    z3 = f.add(x3, x3)
    x3 = f.add(x3, z3)
    z3 = f.subtract(t1, x3)
    x3 = f.add(t1, x3)
    y3 = f.multiply(b, y3)
    t1 = f.add(t2, t2)
    t2 = f.add(t1, t2)
    y3 = f.subtract(f.subtract(y3, t2), t0)
    t1 = f.add(y3, y3)
    y3 = f.add(t1, y3)
    t1 = f.add(t0, t0)
    t0 = f.subtract(f.add(t1, t0), t2)
    t1 = f.multiply(t4, y3)
    t2 = f.multiply(t0, y3)
    y3 = f.add(f.multiply(x3, z3), t2)
    x3 = f.subtract(f.multiply(t3, x3), t1)
    z3 = f.add(f.multiply(t4, z3), f.multiply(t3, t0))
    // (X : Y : Z) is (X·Z, Y·Z², Z).
    x = f.multiply(x3, z3)
    y = f.multiply(y3, f.multiply(z3, z3))
    z = z3
  }
}

/// The field with sums and differences that may be added, and taken away, again and again.
private struct TightField<let count: Int> {
  private let field = PrimeField<count>()

  func multiply(_ a: Limbs<count>, _ b: Limbs<count>) -> Limbs<count> { field.multiply(a, b) }

  func add(_ a: Limbs<count>, _ b: Limbs<count>) -> Limbs<count> { field.tighten(field.add(a, b)) }

  func subtract(_ a: Limbs<count>, _ b: Limbs<count>) -> Limbs<count> {
    field.tighten(field.subtract(a, b))
  }
}

private func small<let count: Int>(_ number: UInt) -> Limbs<count> {
  var limbs = Limbs<count>(repeating: 0)
  limbs[0] = number
  return limbs
}

@Suite struct `Multiples of points` {
  /// The smallest and the largest scalars and multiples of the highest powers of two, where additions could meet equal
  /// or opposite points: 30·2^252 - n is one, of P-256 in windows of six bits.
  private static func edges<let count: Int>(_ curve: CurveConstants<count>) -> [Limbs<count>] {
    let n = curve.order.modulus
    let zero = Limbs<count>(repeating: 0)
    var scalars: [Limbs<count>] = []
    for number in UInt(1)...33 {
      scalars.append(small(number))
      scalars.append(difference(zero, small(number), modulo: n))
    }
    var power: Limbs<count> = small(1)
    for _ in 0..<Width<count>.bits - 4 { power = sum(power, power, modulo: n) }
    for _ in 0..<4 {
      var multiple = power
      for _ in 0..<31 {
        scalars.append(multiple)
        multiple = sum(multiple, power, modulo: n)
      }
      power = sum(power, power, modulo: n)
    }
    return scalars
  }

  /// Random scalars, and powers of two.
  private static func others<let count: Int>(
    _ curve: CurveConstants<count>, _ random: inout SeededRandom
  ) -> [Limbs<count>] {
    let n = curve.order.modulus
    var scalars: [Limbs<count>] = []
    for bit in stride(from: 1, to: Width<count>.bits - 1, by: 23) {
      var power = Limbs<count>(repeating: 0)
      power[bit / 64] = 1 << UInt(bit % 64)
      scalars.append(power)
    }
    for _ in 0..<20 {
      var number = Limbs<count>(repeating: 0)
      for index in 0..<count { number[index] = UInt(truncatingIfNeeded: random.next()) }
      if count == 9 { number[8] &= 0xFF }
      scalars.append(subtractingOnce(n, from: number))
    }
    return scalars
  }

  /// The complete addition of the products against a slower one, with points that are equal, opposite and infinity.
  private static func checkAddition<let count: Int>(_ curve: CurveConstants<count>) {
    let zero = Limbs<count>(repeating: 0)
    for number in UInt(1)...6 {
      let point = curve.multiplyBase(small(number))
      let scaled = multiple(small(number), of: curve.multiplyBase(small(1)), curve)
      for other in UInt(1)...6 {
        for isNegative in [UInt(0), UInt.max] {
          var q = curve.multiplyBase(small(other))
          q.y = curve.field.negate(q.y, if: isNegative)
          for start in [
            JacobianPoint(point), scaled, JacobianPoint(x: zero, y: curve.field.one, z: zero),
          ] {
            var (sum, portable) = (start, start)
            sum.addCompletely(q, b: curve.b)
            portable.addCompletelyPortably(q, b: curve.b)
            let expected = completeSum(start, JacobianPoint(q), curve)
            #expect(curve.field.isZero(sum.z) == curve.field.isZero(expected.z))
            let isSame =
              curve.conversion.affine(sum) == curve.conversion.affine(expected)
              && curve.conversion.affine(portable) == curve.conversion.affine(expected)
            #expect(isSame, "\(number), \(other), \(isNegative)")
          }
        }
      }
    }
  }

  @Test func `are added where they are equal, opposite or infinity`() {
    Self.checkAddition(Constants.p256)
    Self.checkAddition(Constants.p384)
    Self.checkAddition(Constants.p521)
  }

  private static func check<let count: Int>(_ curve: CurveConstants<count>, every step: Int) {
    var random = SeededRandom()
    let one: Limbs<count> = small(1)
    let base = curve.multiplyBase(one)
    let point = curve.multiplyBase(small(0x9E37_79B9))
    let scalars = edges(curve) + others(curve, &random)
    for (index, k) in scalars.enumerated() where index % step == 0 && curve.isScalar(k) {
      let byBase = curve.multiplyBase(k) == curve.conversion.affine(multiple(k, of: base, curve))
      let byPoint =
        curve.multiply(k, point) == curve.conversion.affine(multiple(k, of: point, curve))
      #expect(byBase && byPoint, "scalar \(index), seed \(random.seed)")
    }
  }

  @Test(arguments: [Processor.Level.portable, .avx512])
  func `of P-256 with and without vectors`(_ level: Processor.Level) {
    Self.check(Constants.makeP256(on: Processor(level: level)), every: 1)
  }

  @Test func `of P-384 and P-521`() {
    Self.check(Constants.p384, every: 3)
    Self.check(Constants.p521, every: 4)
  }

  #if arch(x86_64)
    @Test func `are made by vectors where there are some`() {
      let processor = Processor(level: .avx512)
      let curve = Constants.makeP256(on: processor)
      #expect((curve.vectors != nil) == processor.hasIFMA)
    }
  #endif

  /// u·G + v·P with P a multiple of G, so that sums meet in points that are equal, opposite or infinity.
  @Test(arguments: [Processor.Level.portable, .avx512])
  func `are summed up where points meet`(_ level: Processor.Level) {
    let curve = Constants.makeP256(on: Processor(level: level))
    let n = curve.order.modulus
    let zero = Limbs<4>(repeating: 0)
    let base = curve.multiplyBase(small(1))
    func negative(_ number: UInt) -> Limbs<4> { difference(zero, small(number), modulo: n) }
    for factor: UInt in [1, 2, 16, 31] {
      let point = curve.multiplyBase(small(factor))
      let numbers: [Limbs<4>] = [
        zero, small(1), small(2), small(3), small(factor), small(16), small(255), negative(1),
        negative(2), negative(factor), negative(255),
      ]
      for u in numbers {
        for v in numbers {
          let sum = curve.multiplyVariableTime(u, v, point)
          let expected = completeSum(
            multiple(u, of: base, curve), multiple(v, of: point, curve), curve)
          let isSame =
            LimbBytes.isZero(sum.z) == LimbBytes.isZero(expected.z)
            && curve.conversion.affine(sum) == curve.conversion.affine(expected)
          #expect(isSame, "\(factor), \(u[0]), \(v[0])")
        }
      }
    }
  }
}
