/// Arithmetic modulo the prime of P-256 (four limbs), of P-384 (six) or of P-521 (nine). For the first two, numbers are in
/// Montgomery's form: x stands as x·2^(64·count), below the prime. P-521's prime 2^521 - 1 needs no such form: what a
/// product has above 521 bits is added to what is below. Where others say "in Montgomery's form", P-521's are plain.
///
/// P-256 multiplies by itself (`multiplyP256`); the others' products go through GMP. The reductions use the primes'
/// shape. No branch and no index depends on a value.
/// This has no storage: the primes are constants of the code.
struct PrimeField<let count: Int>: Sendable {
  /// The prime p.
  @inline(__always)
  var prime: Limbs<count> {
    var prime = Limbs<count>(repeating: UInt.max)
    if count == 4 {
      prime[1] = 0x0000_0000_FFFF_FFFF
      prime[2] = 0
      prime[3] = 0xFFFF_FFFF_0000_0001
    } else if count == 9 {
      prime[8] = 0x1FF
    } else {
      prime[0] = 0x0000_0000_FFFF_FFFF
      prime[1] = 0xFFFF_FFFF_0000_0000
      prime[2] = 0xFFFF_FFFF_FFFF_FFFE
    }
    return prime
  }

  /// 1 in Montgomery's form: 2^(64·count) modulo p.
  var one: Limbs<count> {
    if count == 9 {
      var one = Limbs<count>(repeating: 0)
      one[0] = 1
      return one
    }
    var one = Limbs<count>(repeating: 0)
    var carry: UInt = 1
    for index in 0..<count { one[index] = difference(0, prime[index], &carry) }
    return one
  }

  @inline(__always)
  func multiply(_ a: Limbs<count>, _ b: Limbs<count>) -> Limbs<count> {
    if count == 4 { return multiplyP256(a, b) }
    return unsafe withProduct(a, b) { unsafe reduce($0) }
  }

  @inline(__always)
  func square(_ a: Limbs<count>) -> Limbs<count> {
    if count == 4 { return squareP256(a) }
    return unsafe withSquare(a) { unsafe reduce($0) }
  }

  @inline(__always)
  func add(_ a: Limbs<count>, _ b: Limbs<count>) -> Limbs<count> { sum(a, b, modulo: prime) }

  @inline(__always)
  func subtract(_ a: Limbs<count>, _ b: Limbs<count>) -> Limbs<count> {
    difference(a, b, modulo: prime)
  }

  @inline(__always)
  func twice(_ a: Limbs<count>) -> Limbs<count> { add(a, a) }

  /// a / 2: the half of a, or of a + p if a is odd.
  @inline(__always)
  func half(_ a: Limbs<count>) -> Limbs<count> {
    let isOdd = mask(a[0])
    var result = a
    var carry: UInt = 0
    for index in 0..<count { result[index] = sum(a[index], prime[index] & isOdd, &carry) }
    for index in 0..<count - 1 { result[index] = result[index] >> 1 | result[index + 1] << 63 }
    result[count - 1] = result[count - 1] >> 1 | carry << 63
    return result
  }

  /// -a where the mask is all ones, else a.
  @inline(__always)
  func negate(_ a: Limbs<count>, if mask: UInt) -> Limbs<count> {
    select(mask, subtract(Limbs<count>(repeating: 0), a), a)
  }

  /// Out of Montgomery's form.
  func leave(_ a: Limbs<count>) -> Limbs<count> {
    count == 9 ? a : subtractingOnce(prime, from: divide(a))
  }

  /// t / 2^(64·count) mod p, for t of 2·count limbs, below p·2^(64·count).
  @inline(__always)
  private func reduce(_ t: UnsafeMutablePointer<UInt>) -> Limbs<count> {
    if count == 9 { return unsafe foldP521(t) }
    var low = Limbs<count>(repeating: 0)
    for index in 0..<count { low[index] = unsafe t[index] }
    low = divide(low)
    var carry: UInt = 0
    for index in 0..<count { low[index] = unsafe sum(low[index], t[count + index], &carry) }
    return subtractingOnce(prime, from: low, top: carry)
  }

