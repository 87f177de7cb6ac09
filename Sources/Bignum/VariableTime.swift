internal import CGMP

extension PublicModulus {
  /// A public power by GMP's products and its reduction of Montgomery's.
  func powerVariableTime(_ factor: [UInt], exponent: UInt) -> [UInt] {
    let count = limbs.count
    var result = [UInt](repeating: 0, count: count)
    unsafe withUnsafeTemporaryAllocation(of: UInt.self, capacity: 4 * count) { working in
      guard let product = working.baseAddress else { return }
      let base = unsafe product + 2 * count
      let power = unsafe base + count
      unsafe limbs.withUnsafeBufferPointer { modulus in
        guard let modulus = modulus.baseAddress else { return }
        /// Divides the product by R and reduces it once; what is left fits the limbs, and is
        /// congruent.
        func reduce(into target: UnsafeMutablePointer<UInt>) {
          let carry = unsafe __gmpn_redc_1(target, product, modulus, count, negatedInverse)
          if carry != 0 { _ = unsafe __gmpn_sub_n(target, target, modulus, count) }
        }
        unsafe __gmpn_mul_n(product, factor, squareOfRadix, count)
        unsafe reduce(into: base)
        unsafe power.update(from: base, count: count)
        for bit in (0..<(UInt.bitWidth - 1 - exponent.leadingZeroBitCount)).reversed() {
          unsafe __gmpn_sqr(product, power, count)
          unsafe reduce(into: power)
          guard exponent >> UInt(bit) & 1 == 1 else { continue }
          // The last factor is taken outside Montgomery's form, which leads the result out of it.
          if bit == 0 {
            unsafe __gmpn_mul_n(product, power, factor, count)
          } else {
            unsafe __gmpn_mul_n(product, power, base, count)
          }
          unsafe reduce(into: power)
        }
        if exponent == 1 || exponent & 1 == 0 {
          unsafe product.update(from: power, count: count)
          unsafe (product + count).update(repeating: 0, count: count)
          unsafe reduce(into: power)
        }
        unsafe result.withUnsafeMutableBufferPointer { target in
          guard let target = target.baseAddress else { return }
          unsafe target.update(from: power, count: count)
          if unsafe __gmpn_cmp(target, modulus, count) >= 0 {
            _ = unsafe __gmpn_sub_n(target, target, modulus, count)
          }
        }
      }
    }
    return result
  }
}

/// The limbs of big-endian bytes, least significant first.
func limbsVariableTime(_ bytes: Span<UInt8>) -> [UInt] {
  var limbs = [UInt](repeating: 0, count: (bytes.count + 7) / 8)
  for index in bytes.indices {
    let place = bytes.count - 1 - index
    limbs[place >> 3] |= UInt(bytes[index]) << UInt((place & 7) << 3)
  }
  return limbs
}

/// `count` big-endian bytes; what does not fit is left out.
func bytesVariableTime(_ limbs: [UInt], count: Int) -> [UInt8] {
  [UInt8](capacity: count) { (bytes: inout OutputSpan<UInt8>) in
    for place in (0..<count).reversed() {
      let limb = place >> 3 < limbs.count ? limbs[place >> 3] : 0
      bytes.append(UInt8(truncatingIfNeeded: limb >> UInt((place & 7) << 3)))
    }
  }
}

/// Whether `left` is less than `right`, which has as many limbs.
func isLessVariableTime(_ left: [UInt], _ right: [UInt]) -> Bool {
  for index in left.indices.reversed() where left[index] != right[index] {
    return left[index] < right[index]
  }
  return false
}

/// The remainder of 2^`exponent`, in as many limbs as `modulus`, whose highest is not zero.
func powerOfTwoVariableTime(_ exponent: Int, modulo modulus: [UInt]) -> [UInt] {
  var dividend = [UInt](repeating: 0, count: max(exponent / UInt.bitWidth + 1, modulus.count))
  dividend[exponent / UInt.bitWidth] = 1 << UInt(exponent % UInt.bitWidth)
  var remainder = [UInt](repeating: 0, count: modulus.count)
  var quotient = [UInt](repeating: 0, count: dividend.count - modulus.count + 1)
  unsafe __gmpn_tdiv_qr(
    &quotient, &remainder, 0, dividend, dividend.count, modulus, modulus.count)
  return remainder
}
