internal import AVX2
internal import IFMA
internal import Processor

/// Which of the processor's vectors multiply modulo numbers of one length, and how they want them in memory.
enum VectorLayout: Sendable, Hashable {
  /// Digits of 52 bits, eight in a vector.
  case ifma(Montgomery52)
  /// Digits of 28 bits, four in a vector.
  case avx2(Montgomery28)

  /// Nil where the vectors are missing, or the moduli too long for them.
  init?(bitCount: Int, on processor: Processor) {
    if processor.hasIFMA, let layout = Montgomery52(bitCount: bitCount) {
      self = .ifma(layout)
    } else if processor.hasAVX2, let layout = Montgomery28(bitCount: bitCount) {
      self = .avx2(layout)
    } else {
      return nil
    }
  }

  var digitBitCount: Int {
    switch self {
    case .ifma: 52
    case .avx2: 28
    }
  }

  /// Digits that a number below twice the modulus needs.
  var digitCount: Int {
    switch self {
    case .ifma(let layout): layout.digitCount
    case .avx2(let layout): layout.digitCount
    }
  }

  /// Limbs that a number takes in memory, one for each digit.
  var stride: Int {
    switch self {
    case .ifma(let layout): layout.stride
    case .avx2(let layout): layout.stride
    }
  }

  /// The exponent of Montgomery's R, a power of two.
  var radixBitCount: Int {
    switch self {
    case .ifma(let layout): 52 * layout.digitCount
    case .avx2(let layout): 112 * layout.blockCount
    }
  }

  /// Limbs of working memory for each modulus.
  var workingCount: Int {
    switch self {
    case .ifma: 0
    case .avx2(let layout): layout.workingCount
    }
  }
}

extension SecretLimbs {
  /// Writes an integer that fits, in as many digits as a number has, from the limb `start` on.
  func setDigits(of integer: borrowing SecretLimbs, at start: Int = 0, _ layout: VectorLayout) {
    let width = layout.digitBitCount
    for index in 0..<layout.stride {
      unsafe base[start + index] = integer.bits(index * width, count: width)
    }
  }

  /// The integer whose digits, which may be a few bits too long, begin at the limb `start` of `digits`; its lowest `count`
  /// limbs.
  init(
    digits: borrowing SecretLimbs, at start: Int = 0, _ layout: VectorLayout, count: Int
  ) {
    self.init(count: count)
    let width = UInt(layout.digitBitCount)
    var carry: UInt = 0
    for index in 0..<layout.digitCount {
      let bit = index * layout.digitBitCount
      let limb = bit >> 6
      let shift = UInt(bit & 63)
      let sum = unsafe digits.base[start + index] &+ carry
      carry = sum >> width
      let digit = sum & (1 << width - 1)
      if limb < count { unsafe base[limb] |= digit << shift }
      if limb + 1 < count { unsafe base[limb + 1] |= digit >> (64 - shift) }
    }
  }
}
