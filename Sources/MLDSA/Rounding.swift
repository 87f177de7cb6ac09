/// What is rounded off in a commitment (FIPS 204, Section 7.4), by the value of γ₂.
enum Rounding {
  /// γ₂ = (q - 1)/88: high bits are 0...43.
  case by88
  /// γ₂ = (q - 1)/32: high bits are 0...15.
  case by32

  /// γ₂.
  var bound: Int32 {
    switch self {
    case .by88: 95_232
    case .by32: 261_888
    }
  }

  /// Bits of w₁'s coefficients.
  var highBitCount: Int {
    switch self {
    case .by88: 6
    case .by32: 4
    }
  }

  /// Decompose (Algorithm 36) of 0..<q, by multiplications that stand for divisions by 2γ₂.
  @inline(__always)
  func decompose(_ r: Int32) -> (high: Int32, low: Int32) {
    // ⌈r/2⁷⌉, of which the quotients by γ₂/2⁶ (744 and 2046) are exact as they are needed here.
    let part = (r &+ 127) &>> 7
    var high: Int32
    switch self {
    case .by88:
      high = (part &* 11_275 &+ 1 &<< 23) &>> 24
      // 44 is 0.
      high ^= ((43 &- high) &>> 31) & high
    case .by32:
      high = (part &* 1_025 &+ 1 &<< 21) &>> 22 & 15
    }
    var low = r &- high &* 2 &* bound
    low &-= (((Residue.q &- 1) / 2 &- low) &>> 31) & Residue.q
    return (high, low)
  }

  /// UseHint (Algorithm 40), for public numbers.
  func useHintVariableTime(_ hint: Bool, _ r: Int32) -> Int32 {
    let (high, low) = decompose(r)
    guard hint else { return high }
    let count: Int32 = self == .by88 ? 44 : 16
    if low > 0 { return high == count - 1 ? 0 : high + 1 }
    return high == 0 ? count - 1 : high - 1
  }
}

extension Polynomial {
  /// Splits each coefficient, 0..<q, into what stays here and what goes to `high` (HighBits, LowBits).
  func decompose(_ rounding: Rounding, high: borrowing Polynomial) {
    switch rounding {
    case .by88:
      for index in 0..<256 { (high[index], self[index]) = Rounding.by88.decompose(self[index]) }
    case .by32:
      for index in 0..<256 { (high[index], self[index]) = Rounding.by32.decompose(self[index]) }
    }
  }

  /// Power2Round (Algorithm 35) of 0..<q: r₀ stays here, r₁ goes to `high`.
  func roundToPower(high: borrowing Polynomial) {
    for index in 0..<256 {
      let value = self[index]
      let upper = (value &+ 4_095) &>> 13
      high[index] = upper
      self[index] = value &- upper &<< 13
    }
  }

  /// MakeHint (Algorithm 39), after CRYSTALS-Dilithium 3.1, Section 5.1: here are the low bits of
  /// w - cs₂ and ct₀ added to them, in `high` w₁. Leaves 1 where adding changed the high bits, else 0.
  ///
  /// - Returns: How many hints there are.
  func makeHints(_ rounding: Rounding, high: borrowing Polynomial) -> Int32 {
    let bound = rounding.bound
    var count: Int32 = 0
    for index in 0..<256 {
      let (low, upper) = (self[index], high[index])
      // Above γ₂; below -γ₂; or -γ₂ itself, unless w₁ is 0. Each difference has a sign bit to tell.
      let above = (bound &- low) &>> 31
      let below = (low &+ bound) &>> 31
      let sum = low &+ bound
      let isEdge = ~((sum | (0 &- sum)) &>> 31)
      let isZero = ~((upper | (0 &- upper)) &>> 31)
      let hint = (above | below | (isEdge & ~isZero)) & 1
      self[index] = hint
      count &+= hint
    }
    return count
  }
}
