// Arithmetic modulo 2^521 - 1 in nine limbs of 58 bits, which have room for carries, so that sums and differences
// propagate none. Limbs are "tight" where they are below 2^58 + 2^12.

/// The bits of a limb.
private let limbMask: UInt = (1 << 58) - 1

/// a·b modulo 2^521 - 1, of limbs below 2^61, in tight limbs.
@inline(never)
func productP521(_ a: Limbs<9>, _ b: Limbs<9>) -> Limbs<9> {
  // 2^(58·9) is 2: what lies above the ninth limb counts twice.
  let twiceB = doubled(b)
  var product = Limbs<9>(repeating: 0)
  // Below 17·2^122, and the carry.
  var column: UInt128 = 0
  product[0] = takeColumn(0, a, b, twiceB, &column)
  product[1] = takeColumn(1, a, b, twiceB, &column)
  product[2] = takeColumn(2, a, b, twiceB, &column)
  product[3] = takeColumn(3, a, b, twiceB, &column)
  product[4] = takeColumn(4, a, b, twiceB, &column)
  product[5] = takeColumn(5, a, b, twiceB, &column)
  product[6] = takeColumn(6, a, b, twiceB, &column)
  product[7] = takeColumn(7, a, b, twiceB, &column)
  product[8] = takeColumn(8, a, b, twiceB, &column)
  wrap(column, around: &product)
  return product
}

/// a² modulo 2^521 - 1, of limbs below 2^61, in tight limbs; 45 products instead of 81.
@inline(never)
func squareP521(_ a: Limbs<9>) -> Limbs<9> {
  let twice = doubled(a)
  let fourTimes = doubled(twice)
  var square = Limbs<9>(repeating: 0)
  var column: UInt128 = 0
  square[0] = takeColumn(0, squareOf: a, twice, fourTimes, &column)
  square[1] = takeColumn(1, squareOf: a, twice, fourTimes, &column)
  square[2] = takeColumn(2, squareOf: a, twice, fourTimes, &column)
  square[3] = takeColumn(3, squareOf: a, twice, fourTimes, &column)
  square[4] = takeColumn(4, squareOf: a, twice, fourTimes, &column)
  square[5] = takeColumn(5, squareOf: a, twice, fourTimes, &column)
  square[6] = takeColumn(6, squareOf: a, twice, fourTimes, &column)
  square[7] = takeColumn(7, squareOf: a, twice, fourTimes, &column)
  square[8] = takeColumn(8, squareOf: a, twice, fourTimes, &column)
  wrap(column, around: &square)
  return square
}

/// Adds the products whose places are `place`, or that and nine, and takes the limb of this place; the loops have constant
/// bounds, and are unrolled.
@inline(__always)
private func takeColumn(
  _ place: Int, _ a: Limbs<9>, _ b: Limbs<9>, _ twiceB: Limbs<9>, _ column: inout UInt128
) -> UInt {
  for i in 0...place { add(a[i], b[place - i], to: &column) }
  for i in place + 1..<9 { add(a[i], twiceB[place + 9 - i], to: &column) }
  return takeLimb(&column)
}

/// The same where both factors are one: products of two limbs count twice.
@inline(__always)
private func takeColumn(
  _ place: Int, squareOf a: Limbs<9>, _ twice: Limbs<9>, _ fourTimes: Limbs<9>,
  _ column: inout UInt128
) -> UInt {
  for i in 0..<(place + 1) / 2 { add(a[i], twice[place - i], to: &column) }
  if place % 2 == 0 { add(a[place / 2], a[place / 2], to: &column) }
  for i in place + 1..<(place + 10) / 2 { add(a[i], fourTimes[place + 9 - i], to: &column) }
  if place % 2 == 1 { add(a[(place + 9) / 2], twice[(place + 9) / 2], to: &column) }
  return takeLimb(&column)
}

@inline(__always)
private func add(_ a: UInt, _ b: UInt, to column: inout UInt128) {
  column = column &+ UInt128(a) &* UInt128(b)
}

/// Takes the lowest 58 bits; the others remain for the next column.
@inline(__always)
private func takeLimb(_ column: inout UInt128) -> UInt {
  let limb = UInt(truncatingIfNeeded: column) & limbMask
  column >>= 58
  return limb
}

