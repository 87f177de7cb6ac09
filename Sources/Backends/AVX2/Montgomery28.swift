/// Montgomery's multiplication of large numbers in registers of 256 bits, four digits of 28 bits in each: by four digits of
/// one factor at a time, and with as many digits of the sum divided off (Gueron and Krasnov, "Software Implementation of
/// Modular Exponentiation, Using Advanced Vector Instructions Architectures", 2012: "almost" multiplication, whose operands
/// and result are below 2n).
///
/// A number is `stride` digits, least significant first, each in a `UInt`; one may exceed 28 bits by 2^8. With
/// n < 2^(28 · digitCount - 2) and R = 2^(112 · blockCount), the product of two numbers below 2n is a · b / R modulo n, below
/// 2n. The time depends on the counts alone.
public struct Montgomery28: Sendable, Hashable {
  /// Digits that a number below twice the modulus needs.
  public let digitCount: Int
  /// Steps of four digits that a multiplication takes.
  public let blockCount: Int
  /// Vectors of four digits that a number takes in memory.
  let vectorCount: Int

  /// Digits up to which no lane of the sum overflows: a column is a sum of at most twice as many products, each below 2^56 and
  /// a little, and 255 of these are below 2^64.
  private static var shortDigitCount: Int { 127 }

  /// Steps after which a longer sum is carried, or zero: half of them make at most three quarters of a column's products.
  var carriedBlockCount: Int { digitCount > Self.shortDigitCount ? blockCount / 2 : 0 }

  /// `UInt`s that a number takes in memory.
  public var stride: Int { 4 * vectorCount }

  /// `UInt`s of working memory, aligned to 32 bytes, for one modulus.
  public var workingCount: Int { 36 * vectorCount }

  /// The layout for moduli of `bitCount` bits; nil above 4,478 bits and below 256, and where there is no AVX2.
  public init?(bitCount: Int) {
    #if arch(x86_64)
      digitCount = (bitCount + 2 + 27) / 28
      guard bitCount >= 256, digitCount <= 160 else { return nil }
      blockCount = (digitCount + 3) / 4
      // Of four rows, the last is three digits farther up; carries may reach one more.
      vectorCount = (digitCount + (digitCount > Self.shortDigitCount ? 4 : 3) + 3) / 4
    #else
      return nil
    #endif
  }
}

