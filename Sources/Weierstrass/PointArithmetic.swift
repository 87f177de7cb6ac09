/// Point arithmetic on y² = x³ - 3x + b.
///
/// `double` and the two `add`s are the fast formulas for Jacobian coordinates. The additions do not hold where
/// the points are equal or opposite, or one is infinity; who calls them shows that this cannot be.
/// `addCompletely` always holds.
struct PointArithmetic<let count: Int>: Sendable {
  let field: PrimeField<count>
  /// The curve's b in Montgomery's form.
  let b: Limbs<count>

  /// 2P, of infinity too ("dbl-2001-b" of the Explicit-Formulas Database; 3 products, 5 squares).
  @inline(never)
  func double(_ p: inout JacobianPoint<count>) {
    let f = field
    let delta = f.square(p.z)
    let gamma = f.square(p.y)
    let beta = f.multiply(p.x, gamma)
    let third = f.multiply(f.subtract(p.x, delta), f.add(p.x, delta))
    let alpha = f.add(f.twice(third), third)
    let beta4 = f.twice(f.twice(beta))
    p.z = f.subtract(f.subtract(f.square(f.add(p.y, p.z)), gamma), delta)
    p.x = f.subtract(f.square(alpha), f.twice(beta4))
    let gamma8 = f.twice(f.square(f.twice(gamma)))
    p.y = f.subtract(f.multiply(alpha, f.subtract(beta4, p.x)), gamma8)
  }

  /// P + Q ("madd-2004-hmv"; 8 products, 3 squares).
  @inline(never)
  func add(_ p: inout JacobianPoint<count>, _ q: AffinePoint<count>) {
    let f = field
    let z2 = f.square(p.z)
    let h = f.subtract(f.multiply(q.x, z2), p.x)
    let r = f.subtract(f.multiply(q.y, f.multiply(z2, p.z)), p.y)
    p.z = f.multiply(p.z, h)
    combine(&p, x: p.x, y: p.y, h, r)
  }

  /// P + Q (12 products, 3 squares).
  @inline(never)
  func add(_ p: inout JacobianPoint<count>, _ q: CachedPoint<count>) {
    let f = field
    let z2 = f.square(p.z)
    let x = f.multiply(p.x, q.z2)
    let y = f.multiply(p.y, q.z3)
    let h = f.subtract(f.multiply(q.x, z2), x)
    let r = f.subtract(f.multiply(q.y, f.multiply(z2, p.z)), y)
    p.z = f.multiply(f.multiply(p.z, q.z), h)
    combine(&p, x: x, y: y, h, r)
  }

  /// X = r² - h³ - 2·x·h² and Y = r·(x·h² - X) - y·h³: how both additions end.
  @inline(__always)
  private func combine(
    _ p: inout JacobianPoint<count>, x: Limbs<count>, y: Limbs<count>, _ h: Limbs<count>,
    _ r: Limbs<count>
  ) {
    let f = field
    let h2 = f.square(h)
    let h3 = f.multiply(h2, h)
    let v = f.multiply(x, h2)
    p.x = f.subtract(f.subtract(f.square(r), h3), f.twice(v))
    p.y = f.subtract(f.multiply(r, f.subtract(v, p.x)), f.multiply(y, h3))
  }

  /// P + Q for any two points, for public ones only. nil is infinity.
  func addVariableTime(_ p: JacobianPoint<count>?, _ q: CachedPoint<count>) -> JacobianPoint<count>? {
    guard var result = p else { return JacobianPoint(x: q.x, y: q.y, z: q.z) }
    let f = field
    let z2 = f.square(result.z)
    if LimbBytes.areEqual(f.multiply(q.x, z2), f.multiply(result.x, q.z2)) {
      let left = f.multiply(q.y, f.multiply(z2, result.z))
      guard LimbBytes.areEqual(left, f.multiply(result.y, q.z3)) else { return nil }
      double(&result)
    } else {
      add(&result, q)
    }
    return result
  }

