#if arch(x86_64)
  internal import _Builtin_intrinsics.intel

  /// Montgomery's multiplication of large numbers with the instructions of AVX-512 IFMA, which
  /// multiply eight pairs of 52-bit digits at once (Gueron and Krasnov, "Software Implementation of
  /// Modular Exponentiation, Using Advanced Vector Instructions Architectures", 2012: "almost"
  /// multiplication, whose operands and result are below 2n).
  ///
  /// A number is `vectorCount` times eight digits, least significant first, each in a `UInt` below
  /// 2^52. With n < 2^(52 · digitCount - 2) and R = 2^(52 · digitCount), the product of two numbers
  /// below 2n is a · b / R modulo n, below 2n. The time depends on the counts alone.
  public struct Montgomery52: Sendable, Hashable {
    /// Digits that a number below twice the modulus needs.
    public let digitCount: Int
    /// Vectors of eight digits that a number takes in memory.
    public let vectorCount: Int

    /// `UInt`s that a number takes in memory.
    public var stride: Int { 8 * vectorCount }

    /// The layout for moduli of `bitCount` bits; nil above 4158 bits.
    public init?(bitCount: Int) {
      digitCount = (bitCount + 2 + 51) / 52
      switch digitCount {
      case ...24: vectorCount = 3
      case ...32: vectorCount = 4
      case ...40: vectorCount = 5
      case ...64: vectorCount = 8
      case ...80: vectorCount = 10
      default: return nil
      }
    }

    /// One number each: `result` = `left` · `right` / R modulo `modulus`. They may be the same
    /// memory.
    ///
    /// - Parameter inverse: -1 / modulus, modulo 2^52.
    public func multiply(
      _ result: UnsafeMutablePointer<UInt>, _ left: UnsafePointer<UInt>,
      _ right: UnsafePointer<UInt>, modulus: UnsafePointer<UInt>, inverse: UInt
    ) {
      let k = digitCount
      switch vectorCount {
      case 3 where digitCount <= 20:
        unsafe multiplyOne(Sum<2, 1>(), result, left, right, modulus, inverse, k)
      case 3: unsafe multiplyOne(Sum<3, 0>(), result, left, right, modulus, inverse, k)
      case 4: unsafe multiplyOne(Sum<4, 0>(), result, left, right, modulus, inverse, k)
      case 5: unsafe multiplyOne(Sum<5, 0>(), result, left, right, modulus, inverse, k)
      case 8: unsafe multiplyOne(Sum<8, 0>(), result, left, right, modulus, inverse, k)
      default: unsafe multiplyOne(Sum<10, 0>(), result, left, right, modulus, inverse, k)
      }
    }

    /// Two multiplications with two moduli, one number behind the other: while one waits for its
    /// next factor, the other computes.
    public func multiplyPair(
      _ result: UnsafeMutablePointer<UInt>, _ left: UnsafePointer<UInt>,
      _ right: UnsafePointer<UInt>, modulus: UnsafePointer<UInt>, inverse: (UInt, UInt)
    ) {
      let k = digitCount
      switch vectorCount {
      case 3 where digitCount <= 20:
        unsafe multiplyTwo(Sum<2, 1>(), result, left, right, modulus, inverse, k)
      case 3: unsafe multiplyTwo(Sum<3, 0>(), result, left, right, modulus, inverse, k)
      case 4: unsafe multiplyTwo(Sum<4, 0>(), result, left, right, modulus, inverse, k)
      case 5: unsafe multiplyTwo(Sum<5, 0>(), result, left, right, modulus, inverse, k)
      case 8: unsafe multiplyTwo(Sum<8, 0>(), result, left, right, modulus, inverse, k)
      default: unsafe multiplyTwo(Sum<10, 0>(), result, left, right, modulus, inverse, k)
      }
    }

    /// Copies the number at place `index` of a table, whose entries lie `distance` `UInt`s apart, reading all of them.
    public func select(
      _ result: UnsafeMutablePointer<UInt>, from table: UnsafePointer<UInt>, distance: Int,
      count: Int, index: UInt
    ) {
      switch vectorCount {
      case 3: unsafe selectOne(Sum<3, 0>(), result, table, distance, count, index)
      case 4: unsafe selectOne(Sum<4, 0>(), result, table, distance, count, index)
      case 5: unsafe selectOne(Sum<5, 0>(), result, table, distance, count, index)
      case 8: unsafe selectOne(Sum<8, 0>(), result, table, distance, count, index)
      default: unsafe selectOne(Sum<10, 0>(), result, table, distance, count, index)
      }
    }
  }

  private typealias Vector = SIMD8<Int64>
  private typealias HalfVector = SIMD4<Int64>

  private let digitMask: UInt = 0xF_FFFF_FFFF_FFFF

  @inline(always)
  private func load(_ number: UnsafePointer<UInt>, _ vector: Int) -> Vector {
    unsafe UnsafeRawPointer(number + 8 &* vector).loadUnaligned(as: Vector.self)
  }

  @inline(always)
  private func loadHalf(_ number: UnsafePointer<UInt>, _ vector: Int) -> HalfVector {
    unsafe UnsafeRawPointer(number + 8 &* vector).loadUnaligned(as: HalfVector.self)
  }

  // Of the instructions for four digits, clang has functions in their masked form alone.

  @inline(always)
  private func addLow(_ sum: HalfVector, _ left: HalfVector, _ right: HalfVector) -> HalfVector {
    _mm256_mask_madd52lo_epu64(sum, 0xFF, left, right)
  }

  @inline(always)
  private func addHigh(_ sum: HalfVector, _ left: HalfVector, _ right: HalfVector) -> HalfVector {
    _mm256_mask_madd52hi_epu64(sum, 0xFF, left, right)
  }

  @inline(always)
  private func store(_ digits: Vector, _ number: UnsafeMutablePointer<UInt>, _ vector: Int) {
    unsafe UnsafeMutableRawPointer(number + 8 &* vector).storeBytes(of: digits, as: Vector.self)
  }

  @inline(never)
  private func multiplyOne<let count: Int, let halves: Int>(
    _ zero: Sum<count, halves>, _ result: UnsafeMutablePointer<UInt>, _ left: UnsafePointer<UInt>,
    _ right: UnsafePointer<UInt>, _ modulus: UnsafePointer<UInt>, _ inverse: UInt,
    _ digitCount: Int
  ) {
    var sum = zero
    for index in 0..<digitCount {
      unsafe sum.add(left, times: right[index], modulus, inverse)
    }
    unsafe sum.write(to: result)
  }

  @inline(never)
  private func multiplyTwo<let count: Int, let halves: Int>(
    _ zero: Sum<count, halves>, _ result: UnsafeMutablePointer<UInt>, _ left: UnsafePointer<UInt>,
    _ right: UnsafePointer<UInt>, _ modulus: UnsafePointer<UInt>, _ inverse: (UInt, UInt),
    _ digitCount: Int
  ) {
    var first = zero
    var second = zero
    let other = 8 &* (count &+ halves)
    for index in 0..<digitCount {
      unsafe first.add(left, times: right[index], modulus, inverse.0)
      unsafe second.add(left + other, times: right[other &+ index], modulus + other, inverse.1)
    }
    unsafe first.write(to: result)
    unsafe second.write(to: result + other)
  }

  @inline(never)
  private func selectOne<let count: Int>(
    _ zero: Sum<count, 0>, _ result: UnsafeMutablePointer<UInt>, _ table: UnsafePointer<UInt>,
    _ distance: Int, _ entryCount: Int, _ index: UInt
  ) {
    var selected: InlineArray<count, Vector> = .init(repeating: .zero)
    let wanted = Vector(repeating: Int64(bitPattern: UInt64(index)))
    var entry = unsafe table
    for place in 0..<entryCount {
      // All ones where the difference is zero.
      let difference = wanted ^ Vector(repeating: Int64(truncatingIfNeeded: place))
      let mask = _mm512_srai_epi64(difference &- Vector(repeating: 1), 63)
      for v in 0..<count {
        unsafe selected[unchecked: v] |= load(entry, v) & mask
      }
      unsafe entry += distance
    }
    for v in 0..<count { unsafe store(selected[unchecked: v], result, v) }
  }

  /// A sum of products, of which a digit is divided off with every product added.
  ///
  /// The lowest digit is kept apart, as an integer: the factor of the modulus that makes it zero
  /// depends on it, and this is what the next step waits for. What lane 0 of the first vector holds
  /// is thrown away. At most 80 steps add four numbers below 2^52 to a lane each, so that none
  /// overflows.
  ///
  /// Of `halves` there is one or none. With one, behind two vectors, it holds digits 16 to 19:
  /// primes of 1024 bits have twenty, and a third whole vector would multiply four zeros.
  private struct Sum<let count: Int, let halves: Int> {
    private var vectors: InlineArray<count, Vector> = .init(repeating: .zero)
    private var half: HalfVector = .zero
    private var low: UInt = 0

    init() {}

    @inline(always)
    mutating func add(
      _ number: UnsafePointer<UInt>, times digit: UInt, _ modulus: UnsafePointer<UInt>,
      _ inverse: UInt
    ) {
      var sum = unsafe UInt128(number[0]) &* UInt128(digit) &+ UInt128(low)
      let factor = (UInt(truncatingIfNeeded: sum) &* inverse) & digitMask
      sum = unsafe sum &+ UInt128(modulus[0]) &* UInt128(factor)
      let digits = Vector(repeating: Int64(bitPattern: UInt64(digit)))
      let factors = Vector(repeating: Int64(bitPattern: UInt64(factor)))
      for v in 0..<count {
        unsafe vectors[unchecked: v] = _mm512_madd52lo_epu64(
          vectors[unchecked: v], digits, load(number, v))
      }
      for v in 0..<count {
        unsafe vectors[unchecked: v] = _mm512_madd52lo_epu64(
          vectors[unchecked: v], factors, load(modulus, v))
      }
      let halfDigits = HalfVector(repeating: Int64(bitPattern: UInt64(digit)))
      let halfFactors = HalfVector(repeating: Int64(bitPattern: UInt64(factor)))
      if halves == 1 {
        unsafe half = addLow(half, halfDigits, loadHalf(number, count))
        unsafe half = addLow(half, halfFactors, loadHalf(modulus, count))
      }
      let down = Vector(1, 2, 3, 4, 5, 6, 7, 8)
      for v in 0..<count {
        let above =
          unsafe v &+ 1 < count
          ? vectors[unchecked: v &+ 1] : Vector(lowHalf: half, highHalf: .zero)
        unsafe vectors[unchecked: v] = _mm512_permutex2var_epi64(
          vectors[unchecked: v], down, above)
      }
      if halves == 1 {
        half = _mm256_permutex2var_epi64(half, HalfVector(1, 2, 3, 4), .zero)
        unsafe half = addHigh(half, halfDigits, loadHalf(number, count))
        unsafe half = addHigh(half, halfFactors, loadHalf(modulus, count))
      }
      low =
        UInt(truncatingIfNeeded: sum >> 52)
        &+ UInt(UInt64(bitPattern: unsafe vectors[unchecked: 0][0]))
      for v in 0..<count {
        unsafe vectors[unchecked: v] = _mm512_madd52hi_epu64(
          vectors[unchecked: v], digits, load(number, v))
      }
      for v in 0..<count {
        unsafe vectors[unchecked: v] = _mm512_madd52hi_epu64(
          vectors[unchecked: v], factors, load(modulus, v))
      }
    }

    /// Writes the digits, after what exceeds them was carried upwards.
    @inline(always)
    mutating func write(to result: UnsafeMutablePointer<UInt>) {
      if halves == 1 {
        var whole = Sum<3, 0>()
        unsafe whole.vectors[unchecked: 0] = vectors[unchecked: 0]
        unsafe whole.vectors[unchecked: 1] = vectors[unchecked: 1]
        unsafe whole.vectors[unchecked: 2] = Vector(lowHalf: half, highHalf: .zero)
        whole.low = low
        unsafe whole.carryAndWrite(to: result)
      } else {
        unsafe carryAndWrite(to: result)
      }
    }

    @inline(always)
    private mutating func carryAndWrite(to result: UnsafeMutablePointer<UInt>) {
      unsafe vectors[unchecked: 0][0] = Int64(bitPattern: UInt64(low))
      let mask = Vector(repeating: Int64(digitMask))
      let up = Vector(7, 8, 9, 10, 11, 12, 13, 14)
      var below = Vector.zero
      for v in 0..<count {
        let carry = unsafe _mm512_srli_epi64(vectors[unchecked: v], 52)
        unsafe vectors[unchecked: v] =
          (vectors[unchecked: v] & mask) &+ _mm512_permutex2var_epi64(below, up, carry)
        below = carry
      }
      // Now a digit is 2^52 + 2^10 at most, and its carry 0 or 1. A digit that is greater than the
      // mask sends one up; one that equals it does if it gets one: an addition of bits, one for
      // each digit.
      var greater: UInt128 = 0
      var equal: UInt128 = 0
      for v in 0..<count {
        let isGreater = unsafe _mm512_movepi64_mask(mask &- vectors[unchecked: v])
        let isLess = unsafe _mm512_movepi64_mask(vectors[unchecked: v] &- mask)
        greater |= UInt128(isGreater) << UInt128(8 &* v)
        equal |= UInt128(~(isLess | isGreater)) << UInt128(8 &* v)
      }
      let carries = ((greater << 1) &+ equal) ^ equal
      for v in 0..<count {
        let one = _mm512_movm_epi64(UInt8(truncatingIfNeeded: carries >> UInt128(8 &* v)))
        unsafe store((vectors[unchecked: v] &- one) & mask, result, v)
      }
    }
  }
#else
  /// Other processors have no IFMA: no modulus has a layout, and nothing else is ever called.
  public struct Montgomery52: Sendable, Hashable {
    /// Nothing.
    public var digitCount: Int { 0 }
    /// Nothing.
    public var stride: Int { 0 }

    /// Always nil.
    public init?(bitCount: Int) { return nil }

    /// Nothing.
    public func multiply(
      _ result: UnsafeMutablePointer<UInt>, _ left: UnsafePointer<UInt>,
      _ right: UnsafePointer<UInt>, modulus: UnsafePointer<UInt>, inverse: UInt
    ) {}

    /// Nothing.
    public func multiplyPair(
      _ result: UnsafeMutablePointer<UInt>, _ left: UnsafePointer<UInt>,
      _ right: UnsafePointer<UInt>, modulus: UnsafePointer<UInt>, inverse: (UInt, UInt)
    ) {}

    /// Nothing.
    public func select(
      _ result: UnsafeMutablePointer<UInt>, from table: UnsafePointer<UInt>, distance: Int,
      count: Int, index: UInt
    ) {}
  }
#endif
