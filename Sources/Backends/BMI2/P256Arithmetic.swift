#if arch(x86_64)
  /// Products modulo the prime of P-256 and sums of its points, for processors with BMI2: `mulx` leaves the flags alone, and
  /// a whole formula is one piece of code, of which much goes on at the same time.
  ///
  /// Numbers are four limbs in Montgomery's form as `Weierstrass` has them, points X, Y and Z of four limbs each.
  public enum P256Arithmetic {
    /// a·b / 2^256.
    @inline(never)
    public static func multiply(
      _ a: UnsafePointer<UInt>, _ b: UnsafePointer<UInt>, into product: UnsafeMutablePointer<UInt>
    ) {
      unsafe (P256Element(a) * P256Element(b)).store(product)
    }

    /// a² / 2^256.
    @inline(never)
    public static func square(
      _ a: UnsafePointer<UInt>, into square: UnsafeMutablePointer<UInt>
    ) {
      unsafe P256Element(a).squared.store(square)
    }

    /// Doubles a point a number of times, infinity too.
    @inline(never)
    public static func double(_ point: UnsafeMutablePointer<UInt>, times: Int) {
      var sum = unsafe P256Point(point)
      for _ in 0..<times { sum.double() }
      unsafe sum.store(point)
    }

    /// Adds an affine point, x and y; the points are neither equal nor opposite, and none is infinity.
    @inline(never)
    public static func add(affine: UnsafePointer<UInt>, to point: UnsafeMutablePointer<UInt>) {
      var sum = unsafe P256Point(point)
      unsafe sum.add(x: P256Element(affine), y: P256Element(affine + 4))
      unsafe sum.store(point)
    }

    /// Adds a point that has Z² and Z³ behind Z; the points are neither equal nor opposite, and none is infinity.
    @inline(never)
    public static func add(cached: UnsafePointer<UInt>, to point: UnsafeMutablePointer<UInt>) {
      var sum = unsafe P256Point(point)
      unsafe sum.add(P256Point(cached), z2: P256Element(cached + 12), z3: P256Element(cached + 16))
      unsafe sum.store(point)
    }

    /// Adds an affine point, x and y, to any other.
    ///
    /// - Parameter b: The curve's b.
    @inline(never)
    public static func addCompletely(
      affine: UnsafePointer<UInt>, b: UnsafePointer<UInt>, to point: UnsafeMutablePointer<UInt>
    ) {
      var sum = unsafe P256Point(point)
      unsafe sum.addCompletely(
        x: P256Element(affine), y: P256Element(affine + 4), b: P256Element(b))
      unsafe sum.store(point)
    }
  }
#endif
