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

  /// Copies, of two moduli, the number of the first at place `index.0` of a table and that of the second at `index.1`,
  /// reading all of its `entryCount` entries.
  func select(
    _ result: UnsafeMutablePointer<UInt>, from table: UnsafePointer<UInt>, entryCount: Int,
    index: (UInt, UInt)
  ) {
    switch layout {
    case .ifma(let layout):
      unsafe layout.selectPair(result, from: table, count: entryCount, index: index)
    case .avx2(let layout):
      let stride = layout.stride
      unsafe layout.select(
        result, from: table, distance: 2 * stride, count: entryCount, index: index.0)
      unsafe layout.select(
        result + stride, from: table + stride, distance: 2 * stride, count: entryCount,
        index: index.1)
    }
  }
}
