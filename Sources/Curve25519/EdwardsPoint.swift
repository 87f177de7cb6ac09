/// A point of edwards25519 in extended coordinates (RFC 8032, Section 5.1.4): x = X/Z, y = Y/Z, xy = T/Z.
struct EdwardsPoint {
  var x, y, z, t: Field25519

  static let identity = EdwardsPoint(x: .zero, y: .one, z: .one, t: .zero)

  /// d = -121665/121666.
  static let d: Field25519 = {
    let numerator = Field25519.zero - Field25519(l0: 121_665, l1: 0, l2: 0, l3: 0, l4: 0)
    return numerator * Field25519(l0: 121_666, l1: 0, l2: 0, l3: 0, l4: 0).inverse
  }()
  private static let twiceD = d + d
  /// A square root of -1: 2^((p - 1)/4).
  private static let rootOfMinusOne: Field25519 = {
    let two = Field25519(l0: 2, l1: 0, l2: 0, l3: 0, l4: 0)
    // (p - 1)/4 = 2·(p - 5)/8 + 1.
    return two.power58.squared * two
  }()

  /// Entry 16·i + j is j·16^i·B.
  private static let baseTable: [EdwardsPoint] = {
    // B has y = 4/5 and an even x (RFC 8032, Section 5.1).
    let y =
      Field25519(l0: 4, l1: 0, l2: 0, l3: 0, l4: 0)
      * Field25519(l0: 5, l1: 0, l2: 0, l3: 0, l4: 0).inverse
    var bytes = [UInt8](repeating: 0, count: 32)
    var span = bytes.mutableSpan
    y.write(into: &span)
    guard var base = EdwardsPoint(encoded: bytes.span) else { return [] }
    var table: [EdwardsPoint] = []
    table.reserveCapacity(1024)
    for _ in 0..<64 {
      var multiple = identity
      for _ in 0..<16 {
        table.append(multiple)
        multiple = multiple + base
      }
      base = multiple
    }
    return table
  }()

  init(x: Field25519, y: Field25519, z: Field25519, t: Field25519) {
    self.x = x
    self.y = y
    self.z = z
    self.t = t
  }

  /// Decodes a point (RFC 8032, Section 5.1.3); nil where y is not below the prime, where there is no x, or
  /// where x is zero and its sign set. For public points.
  init?(encoded bytes: Span<UInt8>) {
    guard bytes.count == 32 else { return nil }
    let sign = bytes[31] >> 7 == 1
    let y = Field25519(bytes)
    var canonical = [UInt8](repeating: 0, count: 32)
    var span = canonical.mutableSpan
    y.write(into: &span)
    if sign { canonical[31] |= 0x80 }
    for index in 0..<32 where canonical[index] != bytes[index] { return nil }
    let square = y.squared
    let u = square - .one
    let v = Self.d * square + .one
    let v3 = v.squared * v
    var x = u * v3 * (u * v3.squared * v).power58
    let check = v * x.squared
    if !(check - u).isZero {
      guard (check + u).isZero else { return nil }
      x = x * Self.rootOfMinusOne
    }
    if x.isZero, sign { return nil }
    if x.isNegative != sign { x = .zero - x }
    self.init(x: x, y: y, z: .one, t: x * y)
  }

  /// Encodes a point (RFC 8032, Section 5.1.2).
  func write(into output: inout MutableSpan<UInt8>, at start: Int = 0) {
    let inverse = z.inverse
    let affineX = x * inverse
    (y * inverse).write(into: &output, at: start)
    output[start + 31] |= affineX.isNegative ? 0x80 : 0
  }

  /// The sum; complete, since d is no square (RFC 8032, Section 5.1.4).
  static func + (p: EdwardsPoint, q: EdwardsPoint) -> EdwardsPoint {
    let a = (p.y - p.x) * (q.y - q.x)
    let b = (p.y + p.x) * (q.y + q.x)
    let c = p.t * twiceD * q.t
    let d = (p.z + p.z) * q.z
    let e = b - a
    let f = d - c
    let g = d + c
    let h = b + a
    return EdwardsPoint(x: e * f, y: g * h, z: f * g, t: e * h)
  }

  /// Twice the point.
  var doubled: EdwardsPoint {
    let a = x.squared
    let b = y.squared
    let zz = z.squared
    let c = zz + zz
    let h = a + b
    let e = h - (x + y).squared
    let g = a - b
    let f = c + g
    return EdwardsPoint(x: e * f, y: g * h, z: f * g, t: e * h)
  }

  /// The point with the opposite sign.
  var negated: EdwardsPoint { EdwardsPoint(x: .zero - x, y: y, z: z, t: .zero - t) }

  /// s·B for a secret s of 32 little-endian bytes: every entry of the table is looked at.
  static func multiplyBase(_ scalar: Span<UInt8>) -> EdwardsPoint {
    var sum = identity
    let table = baseTable.span
    for window in 0..<64 {
      let digit = UInt64(scalar[window / 2] >> UInt8(window % 2 * 4) & 15)
      sum = sum + select(digit, table.extracting(16 * window..<16 * window + 16))
    }
    return sum
  }

  @inline(__always)
  private static func select(_ digit: UInt64, _ table: Span<EdwardsPoint>) -> EdwardsPoint {
    var result = EdwardsPoint(x: .zero, y: .zero, z: .zero, t: .zero)
    for index in table.indices {
      let difference = UInt64(index) ^ digit
      let mask = ((difference | (0 &- difference)) >> 63) &- 1
      let entry = table[index]
      result.x.merge(entry.x, mask)
      result.y.merge(entry.y, mask)
      result.z.merge(entry.z, mask)
      result.t.merge(entry.t, mask)
    }
    return result
  }

  /// u·B + v·P for public numbers of 32 little-endian bytes.
  static func multiplyVariableTime(
    _ u: Span<UInt8>, _ v: Span<UInt8>, _ point: EdwardsPoint
  ) -> EdwardsPoint {
    var table = InlineArray<16, EdwardsPoint>(repeating: identity)
    for index in 1..<16 { table[index] = table[index - 1] + point }
    var result = identity
    for window in (0..<64).reversed() {
      for _ in 0..<4 { result = result.doubled }
      let digit = Int(v[window / 2] >> UInt8(window % 2 * 4) & 15)
      if digit != 0 { result = result + table[digit] }
    }
    for window in 0..<64 {
      let digit = Int(u[window / 2] >> UInt8(window % 2 * 4) & 15)
      if digit != 0 { result = result + baseTable[16 * window + digit] }
    }
    return result
  }
}

extension Field25519 {
  /// Takes over the bits of `other` where `mask` is all ones.
  @inline(__always)
  mutating func merge(_ other: Field25519, _ mask: UInt64) {
    l0 |= other.l0 & mask
    l1 |= other.l1 & mask
    l2 |= other.l2 & mask
    l3 |= other.l3 & mask
    l4 |= other.l4 & mask
  }
}
