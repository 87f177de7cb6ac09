#if arch(x86_64)
  import IFMA
  import Processor

  /// Multiples of points by the processor's vectors: P-256 on processors with AVX-512 IFMA.
  ///
  /// A secret scalar is odd and stands in odd digits of five bits, added from the highest down. That no two of the points
  /// added are equal or opposite, and no sum is infinity: before digit d_i is added, the sum S is larger in size than
  /// d_i·2^(5·i), so that S ± d_i·2^(5·i) is not zero, and below 2n, so that it would have to be n. But it is divisible by
  /// 2^(5·i), and n is odd: i is 0. Then S + d_0 is the scalar, which is below n, and S - d_0 = n means k = n + 2·d_0 with
  /// d_0 negative, which, since d_0 is k modulo 64 less 32, makes -d_0 = n - 32 = 49 modulo 64: no digit is so large.
  struct VectorMultiplication<let count: Int>: Sendable {
    private let windows: [P256Entry]
    private let oddMultiples: [P256Entry]

    static func exists(on processor: Processor) -> Bool { count == 4 && processor.hasIFMA }

    /// - Parameter base: With windows of five bits.
    init?(_ base: BaseTables<count>, on processor: Processor) {
      guard Self.exists(on: processor) else { return nil }
      windows = base.windows.map { P256Entry(x: Self.words($0.x), y: Self.words($0.y)) }
      oddMultiples = base.oddMultiples.map { P256Entry(x: Self.words($0.x), y: Self.words($0.y)) }
    }

    /// k·G for a secret odd k in 1..<n.
    func multiplyBase(_ k: Limbs<count>) -> JacobianPoint<count> {
      let digits = Self.digits(k)
      return Self.point(FourWayP256.multiplyBase(digits: digits.span, table: windows.span))
    }

    /// k·P for a secret odd k in 1..<n.
    func multiply(_ k: Limbs<count>, _ point: AffinePoint<count>) -> JacobianPoint<count> {
      let digits = Self.digits(k)
      return Self.point(
        FourWayP256.multiply(digits: digits.span, x: Self.words(point.x), y: Self.words(point.y)))
    }

    /// u·G + v·P; Z is zero, too, where points met that were equal or opposite.
    func multiplyVariableTime(
      _ u: NonAdjacentForm<count>, _ v: NonAdjacentForm<count>, _ point: AffinePoint<count>
    ) -> JacobianPoint<count> {
      let (baseDigits, pointDigits) = (u.digits, v.digits)
      let used = max(u.digitCount, v.digitCount)
      return Self.point(
        FourWayP256.multiplyVariableTime(
          baseDigits.span.extracting(0..<used), oddMultiples.span,
          pointDigits.span.extracting(0..<used), x: Self.words(point.x), y: Self.words(point.y)))
    }

    /// Whether it computes what `curve`, which does not use it yet, does.
    ///
    /// Few machines have these instructions, and no checker of memory knows them, so that each process makes sure of them
    /// before it relies on them, in less than a millisecond.
    func agrees(with curve: CurveConstants<count>, at base: AffinePoint<count>) -> Bool {
      var scalar = curve.order.modulus
      scalar[0] = 0x0123_4567_89AB_CDEF
      scalar[1] ^= 0xFFFF_0000_FF00_F0F1
      var point = base
      for _ in 0..<2 {
        let first = curve.multiplyBase(scalar)
        let second = curve.multiply(scalar, point)
        let width = BaseTables<count>.variableTimeWidth
        let third = curve.conversion.affine(curve.multiplyVariableTime(scalar, first.x, point))
        let sum = multiplyVariableTime(
          NonAdjacentForm(variableTime: scalar, width: width),
          NonAdjacentForm(variableTime: first.x, width: 5), point)
        guard curve.conversion.affine(multiplyBase(scalar)) == first,
          curve.conversion.affine(multiply(scalar, point)) == second,
          curve.conversion.affine(sum) == third
        else { return false }
        point = third
        scalar[2] = first.y[0]
      }
      return true
    }

    private static func digits(_ k: Limbs<count>) -> InlineArray<52, Int8> {
      let odd = OddDigits(k, width: 5)
      var digits = InlineArray<52, Int8>(repeating: 0)
      for place in 0..<odd.digitCount {
        let (index, isNegative) = odd.digit(place)
        let size = 2 &* index &+ 1
        digits[place] = Int8(truncatingIfNeeded: (size ^ isNegative) &- isNegative)
      }
      return digits
    }

    private static func words(_ limbs: Limbs<count>) -> FourWayP256.Number {
      var words = FourWayP256.Number(repeating: 0)
      for index in 0..<4 { words[index] = limbs[index] }
      return words
    }

    private static func point(
      _ point: (x: FourWayP256.Number, y: FourWayP256.Number, z: FourWayP256.Number)
    ) -> JacobianPoint<count> {
      func limbs(_ words: FourWayP256.Number) -> Limbs<count> {
        var limbs = Limbs<count>(repeating: 0)
        for index in 0..<4 { limbs[index] = words[index] }
        return limbs
      }
      return JacobianPoint(x: limbs(point.x), y: limbs(point.y), z: limbs(point.z))
    }
  }
#endif
