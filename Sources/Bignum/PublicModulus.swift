internal import CGMP

/// An odd public modulus, prepared for Montgomery's multiplication.
public struct PublicModulus: Sendable, Hashable {
  /// Least significant limb first; the highest is not zero.
  let limbs: [UInt]
  /// R² mod n, where R = 2^(64 · limbs).
  let squareOfRadix: [UInt]
  /// -1/n mod 2^64.
  let negatedInverse: UInt
  /// Number of bits up to the highest that is 1.
  public let bitCount: Int

  /// The modulus with the big-endian `bytes`; nil unless it is odd and at least 3.
  public init?(bigEndian bytes: Span<UInt8>) {
    var limbs = limbsVariableTime(bytes)
    while limbs.last == 0 { limbs.removeLast() }
    guard let lowest = limbs.first, let highest = limbs.last, lowest & 1 == 1,
      limbs.count > 1 || lowest >= 3
    else { return nil }
    self.limbs = limbs
    bitCount = limbs.count * UInt.bitWidth - highest.leadingZeroBitCount
    negatedInverse = 0 &- inverseModuloLimb(lowest)
    var radix = [UInt](repeating: 0, count: 2 * limbs.count + 1)
    radix[2 * limbs.count] = 1
    squareOfRadix = remainderVariableTime(radix, limbs)
  }

  /// `base` to the power of `exponent`, in as many bytes as the modulus has; nil unless `base` is less
  /// than the modulus. For public values only.
  ///
  /// - Parameter exponent: At least 1.
  public func powerVariableTime(_ base: Span<UInt8>, exponent: UInt) -> [UInt8]? {
    let count = limbs.count
    var factor = limbsVariableTime(base)
    guard factor.count <= count || factor[count...].allSatisfy({ $0 == 0 }) else { return nil }
    factor.removeLast(max(0, factor.count - count))
    factor.append(contentsOf: repeatElement(0, count: count - factor.count))
    guard isLessVariableTime(factor, limbs) else { return nil }
    return bytesVariableTime(power(factor, exponent: exponent), count: (bitCount + 7) / 8)
  }

  /// The inverse of a number of as many limbs as the modulus; nil if there is none.
  ///
  /// The time and the memory left behind tell about `value`: it must say nothing by itself, as a secret
  /// multiplied by a random number that is used once.
  public func inverseVariableTime(_ value: borrowing SecretLimbs) -> SecretLimbs? {
    let count = limbs.count
    // GMP overwrites both operands, and says that they need one limb more.
    let first = SecretLimbs(copying: value, count: count + 1)
    let second = SecretLimbs(count: count + 1)
    let divisor = SecretLimbs(count: count + 1)
    let cofactor = SecretLimbs(count: count + 1)
    var cofactorCount = 0
    let result = SecretLimbs(count: count)
    let exists = unsafe limbs.withUnsafeBufferPointer { modulus -> Bool in
      guard let modulus = modulus.baseAddress else { return false }
      unsafe second.base.update(from: modulus, count: count)
      let divisorCount = unsafe __gmpn_gcdext(
        divisor.base, cofactor.base, &cofactorCount, first.base, count, second.base, count)
      guard divisorCount == 1, unsafe divisor.base[0] == 1 else { return false }
      if cofactorCount < 0 {
        _ = unsafe __gmpn_sub(result.base, modulus, count, cofactor.base, -cofactorCount)
      } else {
        unsafe result.base.update(from: cofactor.base, count: cofactorCount)
      }
      return true
    }
    guard exists else { return nil }
    return result
  }

  /// The modulus, for arithmetic with secrets.
  public var secretLimbs: SecretLimbs {
    let copy = SecretLimbs(count: limbs.count)
    for index in limbs.indices { unsafe copy.base[index] = limbs[index] }
    return copy
  }

  private func power(_ factor: [UInt], exponent: UInt) -> [UInt] {
    let count = limbs.count
    var result = [UInt](repeating: 0, count: count)
    unsafe withUnsafeTemporaryAllocation(of: UInt.self, capacity: 4 * count) { working in
      guard let product = working.baseAddress else { return }
      let base = unsafe product + 2 * count
      let power = unsafe base + count
      unsafe limbs.withUnsafeBufferPointer { modulus in
        guard let modulus = modulus.baseAddress else { return }
        /// Divides the product by R and reduces it once; what is left fits the limbs, and is congruent.
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

/// The remainder of a division of public numbers, in as many limbs as `divisor`, whose highest is not zero.
func remainderVariableTime(_ dividend: [UInt], _ divisor: [UInt]) -> [UInt] {
  var remainder = [UInt](repeating: 0, count: divisor.count)
  var quotient = [UInt](repeating: 0, count: dividend.count - divisor.count + 1)
  unsafe __gmpn_tdiv_qr(
    &quotient, &remainder, 0, dividend, dividend.count, divisor, divisor.count)
  return remainder
}
