#if arch(x86_64)
  /// The Montgomery ladder of RFC 7748, Section 5, with four multiplications at a time (Hisil, Eğrice and
  /// Yassi, "Fast 4 way vectorized ladder for the complete set of Montgomery curves", 2020).
  ///
  /// It is compiled in the module of the numbers, for their instructions.
  public enum FourWayLadder<Numbers: FourWayNumbers> {
    @inlinable @inline(__always)
    static var zero: FourWayNumber { (0, 0, 0, 0, 0) }
    @inlinable @inline(__always)
    static var one: FourWayNumber { (1, 0, 0, 0, 0) }

    /// Multiplies the point with the coordinate `u` by the bits 254 to 0 of a scalar of 32 bytes.
    ///
    /// - Parameters:
    ///   - scalar: Four words, the lowest first.
    ///   - u: Limbs below 2^51.
    /// - Returns: X and Z of the product, limbs below 2^52.
    @inlinable @inline(__always)
    public static func multiply(
      _ scalar: (UInt64, UInt64, UInt64, UInt64), _ u: FourWayNumber
    ) -> (x: FourWayNumber, z: FourWayNumber) {
      // X2 = 1, Z2 = 0, X3 = u, Z3 = 1.
      var state = Numbers(Self.one, Self.zero, u, Self.one)
      let last = Numbers(Self.one, Self.zero, Self.one, u)
      let small: FourWayNumber = (121_665, 0, 0, 0, 0)
      let a24 = Numbers(small, small, small, small)
      var previous: UInt64 = 0
      var bits = scalar
      for _ in 0..<255 {
        // The scalar's highest bit is not part of it.
        bits.3 = bits.3 &<< 1 | bits.2 &>> 63
        bits.2 = bits.2 &<< 1 | bits.1 &>> 63
        bits.1 = bits.1 &<< 1 | bits.0 &>> 63
        bits.0 = bits.0 &<< 1
        let bit = bits.3 &>> 63
        step(&state, swap: bit ^ previous, a24: a24, last: last)
        previous = bit
      }
      state = state.exchangingHalves(if: previous)
      return (state.number(lane: 0), state.number(lane: 1))
    }

    /// One step, with the letters of RFC 7748, after (X2, Z2) and (X3, Z3) are exchanged if `swap` is 1.
    @inlinable @inline(__always)
    static func step(_ state: inout Numbers, swap: UInt64, a24: Numbers, last: Numbers) {
      let (sums, partners) = state.ladderFactors(exchanging: swap)
      // AA, BB, CB, DA.
      let products = sums.multiplied(by: partners)
      let left = products.lanes0022
      let right = products.lanes1133
      // -, E, DA + CB, CB - DA.
      let mixed = left.addingAndSubtracting(right)
      // AA BB, a24 E, (DA + CB)², (DA - CB)².
      let squares = mixed.replacingLane0(with: left).multiplied(
        by: mixed.replacingLane0(with: right).replacingLane1(with: a24))
      // AA + a24 E in lane 1.
      let sum = left.adding(squares)
      // X2, Z2 = E (AA + a24 E), X3, Z3 = u (DA - CB)².
      state = squares.replacingLane1(with: mixed).multiplied(by: last.replacingLane1(with: sum))
    }
  }
#endif
