import Bytes

/// A curve's numbers, its arithmetic, and multiples of its base point.
struct CurveConstants<let count: Int>: Sendable {
  let arithmetic: PointArithmetic<count>
  /// Arithmetic modulo the order n.
  let order: MontgomeryModulus<count>
  /// Entry 16·i + j is j·16^i·G, for every i below 16·count and j below 16.
  private let baseTable: [Point<count>]

  var field: MontgomeryModulus<count> { arithmetic.field }

  init(p: [UInt8], n: [UInt8], b: [UInt8], x: [UInt8], y: [UInt8]) {
    let field = MontgomeryModulus<count>(LimbBytes.limbs(p.span))
    let arithmetic = PointArithmetic(field: field, b: field.enter(LimbBytes.limbs(b.span)))
    order = MontgomeryModulus<count>(LimbBytes.limbs(n.span))
    self.arithmetic = arithmetic
    var base = Point(
      x: field.enter(LimbBytes.limbs(x.span)), y: field.enter(LimbBytes.limbs(y.span)),
      z: field.one)
    var table: [Point<count>] = []
    table.reserveCapacity(256 * count)
    for _ in 0..<16 * count {
      var multiple = arithmetic.infinity
      for _ in 0..<16 {
        table.append(multiple)
        multiple = arithmetic.add(multiple, base)
      }
      base = multiple
    }
    baseTable = table
  }

  /// k·G for a secret k.
  func multiplyBase(_ k: Limbs<count>) -> Point<count> {
    var sum = arithmetic.infinity
    let table = baseTable.span
    for window in 0..<16 * count {
      let digit = k[window / 16] >> UInt(window % 16 * 4) & 15
      let entries = table.extracting(16 * window..<16 * window + 16)
      sum = arithmetic.add(sum, arithmetic.select(digit, from: entries))
    }
    return sum
  }

  /// k·P for a secret k, by windows of 4 bits.
  func multiply(_ k: Limbs<count>, _ point: Point<count>) -> Point<count> {
    var table = InlineArray<16, Point<count>>(repeating: arithmetic.infinity)
    for index in 1..<16 { table[index] = arithmetic.add(table[index - 1], point) }
    var result = arithmetic.infinity
    for window in (0..<16 * count).reversed() {
      for _ in 0..<4 { result = arithmetic.double(result) }
      let digit = k[window / 16] >> UInt(window % 16 * 4) & 15
      result = arithmetic.add(result, arithmetic.select(digit, from: table.span))
    }
    return result
  }

  /// u·G + v·P for public numbers.
  func multiplyVariableTime(
    _ u: Limbs<count>, _ v: Limbs<count>, _ point: Point<count>
  ) -> Point<count> {
    var table = InlineArray<16, Point<count>>(repeating: arithmetic.infinity)
    for index in 1..<16 { table[index] = arithmetic.add(table[index - 1], point) }
    var result = arithmetic.infinity
    for window in (0..<16 * count).reversed() {
      for _ in 0..<4 { result = arithmetic.double(result) }
      let digit = Int(v[window / 16] >> UInt(window % 16 * 4) & 15)
      if digit != 0 { result = arithmetic.add(result, table[digit]) }
    }
    for window in 0..<16 * count {
      let digit = Int(u[window / 16] >> UInt(window % 16 * 4) & 15)
      if digit != 0 { result = arithmetic.add(result, baseTable[16 * window + digit]) }
    }
    return result
  }

  /// Reads and checks an uncompressed point (SEC 1, Section 2.3.4).
  func point(_ bytes: Span<UInt8>) throws(WeierstrassError) -> Point<count> {
    guard bytes.count == 1 + 16 * count, bytes[0] == 4 else { throw .malformedPoint }
    let x: Limbs<count> = LimbBytes.limbs(bytes.extracting(1..<1 + 8 * count))
    let y: Limbs<count> = LimbBytes.limbs(bytes.extracting((1 + 8 * count)...))
    guard field.contains(x), field.contains(y) else { throw .pointNotOnCurve }
    let point = Point(x: field.enter(x), y: field.enter(y), z: field.one)
    // y² = x³ - 3x + b.
    let threeX = field.add(field.add(point.x, point.x), point.x)
    let cube = field.multiply(field.square(point.x), point.x)
    let right = field.add(field.subtract(cube, threeX), arithmetic.b)
    guard LimbBytes.areEqual(field.square(point.y), right) else { throw .pointNotOnCurve }
    return point
  }

  /// Reads a secret scalar in 1..<n.
  func scalar(_ bytes: Span<UInt8>) throws(WeierstrassError) -> Limbs<count> {
    guard bytes.count == 8 * count else { throw .scalarOutOfRange }
    let scalar: Limbs<count> = LimbBytes.limbs(bytes)
    guard !LimbBytes.isZero(scalar), order.contains(scalar) else { throw .scalarOutOfRange }
    return scalar
  }
}

/// The curves' numbers (SP 800-186, Section 3.2.1).
enum Constants {
  static let p256 = CurveConstants<4>(
    p: hex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"),
    n: hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
    b: hex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b"),
    x: hex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"),
    y: hex("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"))

  static let p384 = CurveConstants<6>(
    p: hex(
      "ffffffffffffffffffffffffffffffffffffffffffffffff"
        + "fffffffffffffffeffffffff0000000000000000ffffffff"),
    n: hex(
      "ffffffffffffffffffffffffffffffffffffffffffffffff"
        + "c7634d81f4372ddf581a0db248b0a77aecec196accc52973"),
    b: hex(
      "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe814112"
        + "0314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef"),
    x: hex(
      "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b98"
        + "59f741e082542a385502f25dbf55296c3a545e3872760ab7"),
    y: hex(
      "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147c"
        + "e9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f"))

  private static func hex(_ text: String) -> [UInt8] { Hex.decode(text) ?? [] }
}
