#if arch(x86_64)
  internal import CIntrinsics

  /// The Montgomery ladder of RFC 7748, Section 5, with four multiplications at a time (Hisil, Eğrice and
  /// Yassi, "Fast 4 way vectorized ladder for the complete set of Montgomery curves", 2020).
  public enum FourWayLadder {
    /// A number modulo 2^255 - 19 in limbs of 51 bits.
    public typealias Number = (UInt64, UInt64, UInt64, UInt64, UInt64)

    private static var zero: Number { (0, 0, 0, 0, 0) }
    private static var one: Number { (1, 0, 0, 0, 0) }

    /// Multiplies the point with the coordinate `u` by the bits 254 to 0 of a scalar of 32 bytes.
    ///
    /// - Parameters:
    ///   - scalar: Four words, the lowest first.
    ///   - u: Limbs below 2^51.
    /// - Returns: X and Z of the product, limbs below 2^52.
    public static func multiply(
      _ scalar: (UInt64, UInt64, UInt64, UInt64), _ u: Number
    ) -> (x: Number, z: Number) {
      typealias Lanes = FourNumbers.Lanes
      // X2 = 1, Z2 = 0, X3 = u, Z3 = 1.
      var state = FourNumbers(Self.one, Self.zero, u, Self.one)
      let last = FourNumbers(Self.one, Self.zero, Self.one, u)
      let a24 = FourNumbers(Lanes(repeating: 121_665))
      var previous: UInt64 = 0
      // The scalar's highest bit is not part of it.
      for (word, first) in [(scalar.3, 62), (scalar.2, 63), (scalar.1, 63), (scalar.0, 63)] {
        for position in (0...first).reversed() {
          let bit = word &>> UInt64(position) & 1
          step(&state, swap: bit ^ previous, a24: a24, last: last)
          previous = bit
        }
      }
      let order = Lanes(0, 1, 2, 3) ^ Lanes(repeating: Int64(bitPattern: 2 &* previous))
      state = state.map { mtls_lanes($0, order) }
      return (state.number(lane: 0), state.number(lane: 1))
    }

    /// One step, with the letters of RFC 7748, after (X2, Z2) and (X3, Z3) are exchanged if `swap` is 1: by
    /// the order in which lanes are taken, without a branch.
    @inline(__always)
    private static func step(
      _ state: inout FourNumbers, swap: UInt64, a24: FourNumbers, last: FourNumbers
    ) {
      let exchange = FourNumbers.Lanes(repeating: Int64(bitPattern: 2 &* swap))
      let first = FourNumbers.Lanes(0, 0, 2, 2) ^ exchange
      let second = FourNumbers.Lanes(1, 1, 3, 3) ^ exchange
      // A, B, C, D.
      let sums = state.map { mtls_lanes($0, first) }
        .addingAndSubtracting(state.map { mtls_lanes($0, second) })
      // AA, BB, CB, DA.
      let products = sums.multiplied(by: sums.map { mtls_lanes_0110($0) })
      let left = products.map { mtls_lanes_0022($0) }
      let right = products.map { mtls_lanes_1133($0) }
      // -, E, DA + CB, CB - DA.
      let mixed = left.addingAndSubtracting(right)
      // AA BB, a24 E, (DA + CB)², (DA - CB)².
      let squares = mixed.map(left) { mtls_blend_lane_0($0, $1) }.multiplied(
        by: mixed.map(right) { mtls_blend_lane_0($0, $1) }
          .map(a24) { mtls_blend_lane_1($0, $1) })
      // AA + a24 E in lane 1.
      let sum = left.adding(squares)
      // X2, Z2 = E (AA + a24 E), X3, Z3 = u (DA - CB)².
      state = squares.map(mixed) { mtls_blend_lane_1($0, $1) }
        .multiplied(by: last.map(sum) { mtls_blend_lane_1($0, $1) })
    }
  }
#endif
