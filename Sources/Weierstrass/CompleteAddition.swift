extension JacobianPoint {
  /// Adds an affine point to any other, in a time that does not depend on them: algorithm 5 of Renes, Costello and
  /// Batina, "Complete addition formulas for prime order elliptic curves" (2016), for a = -3, between changes
  /// of coordinates to (X·Z : Y : Z³) and back.
  ///
  /// - Parameter b: The curve's b in Montgomery's form.
  mutating func addCompletely(_ q: AffinePoint<count>, b: Limbs<count>) {
    #if arch(x86_64)
      if fastAddCompletely(q, b: b) { return }
    #endif
    addCompletelyPortably(q, b: b)
  }

  @inline(never)
  mutating func addCompletelyPortably(_ q: AffinePoint<count>, b: Limbs<count>) {
    let f = CompactField<count>()
    let z2 = f.multiply(z, z)
    let px = f.multiply(x, z)
    let pz = f.multiply(z2, z)
    let xx = f.multiply(px, q.x)
    let yy = f.multiply(y, q.y)
    let xy = f.subtract(f.multiply(f.add(px, y), f.add(q.x, q.y)), f.add(xx, yy))
    let yz = f.add(f.multiply(q.y, pz), y)
    let xz = f.add(f.multiply(q.x, pz), px)
    let three = f.threeTimes(f.subtract(xz, f.multiply(b, pz)))
    let (low, high) = (f.subtract(yy, three), f.add(yy, three))
    let threeZ = f.threeTimes(pz)
    let second = f.threeTimes(f.subtract(f.subtract(f.multiply(b, xz), threeZ), xx))
    let slope = f.subtract(f.threeTimes(xx), threeZ)
    let sumX = f.subtract(f.multiply(xy, high), f.multiply(yz, second))
    let sumY = f.add(f.multiply(high, low), f.multiply(slope, second))
    let sumZ = f.add(f.multiply(yz, low), f.multiply(xy, slope))
    // (X : Y : Z) is (X·Z, Y·Z², Z).
    x = f.multiply(sumX, sumZ)
    y = f.multiply(sumY, f.multiply(sumZ, sumZ))
    z = sumZ
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

  func threeTimes(_ a: Limbs<count>) -> Limbs<count> { add(add(a, a), a) }
}
