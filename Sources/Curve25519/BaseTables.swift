#if arch(x86_64)
  internal import AVX2
  internal import IFMA
#endif

/// A point with Z = 1 as additions want it: y + x, y - x, 2dxy.
struct TablePoint: Sendable {
  var yPlusX, yMinusX, twiceDT: Field25519

  static let identity = TablePoint(yPlusX: .one, yMinusX: .one, twiceDT: .zero)

  /// The point with the opposite sign.
  @inline(__always)
  var negated: TablePoint {
    TablePoint(yPlusX: yMinusX, yMinusX: yPlusX, twiceDT: .zero - twiceDT)
  }
}

/// A point as additions want it: of Y + X, Y - X and 2dT, with 2Z.
struct CachedPoint {
  let table: TablePoint
  let twiceZ: Field25519

  @inline(__always)
  init(_ point: EdwardsPoint) {
    table = TablePoint(
      yPlusX: point.y + point.x, yMinusX: point.y - point.x, twiceDT: point.t * EdwardsPoint.twiceD)
    twiceZ = point.z + point.z
  }

  private init(_ table: TablePoint, _ twiceZ: Field25519) {
    self.table = table
    self.twiceZ = twiceZ
  }

  /// The point with the opposite sign.
  @inline(__always)
  var negated: CachedPoint { CachedPoint(table.negated, twiceZ) }
}

/// Multiples of the base point B, computed at first use.
enum BaseTables {
  /// Entry 8·i + j is (j + 1)·16^i·B.
  static let multiples: [TablePoint] = {
    guard var base = base else { return [] }
    var points: [EdwardsPoint] = []
    points.reserveCapacity(512)
    for _ in 0..<64 {
      var multiple = base
      for _ in 0..<8 {
        points.append(multiple)
        multiple = multiple + base
      }
      // 16·base.
      base = points[points.count - 1].doubled(withT: true)
    }
    return normalized(points)
  }()

  /// Entry j is (2j + 1)·B.
  static let oddMultiples: [TablePoint] = {
    guard let base = base else { return [] }
    let twice = base.doubled(withT: true)
    var points = [base]
    for index in 1..<64 { points.append(points[index - 1] + twice) }
    return normalized(points)
  }()

  #if arch(x86_64)
    /// The same for four multiplications at a time.
    static let multiplesIFMA = multiples.map { IFMAFourNumbers($0) }
    static let oddMultiplesIFMA = oddMultiples.map { IFMAFourNumbers($0) }
    static let multiplesAVX2 = multiples.map { AVX2FourNumbers($0) }
    static let oddMultiplesAVX2 = oddMultiples.map { AVX2FourNumbers($0) }
  #endif

  /// B has y = 4/5 and an even x (RFC 8032, Section 5.1).
  static var base: EdwardsPoint? {
    let y =
      Field25519(l0: 4, l1: 0, l2: 0, l3: 0, l4: 0)
      * Field25519(l0: 5, l1: 0, l2: 0, l3: 0, l4: 0).inverse
    var bytes = [UInt8](repeating: 0, count: 32)
    var span = bytes.mutableSpan
    y.write(into: &span)
    return EdwardsPoint(encoded: bytes.span)
  }

  /// Divides by every Z with one inversion: products of all that come before, and back.
  static func normalized(_ points: [EdwardsPoint]) -> [TablePoint] {
    var products: [Field25519] = []
    var product = Field25519.one
    for point in points {
      products.append(product)
      product = product * point.z
    }
    var inverse = product.inverse
    var table = [TablePoint](repeating: .identity, count: points.count)
    for index in points.indices.reversed() {
      let point = points[index]
      let zInverse = inverse * products[index]
      inverse = inverse * point.z
      let (x, y) = (point.x * zInverse, point.y * zInverse)
      table[index] = TablePoint(
        yPlusX: y + x, yMinusX: y - x, twiceDT: x * y * EdwardsPoint.twiceD)
    }
    return table
  }
}

#if arch(x86_64)
  extension Field25519 {
    var limbs: FourWayNumber { (l0, l1, l2, l3, l4) }

    init(_ limbs: FourWayNumber) {
      self.init(l0: limbs.0, l1: limbs.1, l2: limbs.2, l3: limbs.3, l4: limbs.4)
    }
  }

  /// An entry of a table.
  extension FourWayNumbers {
    init(_ point: TablePoint, twiceZ: Field25519 = .one + .one) {
      self.init(
        point.yPlusX.limbs, point.yMinusX.limbs, twiceZ.limbs, point.twiceDT.limbs)
    }

    init(_ point: CachedPoint) { self.init(point.table, twiceZ: point.twiceZ) }
  }

  extension EdwardsPoint {
    /// Without T.
    init(_ point: (x: FourWayNumber, y: FourWayNumber, z: FourWayNumber)) {
      self.init(x: Field25519(point.x), y: Field25519(point.y), z: Field25519(point.z), t: .zero)
    }
  }
#endif
