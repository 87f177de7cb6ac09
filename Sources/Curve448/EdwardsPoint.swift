/// A point of edwards448 with x = X/Z, y = Y/Z, xy = T/Z (Hisil, Wong, Carter and Dawson, "Twisted Edwards Curves
/// Revisited", 2008). All four are carried.
struct EdwardsPoint {
  var x, y, z, t: Field448

  static let identity = EdwardsPoint(x: .zero, y: .one, z: .one, t: .zero)

  /// B (RFC 8032, Section 5.2).
  static let base: EdwardsPoint = {
    let x = Field448(
      low: Half448(
        l0: 0x26_A82B_C70C_C05E, l1: 0x80_E18B_0093_8E26, l2: 0xF7_2AB6_6511_433B,
        l3: 0xA3_D3A4_6412_AE1A),
      high: Half448(
        l0: 0x0F_1767_EA6D_E324, l1: 0x36_DA9E_1465_7047, l2: 0xED_221D_15A6_22BF,
        l3: 0x4F_1970_C66B_ED0D))
    let y = Field448(
      low: Half448(
        l0: 0x08_795B_F230_FA14, l1: 0x13_2C4E_D7C8_AD98, l2: 0x1C_E67C_39C4_FDBD,
        l3: 0x05_A0C2_D73A_D3FF),
      high: Half448(
        l0: 0xA3_9840_8778_9C1E, l1: 0xC7_624B_EA73_736C, l2: 0x24_8876_2037_56C9,
        l3: 0x69_3F46_716E_B6BC))
    return EdwardsPoint(x: x, y: y, z: .one, t: x * y)
  }()

  /// d = -39081, times a number.
  @inline(__always)
  static func timesD(_ a: Field448) -> Field448 { a.times(39_081).negated.carried }

  init(x: Field448, y: Field448, z: Field448, t: Field448) {
    self.x = x
    self.y = y
    self.z = z
    self.t = t
  }

  /// Decodes a point (RFC 8032, Section 5.2.3); nil where y is not below the prime, where there is no x, or
  /// where x is zero and its sign set. For public points.
  init?(encoded bytes: Span<UInt8>) {
    guard bytes.count == 57, bytes[56] & 0x7F == 0 else { return nil }
    let sign = bytes[56] >> 7
    let y = Field448(bytes)
    var canonical = [56 of UInt8](repeating: 0)
    var span = canonical.mutableSpan
    y.write(into: &span)
    for index in 0..<56 where span[index] != bytes[index] { return nil }
    let square = y.squared
    let u = (square - .one).carried
    let v = (Self.timesD(square) - .one).carried
    let u2 = u.squared
    let u3v = u2 * u * v
    var x = u3v * (u3v * u2 * v.squared).power34
    guard (v * x.squared - u).isZero else { return nil }
    if x.isZero, sign == 1 { return nil }
    if x.sign != sign { x = x.negated.carried }
    self.init(x: x, y: y, z: .one, t: x * y)
  }

  /// Encodes a point in 57 bytes (RFC 8032, Section 5.2.2).
  func write(into output: inout MutableSpan<UInt8>) {
    let inverse = z.inverse
    (y * inverse).write(into: &output)
    output[56] = (x * inverse).sign << 7
  }

  /// Makes it twice the point (RFC 8032, Section 5.2.4). T is left out, as zero, where no addition follows.
  @inline(never)
  mutating func double(withT: Bool) {
    let b = (x + y).squared
    let c = x.squared
    let d = y.squared
    let e = c + d
    let h = z.squared
    let j = (e - h - h).carried
    let k = b - c - d
    x = k * j
    z = e * j
    t = withT ? k * (c - d) : .zero
    y = e * (c - d)
  }

  /// Adds a point of a table (8 products; complete, since d is no square). T is left out, as zero, where no addition
  /// follows.
  @inline(never)
  mutating func add(_ q: TablePoint, withT: Bool) {
    add(q, zProduct: z, withT: withT)
  }

  /// Adds a point whose Z is not 1 (9 products).
  @inline(never)
  mutating func add(_ q: CachedPoint, withT: Bool) {
    add(q.table, zProduct: z * q.z, withT: withT)
  }

  /// "add-2008-hwcd" of the Explicit-Formulas Database, with a = 1.
  @inline(__always)
  private mutating func add(_ q: TablePoint, zProduct d: Field448, withT: Bool) {
    let a = x * q.x
    let b = y * q.y
    let c = t * q.dt
    let e = (x + y) * (q.x + q.y) - a - b
    let f = d - c
    let g = d + c
    let h = b - a
    x = e * f
    y = g * h
    z = f * g
    t = withT ? e * h : .zero
  }

  /// The point with the opposite sign.
  var negated: EdwardsPoint {
    EdwardsPoint(x: x.negated.carried, y: y, z: z, t: t.negated.carried)
  }

  /// Whether four times the point is the neutral one: those with x = 0 or y = 0, as twice them has x = 0.
  var hasSmallOrder: Bool { (x * y).isZero }
}

/// A point with Z = 1 as additions want it: x, y and dxy. It may be of size 2.
struct TablePoint {
  var x, y, dt: Field448

  static let identity = TablePoint(x: .zero, y: .one, dt: .zero)

  /// The point with the opposite sign, of one that is carried.
  @inline(__always)
  var negated: TablePoint { TablePoint(x: x.negated, y: y, dt: dt.negated) }
}

/// A point as additions want it: X, Y and dT, with Z.
struct CachedPoint {
  let table: TablePoint
  let z: Field448

  init(_ point: EdwardsPoint) {
    self.init(
      TablePoint(x: point.x, y: point.y, dt: EdwardsPoint.timesD(point.t)), point.z)
  }

  private init(_ table: TablePoint, _ z: Field448) {
    self.table = table
    self.z = z
  }

  /// The point with the opposite sign.
  @inline(__always)
  var negated: CachedPoint { CachedPoint(table.negated, z) }
}
