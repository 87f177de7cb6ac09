#if arch(x86_64)
  /// Multiplication of points of edwards25519, with four multiplications modulo 2^255 - 19 at a time.
  ///
  /// It is compiled in the module of the numbers, for their instructions.
  public enum FourWayEdwards<Numbers: FourWayNumbers> {
    @usableFromInline typealias Point = FourWayPoint<Numbers>

    /// The sum of digits[i]·16^i·B for secret digits from -8 to 8: every entry of each part of the table is
    /// looked at.
    ///
    /// - Parameter table: Entry 8·i + j is (j + 1)·16^i·B.
    /// - Returns: X, Y and Z, limbs below 2^52.
    @inlinable @inline(__always)
    public static func multiply(
      digits: Span<Int8>, table: Span<Numbers>
    ) -> (x: FourWayNumber, y: FourWayNumber, z: FourWayNumber) {
      var sum = Point.identity
      for window in digits.indices {
        sum = sum.adding(
          Numbers.selected(
            digits[window], from: table.extracting(8 * window..<8 * window + 8)))
      }
      return coordinates(sum)
    }

    /// u·B + v·P for public numbers in signed digits for powers of two, each zero or odd.
    ///
    /// - Parameters:
    ///   - baseTable: Entry j is (2j + 1)·B.
    ///   - pointTable: Entry j is (2j + 1)·P.
    /// - Returns: X, Y and Z, limbs below 2^52.
    @inlinable @inline(__always)
    public static func multiplyVariableTime(
      _ baseDigits: Span<Int8>, _ baseTable: Span<Numbers>, _ pointDigits: Span<Int8>,
      _ pointTable: Span<Numbers>
    ) -> (x: FourWayNumber, y: FourWayNumber, z: FourWayNumber) {
      var sum = Point.identity
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

    /// u·P + v·Q for public numbers, each cut into pieces of so many bits that share their doublings, in signed digits
    /// for powers of two, each zero or odd.
    ///
    /// - Parameters:
    ///   - digits: Of u; `bitCount` for each piece.
    ///   - table: Of P. Every piece has as many entries; entry j of piece i is (2j + 1)·2^(`bitCount`·i)·P.
    ///   - otherDigits: Of v.
    ///   - otherTable: Of Q.
    /// - Returns: X, Y and Z, limbs below 2^52.
    @inlinable @inline(__always)
    public static func multiplyVariableTime(
      pieces bitCount: Int, _ digits: Span<Int8>, _ table: Span<Numbers>,
      _ otherDigits: Span<Int8>, _ otherTable: Span<Numbers>
    ) -> (x: FourWayNumber, y: FourWayNumber, z: FourWayNumber) {
      let pieceCount = digits.count / bitCount
      var sum = Point.identity
      for place in (0..<bitCount).reversed() {
        sum = sum.doubled
        add(digits, table, place, bitCount, pieceCount, to: &sum)
        add(otherDigits, otherTable, place, bitCount, pieceCount, to: &sum)
      }
      return coordinates(sum)
    }

    /// Adds what the digits at one place of each piece say.
    @inlinable @inline(__always)
    static func add(
      _ digits: Span<Int8>, _ table: Span<Numbers>, _ place: Int, _ bitCount: Int,
      _ pieceCount: Int, to sum: inout Point
    ) {
      let entryCount = table.count / pieceCount
      for piece in 0..<pieceCount {
        let digit = Int(digits[piece * bitCount + place])
        guard digit != 0 else { continue }
        let entry = table[piece * entryCount + abs(digit) / 2]
        sum = sum.adding(entry.negated(if: Int64(digit >> 63)))
      }
    }

    @inlinable @inline(__always)
    static func coordinates(_ point: Point) -> (FourWayNumber, FourWayNumber, FourWayNumber) {
      let all = point.coordinates
      return (all.number(lane: 1), all.number(lane: 2), all.number(lane: 3))
    }
  }
#endif
