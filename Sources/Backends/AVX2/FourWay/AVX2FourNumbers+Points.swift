#if arch(x86_64)
  internal import CIntrinsics
  internal import _Builtin_intrinsics.intel

  extension AVX2FourNumbers: FourWayNumbers {
    /// One number in each lane, with limbs below 2^51 + 2^14.
    @inline(__always)
    public init(
      _ n0: FourWayNumber, _ n1: FourWayNumber, _ n2: FourWayNumber, _ n3: FourWayNumber
    ) {
      // Hidden, or else zeros among them become moves from register to register that valgrind does not know.
      @inline(__always)
      func limbs(_ a: UInt64) -> Int64 {
        Int64(bitPattern: mtls_hidden(a & 0x3FF_FFFF | (a >> 26) << 32))
      }
      @inline(__always)
      func lanes(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) -> Lanes {
        Lanes(limbs(a), limbs(b), limbs(c), limbs(d))
      }
      self.init(
        lanes(n0.0, n1.0, n2.0, n3.0), lanes(n0.1, n1.1, n2.1, n3.1),
        lanes(n0.2, n1.2, n2.2, n3.2), lanes(n0.3, n1.3, n2.3, n3.3),
        lanes(n0.4, n1.4, n2.4, n3.4))
    }

    /// The number of one lane, limbs below 2^52.
    public func number(lane: Int) -> FourWayNumber {
      func limb(_ lanes: Lanes) -> UInt64 {
        let limbs = UInt64(bitPattern: lanes[lane])
        return limbs & 0xFFFF_FFFF &+ (limbs >> 32) << 26
      }
      return (limb(l0), limb(l1), limb(l2), limb(l3), limb(l4))
    }

    /// Adds in lanes 0 and 2, and subtracts in lanes 1 and 3; of narrow numbers, wide ones.
    @inline(__always)
    public func addingAndSubtracting(_ other: AVX2FourNumbers) -> AVX2FourNumbers {
      adding(other.negated(Lanes(0, -1, 0, -1)))
    }

    /// Lanes in the order of the name.
    @inline(__always)
    public var lanes0022: AVX2FourNumbers { map { mtls_lanes_0022($0) } }

    /// Lanes in the order of the name.
    @inline(__always)
    public var lanes1133: AVX2FourNumbers { map { mtls_lanes_1133($0) } }

    /// Lanes in the order of the name.
    @inline(__always)
    public var lanes1302: AVX2FourNumbers { map { mtls_lanes_1302($0) } }

    /// With lane 0 of `other`.
    @inline(__always)
    public func replacingLane0(with other: AVX2FourNumbers) -> AVX2FourNumbers {
      map(other) { mtls_blend_lane_0($0, $1) }
    }

    /// With lane 1 of `other`.
    @inline(__always)
    public func replacingLane1(with other: AVX2FourNumbers) -> AVX2FourNumbers {
      map(other) { mtls_blend_lane_1($0, $1) }
    }

    /// Lanes 2, 3, 0 and 1 where `swap` is 1 and not 0, without a branch.
    @inline(__always)
    public func exchangingHalves(if swap: UInt64) -> AVX2FourNumbers {
      let mask = Lanes(repeating: Int64(bitPattern: mtls_hidden(0 &- swap)))
      return map { _mm256_blendv_epi8($0, mtls_exchange_halves($0), mask) }
    }

    /// The exchange takes the place of A and B alone: CB and DA of the four numbers are those of the exchanged ones
    /// in the other order.
    @inline(__always)
    public func ladderFactors(exchanging swap: UInt64) -> (AVX2FourNumbers, AVX2FourNumbers) {
      let mask = Int64(bitPattern: mtls_hidden(0 &- swap))
      let lower = Lanes(mask, mask, 0, 0)
      // A, B, C, D and C, D, A, B.
      let sums = lanes0022.addingAndSubtracting(lanes1133)
      let exchanged = sums.map { mtls_exchange_halves($0) }
      let chosen = sums.map(exchanged) { _mm256_blendv_epi8($0, $1, lower) }
      return (
        chosen, chosen.map(exchanged) { mtls_blend_upper_half($0, mtls_swap_halves_x2($1)) }
      )
    }

    /// Y + X, Y - X, Z and T of T, X, Y and Z.
    @inline(__always)
    public var additionFactors: AVX2FourNumbers {
      let lower = Lanes(-1, -1, 0, 0)
      // X, -X, 0, 0.
      let xx = lanes1133.negated(Lanes(0, -1, 0, 0)).map { $0 & lower }
      return map { mtls_lanes_2230($0) }.adding(xx)
    }

    /// By squares, which are cheaper than products, and with (X + Y)² for 2XY. E, which is X² + Y² - (X + Y)², and F,
    /// X² - Y² + 2Z², have limbs of up to 5·2^26 until they are carried.
    @inline(__always)
    public var doublingFactors: AVX2FourNumbers {
      let last = Lanes(0, 0, 0, -1)
      // X, Y, Z, X + Y.
      let roots = map { mtls_lanes_1231($0) }.adding(map { mtls_lanes_2222($0) & last })
      let squares = roots.squared
      // X² + Y² in lanes 0 and 1, X² - Y² in lanes 2 and 3.
      let sums = squares.map { mtls_lanes_0000($0) }
        .adding(squares.map { mtls_lanes_1111($0) }.negated(Lanes(0, 0, -1, -1)))
      // 0, (X + Y)², 0, Z².
      let others = squares.map { mtls_lanes_0302($0) & Lanes(0, -1, 0, -1) }
      return sums.adding(others.negated(Lanes(0, -1, 0, 0))).adding(others.map { $0 & last })
        .carried
    }

    /// The entry for a digit from -8 to 8; every one is looked at.
    @inline(__always)
    public static func selected(
      _ digit: Int8, from table: Span<AVX2FourNumbers>
    ) -> AVX2FourNumbers {
      let sign = Int64(digit) >> 63
      // Not known to be the same in all lanes, or else the compiler could compare one of them, and branch.
      let size = mtls_kept_in_order(Lanes(repeating: (Int64(digit) ^ sign) &- sign))
      // The neutral point.
      var result = AVX2FourNumbers(
        Lanes(1, 1, 2, 0), Lanes(), Lanes(), Lanes(), Lanes())
      for index in table.indices {
        let mask = mtls_equal_lanes(size, Lanes(repeating: Int64(index + 1)))
        result = result.map(table[index]) { _mm256_blendv_epi8($0, $1, mask) }
      }
      return result.negated(if: sign)
    }

    /// Y - X stands before Y + X, and 2dT is negative.
    @inline(__always)
    public func negated(if sign: Int64) -> AVX2FourNumbers {
      let lower = mtls_kept_in_order(Lanes(sign, sign, 0, 0))
      return negated(mtls_kept_in_order(Lanes(0, 0, 0, sign)))
        .map { _mm256_blendv_epi8($0, mtls_swap_halves_x2($0), lower) }
    }

    /// X and Z of a multiple, as ``FourWayLadder`` has it.
    public static func ladder(
      _ scalar: (UInt64, UInt64, UInt64, UInt64), _ u: FourWayNumber
    ) -> (x: FourWayNumber, z: FourWayNumber) {
      FourWayLadder<AVX2FourNumbers>.multiply(scalar, u)
    }

    /// X, Y and Z of a multiple of the base point, as ``FourWayEdwards`` has it.
    public static func multiply(
      digits: Span<Int8>, table: Span<AVX2FourNumbers>
    ) -> (x: FourWayNumber, y: FourWayNumber, z: FourWayNumber) {
      FourWayEdwards<AVX2FourNumbers>.multiply(digits: digits, table: table)
    }

    /// X, Y and Z of a sum of two multiples, as ``FourWayEdwards`` has it.
    public static func multiplyVariableTime(
      _ baseDigits: Span<Int8>, _ baseTable: Span<AVX2FourNumbers>, _ pointDigits: Span<Int8>,
      _ pointTable: Span<AVX2FourNumbers>
    ) -> (x: FourWayNumber, y: FourWayNumber, z: FourWayNumber) {
      FourWayEdwards<AVX2FourNumbers>.multiplyVariableTime(
        baseDigits, baseTable, pointDigits, pointTable)
    }

    /// X, Y and Z of a sum of two multiples in pieces, as ``FourWayEdwards`` has it.
    public static func multiplyVariableTime(
      pieces bitCount: Int, _ digits: Span<Int8>, _ table: Span<AVX2FourNumbers>,
      _ otherDigits: Span<Int8>, _ otherTable: Span<AVX2FourNumbers>
    ) -> (x: FourWayNumber, y: FourWayNumber, z: FourWayNumber) {
      FourWayEdwards<AVX2FourNumbers>.multiplyVariableTime(
        pieces: bitCount, digits, table, otherDigits, otherTable)
    }
  }
#endif
