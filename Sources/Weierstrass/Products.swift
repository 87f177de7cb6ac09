import CGMP

/// A product of two numbers of four or six limbs.
typealias Product = InlineArray<12, UInt>

/// a·b by GMP's `mpn_sec_mul`, whose time depends on sizes alone.
@inline(__always)
func product<let count: Int>(_ a: Limbs<count>, _ b: Limbs<count>) -> Product {
  var product = Product(repeating: 0)
  var scratch = Product(repeating: 0)
  var productSpan = product.mutableSpan
  var scratchSpan = scratch.mutableSpan
  unsafe productSpan.withUnsafeMutableBufferPointer { product in
    unsafe scratchSpan.withUnsafeMutableBufferPointer { scratch in
      unsafe a.span.withUnsafeBufferPointer { a in
        unsafe b.span.withUnsafeBufferPointer { b in
          unsafe __gmpn_sec_mul(
            product.baseAddress, a.baseAddress, count, b.baseAddress, count,
            scratch.baseAddress)
        }
      }
    }
  }
  return product
}

/// a² by GMP's `mpn_sec_sqr`, which wants at most 2·count limbs of scratch.
@inline(__always)
func squared<let count: Int>(_ a: Limbs<count>) -> Product {
  var product = Product(repeating: 0)
  var scratch = Product(repeating: 0)
  var productSpan = product.mutableSpan
  var scratchSpan = scratch.mutableSpan
  unsafe productSpan.withUnsafeMutableBufferPointer { product in
    unsafe scratchSpan.withUnsafeMutableBufferPointer { scratch in
      unsafe a.span.withUnsafeBufferPointer { a in
        unsafe __gmpn_sec_sqr(product.baseAddress, a.baseAddress, count, scratch.baseAddress)
      }
    }
  }
  return product
}
