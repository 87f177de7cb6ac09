internal import CIntrinsics
internal import Processor

#if arch(x86_64)
  internal import AVX2
  internal import IFMA
#endif

extension EdwardsPoint {
  /// s·B for a secret s below 2^255, of 32 little-endian bytes: every entry of each part of the table is
  /// looked at. T is left out.
  static func multiplyBase(_ scalar: Span<UInt8>, on processor: Processor) -> EdwardsPoint {
    let digits = signedDigits(scalar)
    #if arch(x86_64)
      if processor.hasIFMA {
        // Held by name: without optimisation a view must not come from a temporary.
        let multiples = BaseTables.multiplesIFMA
        return EdwardsPoint(IFMAFourNumbers.multiply(digits: digits.span, table: multiples.span))
      }
      if processor.hasAVX2 {
        let multiples = BaseTables.multiplesAVX2
        return EdwardsPoint(AVX2FourNumbers.multiply(digits: digits.span, table: multiples.span))
      }
    #endif
    let multiples = BaseTables.multiples
    let table = multiples.span
    var sum = identity
    for window in digits.indices {
      sum = sum.adding(
        select(Int(digits[window]), table.extracting(8 * window..<8 * window + 8)))
    }
    return sum
  }

  /// The scalar is the sum of digits[i]·16^i, each from -8 to 8: what is above 7 takes 16 away and carries 1.
  private static func signedDigits(_ scalar: Span<UInt8>) -> InlineArray<64, Int8> {
    var digits = InlineArray<64, Int8>(repeating: 0)
    var carry = 0
    for window in 0..<64 {
      let digit = Int(scalar[window / 2] >> UInt8(window % 2 * 4) & 15) &+ carry
      carry = window == 63 ? 0 : (digit &+ 8) >> 4
      digits[window] = Int8(truncatingIfNeeded: digit &- carry << 4)
    }
    return digits
  }

  @inline(__always)
  private static func select(_ digit: Int, _ table: Span<TablePoint>) -> TablePoint {
    let sign = digit >> 63
    let size = UInt64(bitPattern: Int64((digit ^ sign) &- sign))
    let isZero = ((size &- 1) & ~size) >> 63
    var result = TablePoint(
      yPlusX: Field25519(l0: isZero, l1: 0, l2: 0, l3: 0, l4: 0),
      yMinusX: Field25519(l0: isZero, l1: 0, l2: 0, l3: 0, l4: 0), twiceDT: .zero)
    for index in table.indices {
      let difference = UInt64(index + 1) ^ size
      // Hidden, or else the compiler compares, and branches around what would be merged.
      let mask = mtls_hidden(0 &- (((difference &- 1) & ~difference) >> 63))
      result.yPlusX.merge(table[index].yPlusX, mask)
      result.yMinusX.merge(table[index].yMinusX, mask)
      result.twiceDT.merge(table[index].twiceDT, mask)
    }
    let negative = mtls_hidden(UInt64(bitPattern: Int64(sign)))
    let opposite = Field25519.zero - result.twiceDT
    Field25519.swap(&result.yPlusX, &result.yMinusX, mask: negative)
    result.twiceDT = result.twiceDT.choosing(opposite, if: negative)
    return result
  }

