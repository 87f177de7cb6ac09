#if arch(x86_64)
  /// A point of edwards25519 in extended coordinates (RFC 8032, Section 5.1.4), one in each lane, so that
  /// a sum takes the time of two multiplications (Hisil, Wong, Carter and Dawson, "Twisted Edwards Curves
  /// Revisited", 2008, Section 4.2).
  ///
  /// A point of a table stands as additions want it: Y + X, Y - X, 2Z and 2dT, side by side.
  @usableFromInline struct FourWayPoint<Numbers: FourWayNumbers> {
    /// T, X, Y and Z: products stand in this order where those of an addition are multiplied without
    /// moving one of the factors.
    @usableFromInline var coordinates: Numbers

    @inlinable @inline(__always)
    init(coordinates: Numbers) { self.coordinates = coordinates }

    @inlinable @inline(__always)
    static var identity: FourWayPoint {
      let (zero, one): (FourWayNumber, FourWayNumber) = ((0, 0, 0, 0, 0), (1, 0, 0, 0, 0))
      return FourWayPoint(coordinates: Numbers(zero, zero, one, one))
    }

    /// The sum with a point of a table.
    @inlinable @inline(__always)
    func adding(_ q: Numbers) -> FourWayPoint {
      // B, A, D, C, with the letters of RFC 8032.
      let products = coordinates.additionFactors.multiplied(by: q)
      // H, E, G, F.
      return Self.product(products.lanes0022.addingAndSubtracting(products.lanes1133))
    }

    /// Twice the point ("dbl-2008-hwcd" of the Explicit-Formulas Database).
    @inlinable @inline(__always)
    var doubled: FourWayPoint { Self.product(coordinates.doublingFactors) }

    /// EH, EF, GH and FG of H, E, G and F.
    @inlinable @inline(__always)
    static func product(_ factors: Numbers) -> FourWayPoint {
      FourWayPoint(coordinates: factors.multiplied(by: factors.lanes1302))
    }
  }
#endif
