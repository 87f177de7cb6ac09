/// The point (X/Z², Y/Z³) of y² = x³ - 3x + b, each in Montgomery's form; Z is zero at infinity.
///
/// `double` and the two `add`s are the fast formulas. The additions do not hold where the points are equal or
/// opposite, or one is infinity; who calls them shows that this cannot be. `addCompletely` always holds.
struct JacobianPoint<let count: Int>: Sendable {
  var x: Limbs<count>
  var y: Limbs<count>
  var z: Limbs<count>

  init(x: Limbs<count>, y: Limbs<count>, z: Limbs<count>) {
    self.x = x
    self.y = y
    self.z = z
  }

  init(_ point: AffinePoint<count>) {
    self.init(x: point.x, y: point.y, z: PrimeField<count>().one)
  }

  init(_ point: CachedPoint<count>) {
    self.init(x: point.x, y: point.y, z: point.z)
  }

  /// Doubles this point, infinity too, a number of times that is public.
  @inline(__always)
  mutating func double(times: Int = 1) {
    #if arch(x86_64)
      if fastDouble(times: times) { return }
    #endif
    for _ in 0..<times { doublePortably() }
  }

  /// Adds a point.
  @inline(__always)
  mutating func add(_ q: borrowing AffinePoint<count>) {
    #if arch(x86_64)
      if fastAdd(q) { return }
    #endif
    addPortably(q)
  }

  /// Adds a point.
  @inline(__always)
  mutating func add(_ q: borrowing CachedPoint<count>) {
    #if arch(x86_64)
      if fastAdd(q) { return }
    #endif
    addPortably(q)
  }

  /// With M = 3(X - Z²)(X + Z²)/2 and S = XY², X' = M² - 2S, Y' = M(S - X') - Y⁴ and Z' = YZ (4 products,
  /// 4 squares): the point of the usual formulas, with Z' half as large.
  @inline(never)
  mutating func doublePortably() {
    let f = PrimeField<count>()
    let z2 = f.square(z)
    let y2 = f.square(y)
    let product = f.multiply(f.subtract(x, z2), f.add(x, z2))
    z = f.multiply(y, z)
    let m = f.add(product, f.half(product))
    let s = f.multiply(x, y2)
    x = f.tighten(f.subtract(f.square(m), f.twice(s)))
    y = f.tighten(f.subtract(f.multiply(m, f.subtract(s, x)), f.square(y2)))
  }

  /// "madd-2004-hmv" (8 products, 3 squares).
  @inline(never)
  mutating func addPortably(_ q: borrowing AffinePoint<count>) {
    let f = PrimeField<count>()
    let z2 = f.square(z)
    let h = f.subtract(f.multiply(q.x, z2), x)
    let r = f.subtract(f.multiply(q.y, f.multiply(z2, z)), y)
    z = f.multiply(z, h)
    let h2 = f.square(h)
    let h3 = f.multiply(h2, h)
    let v = f.multiply(x, h2)
    x = f.tighten(f.subtract(f.subtract(f.square(r), h3), f.twice(v)))
    y = f.tighten(f.subtract(f.multiply(r, f.subtract(v, x)), f.multiply(y, h3)))
  }

  /// The general form of the same formulas (12 products, 3 squares).
  @inline(never)
  mutating func addPortably(_ q: borrowing CachedPoint<count>) {
    let f = PrimeField<count>()
    let z2 = f.square(z)
    let x1 = f.multiply(x, q.z2)
    let y1 = f.multiply(y, q.z3)
    let h = f.subtract(f.multiply(q.x, z2), x1)
    let r = f.subtract(f.multiply(q.y, f.multiply(z2, z)), y1)
    z = f.multiply(f.multiply(z, q.z), h)
    let h2 = f.square(h)
    let h3 = f.multiply(h2, h)
    let v = f.multiply(x1, h2)
    x = f.tighten(f.subtract(f.subtract(f.square(r), h3), f.twice(v)))
    y = f.tighten(f.subtract(f.multiply(r, f.subtract(v, x)), f.multiply(y1, h3)))
  }

  /// Adds a point to any other, for public ones only.
  mutating func addVariableTime(_ q: borrowing CachedPoint<count>) {
    guard !PrimeField<count>().isZero(z) else {
      self = JacobianPoint(x: q.x, y: q.y, z: q.z)
      return
    }
    let before = self
    add(q)
    guard PrimeField<count>().isZero(z) else { return }
    // Z is a multiple of the difference of the x coordinates: they are equal, and the sum is infinity where
    // the points are opposite, else twice the point.
    let f = PrimeField<count>()
    let y1 = f.multiply(before.y, q.z3)
    let y2 = f.multiply(q.y, f.multiply(f.square(before.z), before.z))
    guard f.areEqual(y1, y2) else { return }
    self = before
    double()
  }

  /// Adds a point to any other, for public ones only.
  mutating func addVariableTime(_ q: borrowing AffinePoint<count>) {
    let before = self
    add(q)
    guard PrimeField<count>().isZero(z) else { return }
    let one = PrimeField<count>().one
    self = before
    addVariableTime(CachedPoint(x: q.x, y: q.y, z: one, z2: one, z3: one))
  }
}