  /// u·B + v·P for public numbers below 2^255, of 32 little-endian bytes, by digits that are zero or odd
  /// ("interleaving with width-w non-adjacent forms"). T is left out.
  static func multiplyVariableTime(
    _ u: Span<UInt8>, _ v: Span<UInt8>, _ point: EdwardsPoint, on processor: Processor
  ) -> EdwardsPoint {
    let baseDigits = nonAdjacentForm(variableTime: u, width: 8)
    let pointDigits = nonAdjacentForm(variableTime: v, width: 5)
    let multiples = oddMultiples(of: point)
    #if arch(x86_64)
      if processor.hasIFMA {
        let baseMultiples = BaseTables.oddMultiplesIFMA
        let entries = entries(multiples, of: IFMAFourNumbers.self)
        return EdwardsPoint(
          IFMAFourNumbers.multiplyVariableTime(
            baseDigits.span, baseMultiples.span, pointDigits.span, entries.span))
      }
      if processor.hasAVX2 {
        let baseMultiples = BaseTables.oddMultiplesAVX2
        let entries = entries(multiples, of: AVX2FourNumbers.self)
        return EdwardsPoint(
          AVX2FourNumbers.multiplyVariableTime(
            baseDigits.span, baseMultiples.span, pointDigits.span, entries.span))
      }
    #endif
    let baseMultiples = BaseTables.oddMultiples
    let table = baseMultiples.span
    var sum = identity
    for place in (0..<256).reversed() {
      let (baseDigit, pointDigit) = (Int(baseDigits[place]), Int(pointDigits[place]))
      sum =
        baseDigit | pointDigit == 0 ? sum.doubled(withT: false) : sum.doubled(withT: true)
      if pointDigit > 0 { sum = sum.adding(multiples[pointDigit / 2]) }
      if pointDigit < 0 { sum = sum.adding(multiples[-pointDigit / 2].negated) }
      if baseDigit > 0 { sum = sum.adding(table[baseDigit / 2]) }
      if baseDigit < 0 { sum = sum.adding(table[-baseDigit / 2].negated) }
    }
    return sum
  }

  #if arch(x86_64)
    /// The same points for four multiplications at a time.
    private static func entries<Numbers: FourWayNumbers>(
      _ multiples: InlineArray<8, CachedPoint>, of _: Numbers.Type
    ) -> InlineArray<8, Numbers> {
      var entries = InlineArray<8, Numbers>(repeating: Numbers(multiples[0]))
      for index in 1..<8 { entries[index] = Numbers(multiples[index]) }
      return entries
    }
  #endif

  /// Entry j is (2j + 1)·P.
  private static func oddMultiples(of point: EdwardsPoint) -> InlineArray<8, CachedPoint> {
    let twice = CachedPoint(point.doubled(withT: true))
    var next = point
    var multiples = InlineArray<8, CachedPoint>(repeating: CachedPoint(point))
    for index in 1..<8 {
      next = next.adding(twice)
      multiples[index] = CachedPoint(next)
    }
    return multiples
  }

  /// The number is the sum of digits[i]·2^i, each zero or odd and below 2^(width - 1) in size.
  static func nonAdjacentForm(
    variableTime number: Span<UInt8>, width: Int
  ) -> InlineArray<256, Int8> {
    var digits = InlineArray<256, Int8>(repeating: 0)
    var carry = 0
    var position = 0
    while position < 256 {
      let (byte, shift) = (position / 8, position % 8)
      var bits = Int(number[byte]) >> shift
      if byte + 1 < 32 { bits |= Int(number[byte + 1]) << (8 - shift) }
      bits = (bits & (1 << width - 1)) + carry
      if bits & 1 == 0 {
        // A carry stays until a bit is zero; it has made this one zero.
        position += 1
        continue
      }
      carry = bits >> (width - 1) & 1
      digits[position] = Int8(bits - carry << width)
      position += width
    }
    return digits
  }
}

extension Field25519 {
  /// Takes over the bits of `other` where `mask` is all ones.
  @inline(__always)
  mutating func merge(_ other: Field25519, _ mask: UInt64) {
    l0 |= other.l0 & mask
    l1 |= other.l1 & mask
    l2 |= other.l2 & mask
    l3 |= other.l3 & mask
    l4 |= other.l4 & mask
  }

  /// `other` where `mask` is all ones, else this number.
  @inline(__always)
  func choosing(_ other: Field25519, if mask: UInt64) -> Field25519 {
    Field25519(
      l0: l0 ^ ((l0 ^ other.l0) & mask), l1: l1 ^ ((l1 ^ other.l1) & mask),
      l2: l2 ^ ((l2 ^ other.l2) & mask), l3: l3 ^ ((l3 ^ other.l3) & mask),
      l4: l4 ^ ((l4 ^ other.l4) & mask))
  }
}
