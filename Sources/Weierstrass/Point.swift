/// A point in projective coordinates (X : Y : Z), each in Montgomery's form; Z is zero at infinity.
struct Point<let count: Int>: Sendable {
  var x: Limbs<count>
  var y: Limbs<count>
  var z: Limbs<count>
}

/// Point arithmetic by the complete formulas for a = -3 of Renes, Costello and Batina, "Complete addition
/// formulas for prime order elliptic curves" (2016): no exceptional cases, so no branch.
struct PointArithmetic<let count: Int>: Sendable {
  let field: MontgomeryModulus<count>
  /// The curve's b in Montgomery's form.
  let b: Limbs<count>

  /// (0 : 1 : 0).
  var infinity: Point<count> {
    let zero = Limbs<count>(repeating: 0)
    return Point(x: zero, y: field.one, z: zero)
  }

  /// P + Q (Algorithm 4).
  @inline(never)
  func add(_ p: Point<count>, _ q: Point<count>) -> Point<count> {
    let f = field
    var t0 = f.multiply(p.x, q.x)
    var t1 = f.multiply(p.y, q.y)
    var t2 = f.multiply(p.z, q.z)
    var t3 = f.multiply(f.add(p.x, p.y), f.add(q.x, q.y))
    t3 = f.subtract(t3, f.add(t0, t1))
    var t4 = f.multiply(f.add(p.y, p.z), f.add(q.y, q.z))
    t4 = f.subtract(t4, f.add(t1, t2))
    var y3 = f.multiply(f.add(p.x, p.z), f.add(q.x, q.z))
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
    return Point(x: x3, y: y3, z: z3)
  }

  /// 2P (Algorithm 6).
  @inline(never)
  func double(_ p: Point<count>) -> Point<count> {
    let f = field
    var t0 = f.square(p.x)
    let t1 = f.square(p.y)
    var t2 = f.square(p.z)
    var t3 = f.multiply(p.x, p.y)
    t3 = f.add(t3, t3)
    var z3 = f.multiply(p.x, p.z)
    z3 = f.add(z3, z3)
    var y3 = f.subtract(f.multiply(b, t2), z3)
    var x3 = f.add(y3, y3)
    y3 = f.add(x3, y3)
    x3 = f.subtract(t1, y3)
    y3 = f.add(t1, y3)
    y3 = f.multiply(x3, y3)
    x3 = f.multiply(x3, t3)
    t3 = f.add(t2, t2)
    t2 = f.add(t2, t3)
    z3 = f.subtract(f.subtract(f.multiply(b, z3), t2), t0)
    t3 = f.add(z3, z3)
    z3 = f.add(z3, t3)
    t3 = f.add(t0, t0)
    t0 = f.subtract(f.add(t3, t0), t2)
    t0 = f.multiply(t0, z3)
    y3 = f.add(y3, t0)
    t0 = f.multiply(p.y, p.z)
    t0 = f.add(t0, t0)
    z3 = f.multiply(t0, z3)
    x3 = f.subtract(x3, z3)
    z3 = f.multiply(t0, t1)
    z3 = f.add(z3, z3)
    z3 = f.add(z3, z3)
    return Point(x: x3, y: y3, z: z3)
  }

  /// The affine coordinates, out of Montgomery's form; nil at infinity.
  func affine(_ p: Point<count>) -> (x: Limbs<count>, y: Limbs<count>)? {
    guard !LimbBytes.isZero(p.z) else { return nil }
    let inverse = field.inverse(p.z)
    return (
      field.leave(field.multiply(p.x, inverse)), field.leave(field.multiply(p.y, inverse))
    )
  }

  /// Picks entry `digit` of a table by looking at every one of them.
  @inline(__always)
  func select(_ digit: UInt, from table: Span<Point<count>>) -> Point<count> {
    let zero = Limbs<count>(repeating: 0)
    var result = Point<count>(x: zero, y: zero, z: zero)
    for index in table.indices {
      // All ones where the index is the digit: x | -x has its highest bit clear for zero alone.
      let difference = UInt(index) ^ digit
      let mask = ((difference | (0 &- difference)) >> 63) &- 1
      let entry = table[index]
      for limb in 0..<count {
        result.x[limb] |= entry.x[limb] & mask
        result.y[limb] |= entry.y[limb] & mask
        result.z[limb] |= entry.z[limb] & mask
      }
    }
    return result
  }
}
