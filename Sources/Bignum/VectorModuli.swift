internal import AVX2
internal import IFMA

/// One odd modulus, or two of the same length, for the processor's vectors.
///
/// Numbers of several moduli stand behind each other in memory.
struct VectorModuli: ~Copyable, Sendable {
  let layout: VectorLayout
  let count: Int
  /// The digits of each modulus, and behind them, of each, -1/n mod 2^128 in two limbs.
  let limbs: SecretLimbs

  /// Prepares one modulus.
  init(_ layout: VectorLayout, _ modulus: borrowing SecretLimbs) {
    self.init(layout, count: 1)
    set(0, modulus)
  }

  /// Prepares two moduli.
  init(
    _ layout: VectorLayout, _ first: borrowing SecretLimbs, _ second: borrowing SecretLimbs
  ) {
    self.init(layout, count: 2)
    set(0, first)
    set(1, second)
  }

  /// The one whose limbs were prepared before.
  init(_ layout: VectorLayout, prepared limbs: consuming SecretLimbs) {
    self.layout = layout
    count = 1
    self.limbs = limbs
  }

  private init(_ layout: VectorLayout, count: Int) {
    self.layout = layout
    self.count = count
    limbs = SecretLimbs(count: count * (layout.stride + 2))
  }

  private func set(_ index: Int, _ modulus: borrowing SecretLimbs) {
    limbs.setDigits(of: modulus, at: index * layout.stride, layout)
    let low = unsafe modulus.base[0]
    let high = modulus.count > 1 ? unsafe modulus.base[1] : 0
    let number = UInt128(high) << 64 | UInt128(low)
    // Twice the bits by Newton's step.
    var inverse = UInt128(inverseModuloLimb(low))
    inverse = inverse &* (2 &- number &* inverse)
    let place = count * layout.stride + 2 * index
    unsafe limbs.base[place] = UInt(truncatingIfNeeded: 0 &- inverse)
    unsafe limbs.base[place + 1] = UInt(truncatingIfNeeded: (0 &- inverse) >> 64)
  }

  private func negatedInverse(_ index: Int) -> UInt128 {
    let place = count * layout.stride + 2 * index
    return unsafe UInt128(limbs.base[place + 1]) << 64 | UInt128(limbs.base[place])
  }

  private func lowNegatedInverse(_ index: Int) -> UInt {
    UInt(truncatingIfNeeded: negatedInverse(index)) & (1 << 52 - 1)
  }

  /// Zero for each modulus.
  func zero() -> SecretLimbs { SecretLimbs(count: count * layout.stride) }

  /// One for each modulus, outside Montgomery's form.
  func one() -> SecretLimbs {
    let one = zero()
    for index in 0..<count { unsafe one.base[index * layout.stride] = 1 }
    return one
  }

  /// Memory for multiplications that follow each other.
  func workingMemory() -> SecretLimbs {
    let working = SecretLimbs(count: count * layout.workingCount)
    if case .avx2(let layout) = layout {
      for index in 0..<count {
        unsafe layout.begin(
          working.base + index * layout.workingCount, modulus: limbs.base + index * layout.stride)
      }
    }
    return working
  }

  /// `result` = `left` · `right` / R by each modulus. They may be the same memory.
  func multiply(
    _ result: UnsafeMutablePointer<UInt>, _ left: UnsafePointer<UInt>,
    _ right: UnsafePointer<UInt>, _ working: borrowing SecretLimbs
  ) {
    switch layout {
    case .ifma(let layout) where count == 2:
      unsafe layout.multiplyPair(
        result, left, right, modulus: limbs.base,
        inverse: (lowNegatedInverse(0), lowNegatedInverse(1)))
    case .ifma(let layout):
      unsafe layout.multiply(
        result, left, right, modulus: limbs.base, inverse: lowNegatedInverse(0))
    case .avx2(let layout):
      for index in 0..<count {
        let start = index * layout.stride
        unsafe layout.multiply(
          result + start, left + start, right + start, inverse: negatedInverse(index),
          working: working.base + index * layout.workingCount)
      }
    }
  }

  /// `number` = `number` · `number` / R by each modulus.
  func square(_ number: UnsafeMutablePointer<UInt>, _ working: borrowing SecretLimbs) {
    guard case .avx2(let layout) = layout else {
      return unsafe multiply(number, number, number, working)
    }
    for index in 0..<count {
      let start = index * layout.stride
      unsafe layout.square(
        number + start, number + start, inverse: negatedInverse(index),
        working: working.base + index * layout.workingCount)
    }
  }

  /// Copies, for each modulus, the number at place `index` of its own in a table, reading all of the entries.
  private func select(
    _ result: UnsafeMutablePointer<UInt>, from table: UnsafePointer<UInt>, entryCount: Int,
    index: (Int) -> UInt
  ) {
    let stride = layout.stride
    for number in 0..<count {
      let start = number * stride
      switch layout {
      case .ifma(let layout):
        unsafe layout.select(
          result + start, from: table + start, distance: count * stride, count: entryCount,
          index: index(number))
      case .avx2(let layout):
        unsafe layout.select(
          result + start, from: table + start, distance: count * stride, count: entryCount,
          index: index(number))
      }
    }
  }

  /// Powers of numbers below the moduli, by windows of the exponents, from a table read as a whole.
  ///
  /// - Parameters:
  ///   - squaresOfRadix: R² by each modulus.
  ///   - bitCount: Of the exponents; public.
  ///   - bits: So many bits of the exponent for a modulus, from a bit on.
  /// - Returns: Digits, of which a number is at most its modulus.
  func powers(
    of bases: borrowing SecretLimbs, squaresOfRadix: UnsafePointer<UInt>, bitCount: Int,
    _ bits: (_ modulus: Int, _ start: Int, _ width: Int) -> UInt
  ) -> SecretLimbs {
    let width = 5
    let entryCount = 1 << width
    let numberCount = count * layout.stride
    let working = workingMemory()
    let table = SecretLimbs(count: entryCount * numberCount)
    let power = zero()
    let factor = zero()
    let one = one()
    func entry(_ index: Int) -> UnsafeMutablePointer<UInt> {
      unsafe table.base + index * numberCount
    }
    unsafe multiply(entry(0), one.base, squaresOfRadix, working)
    unsafe multiply(entry(1), bases.base, squaresOfRadix, working)
    for index in 2..<entryCount {
      unsafe multiply(entry(index), entry(index - 1), entry(1), working)
    }
    let windowCount = (bitCount + width - 1) / width
    for window in (0..<windowCount).reversed() {
      unsafe select(factor.base, from: table.base, entryCount: entryCount) { modulus in
        bits(modulus, window * width, width)
      }
      if window == windowCount - 1 {
        unsafe power.base.update(from: factor.base, count: numberCount)
        continue
      }
      for _ in 0..<width { unsafe square(power.base, working) }
      unsafe multiply(power.base, power.base, factor.base, working)
    }
    // The way out of Montgomery's form.
    unsafe multiply(power.base, power.base, one.base, working)
    return power
  }
}
