#if arch(x86_64)
  internal import CIntrinsics
  internal import _Builtin_intrinsics.intel

  /// The point (X/Z², Y/Z³) of P-256, with D = Z², in the form that four multiplications at a time want.
  ///
  /// The formulas are those of `JacobianPoint` in `Weierstrass`; where points are equal or opposite, or one
  /// is infinity, an addition gives Z = 0, and so does everything that is computed from it.
  struct P256Point {
    /// X, Y, X - D, X + D; factors.
    var coordinates: P256Numbers
    /// Z in lane 1; a factor.
    var z: P256Numbers
    /// D in lane 2; a product.
    var d: P256Numbers

    /// Twice the point, in the time of three multiplications.
    @inline(__always)
    mutating func double() {
      // Y·Y, Y·Z, (X - D)·(X + D).
      let y = coordinates.lanes(1, 1, 1, 1)
      let first =
        y.replacing(0b0100, with: coordinates)
        * y.replacing(0b0010, with: z).replacing(0b0100, with: coordinates.lanes(3, 3, 3, 3))
      // G = Y², 2YZ, M = 3(X - D)(X + D).
      let n = first.adding(first, in: 0b0110).adding(first, in: 0b0100).carried
      // B = XG, G², Z'², M².
      let squared = n.lanes(0, 0, 1, 2)
      let second = squared * squared.replacing(0b0001, with: coordinates)
      let b = second.lanes(0, 0, 0, 0)
      let newD = second.lanes(2, 2, 2, 2)
      let eightBLessM2 = b.shifted(3) - second.lanes(3, 3, 3, 3)
      // X' = M² - 8B, 12B - M², X' - D', X' + D'.
      let v = eightBLessM2.negated(in: 0b1101).adding(b.shifted(2), in: 0b0010)
        .adding(newD, in: 0b1000).subtracting(newD, in: 0b0100).reduced
      // Y' = M(4B - X') - 8G².
      let third = n.lanes(2, 2, 2, 2) * v
      coordinates = v.replacing(0b0010, with: (third - second.shifted(3)).reduced)
      z = n
      d = second
    }

    /// Adds a point, in the time of four multiplications; takes it away if `sign` is 0b1000 and not 0.
    @inline(__always)
    mutating func add(_ entry: P256CachedPoint, sign: UInt8) {
      // X, Y, D, Z.
      let state = coordinates.replacing(0b0100, with: d.carried)
        .replacing(0b1000, with: z.lanes(1, 1, 1, 1))
      // U1 = X·Z2², S1 = Y·Z2³, U2 = D·X2, W = Z·Y2.
      let first = (state * entry.zzxy).negated(in: sign)
      // U1, S1, H = U2 - U1, W.
      let n1 = first.subtracting(first.lanes(0, 0, 0, 0), in: 0b0100).reduced
      // -, Z·Z2, H², S2 = W·D.
      let second =
        n1.replacing(0b0010, with: state.lanes(3, 3, 3, 3))
        * n1.replacing(0b0010, with: entry.z).replacing(0b1000, with: state.lanes(2, 2, 2, 2))
      // -, Z·Z2, H², R = S2 - S1.
      let n2 = second.subtracting(n1.lanes(1, 1, 1, 1), in: 0b1000).reduced
      // V = U1·H², Z' = Z·Z2·H, H³, R².
      let third =
        n2.replacing(0b0001, with: n1)
        * n2.lanes(2, 1, 2, 3).replacing(0b0110, with: n1.lanes(2, 2, 2, 2))
      // -X' = H³ + 2V - R².
      let v = third.lanes(0, 0, 0, 0)
      let opposite = third.lanes(2, 2, 2, 2) + v.shifted(1) - third.lanes(3, 3, 3, 3)
      // X', Z', H³, V - X'.
      let n3 = third.replacing(0b1001, with: opposite.negated(in: 0b0001).adding(v, in: 0b1000))
        .reduced
      // -, D', S1·H³, R·(V - X').
      let fourth =
        n3
        * n3.replacing(0b0100, with: n1.lanes(1, 1, 1, 1)).replacing(0b1000, with: n2)
      // X', Y' = R·(V - X') - S1·H³, X' - D', X' + D'.
      d = fourth.lanes(1, 1, 1, 1)
      let y = fourth.lanes(3, 3, 3, 3) - fourth.lanes(2, 2, 2, 2)
      coordinates =
        n3.lanes(0, 0, 0, 0).replacing(0b0010, with: y)
        .subtracting(d, in: 0b0100).adding(d, in: 0b1000).reduced
      z = n3
    }
  }

  /// A point as additions want it.
  struct P256CachedPoint {
    /// Z², Z³, X, Y; factors.
    var zzxy: P256Numbers
    /// Z in lane 1; a factor.
    var z: P256Numbers

    @inline(__always)
    init(zzxy: P256Numbers, z: P256Numbers) {
      self.zzxy = zzxy
      self.z = z
    }

    /// Z³ takes one multiplication.
    @inline(__always)
    init(_ point: P256Point) {
      let d = point.d.carried
      let cube = (d.lanes(2, 2, 2, 2) * point.z).carried
      zzxy = point.coordinates.lanes(0, 0, 0, 1).replacing(0b0001, with: d.lanes(2, 2, 2, 2))
        .replacing(0b0010, with: cube)
      z = point.z
    }

    /// Of a point with Z = 1.
    @inline(__always)
    init(_ entry: P256Entry) {
      let one = P256Numbers.one
      zzxy = one.replacing(0b1100, with: entry.repeated)
      z = one
    }
  }
#endif