#if arch(x86_64)
  import CIntrinsics
  import _Builtin_intrinsics.intel

  extension Montgomery28 {
    /// Prepares working memory for multiplications with `modulus`.
    public func begin(_ working: UnsafeMutablePointer<UInt>, modulus: UnsafePointer<UInt>) {
      let run = unsafe Multiplication28(self, working)
      unsafe run.writeRows(of: modulus, to: run.modulus)
    }

    /// `result` = `left` · `right` / R modulo the modulus. They may be the same memory.
    ///
    /// - Parameters:
    ///   - inverse: -1 / modulus, modulo 2^128.
    ///   - working: Begun with the modulus.
    public func multiply(
      _ result: UnsafeMutablePointer<UInt>, _ left: UnsafePointer<UInt>,
      _ right: UnsafePointer<UInt>, inverse: UInt128, working: UnsafeMutablePointer<UInt>
    ) {
      var run = unsafe Multiplication28(self, working)
      unsafe run.begin(left, by: right)
      for block in 0..<blockCount {
        unsafe run.multiply(block, right, inverse)
        if block &+ 1 == carriedBlockCount { run.carrySum() }
      }
      unsafe run.end(result)
    }

    /// `result` = `number` · `number` / R modulo the modulus: a product of two different blocks is taken twice. The other
    /// parameters are those of `multiply`.
    public func square(
      _ result: UnsafeMutablePointer<UInt>, _ number: UnsafePointer<UInt>, inverse: UInt128,
      working: UnsafeMutablePointer<UInt>
    ) {
      var run = unsafe Multiplication28(self, working)
      unsafe run.beginSquare(number)
      for block in 0..<blockCount {
        unsafe run.square(block, number, inverse)
        if block &+ 1 == carriedBlockCount { run.carrySum() }
      }
      unsafe run.end(result)
    }

    /// Copies the number at place `index` of a table, whose entries lie `distance` `UInt`s apart, reading all of them.
    public func select(
      _ result: UnsafeMutablePointer<UInt>, from table: UnsafePointer<UInt>, distance: Int,
      count: Int, index: UInt
    ) {
      let target = UnsafeMutableRawPointer(result)
      // Not known to be the same in all lanes, or else the compiler could compare one of them, and branch.
      let wanted = mtls_kept_in_order(Lanes(repeating: Int64(bitPattern: UInt64(index))))
      // A mask serves four vectors, of which the last four may overlap those before.
      for start in Swift.stride(from: 0, to: vectorCount, by: 4) {
        let offset = 32 &* min(start, vectorCount - 4)
        var (s0, s1) = (Lanes(repeating: 0), Lanes(repeating: 0))
        var (s2, s3) = (s0, s1)
        var place = Lanes(repeating: 0)
        for entry in 0..<count {
          let mask = _mm256_cmpeq_epi64(place, wanted)
          place &+= 1
          let entry = unsafe UnsafeRawPointer(table + distance &* entry) + offset
          unsafe s0 |= entry.loadUnaligned(as: Lanes.self) & mask
          unsafe s1 |= entry.loadUnaligned(fromByteOffset: 32, as: Lanes.self) & mask
          unsafe s2 |= entry.loadUnaligned(fromByteOffset: 64, as: Lanes.self) & mask
          unsafe s3 |= entry.loadUnaligned(fromByteOffset: 96, as: Lanes.self) & mask
        }
        unsafe target.storeBytes(of: s0, toByteOffset: offset, as: Lanes.self)
        unsafe target.storeBytes(of: s1, toByteOffset: offset &+ 32, as: Lanes.self)
        unsafe target.storeBytes(of: s2, toByteOffset: offset &+ 64, as: Lanes.self)
        unsafe target.storeBytes(of: s3, toByteOffset: offset &+ 96, as: Lanes.self)
      }
    }
  }

  /// A multiplication on its way.
  @safe private struct Multiplication28 {
    private let vectorCount: Int
    private let blockCount: Int
    /// The sum so far, without the blocks divided off.
    private let sum: UnsafeMutableRawPointer
    /// The factor in rows: each vector four times, every time one digit farther up. Read so from the number itself, they
    /// would lie across lines of the cache.
    private let factor: UnsafeMutableRawPointer
    /// The modulus in rows.
    let modulus: UnsafeMutableRawPointer
    /// The other factor's block that is next.
    private var digits = Digits()
    /// The lowest vector of the sum, with the products of the block that is next.
    private var lowest = Lanes(repeating: 0)
    /// What the blocks divided off carry upwards.
    private var carry: UInt64 = 0

    @inline(__always)
    init(_ layout: Montgomery28, _ working: UnsafeMutablePointer<UInt>) {
      vectorCount = layout.vectorCount
      blockCount = layout.blockCount
      unsafe sum = UnsafeMutableRawPointer(working)
      unsafe factor = sum + 32 &* vectorCount
      unsafe modulus = factor + 128 &* vectorCount
    }

    @inline(__always)
    mutating func begin(_ left: UnsafePointer<UInt>, by right: UnsafePointer<UInt>) {
      unsafe clear(left)
      unsafe digits = Digits(right)
      unsafe lowest = digits.products(factor)
    }

    @inline(__always)
    mutating func beginSquare(_ number: UnsafePointer<UInt>) {
      unsafe clear(number)
      unsafe digits = Digits(number)
      unsafe lowest = digits.ownProducts(factor)
    }

    @inline(__always)
    private func clear(_ number: UnsafePointer<UInt>) {
      unsafe writeRows(of: number, to: factor)
      for v in 0..<vectorCount {
        unsafe sum.storeBytes(of: Lanes(repeating: 0), toByteOffset: 32 &* v, as: Lanes.self)
      }
    }

    @inline(__always)
    func writeRows(of number: UnsafePointer<UInt>, to target: UnsafeMutableRawPointer) {
      let number = unsafe UnsafeRawPointer(number)
      var low = Lanes(repeating: 0)
      for v in 0..<vectorCount {
        let high = unsafe number.loadUnaligned(fromByteOffset: 32 &* v, as: Lanes.self)
        let rows = unsafe target + 128 &* v
        unsafe rows.storeBytes(of: high, as: Lanes.self)
        unsafe rows.storeBytes(
          of: Lanes(low[3], high[0], high[1], high[2]), toByteOffset: 32, as: Lanes.self)
        unsafe rows.storeBytes(
          of: Lanes(low[2], low[3], high[0], high[1]), toByteOffset: 64, as: Lanes.self)
        unsafe rows.storeBytes(
          of: Lanes(low[1], low[2], low[3], high[0]), toByteOffset: 96, as: Lanes.self)
        low = high
      }
    }

    /// Adds the factor times a block of the other, and divides a block off.
    @inline(__always)
    mutating func multiply(_ block: Int, _ right: UnsafePointer<UInt>, _ inverse: UInt128) {
      let quotient = divide(inverse)
      let first = unsafe moved(1, quotient) &+ digits.products(factor + 128)
      unsafe sum.storeBytes(of: first, as: Lanes.self)
      // What the next block waits for comes before the rest of this one. Behind the last, its digits count for nothing.
      let next = unsafe Digits(right + (block &+ 1 == blockCount ? 0 : 4 &+ 4 &* block))
      unsafe lowest = first &+ next.products(factor)
      for v in 2..<vectorCount {
        let moved = unsafe moved(v, quotient) &+ digits.products(factor + 128 &* v)
        unsafe sum.storeBytes(of: moved, toByteOffset: 32 &* (v &- 1), as: Lanes.self)
      }
      digits = next
    }

    /// Adds a block's square and twice its products with those above it, and divides a block off.
    @inline(__always)
    mutating func square(_ block: Int, _ number: UnsafePointer<UInt>, _ inverse: UInt128) {
      let quotient = divide(inverse)
      lowest = moved(1, quotient)
      if block == 0 { unsafe lowest = lowest &+ digits.nextProducts(factor + 128) }
      if block == 1 { unsafe lowest = lowest &+ digits.ownProducts(factor + 128) }
      unsafe sum.storeBytes(of: lowest, as: Lanes.self)
      @inline(__always)
      func store(_ v: Int, _ products: Lanes) {
        unsafe sum.storeBytes(
          of: moved(v, quotient) &+ products, toByteOffset: 32 &* (v &- 1), as: Lanes.self)
      }
      var v = 2
      while v < block {
        store(v, Lanes(repeating: 0))
        v &+= 1
      }
      if v == block {
        unsafe store(v, digits.ownProducts(factor + 128 &* v))
        v &+= 1
      }
      if v == block &+ 1, v < vectorCount {
        unsafe store(v, digits.nextProducts(factor + 128 &* v))
        v &+= 1
      }
      let doubled = digits.doubled
      while v < vectorCount {
        unsafe store(v, doubled.products(factor + 128 &* v))
        v &+= 1
      }
      if block &+ 1 < blockCount { unsafe digits = Digits(number + (4 &+ 4 &* block)) }
    }

    /// The digits that make the lowest block zero, as factors of the modulus; takes what it carries upwards.
    @inline(__always)
    private mutating func divide(_ inverse: UInt128) -> Digits {
      @inline(__always)
      func word(_ lane: Int64) -> UInt64 { UInt64(bitPattern: lane) }
      let low = UInt128(word(lowest[0]) &+ carry) &+ UInt128(word(lowest[1])) << 28
      let high = UInt128(word(lowest[2])) &+ UInt128(word(lowest[3])) << 28
      let quotient = Digits((low &+ high << 56) &* inverse)
      let zero = unsafe lowest &+ quotient.products(modulus)
      carry = (word(zero[0]) &+ carry) >> 28
      carry = (word(zero[1]) &+ carry) >> 28
      carry = (word(zero[2]) &+ carry) >> 28
      carry = (word(zero[3]) &+ carry) >> 28
      return quotient
    }

    /// The vector of the sum that takes the place below, with the modulus times the quotient.
    @inline(__always)
    private func moved(_ v: Int, _ quotient: Digits) -> Lanes {
      unsafe sum.load(fromByteOffset: 32 &* v, as: Lanes.self)
        &+ quotient.products(modulus + 128 &* v)
    }

    /// Carries the sum upwards by one digit, above its lowest vector.
    @inline(__always)
    func carrySum() {
      var excess = Lanes(repeating: 0)
      for v in 1..<vectorCount &- 1 {
        let lanes = unsafe sum.load(fromByteOffset: 32 &* v, as: Lanes.self)
        unsafe sum.storeBytes(
          of: carried(lanes, &excess), toByteOffset: 32 &* v, as: Lanes.self)
      }
    }

    /// Writes the sum, after carrying upwards by one digit twice: from lanes of 64 bits to 36, and then to 28 and a little.
    @inline(__always)
    func end(_ result: UnsafeMutablePointer<UInt>) {
      var (first, second) = (Lanes(repeating: 0), Lanes(repeating: 0))
      var lowest = Lanes(Int64(bitPattern: carry), 0, 0, 0)
      for v in 0..<vectorCount {
        let lanes = unsafe sum.load(fromByteOffset: 32 &* v, as: Lanes.self) &+ lowest
        lowest = Lanes(repeating: 0)
        unsafe UnsafeMutableRawPointer(result).storeBytes(
          of: carried(carried(lanes, &first), &second), toByteOffset: 32 &* v, as: Lanes.self)
      }
    }

    /// Of each lane 28 bits, and the excess of the one below; leaves theirs.
    @inline(__always)
    private func carried(_ lanes: Lanes, _ below: inout Lanes) -> Lanes {
      let excess = mtls_kept_in_order(_mm256_srli_epi64(lanes, 28))
      let sum = lanes & 0xFFF_FFFF &+ Lanes(below[3], excess[0], excess[1], excess[2])
      below = excess
      return sum
    }
  }

  private typealias Lanes = SIMD4<Int64>

  /// A block of four digits, each in all lanes.
  private struct Digits {
    private let d0, d1, d2, d3: Lanes

    @inline(__always)
    private init(_ d0: Lanes, _ d1: Lanes, _ d2: Lanes, _ d3: Lanes) {
      self.d0 = d0
      self.d1 = d1
      self.d2 = d2
      self.d3 = d3
    }

    @inline(__always)
    init() { self.init(0) }

    @inline(__always)
    init(_ digits: UnsafePointer<UInt>) {
      @inline(__always)
      func lanes(_ index: Int) -> Lanes {
        Lanes(repeating: Int64(bitPattern: UInt64(unsafe digits[index])))
      }
      self.init(lanes(0), lanes(1), lanes(2), lanes(3))
    }

    /// The lowest 112 bits.
    @inline(__always)
    init(_ bits: UInt128) {
      @inline(__always)
      func lanes(_ shift: UInt128) -> Lanes {
        let digit = UInt64(truncatingIfNeeded: bits >> shift) & 0xFFF_FFFF
        return Lanes(repeating: Int64(bitPattern: digit))
      }
      self.init(lanes(0), lanes(28), lanes(56), lanes(84))
    }

    /// The products with four rows of a number, added up.
    @inline(__always)
    func products(_ rows: UnsafeRawPointer) -> Lanes {
      let low =
        unsafe mtls_multiply_words_of_first(d0, rows) &+ mtls_multiply_words_of_second(d1, rows)
      let high =
        unsafe mtls_multiply_words_of_third(d2, rows) &+ mtls_multiply_words_of_fourth(d3, rows)
      return low &+ high
    }

    /// The products with rows in which digits of the same block stand, without those of the block below.
    @inline(__always)
    func ownProducts(_ rows: UnsafeRawPointer) -> Lanes { unsafe own.products(rows) }

    /// The products with the rows above, which begin with digits of the same block; twice those of the next.
    @inline(__always)
    func nextProducts(_ rows: UnsafeRawPointer) -> Lanes {
      let own = own
      return unsafe Digits(d0 &+ own.d0, d1 &+ own.d1, d2 &+ own.d2, d3 &+ own.d3).products(rows)
    }

    @inline(__always)
    var doubled: Digits { Digits(d0 &+ d0, d1 &+ d1, d2 &+ d2, d3 &+ d3) }

    @inline(__always)
    private var own: Digits {
      Digits(
        d0, d1 & Lanes(0, -1, -1, -1), d2 & Lanes(0, 0, -1, -1), d3 & Lanes(0, 0, 0, -1))
    }
  }
#else
  // No modulus has a layout, and nothing of these is ever called.
  extension Montgomery28 {
    /// Nothing.
    public func begin(_ working: UnsafeMutablePointer<UInt>, modulus: UnsafePointer<UInt>) {}

    /// Nothing.
    public func multiply(
      _ result: UnsafeMutablePointer<UInt>, _ left: UnsafePointer<UInt>,
      _ right: UnsafePointer<UInt>, inverse: UInt128, working: UnsafeMutablePointer<UInt>
    ) {}

    /// Nothing.
    public func square(
      _ result: UnsafeMutablePointer<UInt>, _ number: UnsafePointer<UInt>, inverse: UInt128,
      working: UnsafeMutablePointer<UInt>
    ) {}

    /// Nothing.
    public func select(
      _ result: UnsafeMutablePointer<UInt>, from table: UnsafePointer<UInt>, distance: Int,
      count: Int, index: UInt
    ) {}
  }
#endif
