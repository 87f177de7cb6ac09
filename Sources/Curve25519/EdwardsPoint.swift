import Bytes

/// A point of edwards25519 in extended coordinates (RFC 8032, Section 5.1.4): x = X/Z, y = Y/Z, xy = T/Z.
struct EdwardsPoint {
  var x, y, z, t: Field25519

  static let identity = EdwardsPoint(x: .zero, y: .one, z: .one, t: .zero)

  /// d = -121665/121666.
  static let d: Field25519 = {
    let numerator = Field25519.zero - Field25519(l0: 121_665, l1: 0, l2: 0, l3: 0, l4: 0)
    return numerator * Field25519(l0: 121_666, l1: 0, l2: 0, l3: 0, l4: 0).inverse
  }()
  static let twiceD = d + d
  /// A square root of -1: 2^((p - 1)/4).
  private static let rootOfMinusOne: Field25519 = {
    let two = Field25519(l0: 2, l1: 0, l2: 0, l3: 0, l4: 0)
    // (p - 1)/4 = 2·(p - 5)/8 + 1.
    return two.power58.squared * two
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
    var canonical = [32 of UInt8](repeating: 0)
    var span = canonical.mutableSpan
    y.write(into: &span)
    if sign { span[31] |= 0x80 }
    guard equalVariableTime(span.span, bytes) else { return nil }
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

  /// Twice the point ("dbl-2008-hwcd" of the Explicit-Formulas Database). T is left out, as zero, where
  /// no addition follows that reads it.
  @inline(__always)
  func doubled(withT: Bool) -> EdwardsPoint {
    let a = x.squared
    let b = y.squared
    let zz = z.squared
    let h = a + b
    let e = h - (x + y).squared
    let g = a - b
    let f = zz + zz + g
    return EdwardsPoint(x: e * f, y: g * h, z: f * g, t: withT ? e * h : .zero)
  }

  /// The sum with a point of a table (7 products).
  @inline(__always)
  func adding(_ q: TablePoint) -> EdwardsPoint {
    let a = (y - x) * q.yMinusX
    let b = (y + x) * q.yPlusX
    let c = t * q.twiceDT
    let d = z + z
    let e = b - a
    let f = d - c
    let g = d + c
    let h = b + a
    return EdwardsPoint(x: e * f, y: g * h, z: f * g, t: e * h)
  }

  /// The sum with a point whose Z is not 1 (8 products).
  @inline(__always)
  func adding(_ q: CachedPoint) -> EdwardsPoint {
    let a = (y - x) * q.table.yMinusX
    let b = (y + x) * q.table.yPlusX
    let c = t * q.table.twiceDT
    let d = z * q.twiceZ
    let e = b - a
    let f = d - c
    let g = d + c
    let h = b + a
    return EdwardsPoint(x: e * f, y: g * h, z: f * g, t: e * h)
  }

  /// The point with the opposite sign.
  var negated: EdwardsPoint { EdwardsPoint(x: .zero - x, y: y, z: z, t: .zero - t) }

  /// Whether eight times the point is the neutral one: four times it has x = 0.
  var hasSmallOrder: Bool { doubled(withT: false).doubled(withT: false).x.isZero }
}
