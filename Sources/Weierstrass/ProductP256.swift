/// a·b / 2^256 modulo the prime of P-256.
@inline(never)
func productP256(_ a: Limbs<4>, _ b: Limbs<4>) -> Limbs<4> {
  #if arch(x86_64)
    if FastArithmetic.exists { return fastProductP256(a, b) }
  #endif
  return portableProductP256(a, b)
}

/// a² / 2^256 modulo the prime of P-256.
@inline(never)
func squareP256(_ a: Limbs<4>) -> Limbs<4> {
  #if arch(x86_64)
    if FastArithmetic.exists { return fastSquareP256(a) }
  #endif
  return portableProductP256(a, a)
}

/// With a limb divided off after each row of products.
///
/// A row's lower and upper halves are added in two chains of carries, of which the compiler makes `adc`. That takes
/// three fifths of the time of GMP's product and a reduction after it.
@inline(__always)
func portableProductP256(_ a: Limbs<4>, _ b: Limbs<4>) -> Limbs<4> {
  var (t0, t1, t2, t3, t4) = (UInt(0), UInt(0), UInt(0), UInt(0), UInt(0))
  var (t5, t6, t7, t8) = (UInt(0), UInt(0), UInt(0), UInt(0))
  addRow(a, b[0], &t0, &t1, &t2, &t3, &t4)
  divideOff(t0, &t1, &t2, &t3, &t4, &t5)
  addRow(a, b[1], &t1, &t2, &t3, &t4, &t5)
  divideOff(t1, &t2, &t3, &t4, &t5, &t6)
  addRow(a, b[2], &t2, &t3, &t4, &t5, &t6)
  divideOff(t2, &t3, &t4, &t5, &t6, &t7)
  addRow(a, b[3], &t3, &t4, &t5, &t6, &t7)
  divideOff(t3, &t4, &t5, &t6, &t7, &t8)
  var result = Limbs<4>(repeating: 0)
  result[0] = t4
  result[1] = t5
  result[2] = t6
  result[3] = t7
  return subtractingOnce(PrimeField<4>().prime, from: result, top: t8)
}

/// Adds the product of four limbs and one; there is room for it.
@inline(__always)
private func addRow(
  _ a: Limbs<4>, _ b: UInt, _ t0: inout UInt, _ t1: inout UInt, _ t2: inout UInt,
  _ t3: inout UInt, _ t4: inout UInt
) {
  let p0 = a[0].multipliedFullWidth(by: b)
  let p1 = a[1].multipliedFullWidth(by: b)
  let p2 = a[2].multipliedFullWidth(by: b)
  let p3 = a[3].multipliedFullWidth(by: b)
  var carry: UInt = 0
  t0 = sum(t0, p0.low, &carry)
  t1 = sum(t1, p1.low, &carry)
  t2 = sum(t2, p2.low, &carry)
  t3 = sum(t3, p3.low, &carry)
  t4 = sum(t4, 0, &carry)
  carry = 0
  t1 = sum(t1, p0.high, &carry)
  t2 = sum(t2, p1.high, &carry)
  t3 = sum(t3, p2.high, &carry)
  t4 = sum(t4, p3.high, &carry)
}

/// Adds m·p, m being the lowest limb, which makes that limb zero (-1/p is 1 modulo 2^64): m·2^96 and
/// m·(2^64 - 2^32 + 1)·2^192.
@inline(__always)
private func divideOff(
  _ m: UInt, _ t1: inout UInt, _ t2: inout UInt, _ t3: inout UInt, _ t4: inout UInt,
  _ t5: inout UInt
) {
  var carry: UInt = 1
  let low = difference(m, m << 32, &carry)
  let high = difference(m, m >> 32, &carry)
  carry = 0
  t1 = sum(t1, m << 32, &carry)
  t2 = sum(t2, m >> 32, &carry)
  t3 = sum(t3, low, &carry)
  t4 = sum(t4, high, &carry)
  t5 = sum(t5, 0, &carry)
}

extension PrimeField {
  /// a·b / 2^256, where `count` is four.
  @inline(__always)
  func multiplyP256(_ a: Limbs<count>, _ b: Limbs<count>) -> Limbs<count> {
    resized(productP256(resized(a), resized(b)))
  }

  /// a² / 2^256, where `count` is four.
  @inline(__always)
  func squareP256(_ a: Limbs<count>) -> Limbs<count> {
    resized(Weierstrass.squareP256(resized(a)))
  }
}
