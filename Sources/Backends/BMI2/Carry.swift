#if arch(x86_64)
  internal import _Builtin_intrinsics.intel

  // The chains of carries are made of intrinsics: the compiler puts sums of 128 bits in another order, and then keeps
  // carries in registers that belong in the flag.

  /// a + b + carry; the carry, 0 or 1, becomes that of the sum.
  @inline(__always)
  func sum(_ a: UInt, _ b: UInt, _ carry: inout UInt8) -> UInt {
    var sum: UInt64 = 0
    carry = unsafe _addcarry_u64(carry, UInt64(a), UInt64(b), &sum)
    return UInt(sum)
  }

  /// a - b - borrow; the borrow, 0 or 1, becomes that of the difference.
  @inline(__always)
  func difference(_ a: UInt, _ b: UInt, _ borrow: inout UInt8) -> UInt {
    var difference: UInt64 = 0
    borrow = unsafe _subborrow_u64(borrow, UInt64(a), UInt64(b), &difference)
    return UInt(difference)
  }
#endif
