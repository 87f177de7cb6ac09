/// Multiples of the base point, in affine coordinates.
struct BaseTables<let count: Int>: Sendable {
  /// Bits of a digit of a secret scalar, w.
  let windowWidth: Int
  /// Width of the non-adjacent form of a public scalar.
  static var variableTimeWidth: Int { 10 }
  /// Entry 2^(w-1)·i + j is (2j + 1)·2^(w·i)·G.
  let windows: [AffinePoint<count>]
  /// Entry j is (2j + 1)·G, for j below 2^8.
  let oddMultiples: [AffinePoint<count>]

  init(
    of base: AffinePoint<count>, windowWidth width: Int, _ conversion: FieldConversion<count>
  ) {
    windowWidth = width
    var start = JacobianPoint(base)
    oddMultiples = Self.affine(
      conversion, Self.oddMultiples(of: start, count: 1 << (Self.variableTimeWidth - 2)))
    var windows: [JacobianPoint<count>] = []
    for _ in 0..<(Width<count>.bits + width - 1) / width {
      windows += Self.oddMultiples(of: start, count: 1 << (width - 1))
      start.double(times: width)
    }
    self.windows = Self.affine(conversion, windows)
  }

  /// P, 3P, 5P, …: neighbours differ by 2P, and no two of the numbers added are equal or opposite.
  static func oddMultiples(
    of point: JacobianPoint<count>, count multiples: Int
  ) -> [JacobianPoint<count>] {
    var twice = point
    twice.double()
    let step = CachedPoint(twice)
    var next = point
    var result: [JacobianPoint<count>] = []
    for _ in 0..<multiples {
      result.append(next)
      next.add(step)
    }
    return result
  }

  /// Affine coordinates of many points by a single inversion (Montgomery's trick).
  static func affine(
    _ conversion: FieldConversion<count>, _ input: [JacobianPoint<count>]
  ) -> [AffinePoint<count>] {
    let field = PrimeField<count>()
    var products: [Limbs<count>] = []
    var product = field.one
    for point in input {
      products.append(product)
      product = field.multiply(product, point.z)
    }
    var inverse = conversion.inverse(product)
    var result: [AffinePoint<count>] = []
    for (point, before) in zip(input, products).reversed() {
      result.append(conversion.affine(point, inverseOfZ: field.multiply(inverse, before)))
      inverse = field.multiply(inverse, point.z)
    }
    return result.reversed()
  }
}
