#if arch(x86_64)
  public import AVX2
  internal import CIntrinsics

  extension IFMAFourNumbers: FourWayNumbers {
    /// Lanes in the order of the name.
    @inline(__always)
    public var lanes0022: IFMAFourNumbers { map { mtls_lanes_0022($0) } }

    /// Lanes in the order of the name.
    @inline(__always)
    public var lanes1133: IFMAFourNumbers { map { mtls_lanes_1133($0) } }

    /// Lanes in the order of the name.
    @inline(__always)
    public var lanes1302: IFMAFourNumbers {
      let order = Lanes(1, 3, 0, 2)
      return map { mtls_lanes($0, order) }
    }

    /// With lane 0 of `other`.
    @inline(__always)
    public func replacingLane0(with other: IFMAFourNumbers) -> IFMAFourNumbers {
      map(other) { mtls_blend_lane_0($0, $1) }
    }

    /// With lane 1 of `other`.
    @inline(__always)
    public func replacingLane1(with other: IFMAFourNumbers) -> IFMAFourNumbers {
      map(other) { mtls_blend_lane_1($0, $1) }
    }

    /// Lanes 2, 3, 0 and 1 where `swap` is 1 and not 0, without a branch.
    @inline(__always)
    public func exchangingHalves(if swap: UInt64) -> IFMAFourNumbers {
      let order = Lanes(0, 1, 2, 3) ^ Lanes(repeating: Int64(bitPattern: 2 &* swap))
      return map { mtls_lanes($0, order) }
    }

    /// By the order in which lanes are taken.
    @inline(__always)
    public func ladderFactors(exchanging swap: UInt64) -> (IFMAFourNumbers, IFMAFourNumbers) {
      let exchange = Lanes(repeating: Int64(bitPattern: 2 &* swap))
      let first = Lanes(0, 0, 2, 2) ^ exchange
      let second = Lanes(1, 1, 3, 3) ^ exchange
      let sums = map { mtls_lanes($0, first) }.addingAndSubtracting(map { mtls_lanes($0, second) })
      return (sums, sums.map { mtls_lanes_0110($0) })
    }

    /// Y + X, Y - X, Z and T of T, X, Y and Z.
    @inline(__always)
    public var additionFactors: IFMAFourNumbers {
      let first = Lanes(2, 2, 3, 0)
      let second = Lanes(1, 1, 1, 1)
      return map { mtls_lanes($0, first) }
        .addingAndSubtracting(map { mtls_lanes_or_zero($0, second, 0b0011) })
    }

    /// With 2XY for (X + Y)² - H.
    @inline(__always)
    public var doublingFactors: IFMAFourNumbers {
      let left = Lanes(1, 2, 3, 1)
      let right = Lanes(1, 2, 3, 2)
      // X², Y², Z², XY.
      let products = map { mtls_lanes($0, left) }.multiplied(by: map { mtls_lanes($0, right) })
      let zero = Lanes(0, 0, 0, 0)
      let one = Lanes(1, 3, 1, 1)
      let two = Lanes(repeating: 2)
      // X², 0, X², X².
      let xx = products.map { mtls_lanes_or_zero($0, zero, 0b1101) }
      // 0, 0, 0, 2Z².
      let zz = products.map { mtls_lanes_or_zero($0, two, 0b1000) }.map { $0 &+ $0 }
      // Y², -2XY, -Y², -Y².
      let yy = products.map { mtls_lanes($0, one) }.negated(lanes: 0b1110)
        .map { mtls_add_in_lanes($0, $0, 0b0010) }
      return xx.map(zz) { $0 &+ $1 }.adding(yy)
    }

    /// The entry for a digit from -8 to 8; every one is looked at.
    @inline(__always)
    public static func selected(
      _ digit: Int8, from table: Span<IFMAFourNumbers>
    ) -> IFMAFourNumbers {
      let sign = Int64(digit) >> 63
      let size = Lanes(repeating: (Int64(digit) ^ sign) &- sign)
      // The neutral point.
      var result = IFMAFourNumbers(Lanes(1, 1, 2, 0))
      for index in table.indices {
        let mask = mtls_equal_lanes(size, Lanes(repeating: Int64(index + 1)))
        result = result.map(table[index]) { mtls_choose($0, $1, mask) }
      }
      return result.negated(if: sign)
    }

    /// The entry of the opposite point where `sign` is -1 and not 0, without a branch.
    @inline(__always)
    public func negated(if sign: Int64) -> IFMAFourNumbers {
      let order = Lanes(0, 1, 2, 3) ^ Lanes(-sign, -sign, 0, 0)
      let last = Lanes(0, 0, 0, sign)
      return map(negated(lanes: 0b1000)) { mtls_choose($0, $1, last) }
        .map { mtls_lanes($0, order) }
    }

    /// X and Z of a multiple, as ``FourWayLadder`` has it.
    public static func ladder(
      _ scalar: (UInt64, UInt64, UInt64, UInt64), _ u: FourWayNumber
    ) -> (x: FourWayNumber, z: FourWayNumber) {
      FourWayLadder<IFMAFourNumbers>.multiply(scalar, u)
    }

    /// X, Y and Z of a multiple of the base point, as ``FourWayEdwards`` has it.
    public static func multiply(
      digits: Span<Int8>, table: Span<IFMAFourNumbers>
    ) -> (x: FourWayNumber, y: FourWayNumber, z: FourWayNumber) {
      FourWayEdwards<IFMAFourNumbers>.multiply(digits: digits, table: table)
    }

    /// X, Y and Z of a sum of two multiples, as ``FourWayEdwards`` has it.
    public static func multiplyVariableTime(
      _ baseDigits: Span<Int8>, _ baseTable: Span<IFMAFourNumbers>, _ pointDigits: Span<Int8>,
      _ pointTable: Span<IFMAFourNumbers>
    ) -> (x: FourWayNumber, y: FourWayNumber, z: FourWayNumber) {
      FourWayEdwards<IFMAFourNumbers>.multiplyVariableTime(
        baseDigits, baseTable, pointDigits, pointTable)
    }

    /// X, Y and Z of a sum of two multiples in pieces, as ``FourWayEdwards`` has it.
    public static func multiplyVariableTime(
      pieces bitCount: Int, _ digits: Span<Int8>, _ table: Span<IFMAFourNumbers>,
      _ otherDigits: Span<Int8>, _ otherTable: Span<IFMAFourNumbers>
    ) -> (x: FourWayNumber, y: FourWayNumber, z: FourWayNumber) {
      FourWayEdwards<IFMAFourNumbers>.multiplyVariableTime(
        pieces: bitCount, digits, table, otherDigits, otherTable)
    }
  }
#endif
