// Multiples of points by secret scalars, in constant time, and by public ones.
//
// A secret scalar k is made odd, by going over to n - k and back to the opposite point, and so has digits that
// are odd: no digit and no partial sum is zero. All numbers but the last sum stay below n in size, and the two
// that are added are never equal or opposite, so that the fast additions hold; the last addition, where numbers
// can meet modulo n, is the complete one.
extension CurveConstants {
  /// k·G for a secret k in 1..<n.
  ///
  /// Digit i is looked up in the table of 2^(w·i)·G: 43 to 87 additions, no doubling. The digits before i sum
  /// up to less than 2^(w·i), which is no more than the size of what digit i adds.
  @inline(never)
  func multiplyBase(_ k: Limbs<count>) -> AffinePoint<count> {
    let isEven = mask(~k[0])
    let odd = select(isEven, negated(k), k)
    #if arch(x86_64)
      if let vectors {
        var result = conversion.affine(vectors.multiplyBase(odd))
        result.y = field.negate(result.y, if: isEven)
        return result
      }
    #endif
    let digits = OddDigits(odd, width: base.windowWidth)
    let size = 1 << (base.windowWidth - 1)
    let windows = base.windows.span
    let first = lookUp(digits.digit(0), in: windows.extracting(0..<size))
    var sum = JacobianPoint(first)
    for place in 1..<digits.digitCount - 1 {
      let window = windows.extracting(place * size..<(place + 1) * size)
      sum.add(lookUp(digits.digit(place), in: window))
    }
    let place = digits.digitCount - 1
    let last = lookUp(
      digits.digit(place), in: windows.extracting(place * size..<(place + 1) * size))
    sum.addCompletely(last, b: b)
    var result = conversion.affine(sum)
    result.y = field.negate(result.y, if: isEven)
    return result
  }

  /// k·P for a secret k in 1..<n.
  ///
  /// From the highest digit down: the sum so far, not zero, times 2^5 is more than a digit in size.
  @inline(never)
  func multiply(_ k: Limbs<count>, _ point: AffinePoint<count>) -> AffinePoint<count> {
    let isEven = mask(~k[0])
    let odd = select(isEven, negated(k), k)
    #if arch(x86_64)
      if let vectors {
        var result = conversion.affine(vectors.multiply(odd, point))
        result.y = field.negate(result.y, if: isEven)
        return result
      }
    #endif
    let digits = OddDigits(odd, width: 5)
    let table: InlineArray<16, AffinePoint<count>> = oddMultiples(of: point)
    var entry = lookUp(digits.digit(digits.digitCount - 1), in: table.span)
    var sum = JacobianPoint(entry)
    for place in (0..<digits.digitCount - 1).reversed() {
      sum.double(times: 5)
      entry = lookUp(digits.digit(place), in: table.span)
      if place > 0 {
        sum.add(entry)
      } else {
        sum.addCompletely(entry, b: b)
      }
    }
    var result = conversion.affine(sum)
    result.y = field.negate(result.y, if: isEven)
    return result
  }

  /// u·G + v·P for public numbers below n.
  func multiplyVariableTime(
    _ u: Limbs<count>, _ v: Limbs<count>, _ point: AffinePoint<count>
  ) -> JacobianPoint<count> {
    let width = 5
    let baseForm = NonAdjacentForm(
      variableTime: u, width: BaseTables<count>.variableTimeWidth)
    let pointForm = NonAdjacentForm(variableTime: v, width: width)
    #if arch(x86_64)
      if let vectors {
        let sum = vectors.multiplyVariableTime(baseForm, pointForm, point)
        // Zero where points met that were equal or opposite, which below is looked at.
        if !LimbBytes.isZero(sum.z) { return sum }
      }
    #endif
    let table: InlineArray<8, AffinePoint<count>> = oddMultiples(of: point)
    let multiples = base.oddMultiples.span
    let baseDigits = baseForm.digits.span
    let pointDigits = pointForm.digits.span
    let zero = Limbs<count>(repeating: 0)
    var sum = JacobianPoint(x: zero, y: zero, z: zero)
    // Doublings go together until there is something to add.
    var doublings = 0
    for place in (0..<max(baseForm.digitCount, pointForm.digitCount)).reversed() {
      doublings += 1
      let (pointDigit, baseDigit) = (Int(pointDigits[place]), Int(baseDigits[place]))
      guard pointDigit != 0 || baseDigit != 0 else { continue }
      sum.double(times: doublings)
      doublings = 0
      if pointDigit != 0 {
        var entry = table[abs(pointDigit) / 2]
        if pointDigit < 0 { entry.y = field.negate(entry.y, if: UInt.max) }
        sum.addVariableTime(entry)
      }
      if baseDigit != 0 {
        var entry = multiples[abs(baseDigit) / 2]
        if baseDigit < 0 { entry.y = field.negate(entry.y, if: UInt.max) }
        sum.addVariableTime(entry)
      }
    }
    sum.double(times: doublings)
    return sum
  }

  /// P, 3P, 5P, …, in affine coordinates by a single inversion (Montgomery's trick), which costs less than the products that
  /// it spares each addition. No multiple is infinity, and no two of the numbers added are equal or opposite.
  private func oddMultiples<let size: Int>(
    of point: AffinePoint<count>
  ) -> InlineArray<size, AffinePoint<count>> {
    var next = JacobianPoint(point)
    var twice = next
    twice.double()
    let step = CachedPoint(twice)
    var points = InlineArray<size, JacobianPoint<count>>(repeating: next)
    // Entry j is the product of the Z before j, of which the first is 1.
    var products = InlineArray<size, Limbs<count>>(repeating: next.z)
    var product = next.z
    for index in 1..<size {
      next.add(step)
      points[index] = next
      products[index] = product
      product = field.multiply(product, next.z)
    }
    var inverse = conversion.inverse(product)
    var multiples = InlineArray<size, AffinePoint<count>>(repeating: point)
    for index in (1..<size).reversed() {
      let current = points[index]
      multiples[index] = conversion.affine(
        current, inverseOfZ: field.multiply(inverse, products[index]))
      inverse = field.multiply(inverse, current.z)
    }
    return multiples
  }

  /// n - k.
  private func negated(_ k: Limbs<count>) -> Limbs<count> {
    difference(Limbs<count>(repeating: 0), k, modulo: order.modulus)
  }

  @inline(__always)
  private func lookUp(
    _ digit: (index: UInt, isNegative: UInt), in table: Span<AffinePoint<count>>
  ) -> AffinePoint<count> {
    var entry = AffinePoint.lookUp(digit.index, in: table)
    entry.y = field.negate(entry.y, if: digit.isNegative)
    return entry
  }
}