  /// P + Q for any two points, for public ones only. nil is infinity.
  func addVariableTime(_ p: JacobianPoint<count>?, _ q: AffinePoint<count>) -> JacobianPoint<count>? {
    addVariableTime(p, CachedPoint(x: q.x, y: q.y, z: field.one, z2: field.one, z3: field.one))
  }

  /// P + Q for any two points, in a time that does not depend on them: algorithm 4 of Renes, Costello and
  /// Batina, "Complete addition formulas for prime order elliptic curves" (2016), for a = -3, between changes
  /// of coordinates to (X·Z : Y : Z³) and back.
  @inline(never)
  func addCompletely(_ p: inout JacobianPoint<count>, _ q: JacobianPoint<count>) {
    let f = field
    let (px, py, pz) = (f.multiply(p.x, p.z), p.y, f.multiply(f.square(p.z), p.z))
    let (qx, qy, qz) = (f.multiply(q.x, q.z), q.y, f.multiply(f.square(q.z), q.z))
    var t0 = f.multiply(px, qx)
    var t1 = f.multiply(py, qy)
    var t2 = f.multiply(pz, qz)
    var t3 = f.multiply(f.add(px, py), f.add(qx, qy))
    t3 = f.subtract(t3, f.add(t0, t1))
    var t4 = f.multiply(f.add(py, pz), f.add(qy, qz))
    t4 = f.subtract(t4, f.add(t1, t2))
    var y3 = f.multiply(f.add(px, pz), f.add(qx, qz))
    y3 = f.subtract(y3, f.add(t0, t2))
    var z3 = f.multiply(b, t2)
    var x3 = f.subtract(y3, z3)
    z3 = f.twice(x3)
    x3 = f.add(x3, z3)
    z3 = f.subtract(t1, x3)
    x3 = f.add(t1, x3)
    y3 = f.multiply(b, y3)
    t1 = f.twice(t2)
    t2 = f.add(t1, t2)
    y3 = f.subtract(f.subtract(y3, t2), t0)
    t1 = f.twice(y3)
    y3 = f.add(t1, y3)
    t1 = f.twice(t0)
    t0 = f.subtract(f.add(t1, t0), t2)
    t1 = f.multiply(t4, y3)
    t2 = f.multiply(t0, y3)
    y3 = f.add(f.multiply(x3, z3), t2)
    x3 = f.subtract(f.multiply(t3, x3), t1)
    z3 = f.add(f.multiply(t4, z3), f.multiply(t3, t0))
    // (X : Y : Z) is (X·Z, Y·Z², Z).
    p = JacobianPoint(x: f.multiply(x3, z3), y: f.multiply(y3, f.square(z3)), z: z3)
  }

  /// The powers of Z, for many additions.
  func cached(_ p: JacobianPoint<count>) -> CachedPoint<count> {
    let z2 = field.square(p.z)
    return CachedPoint(x: p.x, y: p.y, z: p.z, z2: z2, z3: field.multiply(z2, p.z))
  }

  /// The affine coordinates, in Montgomery's form; (0, 0) of infinity.
  func affine(_ p: JacobianPoint<count>) -> AffinePoint<count> {
    affine(p, inverseOfZ: field.inverse(p.z))
  }

  /// The affine coordinates by an inverse known already.
  func affine(_ p: JacobianPoint<count>, inverseOfZ inverse: Limbs<count>) -> AffinePoint<count> {
    let inverse2 = field.square(inverse)
    return AffinePoint(
      x: field.multiply(p.x, inverse2),
      y: field.multiply(p.y, field.multiply(inverse2, inverse)))
  }

  /// Whether a point satisfies the curve's equation: y² = x³ - 3x + b.
  func contains(_ point: AffinePoint<count>) -> Bool {
    let threeX = field.add(field.twice(point.x), point.x)
    let cube = field.multiply(field.square(point.x), point.x)
    let right = field.add(field.subtract(cube, threeX), b)
    return LimbBytes.areEqual(field.square(point.y), right)
  }
}
