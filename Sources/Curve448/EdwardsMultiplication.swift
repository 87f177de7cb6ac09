internal import CIntrinsics

extension EdwardsPoint {
  /// s·B for a secret s below 2^448: every entry of each part of the table is looked at. T is left out.
  static func multiplyBase(_ scalar: Scalar448.Limbs) -> EdwardsPoint {
    var signs = Scalar448.signs(scalar)
    defer { wipe(&signs) }
    let entries = BaseTables.comb
    let table = entries.span
    var sum = identity
    for place in (0..<15).reversed() {
      if place < 14 { sum.double(withT: true) }
      for block in 0..<6 {
        var bits: UInt64 = 0
        for tooth in 0..<5 {
          let position = place + 15 * (tooth + 5 * block)
          // The number is below L, and so bits 448 and 449 are zero.
          if position >= 448 { continue }
          bits |= (signs[position / 64] >> UInt64(position % 64) & 1) << UInt64(tooth)
        }
        sum.add(
          select(bits, table.extracting(16 * block..<16 * block + 16)), withT: block < 5)
      }
    }
    return sum
  }

  /// The entry for five signs; where the highest is negative, that of the opposite ones, with the opposite sign.
  @inline(__always)
  private static func select(_ bits: UInt64, _ table: Span<PackedPoint>) -> TablePoint {
    let isNegative = mtls_hidden((bits >> 4) &- 1)
    let wanted = (bits ^ isNegative) & 15
    var (x, y, dt) = (PackedPoint.Vector.zero, PackedPoint.Vector.zero, PackedPoint.Vector.zero)
    for index in table.indices {
      // Hidden, or else the compiler compares, and branches around what would be merged.
      let mask = mtls_hidden(0 &- (((UInt64(index) ^ wanted) &- 1) >> 63))
      let everywhere = PackedPoint.Vector(repeating: mask)
      x |= table[index].x & everywhere
      y |= table[index].y & everywhere
      dt |= table[index].dt & everywhere
    }
    var point = TablePoint(x: Field448(x), y: Field448(y), dt: Field448(dt))
    point.x = point.x.choosing(point.x.negated, if: isNegative)
    point.dt = point.dt.choosing(point.dt.negated, if: isNegative)
    return point
  }

  /// u·B + v·P for public numbers below 2^446, by digits that are zero or odd ("interleaving with width-w
  /// non-adjacent forms"). T is left out.
  static func multiplyVariableTime(
    _ u: Scalar448.Limbs, _ v: Scalar448.Limbs, _ point: EdwardsPoint
  ) -> EdwardsPoint {
    let baseDigits = nonAdjacentForm(variableTime: u, width: 8)
    let pointDigits = nonAdjacentForm(variableTime: v, width: 5)
    let multiples = oddMultiples(of: point)
    let odd = BaseTables.oddMultiples
    let table = odd.span
    var sum = identity
    var isNeutral = true
    for place in (0..<447).reversed() {
      let (baseDigit, pointDigit) = (Int(baseDigits[place]), Int(pointDigits[place]))
      if !isNeutral { sum.double(withT: baseDigit | pointDigit != 0) }
      if baseDigit | pointDigit == 0 { continue }
      isNeutral = false
      if pointDigit > 0 { sum.add(multiples[pointDigit / 2], withT: baseDigit != 0) }
      if pointDigit < 0 { sum.add(multiples[-pointDigit / 2].negated, withT: baseDigit != 0) }
      if baseDigit > 0 { sum.add(table[baseDigit / 2].point, withT: false) }
      if baseDigit < 0 { sum.add(table[-baseDigit / 2].point.negated, withT: false) }
    }
    return sum
  }

  /// Entry j is (2j + 1)·P.
  private static func oddMultiples(of point: EdwardsPoint) -> InlineArray<8, CachedPoint> {
    var next = point
    next.double(withT: true)
    let twice = CachedPoint(next)
    next = point
    var multiples = InlineArray<8, CachedPoint>(repeating: CachedPoint(point))
    for index in 1..<8 {
      next.add(twice, withT: true)
      multiples[index] = CachedPoint(next)
    }
    return multiples
  }

  /// The number is the sum of digits[i]·2^i, each zero or odd and below 2^(width - 1) in size.
  private static func nonAdjacentForm(
    variableTime number: Scalar448.Limbs, width: Int
  ) -> InlineArray<447, Int8> {
    var digits = InlineArray<447, Int8>(repeating: 0)
    var carry = 0
    var position = 0
    while position < 447 {
      let (limb, shift) = (position / 64, UInt64(position % 64))
      var word = number[limb] >> shift
      if limb + 1 < 7, shift > 0 { word |= number[limb + 1] << (64 - shift) }
      let bits = Int(word & (1 << UInt64(width) - 1)) + carry
      if bits & 1 == 0 {
        // A carry stays until a bit is zero; it has made this one zero.
        position += 1
        continue
      }
      carry = bits >> (width - 1) & 1
      digits[position] = Int8(bits - carry << width)
      position += width
    }
    return digits
  }
}