  /// (a + m·p) / 2^(64·count), with the m that makes this a whole number; at most p.
  @inline(__always)
  private func divide(_ a: Limbs<count>) -> Limbs<count> {
    var result = a
    if count == 4 {
      for _ in 0..<4 { divideP256(&result) }
    } else {
      // Written out, since the compiler does not unroll this loop.
      divideP384(&result)
      divideP384(&result)
      divideP384(&result)
      divideP384(&result)
      divideP384(&result)
      divideP384(&result)
    }
    return result
  }

  /// (a + m·p) / 2^64 for p = 2^256 - 2^224 + 2^192 + 2^96 - 1, whose -1/p mod 2^64 is 1, so that m = a mod
  /// 2^64 and m·p + m = m·2^96 + m·(2^64 - 2^32 + 1)·2^192.
  @inline(__always)
  private func divideP256(_ a: inout Limbs<count>) {
    let m = a[0]
    var carry: UInt = 1
    let low = difference(m, m << 32, &carry)
    let high = difference(m, m >> 32, &carry)
    carry = 0
    a[0] = sum(a[1], m << 32, &carry)
    a[1] = sum(a[2], m >> 32, &carry)
    a[2] = sum(a[3], low, &carry)
    a[3] = high &+ carry
  }

  /// t modulo p = 2^521 - 1, for t below p²: its bits from 521 on added to those below.
  @inline(__always)
  private func foldP521(_ t: UnsafeMutablePointer<UInt>) -> Limbs<count> {
    var result = Limbs<count>(repeating: 0)
    var carry: UInt = 0
    // Written out, since the compiler does not unroll this loop.
    unsafe result[0] = sum(t[0], t[8] >> 9 | t[9] << 55, &carry)
    unsafe result[1] = sum(t[1], t[9] >> 9 | t[10] << 55, &carry)
    unsafe result[2] = sum(t[2], t[10] >> 9 | t[11] << 55, &carry)
    unsafe result[3] = sum(t[3], t[11] >> 9 | t[12] << 55, &carry)
    unsafe result[4] = sum(t[4], t[12] >> 9 | t[13] << 55, &carry)
    unsafe result[5] = sum(t[5], t[13] >> 9 | t[14] << 55, &carry)
    unsafe result[6] = sum(t[6], t[14] >> 9 | t[15] << 55, &carry)
    unsafe result[7] = sum(t[7], t[15] >> 9 | t[16] << 55, &carry)
    // t has 1,042 bits: the limb 17 is zero.
    unsafe result[8] = sum(t[8] & 0x1FF, t[16] >> 9, &carry)
    return subtractingOnce(prime, from: result)
  }

  /// (a + m·p) / 2^64 for p = 2^384 - 2^128 - 2^96 + 2^32 - 1, whose -1/p mod 2^64 is 2^32 + 1: takes
  /// m·(2^128 + 2^96 - 2^32 + 1) away, which makes the lowest limb zero, and adds m·2^384.
  @inline(__always)
  private func divideP384(_ a: inout Limbs<count>) {
    let m = a[0] &+ a[0] << 32
    let low = m << 32
    let high = m >> 32
    // m·(2^96 - 2^32 + 1): the lowest limb is a[0], which cancels.
    var carry: UInt = 1
    _ = difference(m, low, &carry)
    let second = difference(low, high, &carry)
    var third = difference(high, 0, &carry)
    var fourth: UInt = 0
    third = sum(third, m, &fourth)
    carry = 1
    a[0] = difference(a[1], second, &carry)
    a[1] = difference(a[2], third, &carry)
    a[2] = difference(a[3], fourth, &carry)
    a[3] = difference(a[4], 0, &carry)
    a[4] = difference(a[5], 0, &carry)
    a[5] = difference(m, 0, &carry)
  }
}