/// Adds what is left above the ninth limb, below 2^69, twice at the lowest.
@inline(__always)
private func wrap(_ rest: UInt128, around limbs: inout Limbs<9>) {
  let low = limbs[0] &+ UInt(truncatingIfNeeded: rest << 1) & limbMask
  limbs[0] = low & limbMask
  limbs[1] = limbs[1] &+ low >> 58 &+ UInt(truncatingIfNeeded: rest >> 57)
}

@inline(__always)
private func doubled(_ a: Limbs<9>) -> Limbs<9> {
  var result = a
  for index in 0..<9 { result[index] = a[index] << 1 }
  return result
}

/// Where `count` is nine.
extension PrimeField {
  /// a + b, each limb by itself.
  @inline(__always)
  func addLimbs(_ a: Limbs<count>, _ b: Limbs<count>) -> Limbs<count> {
    var sum = a
    for index in 0..<count { sum[index] = a[index] &+ b[index] }
    return sum
  }

  /// a - b + 8p, each limb by itself; b's are below 2^60 - 8, and so not above those of 8p.
  @inline(__always)
  func subtractLimbs(_ a: Limbs<count>, _ b: Limbs<count>) -> Limbs<count> {
    var difference = a
    difference[0] = a[0] &+ (limbMask << 2 &- 4 &- b[0])
    for index in 1..<count { difference[index] = a[index] &+ (limbMask << 2 &- b[index]) }
    return difference
  }

  /// Half of a, or of a + p, of limbs below 2^63; one bit more than half as large.
  @inline(__always)
  func halveLimbs(_ a: Limbs<count>) -> Limbs<count> {
    let isOdd = mask(a[0])
    var sum = a
    for index in 0..<count {
      sum[index] = a[index] &+ isOdd & (index == 8 ? limbMask >> 1 : limbMask)
    }
    for index in 0..<count - 1 {
      sum[index] = sum[index] >> 1 &+ (sum[index + 1] & 1) << 57
    }
    sum[count - 1] >>= 1
    return sum
  }

  /// The same number in tight limbs: each limb's bits from 58 on are added to the next.
  @inline(__always)
  func tightenLimbs(_ a: Limbs<count>) -> Limbs<count> {
    var tight = a
    tight[0] = a[0] & limbMask &+ (a[count - 1] >> 58) << 1
    for index in 1..<count { tight[index] = a[index] & limbMask &+ a[index - 1] >> 58 }
    return tight
  }

  /// The number below p, in limbs of 64 bits, of any limbs of 58 bits and more.
  func pack(_ a: Limbs<count>) -> Limbs<count> {
    var limbs = tightenLimbs(a)
    // The first time, little more than 2^521 may be left, and the second time nothing above.
    for _ in 0..<2 {
      var carry: UInt = 0
      for index in 0..<count - 1 {
        let sum = limbs[index] &+ carry
        limbs[index] = sum & limbMask
        carry = sum >> 58
      }
      let top = limbs[count - 1] &+ carry
      limbs[count - 1] = top & limbMask >> 1
      limbs[0] = limbs[0] &+ top >> 57
    }
    var packed = limbs
    for index in 0..<count - 1 {
      packed[index] = limbs[index] >> UInt(6 * index) | limbs[index + 1] << UInt(58 - 6 * index)
    }
    packed[count - 1] = limbs[count - 1] >> 48
    return subtractingOnce(prime, from: packed)
  }

  /// A number below 2^522 in limbs of 64 bits, in tight limbs.
  func unpack(_ a: Limbs<count>) -> Limbs<count> {
    var limbs = a
    limbs[0] = a[0] & limbMask
    for index in 1..<count {
      let bits = a[index - 1] >> UInt(64 - 6 * index) | a[index] << UInt(6 * index)
      limbs[index] = bits & limbMask
    }
    return limbs
  }

  /// a·b, of limbs below 2^61.
  @inline(__always)
  func multiplyP521(_ a: Limbs<count>, _ b: Limbs<count>) -> Limbs<count> {
    resized(productP521(resized(a), resized(b)))
  }

  /// a², of limbs below 2^61.
  @inline(__always)
  func squareP521(_ a: Limbs<count>) -> Limbs<count> {
    resized(Weierstrass.squareP521(resized(a)))
  }
}
