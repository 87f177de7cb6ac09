import Bytes
import TestSupport
import Testing

@testable import Curve448

/// The encoding of a point.
func encoded(_ point: EdwardsPoint) -> [UInt8] {
  var bytes = [UInt8](repeating: 0, count: 57)
  var span = bytes.mutableSpan
  point.write(into: &span)
  return bytes
}

/// s·P by additions and doublings alone, bit for bit.
func plainMultiple(_ scalar: [UInt8], _ point: EdwardsPoint) -> EdwardsPoint {
  var sum = EdwardsPoint.identity
  let addend = CachedPoint(point)
  for bit in (0..<8 * scalar.count).reversed() {
    sum.add(CachedPoint(sum), withT: true)
    if scalar[bit / 8] >> UInt8(bit % 8) & 1 == 1 { sum.add(addend, withT: true) }
  }
  return sum
}

@Suite struct `Multiples of points of edwards448` {
  /// Scalars below 2^448: around zero and the order, and with digits at their edges.
  static func scalars(_ random: inout SeededRandom) -> [[UInt8]] {
    var scalars: [[UInt8]] = []
    for difference in [-2, -1, 0, 1, 2] {
      var near = Array(`Ed448 (RFC 8032, Section 7.4)`.order.prefix(56))
      near[0] = UInt8(Int(near[0]) + difference)
      scalars.append(near)
    }
    for small in UInt8(0)...20 { scalars.append([small] + [UInt8](repeating: 0, count: 55)) }
    for byte in [0x08, 0x0F, 0x77, 0x78, 0x80, 0x87, 0x88, 0xF0, 0xFF] as [UInt8] {
      scalars.append([UInt8](repeating: byte, count: 56))
    }
    for _ in 0..<40 { scalars.append(random.bytes(56)) }
    return scalars
  }

  @Test func `are the sums of additions`() throws {
    var random = SeededRandom()
    let base = EdwardsPoint.base
    // The base point, its opposite, the neutral point, a point of order 4, and their sum.
    let order4 = EdwardsPoint(x: .one, y: .zero, z: .one, t: .zero)
    var mixed = base
    mixed.add(CachedPoint(order4), withT: true)
    let points = [base, base.negated, .identity, order4, mixed]
    let scalars = Self.scalars(&random)
    for (index, u) in scalars.enumerated() {
      let multiple = plainMultiple(u, base)
      let product = EdwardsPoint.multiplyBase(Scalar448.limbs(u.span))
      #expect(
        encoded(product) == encoded(multiple), "seed \(random.seed), scalar \(index)")
      // Beside itself, and beside another; those are below 2^446.
      for v in [u, scalars[(index * 7 + 3) % scalars.count]] {
        let (u, v) = (u[..<55] + [u[55] & 0x3F], v[..<55] + [v[55] & 0x3F])
        let point = points[index % points.count]
        var expected = plainMultiple(Array(u), base)
        expected.add(CachedPoint(plainMultiple(Array(v), point)), withT: true)
        let sum = EdwardsPoint.multiplyVariableTime(
          Scalar448.limbs(u.span), Scalar448.limbs(v.span), point)
        #expect(
          encoded(sum) == encoded(expected), "seed \(random.seed), scalar \(index)")
      }
    }
  }

  @Test func `by two are sums of a point and itself`() {
    var random = SeededRandom()
    for _ in 0..<50 {
      let bytes = random.bytes(56)
      let point = EdwardsPoint.multiplyBase(Scalar448.limbs(bytes.span))
      var sum = point
      sum.t = sum.x * sum.y * sum.z.inverse
      var twice = sum
      twice.double(withT: true)
      sum.add(CachedPoint(sum), withT: true)
      #expect(encoded(twice) == encoded(sum), "seed \(random.seed)")
      let (left, right) = (twice.t * sum.z, sum.t * twice.z)
      #expect((left - right).isZero, "seed \(random.seed)")
    }
  }

  @Test func `do not change when 114 bytes are reduced modulo the order`() {
    var random = SeededRandom()
    var numbers = (0..<20).map { _ in random.bytes(114) }
    numbers.append([UInt8](repeating: 0xFF, count: 114))
    numbers.append([UInt8](repeating: 0, count: 112) + [0xFF, 0xFF])
    numbers.append([UInt8](repeating: 0, count: 56) + [UInt8](repeating: 0xFF, count: 56) + [0, 0])
    for number in numbers {
      let reduced = Scalar448.reduce(number.span)
      #expect(Scalar448.isReduced(reduced), "seed \(random.seed)")
      let product = EdwardsPoint.multiplyBase(reduced)
      let expected = plainMultiple(number, .base)
      #expect(encoded(product) == encoded(expected), "seed \(random.seed)")
    }
  }
}
