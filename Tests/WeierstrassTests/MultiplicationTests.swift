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
