/// The hints at the end of a signature: ω places, and for each of the k rows where its places end
/// (FIPS 204, Section 7.1).
enum Hints {
  /// Whether `bytes` are what HintBitPack can give (Algorithm 21): ends that do not fall, nor pass ω; places
  /// of a row that rise; zeros behind the last. One set of hints has one encoding.
  static func areCanonical(_ bytes: Span<UInt8>, _ set: MLDSAParameterSet) -> Bool {
    var index = 0
    for row in 0..<set.rows {
      let end = Int(bytes[set.hintCount + row])
      guard end >= index, end <= set.hintCount else { return false }
      let first = index
      while index < end {
        if index > first, bytes[index - 1] >= bytes[index] { return false }
        index += 1
      }
    }
    while index < set.hintCount {
      guard bytes[index] == 0 else { return false }
      index += 1
    }
    return true
  }

  /// Sets `polynomial` to the hints of one row: 0 and 1. The bytes have been checked.
  static func unpack(
    _ bytes: Span<UInt8>, row: Int, _ set: MLDSAParameterSet, into polynomial: borrowing Polynomial
  ) {
    polynomial.clear()
    let start = row == 0 ? 0 : Int(bytes[set.hintCount + row - 1])
    for index in start..<Int(bytes[set.hintCount + row]) { polynomial[Int(bytes[index])] = 1 }
  }

  /// HintBitPack (Algorithm 20) of k polynomials from `first` on, which have no more than ω ones.
  static func packVariableTime(
    _ hints: borrowing Polynomials, from first: Int, _ set: MLDSAParameterSet,
    into output: inout MutableSpan<UInt8>, at offset: Int
  ) {
    var index = 0
    for row in 0..<set.rows {
      let polynomial = hints[first + row]
      for place in 0..<256 where polynomial[place] != 0 {
        output[offset + index] = UInt8(place)
        index += 1
      }
      output[offset + set.hintCount + row] = UInt8(index)
    }
  }
}
