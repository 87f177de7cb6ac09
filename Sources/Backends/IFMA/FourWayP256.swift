#if arch(x86_64)
  internal import CIntrinsics
  internal import _Builtin_intrinsics.intel

  /// Multiplication of points of P-256, with four multiplications modulo its prime at a time.
  ///
  /// Coordinates come and go in Montgomery's form for words of 64 bits, as `Weierstrass` has them.
  public enum FourWayP256 {
    /// A number below 2^256, the lowest word first.
    public typealias Number = InlineArray<4, UInt>

    /// The sum of digits[i]·32^i·G for secret odd digits from -31 to 31: every entry of each part of the
    /// table is looked at. The highest digit is added first.
    ///
    /// - Parameter table: Entry 16·i + j is (2j + 1)·32^i·G.
    /// - Returns: X, Y and Z.
    public static func multiplyBase(
      digits: Span<Int8>, table: Span<P256Entry>
    ) -> (x: Number, y: Number, z: Number) {
      let last = digits.count - 1
      let start = select(digits[last], table.extracting(16 * last..<16 * last + 16)).repeated
      // X, Y, D, Z.
      var state = P256Numbers.one.replacing(
        0b0011, with: start.replacing(0b0010, with: signed(start, digits[last], lanes: 0b0010)))
      let next = select(digits[last - 1], table.extracting(16 * last - 16..<16 * last)).repeated
      // -, Y, H = D·X2 - X, W = Z·Y2.
      var sums = signed(state * next, digits[last - 1], lanes: 0b1000)
        .subtracting(state.lanes(0, 0, 0, 0), in: 0b0100).reduced
        .replacing(0b0010, with: state)
      for place in (0..<last).reversed() {
        let more = max(place - 1, 0)
        let entry = select(digits[more], table.extracting(16 * more..<16 * more + 16)).repeated
        // -, Z' = Z·H, H², S2 = W·D.
        let second =
          sums.lanes(2, 2, 2, 3)
          * sums.replacing(0b0010, with: state.lanes(3, 3, 3, 3))
          .replacing(0b1000, with: state.lanes(2, 2, 2, 2))
        // -, Z', H², R = S2 - Y.
        let n2 = second.subtracting(sums.lanes(1, 1, 1, 1), in: 0b1000).reduced
        // V = X·H², D' = Z'², H³, R².
        let third =
          n2.replacing(0b0001, with: state)
          * n2.lanes(2, 1, 2, 3).replacing(0b0100, with: sums)
        // -X' = H³ + 2V - R².
        let v = third.lanes(0, 0, 0, 0)
        let opposite = third.lanes(2, 2, 2, 2) + v.shifted(1) - third.lanes(3, 3, 3, 3)
        // X', D', H³, V - X'.
        let n3 = third.replacing(
          0b1001, with: opposite.negated(in: 0b0001).adding(v, in: 0b1000)
        ).reduced
        // W' = Z'·Y2, D'·X2, H³·Y, (V - X')·R, with the entry that comes next.
        let fourth =
          n3.replacing(0b0001, with: n2.lanes(1, 1, 1, 1))
          * entry.lanes(1, 0, 1, 0).replacing(0b0100, with: sums.lanes(1, 1, 1, 1))
          .replacing(0b1000, with: n2)
        // -, Y', H', W'.
        sums =
          signed(fourth.lanes(3, 3, 1, 0), digits[more], lanes: 0b1000)
          .subtracting(fourth.lanes(2, 2, 2, 2), in: 0b0010)
          .subtracting(n3.lanes(0, 0, 0, 0), in: 0b0100).reduced
        state = n3.replacing(0b0010, with: sums).replacing(0b0100, with: n3.lanes(1, 1, 1, 1))
          .replacing(0b1000, with: n2.lanes(1, 1, 1, 1))
      }
      let left = state.left
      return (left.number(lane: 0), left.number(lane: 1), left.number(lane: 3))
    }

    /// The sum of digits[i]·32^i·P for secret odd digits from -31 to 31.
    ///
    /// - Returns: X, Y and Z.
    public static func multiply(
      digits: Span<Int8>, x: Number, y: Number
    ) -> (x: Number, y: Number, z: Number) {
      let start = point(x, y)
      // Entry j is (2j + 1)·P.
      var table = InlineArray<16, P256CachedPoint>(repeating: P256CachedPoint(start))
      fill(&table, start)
      let last = digits.count - 1
      var sum = P256Point(select(digits[last], table.span), sign: sign(digits[last]))
      for place in (0..<last).reversed() {
        for _ in 0..<5 { sum.double() }
        sum.add(select(digits[place], table.span), sign: sign(digits[place]))
      }
      return coordinates(sum)
    }

    /// u·G + v·P for public numbers in signed digits for powers of two, each zero or odd; Z is zero where
    /// all are, and where points met that were equal or opposite.
    ///
    /// - Parameters:
    ///   - baseTable: Entry j is (2j + 1)·G.
    ///   - pointDigits: From -15 to 15.
    /// - Returns: X, Y and Z.
    public static func multiplyVariableTime(
      _ baseDigits: Span<Int16>, _ baseTable: Span<P256Entry>, _ pointDigits: Span<Int16>,
      x: Number, y: Number
    ) -> (x: Number, y: Number, z: Number) {
      let start = point(x, y)
      var table = InlineArray<8, P256CachedPoint>(repeating: P256CachedPoint(start))
      fill(&table, start)
      var sum = start
      var isInfinity = true
      for place in baseDigits.indices.reversed() {
        if !isInfinity { sum.double() }
        let (baseDigit, pointDigit) = (Int(baseDigits[place]), Int(pointDigits[place]))
        if pointDigit != 0 {
          let sign: UInt8 = pointDigit < 0 ? 0b1000 : 0
          let entry = table[abs(pointDigit) / 2]
          if isInfinity {
            sum = P256Point(entry, sign: sign)
            isInfinity = false
          } else {
            sum.add(entry, sign: sign)
          }
        }
        if baseDigit != 0 {
          let sign: UInt8 = baseDigit < 0 ? 0b1000 : 0
          let entry = P256CachedPoint(baseTable[abs(baseDigit) / 2])
          if isInfinity {
            sum = P256Point(entry, sign: sign)
            isInfinity = false
          } else {
            sum.add(entry, sign: sign)
          }
        }
      }
      guard !isInfinity else {
        let zero = Number(repeating: 0)
        return (zero, zero, zero)
      }
      return coordinates(sum)
    }

    private static func point(_ x: Number, _ y: Number) -> P256Point {
      let numbers = P256Numbers(x, y, x, y)
      return P256Point(
        P256CachedPoint(zzxy: P256Numbers.one.replacing(0b1100, with: numbers), z: .one), sign: 0)
    }

    @inline(never)
    private static func fill<let count: Int>(
      _ table: inout InlineArray<count, P256CachedPoint>, _ start: P256Point
    ) {
      var twice = start
      twice.double()
      let step = P256CachedPoint(twice)
      var next = start
      for index in 1..<count {
        next.add(step, sign: 0)
        table[index] = P256CachedPoint(next)
      }
    }

    private static func coordinates(_ point: P256Point) -> (Number, Number, Number) {
      let left = point.coordinates.replacing(0b1000, with: point.z.lanes(1, 1, 1, 1)).left
      return (left.number(lane: 0), left.number(lane: 1), left.number(lane: 3))
    }

    /// 0b1000 for a negative digit, else 0.
    @inline(__always)
    private static func sign(_ digit: Int8) -> UInt8 { UInt8(bitPattern: digit >> 7) & 0b1000 }

    /// The opposite in the lanes named if the digit is negative.
    @inline(__always)
    private static func signed(
      _ numbers: P256Numbers, _ digit: Int8, lanes: UInt8
    ) -> P256Numbers {
      numbers.negated(in: UInt8(bitPattern: digit >> 7) & lanes)
    }

    /// The entry of an odd digit's size, by a look at all of them.
    @inline(__always)
    private static func select(_ digit: Int8, _ table: Span<P256Entry>) -> P256Entry {
      typealias Pair = P256Entry.Pair
      let index = Pair(repeating: Int64((digit ^ (digit >> 7)) &- (digit >> 7)) &>> 1)
      var result = P256Entry(Pair(), Pair(), Pair(), Pair(), Pair())
      for place in table.indices {
        let difference = index ^ Pair(repeating: Int64(place))
        let mask = (difference &- Pair(repeating: 1)) &>> 63
        let entry = table[place]
        result.l0 |= entry.l0 & mask
        result.l1 |= entry.l1 & mask
        result.l2 |= entry.l2 & mask
        result.l3 |= entry.l3 & mask
        result.l4 |= entry.l4 & mask
      }
      return result
    }

    @inline(__always)
    private static func select(_ digit: Int8, _ table: Span<P256CachedPoint>) -> P256CachedPoint {
      typealias Lanes = P256Numbers.Lanes
      let index = Lanes(repeating: Int64((digit ^ (digit >> 7)) &- (digit >> 7)) &>> 1)
      let zero = P256Numbers(Lanes(), Lanes(), Lanes(), Lanes(), Lanes())
      var result = P256CachedPoint(zzxy: zero, z: zero)
      for place in table.indices {
        let mask = mtls_equal_lanes(index, Lanes(repeating: Int64(place)))
        result.zzxy = result.zzxy.map(table[place].zzxy) { mtls_choose($0, $1, mask) }
        result.z = result.z.map(table[place].z) { mtls_choose($0, $1, mask) }
      }
      return result
    }
  }

  extension P256Point {
    /// A point of a table, or the opposite one if `sign` is 0b1000.
    @inline(__always)
    init(_ entry: P256CachedPoint, sign: UInt8) {
      let d = entry.zzxy.lanes(0, 0, 0, 0)
      let x = entry.zzxy.lanes(2, 2, 2, 2)
      let y = entry.zzxy.lanes(3, 3, 3, 3).negated(in: sign &>> 2)
      coordinates =
        x.replacing(0b0010, with: y).subtracting(d, in: 0b0100).adding(d, in: 0b1000)
        .reduced
      z = entry.z
      self.d = d
    }
  }
#endif
