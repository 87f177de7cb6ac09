/// A point of a table, each coordinate in one vector.
struct PackedPoint: Sendable {
  typealias Vector = SIMD8<UInt64>

  let x, y, dt: Vector

  init(_ point: TablePoint) {
    x = point.x.vector
    y = point.y.vector
    dt = point.dt.vector
  }

  @inline(__always)
  var point: TablePoint {
    TablePoint(x: Field448(x), y: Field448(y), dt: Field448(dt))
  }
}

extension Field448 {
  @inline(__always)
  var vector: SIMD8<UInt64> {
    [low.l0, low.l1, low.l2, low.l3, high.l0, high.l1, high.l2, high.l3]
  }

  @inline(__always)
  init(_ vector: SIMD8<UInt64>) {
    self.init(
      low: Half448(l0: vector[0], l1: vector[1], l2: vector[2], l3: vector[3]),
      high: Half448(l0: vector[4], l1: vector[5], l2: vector[6], l3: vector[7]))
  }
}

/// Multiples of the base point B, computed at first use.
enum BaseTables {
  /// For Lim's and Lee's comb, with signs for bits (Hamburg, "Fast and compact elliptic-curve cryptography", 2012):
  /// entry 16·block + j is 2^(75·block)·(2^60 ± 2^45 ± 2^30 ± 2^15 ± 1)·B, where the bits of j, from the lowest, say
  /// which signs of the terms, from the last, are positive.
  static let comb: [PackedPoint] = {
    var points: [EdwardsPoint] = []
    points.reserveCapacity(96)
    var power = EdwardsPoint.base
    for _ in 0..<6 {
      var teeth: [EdwardsPoint] = []
      for _ in 0..<5 {
        teeth.append(power)
        for _ in 0..<15 { power.double(withT: true) }
      }
      for signs in 0..<16 {
        var sum = teeth[4]
        for tooth in 0..<4 {
          let term = signs >> tooth & 1 == 1 ? teeth[tooth] : teeth[tooth].negated
          sum.add(CachedPoint(term), withT: true)
        }
        points.append(sum)
      }
    }
    return normalized(points)
  }()

  /// Entry j is (2j + 1)·B.
  static let oddMultiples: [PackedPoint] = {
    var twice = EdwardsPoint.base
    twice.double(withT: true)
    let step = CachedPoint(twice)
    var points = [EdwardsPoint.base]
    for index in 1..<64 {
      points.append(points[index - 1])
      points[index].add(step, withT: true)
    }
    return normalized(points)
  }()

  /// Divides by every Z with one inversion: products of all that come before, and back.
  private static func normalized(_ points: [EdwardsPoint]) -> [PackedPoint] {
    var products: [Field448] = []
    var product = Field448.one
    for point in points {
      products.append(product)
      product = product * point.z
    }
    var inverse = product.inverse
    var table = [PackedPoint](repeating: PackedPoint(.identity), count: points.count)
    for index in points.indices.reversed() {
      let point = points[index]
      let zInverse = inverse * products[index]
      inverse = inverse * point.z
      let (x, y) = (point.x * zInverse, point.y * zInverse)
      table[index] = PackedPoint(TablePoint(x: x, y: y, dt: EdwardsPoint.timesD(x * y)))
    }
    return table
  }
}
