#if arch(x86_64)
  internal import CIntrinsics

  /// The Montgomery ladder of RFC 7748, Section 5, with four multiplications at a time (Hisil, Eğrice and
  /// Yassi, "Fast 4 way vectorized ladder for the complete set of Montgomery curves", 2020).
  public enum FourWayLadder {
    /// A number modulo 2^255 - 19 in limbs of 51 bits.
    public typealias Number = (UInt64, UInt64, UInt64, UInt64, UInt64)

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
      func limb(_ value: UInt64, _ one: Int64) -> Lanes { Lanes(one, 0, Int64(value), one) }
      // X2 = 1, Z2 = 0, X3 = u, Z3 = 1.
      var state = FourNumbers(
        limb(u.0, 1), limb(u.1, 0), limb(u.2, 0), limb(u.3, 0), limb(u.4, 0))
      func factor(_ value: UInt64, _ one: Int64) -> Lanes { Lanes(one, 0, one, Int64(value)) }
      let last = FourNumbers(
        factor(u.0, 1), factor(u.1, 0), factor(u.2, 0), factor(u.3, 0), factor(u.4, 0))
      let a24 = FourNumbers(Lanes(repeating: 121_665))
      var previous: UInt64 = 0
      for (word, count) in [(scalar.3, 63), (scalar.2, 64), (scalar.1, 64), (scalar.0, 64)] {
        // The scalar's highest bit is not part of it.
        var bits = word << UInt64(64 - count)
        for _ in 0..<count {
          let bit = bits >> 63
          bits <<= 1
          step(&state, swap: bit ^ previous, a24: a24, last: last)
          previous = bit
        }
      }
      let order = Lanes(0, 1, 2, 3) ^ Lanes(repeating: Int64(2 * previous))
      state = state.map { mtls_lanes($0, order) }
      func lane(_ index: Int) -> Number {
        (
          UInt64(state.l0[index]), UInt64(state.l1[index]), UInt64(state.l2[index]),
          UInt64(state.l3[index]), UInt64(state.l4[index])
        )
      }
      return (lane(0), lane(1))
    }

    /// One step, with the letters of RFC 7748, after (X2, Z2) and (X3, Z3) are exchanged if `swap` is 1: by
    /// the order in which lanes are taken, without a branch.
    @inline(__always)
    private static func step(
      _ state: inout FourNumbers, swap: UInt64, a24: FourNumbers, last: FourNumbers
    ) {
      let exchange = FourNumbers.Lanes(repeating: Int64(2 * swap))
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
