import CGMP

/// Calls `body` with the 2·count limbs of a·b, made by GMP's `mpn_sec_mul`, whose time depends on sizes alone.
@inline(__always)
func withProduct<let count: Int>(
  _ a: Limbs<count>, _ b: Limbs<count>, _ body: (UnsafeMutablePointer<UInt>) -> Limbs<count>
) -> Limbs<count> {
  // GMP wants no more scratch than the product has.
  unsafe withUnsafeTemporaryAllocation(of: UInt.self, capacity: 4 * count) { memory in
    let product = unsafe memory.baseAddress.unsafelyUnwrapped
    unsafe a.span.withUnsafeBufferPointer { a in
      unsafe b.span.withUnsafeBufferPointer { b in
        unsafe __gmpn_sec_mul(
          product, a.baseAddress, count, b.baseAddress, count, product + 2 * count)
      }
    }
    return unsafe body(product)
  }
}

/// Calls `body` with the 2·count limbs of a², made by GMP's `mpn_sec_sqr`.
@inline(__always)
func withSquare<let count: Int>(
  _ a: Limbs<count>, _ body: (UnsafeMutablePointer<UInt>) -> Limbs<count>
) -> Limbs<count> {
  unsafe withUnsafeTemporaryAllocation(of: UInt.self, capacity: 4 * count) { memory in
    let product = unsafe memory.baseAddress.unsafelyUnwrapped
    unsafe a.span.withUnsafeBufferPointer { a in
      unsafe __gmpn_sec_sqr(product, a.baseAddress, count, product + 2 * count)
    }
    return unsafe body(product)
  }
}
