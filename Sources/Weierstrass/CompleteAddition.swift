extension JacobianPoint {
  /// Adds any point to any other, in a time that does not depend on them: algorithm 4 of Renes, Costello and
  /// Batina, "Complete addition formulas for prime order elliptic curves" (2016), for a = -3, between changes
  /// of coordinates to (X·Z : Y : Z³) and back.
  ///
  /// - Parameter b: The curve's b in Montgomery's form.
  mutating func addCompletely(_ q: JacobianPoint<count>, b: Limbs<count>) {
    let f = CompactField<count>()
    let (px, py, pz) = (f.multiply(x, z), y, f.multiply(f.multiply(z, z), z))
    let (qx, qy, qz) = (f.multiply(q.x, q.z), q.y, f.multiply(f.multiply(q.z, q.z), q.z))
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
    z3 = f.add(x3, x3)
    x3 = f.add(x3, z3)
    z3 = f.subtract(t1, x3)
    x3 = f.add(t1, x3)
    y3 = f.multiply(b, y3)
    t1 = f.add(t2, t2)
    t2 = f.add(t1, t2)
    y3 = f.subtract(f.subtract(y3, t2), t0)
    t1 = f.add(y3, y3)
    y3 = f.add(t1, y3)
    t1 = f.add(t0, t0)
    t0 = f.subtract(f.add(t1, t0), t2)
    t1 = f.multiply(t4, y3)
    t2 = f.multiply(t0, y3)
    y3 = f.add(f.multiply(x3, z3), t2)
    x3 = f.subtract(f.multiply(t3, x3), t1)
    z3 = f.add(f.multiply(t4, z3), f.multiply(t3, t0))
    // (X : Y : Z) is (X·Z, Y·Z², Z).
    x = f.multiply(x3, z3)
    y = f.multiply(y3, f.multiply(z3, z3))
    z = z3
  }
}

/// The field in calls instead of inlined code, for what runs once in an operation.
private struct CompactField<let count: Int> {
  private let field = PrimeField<count>()

  @inline(never)
  func multiply(_ a: Limbs<count>, _ b: Limbs<count>) -> Limbs<count> { field.multiply(a, b) }

  @inline(never)
  func add(_ a: Limbs<count>, _ b: Limbs<count>) -> Limbs<count> {
    field.tighten(field.add(a, b))
  }

  @inline(never)
  func subtract(_ a: Limbs<count>, _ b: Limbs<count>) -> Limbs<count> {
    field.tighten(field.subtract(a, b))
  }
}
