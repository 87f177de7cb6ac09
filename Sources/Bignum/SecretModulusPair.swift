public import Processor

/// Two secret odd moduli of the same length, as an RSA key has them, prepared for exponentiation.
public struct SecretModulusPair: ~Copyable, Sendable {
  /// The first modulus.
  public let first: SecretLimbs
  /// The second modulus.
  public let second: SecretLimbs
  let bitCount: Int
  let vectors: VectorModulusPair?

  /// The result of an operation with each modulus.
  public struct Numbers: ~Copyable, Sendable {
    /// By the first modulus.
    public var first: SecretLimbs
    /// By the second modulus.
    public var second: SecretLimbs
  }

  /// Prepares two odd moduli of `bitCount` bits, which is public.
  public init(
    _ first: consuming SecretLimbs, _ second: consuming SecretLimbs, bitCount: Int,
    processor: Processor = .current
  ) {
    if let layout = VectorLayout(bitCount: bitCount, on: processor) {
      vectors = VectorModulusPair(first, second, layout)
    } else {
      vectors = nil
    }
    self.first = first
    self.second = second
    self.bitCount = bitCount
  }

  /// The powers modulo each modulus of the remainders of one base.
  ///
  /// - Parameters:
  ///   - base: Of any length.
  ///   - exponents: Of at most as many bits as the moduli.
  public func powers(
    of base: borrowing SecretLimbs, _ exponent1: borrowing SecretLimbs,
    _ exponent2: borrowing SecretLimbs
  ) -> Numbers {
    let remainder1 = base.remainder(modulo: first)
    let remainder2 = base.remainder(modulo: second)
    if let powers = vectors?.powers(remainder1, remainder2, exponent1, exponent2, self) {
      return powers
    }
    return Numbers(
      first: remainder1.power(exponent1, bitCount: bitCount, modulo: first),
      second: remainder2.power(exponent2, bitCount: bitCount, modulo: second))
  }
}

/// The moduli for the processor's vectors.
struct VectorModulusPair: ~Copyable, Sendable {
  private let moduli: VectorModuli
  /// R² by each modulus.
  private let squaresOfRadix: SecretLimbs

  init(_ first: borrowing SecretLimbs, _ second: borrowing SecretLimbs, _ layout: VectorLayout) {
    moduli = VectorModuli(layout, first, second)
    let bit = 2 * layout.radixBitCount
    var power = SecretLimbs(count: bit / UInt.bitWidth + 1)
    power.setBit(bit)
    squaresOfRadix = moduli.zero()
    squaresOfRadix.setDigits(of: power.remainder(modulo: first), layout)
    squaresOfRadix.setDigits(of: power.remainder(modulo: second), at: layout.stride, layout)
  }

  /// Powers of numbers below the moduli.
  func powers(
    _ base1: borrowing SecretLimbs, _ base2: borrowing SecretLimbs,
    _ exponent1: borrowing SecretLimbs, _ exponent2: borrowing SecretLimbs,
    _ pair: borrowing SecretModulusPair
  ) -> SecretModulusPair.Numbers {
    let layout = moduli.layout
    let bases = moduli.zero()
    bases.setDigits(of: base1, layout)
    bases.setDigits(of: base2, at: layout.stride, layout)
    let powers = unsafe moduli.powers(
      of: bases, squaresOfRadix: squaresOfRadix.base, bitCount: pair.bitCount
    ) { modulus, start, width in
      modulus == 0 ? exponent1.bits(start, count: width) : exponent2.bits(start, count: width)
    }
    let count = pair.first.count
    var result1 = SecretLimbs(digits: powers, layout, count: count)
    var result2 = SecretLimbs(digits: powers, at: layout.stride, layout, count: count)
    result1.subtractUnlessLess(than: pair.first)
    result2.subtractUnlessLess(than: pair.second)
    return SecretModulusPair.Numbers(first: result1, second: result2)
  }
}

extension SecretLimbs {
  /// `count` bits from bit `start` on; those above the highest limb are zero. Both numbers are
  /// public.
  func bits(_ start: Int, count width: Int) -> UInt {
    let limb = start >> 6
    let shift = UInt(start & 63)
    let low = limb < count ? unsafe base[limb] >> shift : 0
    let high = limb + 1 < count ? unsafe base[limb + 1] << (64 - shift) : 0
    return (low | high) & (1 << UInt(width) - 1)
  }
}
