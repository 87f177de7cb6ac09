/// Arithmetic modulo the prime of P-256 (four limbs), of P-384 (six) or of P-521 (nine). For the first two, numbers are in
/// Montgomery's form: x stands as x·2^(64·count), below the prime. P-521's prime 2^521 - 1 needs no such form: what a
/// product has above 521 bits is added to what is below. Where others say "in Montgomery's form", P-521's are plain.
///
/// P-521's limbs have 58 bits and room above (FieldP521.swift). Products are tight, and so are a point's coordinates; sums
/// and differences may be multiplied, but taken away only while they are below 2^60 - 8, which `tighten` makes them.
/// Before they are compared they have to be brought below the prime, so that `isZero` and `areEqual` are here.
///
/// P-256 and P-521 multiply by themselves; P-384's products go through GMP. The reductions use the primes' shape. No
/// branch and no index depends on a value.
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
    if count == 9 { return multiplyP521(a, b) }
    return unsafe withProduct(a, b) { unsafe reduce($0) }
  }

  @inline(__always)
  func square(_ a: Limbs<count>) -> Limbs<count> {
    if count == 4 { return squareP256(a) }
    if count == 9 { return squareP521(a) }
    return unsafe withSquare(a) { unsafe reduce($0) }
  }

  @inline(__always)
  func add(_ a: Limbs<count>, _ b: Limbs<count>) -> Limbs<count> {
    count == 9 ? addLimbs(a, b) : sum(a, b, modulo: prime)
  }

  @inline(__always)
  func subtract(_ a: Limbs<count>, _ b: Limbs<count>) -> Limbs<count> {
    count == 9 ? subtractLimbs(a, b) : difference(a, b, modulo: prime)
  }

  /// The same number, of which as much may be taken away as of a product.
  @inline(__always)
  func tighten(_ a: Limbs<count>) -> Limbs<count> { count == 9 ? tightenLimbs(a) : a }

  @inline(__always)
  func twice(_ a: Limbs<count>) -> Limbs<count> { add(a, a) }

  /// a / 2: the half of a, or of a + p if a is odd.
  @inline(__always)
  func half(_ a: Limbs<count>) -> Limbs<count> {
    if count == 9 { return halveLimbs(a) }
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
    tighten(select(mask, subtract(Limbs<count>(repeating: 0), a), a))
  }

  /// Out of Montgomery's form, into limbs of 64 bits, below the prime.
  func leave(_ a: Limbs<count>) -> Limbs<count> {
    count == 9 ? pack(a) : subtractingOnce(prime, from: divide(a))
  }

  /// Whether a number is zero modulo the prime, in constant time.
  func isZero(_ a: Limbs<count>) -> Bool { LimbBytes.isZero(count == 9 ? pack(a) : a) }

  /// Whether two numbers are equal modulo the prime, in constant time.
  func areEqual(_ a: Limbs<count>, _ b: Limbs<count>) -> Bool {
    count == 9 ? LimbBytes.areEqual(pack(a), pack(b)) : LimbBytes.areEqual(a, b)
  }

  /// t / 2^(64·count) mod p, for t of 2·count limbs, below p·2^(64·count).
  @inline(__always)
  private func reduce(_ t: UnsafeMutablePointer<UInt>) -> Limbs<count> {
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
