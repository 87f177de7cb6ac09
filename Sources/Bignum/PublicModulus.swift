internal import Bytes
internal import CGMP
public import Processor

/// An odd public modulus, prepared for Montgomery's multiplication.
public struct PublicModulus: Sendable, Hashable {
  /// Least significant limb first; the highest is not zero.
  let limbs: [UInt]
  /// Number of bits up to the highest that is 1.
  public let bitCount: Int
  /// For the processor's vectors, if it has them and they fit.
  let vectors: VectorModulus?
  /// R² mod n, where R = 2^(64 · limbs); empty if there are vectors.
  let squareOfRadix: [UInt]
  /// -1/n mod 2^64.
  let negatedInverse: UInt

  /// The modulus with the big-endian `bytes`; nil unless it is odd and at least 3.
  public init?(bigEndian bytes: Span<UInt8>, processor: Processor = .current) {
    var limbs = limbsVariableTime(bytes)
    while limbs.last == 0 { limbs.removeLast() }
    guard let lowest = limbs.first, let highest = limbs.last, lowest & 1 == 1,
      limbs.count > 1 || lowest >= 3
    else { return nil }
    let bitCount = limbs.count * UInt.bitWidth - highest.leadingZeroBitCount
    self.limbs = limbs
    self.bitCount = bitCount
    negatedInverse = 0 &- inverseModuloLimb(lowest)
    if let layout = VectorLayout(bitCount: bitCount, on: processor) {
      vectors = VectorModulus(limbs, layout)
      squareOfRadix = []
    } else {
      vectors = nil
      squareOfRadix = powerOfTwoVariableTime(2 * UInt.bitWidth * limbs.count, modulo: limbs)
    }
  }

  /// `base` to the power of `exponent`, in as many bytes as the modulus has; nil unless `base` is
  /// less than the modulus. For public values only.
  ///
  /// - Parameter exponent: At least 1.
  public func powerVariableTime(_ base: Span<UInt8>, exponent: UInt) -> [UInt8]? {
    let count = limbs.count
    var factor = limbsVariableTime(base)
    guard factor.count <= count || factor[count...].allSatisfy({ $0 == 0 }) else { return nil }
    factor.removeLast(max(0, factor.count - count))
    factor.append(contentsOf: repeatElement(0, count: count - factor.count))
    guard isLessVariableTime(factor, limbs) else { return nil }
    let byteCount = (bitCount + 7) / 8
    guard let vectors else {
      return bytesVariableTime(powerVariableTime(factor, exponent: exponent), count: byteCount)
    }
    let power = vectors.power(SecretLimbs(factor), exponent: exponent)
    return [UInt8](copying: power.bytes(byteCount).bytes)
  }

  /// A secret `base`, less than the modulus, to the power of a public `exponent`, on which alone,
  /// with the length of the modulus, the time depends.
  ///
  /// - Parameters:
  ///   - base: As many limbs as the modulus has.
  ///   - exponent: At least 1.
  public func power(_ base: borrowing SecretLimbs, publicExponent exponent: UInt) -> SecretLimbs {
    guard let vectors else {
      return base.power(
        SecretLimbs([exponent]), bitCount: UInt.bitWidth - exponent.leadingZeroBitCount,
        modulo: secretLimbs)
    }
    return vectors.power(base, exponent: exponent)
  }

  /// A secret `base`, less than the modulus, to the power of a secret exponent. The time depends on the lengths alone.
  ///
  /// - Parameters:
  ///   - base: As many limbs as the modulus has.
  ///   - exponent: Its bits from `bitCount` on are zero.
  ///   - bitCount: At least 1; public.
  public func power(
    _ base: borrowing SecretLimbs, _ exponent: borrowing SecretLimbs, bitCount: Int
  ) -> SecretLimbs {
    guard let vectors else {
      return base.power(exponent, bitCount: bitCount, modulo: secretLimbs)
    }
    return vectors.power(base, exponent, bitCount: bitCount)
  }

  /// The inverse of a number of as many limbs as the modulus; nil if there is none.
  ///
  /// The time and the memory left behind tell about `value`: it must say nothing by itself, as a
  /// secret multiplied by a random number that is used once.
  public func inverseVariableTime(_ value: borrowing SecretLimbs) -> SecretLimbs? {
    let count = limbs.count
    declassify(value.limbs)
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
  public var secretLimbs: SecretLimbs { SecretLimbs(limbs) }
}

extension SecretLimbs {
  /// Public limbs, for arithmetic with secrets.
  init(_ limbs: [UInt]) {
    self.init(count: limbs.count)
    for index in limbs.indices { unsafe base[index] = limbs[index] }
  }
}
