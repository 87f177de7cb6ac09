/// An odd secret number in signed digits that are all odd, so that none is zero: the sum of digit(i)·2^(w·i),
/// each digit between -2^w and 2^w (Joye and Tunstall, "Exponent recoding and regular exponentiation
/// algorithms", 2009).
struct OddDigits<let count: Int> {
  private let number: Limbs<count>
  private let width: Int
  /// Number of digits.
  let digitCount: Int

  /// - Parameter number: Odd, of `Width.bits` bits.
  init(_ number: Limbs<count>, width: Int) {
    self.number = number
    self.width = width
    digitCount = (Width<count>.bits + width - 1) / width
  }

  /// Digit ±(2·index + 1), as the index and a mask that is all ones for a negative digit.
  @inline(__always)
  func digit(_ place: Int) -> (index: UInt, isNegative: UInt) {
    let position = place * width
    let (limb, shift) = (position / 64, UInt(position % 64))
    var bits = number[limb] >> shift
    if limb + 1 < count, shift > 0 { bits |= number[limb + 1] << (64 - shift) }
    // The highest digit is what remains, and positive. Every other is (bits | 1) mod 2^(w + 1) - 2^w: negative
    // if bit w is zero, and then its size is 2^w less the bits below.
    let isHighest = place == digitCount - 1
    let isNegative = isHighest ? 0 : (bits >> UInt(width) & 1) &- 1
    let half = (UInt(1) << UInt(width - 1)) &- 1
    return ((bits >> 1 ^ isNegative) & half, isNegative)
  }
}

/// A public number in the width-w non-adjacent form: the sum of digits[i]·2^i, each zero or odd and below
/// 2^(w - 1) in size, and at least w - 1 zeros after each that is not.
struct NonAdjacentForm<let count: Int> {
  private(set) var digits = InlineArray<523, Int16>(repeating: 0)
  /// One more than the place of the highest digit that is not zero.
  private(set) var digitCount = 0

  init(variableTime number: Limbs<count>, width: Int) {
    let window = (UInt(1) << UInt(width)) - 1
    var carry: UInt = 0
    var position = 0
    while position <= Width<count>.bits {
      let (limb, shift) = (position / 64, UInt(position % 64))
      var bits = limb < count ? number[limb] >> shift : 0
      if limb + 1 < count, shift > 0 { bits |= number[limb + 1] << (64 - shift) }
      bits = (bits & window) + carry
      if bits & 1 == 0 {
        // A carry stays until a bit is zero; it has made this one zero.
        position += 1
        continue
      }
      carry = bits >> UInt(width - 1) & 1
      digits[position] = Int16(Int(bits) - Int(carry << UInt(width)))
      digitCount = position + 1
      position += width
    }
  }
}
