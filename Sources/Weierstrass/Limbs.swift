/// Numbers of `count` 64-bit limbs, the lowest first.
typealias Limbs<let count: Int> = InlineArray<count, UInt>

/// How long the numbers of a curve are that take `count` limbs: its prime and its order alike.
enum Width<let count: Int> {
  /// Bits: nine limbs are those of P-521.
  @inline(__always)
  static var bits: Int { count == 9 ? 521 : 64 * count }
  /// Bytes, rounded up.
  @inline(__always)
  static var bytes: Int { (bits + 7) / 8 }
}

/// The same limbs, for code whose number of limbs is known from a condition alone: both are equally many.
@inline(__always)
func resized<let from: Int, let to: Int>(_ limbs: Limbs<from>) -> Limbs<to> {
  var result = Limbs<to>(repeating: 0)
  for index in 0..<min(from, to) { result[index] = limbs[index] }
  return result
}

/// a + b + carry; the carry, 0 or 1, becomes that of the sum.
@inline(__always)
func sum(_ a: UInt, _ b: UInt, _ carry: inout UInt) -> UInt {
  let sum = UInt128(a) &+ UInt128(b) &+ UInt128(carry)
  carry = UInt(truncatingIfNeeded: sum >> 64)
  return UInt(truncatingIfNeeded: sum)
}

/// a - b - 1 + carry: `carry` is 0 where a limb is borrowed and 1 where none is. Compiles to `sbb`.
@inline(__always)
func difference(_ a: UInt, _ b: UInt, _ carry: inout UInt) -> UInt { sum(a, ~b, &carry) }

/// All ones if the lowest bit is 1, zero if it is 0.
@inline(__always)
func mask(_ bit: UInt) -> UInt { 0 &- (bit & 1) }

/// All ones if the numbers are equal, else zero, without a branch; both are below 2^63.
@inline(__always)
func maskIfEqual(_ a: UInt, _ b: UInt) -> UInt { 0 &- (((a ^ b) &- 1) >> 63) }

/// Picks `a` where the mask is all ones, and `b` where it is zero.
@inline(__always)
func select<let count: Int>(_ mask: UInt, _ a: Limbs<count>, _ b: Limbs<count>) -> Limbs<count> {
  var result = b
  for index in 0..<count { result[index] ^= (a[index] ^ b[index]) & mask }
  return result
}

/// `a`, with `top` above it, less the modulus if it is not below that. Without a branch; the value is below
/// twice the modulus.
@inline(__always)
func subtractingOnce<let count: Int>(
  _ modulus: Limbs<count>, from a: Limbs<count>, top: UInt = 0
) -> Limbs<count> {
  var result = Limbs<count>(repeating: 0)
  var carry: UInt = 1
  for index in 0..<count { result[index] = difference(a[index], modulus[index], &carry) }
  // The difference holds where nothing was borrowed, or the top limb covers the borrow; else it is taken
  // back, which with a constant modulus takes fewer steps than a choice.
  let borrowed = (carry | top) &- 1
  carry = 0
  for index in 0..<count { result[index] = sum(result[index], modulus[index] & borrowed, &carry) }
  return result
}

/// a + b modulo the modulus, both below it.
@inline(__always)
func sum<let count: Int>(
  _ a: Limbs<count>, _ b: Limbs<count>, modulo modulus: Limbs<count>
) -> Limbs<count> {
  var result = Limbs<count>(repeating: 0)
  var carry: UInt = 0
  for index in 0..<count { result[index] = sum(a[index], b[index], &carry) }
  return subtractingOnce(modulus, from: result, top: carry)
}

/// a - b modulo the modulus, both below it.
@inline(__always)
func difference<let count: Int>(
  _ a: Limbs<count>, _ b: Limbs<count>, modulo modulus: Limbs<count>
) -> Limbs<count> {
  var result = Limbs<count>(repeating: 0)
  var carry: UInt = 1
  for index in 0..<count { result[index] = difference(a[index], b[index], &carry) }
  let borrowed = carry &- 1
  carry = 0
  for index in 0..<count { result[index] = sum(result[index], modulus[index] & borrowed, &carry) }
  return result
}

/// Whether a number is below the modulus, in constant time.
func isBelow<let count: Int>(_ modulus: Limbs<count>, _ a: Limbs<count>) -> Bool {
  var carry: UInt = 1
  for index in 0..<count { _ = difference(a[index], modulus[index], &carry) }
  return carry == 0
}
