#if arch(x86_64)
  internal import CIntrinsics

  /// Multiplication of points of edwards25519, with four multiplications modulo 2^255 - 19 at a time.
  public enum FourWayEdwards {
    /// A number modulo 2^255 - 19 in limbs of 51 bits.
    public typealias Number = FourWayLadder.Number

    /// The sum of digits[i]·16^i·B for secret digits from -8 to 8: every entry of each part of the table is
    /// looked at.
    ///
    /// - Parameter table: Entry 8·i + j is (j + 1)·16^i·B.
    /// - Returns: X, Y and Z, limbs below 2^52.
    public static func multiply(
      digits: Span<Int8>, table: Span<FourWayEntry>
    ) -> (x: Number, y: Number, z: Number) {
      var sum = FourWayPoint.identity
      for window in digits.indices {
        sum = sum.adding(
          select(digits[window], table.extracting(8 * window..<8 * window + 8)))
      }
      return coordinates(sum)
    }

    /// u·B + v·P for public numbers in signed digits for powers of two, each zero or odd.
    ///
    /// - Parameters:
    ///   - baseTable: Entry j is (2j + 1)·B.
    ///   - pointTable: Entry j is (2j + 1)·P.
    /// - Returns: X, Y and Z, limbs below 2^52.
    public static func multiplyVariableTime(
      _ baseDigits: Span<Int8>, _ baseTable: Span<FourWayEntry>, _ pointDigits: Span<Int8>,
      _ pointTable: Span<FourWayEntry>
    ) -> (x: Number, y: Number, z: Number) {
      var sum = FourWayPoint.identity
      for place in baseDigits.indices.reversed() {
        sum = sum.doubled
        let (baseDigit, pointDigit) = (Int(baseDigits[place]), Int(pointDigits[place]))
        if pointDigit != 0 {
          let entry = pointTable[abs(pointDigit) / 2]
          sum = sum.adding(entry.negated(if: Int64(pointDigit >> 63)))
        }
        if baseDigit != 0 {
          let entry = baseTable[abs(baseDigit) / 2]
          sum = sum.adding(entry.negated(if: Int64(baseDigit >> 63)))
        }
      }
      return coordinates(sum)
    }

    @inline(__always)
    private static func select(_ digit: Int8, _ table: Span<FourWayEntry>) -> FourWayEntry {
      let sign = Int64(digit) >> 63
      let size = FourNumbers.Lanes(repeating: (Int64(digit) ^ sign) &- sign)
      var result = FourWayEntry.identity.numbers
      for index in table.indices {
        let mask = mtls_equal_lanes(size, FourNumbers.Lanes(repeating: Int64(index + 1)))
        result = result.map(table[index].numbers) { mtls_choose($0, $1, mask) }
      }
      return FourWayEntry(numbers: result).negated(if: sign)
    }

    private static func coordinates(_ point: FourWayPoint) -> (Number, Number, Number) {
      let all = point.coordinates
      return (all.number(lane: 1), all.number(lane: 2), all.number(lane: 3))
    }
  }
#endif
