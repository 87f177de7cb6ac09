import Bytes
import Processor
import TestSupport
import Testing

@testable import Curve25519

@Suite struct `Multiples of points of edwards25519` {
  /// Scalars below 2^255: around zero and the order, and with digits at their edges.
  static func scalars(_ random: inout SeededRandom) -> [[UInt8]] {
    let order: HexBytes = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"
    var scalars: [[UInt8]] = []
    for difference in [-2, -1, 0, 1, 2] {
      var near = order.bytes
      near[0] = UInt8(Int(near[0]) + difference)
      scalars.append(near)
    }
    for small in UInt8(0)...20 { scalars.append([small] + [UInt8](repeating: 0, count: 31)) }
    for byte in [0x08, 0x0F, 0x77, 0x78, 0x80, 0x87, 0x88, 0xF0, 0xFF] as [UInt8] {
      scalars.append([UInt8](repeating: byte, count: 31) + [byte & 0x7F])
    }
    for _ in 0..<60 {
      var scalar = random.bytes(32)
      scalar[31] &= 0x7F
      scalars.append(scalar)
    }
    return scalars
  }

  static func decoded(_ bytes: HexBytes) throws -> EdwardsPoint {
    let point = EdwardsPoint(encoded: bytes.bytes.span)
    return try #require(point)
  }

  static func encoded(_ point: EdwardsPoint) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 32)
    var span = bytes.mutableSpan
    point.write(into: &span)
    return bytes
  }

  /// By additions and doublings alone, bit for bit.
  static func plainMultiple(_ scalar: [UInt8], _ point: EdwardsPoint) -> EdwardsPoint {
    var sum = EdwardsPoint.identity
    for bit in (0..<256).reversed() {
      sum = sum + sum
      if scalar[bit / 8] >> UInt8(bit % 8) & 1 == 1 { sum = sum + point }
    }
    return sum
  }

  @Test(arguments: levels)
  func `are the sums of additions`(_ level: Processor.Level) throws {
    var random = SeededRandom()
    let processor = Processor(level: level)
    let baseBytes: HexBytes = "5866666666666666666666666666666666666666666666666666666666666666"
    let base = try Self.decoded(baseBytes)
    // The base point, its opposite, the neutral point, a point of order 8, and their sum.
    let eight: HexBytes = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"
    let torsion = try Self.decoded(eight)
    let points = [base, base.negated, .identity, torsion, base + torsion]
    let scalars = Self.scalars(&random)
    for (index, u) in scalars.enumerated() {
      let multiple = Self.plainMultiple(u, base)
      let product = EdwardsPoint.multiplyBase(u.span, on: processor)
      #expect(
        Self.encoded(product) == Self.encoded(multiple), "seed \(random.seed), scalar \(index)")
      // Beside itself, and beside another.
      for v in [u, scalars[(index * 7 + 3) % scalars.count]] {
        let point = points[index % points.count]
        let expected = Self.encoded(multiple + Self.plainMultiple(v, point))
        let sum = EdwardsPoint.multiplyVariableTime(u.span, v.span, point, on: processor)
        #expect(Self.encoded(sum) == expected, "seed \(random.seed), scalar \(index)")
      }
    }
  }
}
