#if arch(x86_64)
  internal import CIntrinsics

  /// A point of edwards25519 in extended coordinates (RFC 8032, Section 5.1.4), one in each lane, so that
  /// a sum takes the time of two multiplications (Hisil, Wong, Carter and Dawson, "Twisted Edwards Curves
  /// Revisited", 2008, Section 4.2).
  struct FourWayPoint {
    /// T, X, Y and Z: products stand in this order where those of an addition are multiplied without
    /// moving one of the factors.
    var coordinates: FourNumbers

    static var identity: FourWayPoint {
      FourWayPoint(coordinates: FourNumbers(FourNumbers.Lanes(0, 0, 1, 1)))
    }

    /// The sum with a point of a table.
    @inline(__always)
    func adding(_ q: FourWayEntry) -> FourWayPoint {
      let first = FourNumbers.Lanes(2, 2, 3, 0)
      let second = FourNumbers.Lanes(1, 1, 1, 1)
      // Y + X, Y - X, Z, T.
      let sums = coordinates.map { mtls_lanes($0, first) }
        .addingAndSubtracting(coordinates.map { mtls_lanes_or_zero($0, second, 0b0011) })
      // B, A, D, C, with the letters of RFC 8032.
      let products = sums.multiplied(by: q.numbers)
      // H, E, G, F.
      return Self.product(
        products.map { mtls_lanes_0022($0) }
          .addingAndSubtracting(products.map { mtls_lanes_1133($0) }))
    }

    /// Twice the point ("dbl-2008-hwcd" of the Explicit-Formulas Database, with 2XY for (X + Y)² - H).
    @inline(__always)
    var doubled: FourWayPoint {
      let left = FourNumbers.Lanes(1, 2, 3, 1)
      let right = FourNumbers.Lanes(1, 2, 3, 2)
      // X², Y², Z², XY.
      let products = coordinates.map { mtls_lanes($0, left) }
        .multiplied(by: coordinates.map { mtls_lanes($0, right) })
      let zero = FourNumbers.Lanes(0, 0, 0, 0)
      let one = FourNumbers.Lanes(1, 3, 1, 1)
      let two = FourNumbers.Lanes(repeating: 2)
      // X², 0, X², X².
      let xx = products.map { mtls_lanes_or_zero($0, zero, 0b1101) }
      // 0, 0, 0, 2Z².
      let zz = products.map { mtls_lanes_or_zero($0, two, 0b1000) }.map { $0 &+ $0 }
      // Y², -2XY, -Y², -Y².
      let yy = products.map { mtls_lanes($0, one) }.negated(lanes: 0b1110)
        .map { mtls_add_in_lanes($0, $0, 0b0010) }
      // H, E, G, F.
      return Self.product(xx.map(zz) { $0 &+ $1 }.adding(yy))
    }

    /// EH, EF, GH and FG of H, E, G and F.
    @inline(__always)
    private static func product(_ factors: FourNumbers) -> FourWayPoint {
      let partners = FourNumbers.Lanes(1, 3, 0, 2)
      return FourWayPoint(
        coordinates: factors.multiplied(by: factors.map { mtls_lanes($0, partners) }))
    }
  }

  /// A point as additions want it: Y + X, Y - X, 2Z and 2dT, side by side.
  public struct FourWayEntry: Sendable {
    var numbers: FourNumbers

    /// Of four numbers with limbs below 2^51 + 2^14.
    public init(
      yPlusX: FourWayLadder.Number, yMinusX: FourWayLadder.Number, twiceZ: FourWayLadder.Number,
      twiceDT: FourWayLadder.Number
    ) {
      numbers = FourNumbers(yPlusX, yMinusX, twiceZ, twiceDT)
    }

    /// The neutral point.
    static var identity: FourWayEntry {
      FourWayEntry(numbers: FourNumbers(FourNumbers.Lanes(1, 1, 2, 0)))
    }

    init(numbers: FourNumbers) { self.numbers = numbers }

    /// The point, or the opposite one where `sign` is -1 and not 0, without a branch.
    @inline(__always)
    func negated(if sign: Int64) -> FourWayEntry {
      let order = FourNumbers.Lanes(0, 1, 2, 3) ^ FourNumbers.Lanes(-sign, -sign, 0, 0)
      let last = FourNumbers.Lanes(0, 0, 0, sign)
      return FourWayEntry(
        numbers: numbers.map(numbers.negated(lanes: 0b1000)) { mtls_choose($0, $1, last) }
          .map { mtls_lanes($0, order) })
    }
  }
#endif
