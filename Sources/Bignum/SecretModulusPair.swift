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

  /// Bits of the exponents that are taken at once.
  private static let windowBitCount = 5

  init(_ first: borrowing SecretLimbs, _ second: borrowing SecretLimbs, _ layout: VectorLayout) {
    moduli = VectorModuli(layout, first, second)
    let bit = 2 * layout.radixBitCount
    var power = SecretLimbs(count: bit / UInt.bitWidth + 1)
    power.setBit(bit)
    squaresOfRadix = moduli.zero()
    squaresOfRadix.setDigits(of: power.remainder(modulo: first), layout)
    squaresOfRadix.setDigits(of: power.remainder(modulo: second), at: layout.stride, layout)
  }

  /// Powers of numbers below the moduli, by windows of the exponents, from a table read as a whole.
  func powers(
    _ base1: borrowing SecretLimbs, _ base2: borrowing SecretLimbs,
    _ exponent1: borrowing SecretLimbs, _ exponent2: borrowing SecretLimbs,
    _ pair: borrowing SecretModulusPair
  ) -> SecretModulusPair.Numbers {
    let layout = moduli.layout
    let stride = layout.stride
    let entryCount = 1 << Self.windowBitCount
    let working = moduli.workingMemory()
    let table = SecretLimbs(count: entryCount * 2 * stride)
    let power = moduli.zero()
    let factor = moduli.zero()
    let one = moduli.one()
    factor.setDigits(of: base1, layout)
    factor.setDigits(of: base2, at: stride, layout)

    func entry(_ index: Int) -> UnsafeMutablePointer<UInt> {
      unsafe table.base + index * 2 * stride
    }
    unsafe moduli.multiply(entry(0), one.base, squaresOfRadix.base, working)
    unsafe moduli.multiply(entry(1), factor.base, squaresOfRadix.base, working)
    for index in 2..<entryCount {
      unsafe moduli.multiply(entry(index), entry(index - 1), entry(1), working)
    }

    func select(_ target: borrowing SecretLimbs, _ window: Int) {
      unsafe moduli.select(
        target.base, from: table.base, entryCount: entryCount,
        index: (
          exponent1.bits(window * Self.windowBitCount, count: Self.windowBitCount),
          exponent2.bits(window * Self.windowBitCount, count: Self.windowBitCount)
        ))
    }
    let windowCount = (pair.bitCount + Self.windowBitCount - 1) / Self.windowBitCount
    select(power, windowCount - 1)
    for window in (0..<windowCount - 1).reversed() {
      for _ in 0..<Self.windowBitCount { unsafe moduli.square(power.base, working) }
      select(factor, window)
      unsafe moduli.multiply(power.base, power.base, factor.base, working)
    }
    unsafe moduli.multiply(power.base, power.base, one.base, working)

    // The way out of Montgomery's form leaves at most the modulus itself.
    let count = pair.first.count
    var result1 = SecretLimbs(digits: power, layout, count: count)
    var result2 = SecretLimbs(digits: power, at: stride, layout, count: count)
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
