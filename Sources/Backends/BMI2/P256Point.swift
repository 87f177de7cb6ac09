#if arch(x86_64)
  /// The point (X/Z², Y/Z³) of P-256. What makes each formula hold is said in `Weierstrass`.
  struct P256Point {
    var x: P256Element
    var y: P256Element
    var z: P256Element

    /// X, Y and Z one after the other.
    @inline(__always)
    init(_ limbs: UnsafePointer<UInt>) {
      unsafe x = P256Element(limbs)
      unsafe y = P256Element(limbs + 4)
      unsafe z = P256Element(limbs + 8)
    }

    @inline(__always)
    func store(_ limbs: UnsafeMutablePointer<UInt>) {
      unsafe x.store(limbs)
      unsafe y.store(limbs + 4)
      unsafe z.store(limbs + 8)
    }

    /// With M = 3(X - Z²)(X + Z²)/2 and S = XY², X' = M² - 2S, Y' = M(S - X') - Y⁴ and Z' = YZ (4 products, 4 squares):
    /// the point of the usual formulas, with Z' half as large. Products stand in pairs that do not wait for each other.
    @inline(__always)
    mutating func double() {
      let z2 = z.squared
      let y2 = y.squared
      let product = (x - z2) * (x + z2)
      z = y * z
      let m = product + product.half
      let s = x * y2
      x = m.squared - s - s
      let y4 = y2.squared
      y = m * (s - x) - y4
    }

    /// Adds the point (x, y, 1) ("madd-2004-hmv"; 8 products, 3 squares).
    @inline(__always)
    mutating func add(x qx: P256Element, y qy: P256Element) {
      let z2 = z.squared
      let z3 = z2 * z
      let h = qx * z2 - x
      let r = qy * z3 - y
      let h2 = h.squared
      z = z * h
      let h3 = h2 * h
      let v = x * h2
      x = r.squared - h3 - v - v
      let yh3 = y * h3
      y = r * (v - x) - yh3
    }

    /// Adds a point whose Z² and Z³ are known (the general form of the same formulas; 12 products, 3 squares).
    @inline(__always)
    mutating func add(_ q: P256Point, z2 qz2: P256Element, z3 qz3: P256Element) {
      let z2 = z.squared
      let x1 = x * qz2
      let z3 = z2 * z
      let y1 = y * qz3
      let h = q.x * z2 - x1
      let r = q.y * z3 - y1
      let h2 = h.squared
      z = z * q.z * h
      let h3 = h2 * h
      let v = x1 * h2
      x = r.squared - h3 - v - v
      let yh3 = y1 * h3
      y = r * (v - x) - yh3
    }

    /// Adds the point (x, y, 1) to any other; the complete formulas of `Weierstrass/CompleteAddition.swift`.
    @inline(__always)
    mutating func addCompletely(x qx: P256Element, y qy: P256Element, b: P256Element) {
      let z2 = z.squared
      let px = x * z
      let pz = z2 * z
      let xx = px * qx
      let yy = y * qy
      let xy = (px + y) * (qx + qy) - (xx + yy)
      let yz = qy * pz + y
      let xz = qx * pz + px
      let bz = b * pz
      let bxz = b * xz
      let first = xz - bz
      let three = first + first + first
      let (low, high) = (yy - three, yy + three)
      let threeZ = pz + pz + pz
      let second = bxz - threeZ - xx
      let threeSecond = second + second + second
      let slope = xx + xx + xx - threeZ
      let sumX = xy * high - yz * threeSecond
      let sumY = high * low + slope * threeSecond
      let sumZ = yz * low + xy * slope
      // (X : Y : Z) is (X·Z, Y·Z², Z).
      x = sumX * sumZ
      y = sumY * sumZ.squared
      z = sumZ
    }
  }
#endif
