/// GHASH's field (NIST SP 800-38D, Section 6.3) in plain integers and constant time.
enum GHASH {
  /// An element of GF(2^128); the coefficient of x^0 is the highest bit of `high`.
  struct Element {
    var high, low: UInt64

    /// The element that a block of 16 bytes stands for.
    @inline(__always)
    init(loading block: UnsafeRawPointer) {
      high = unsafe UInt64(bigEndian: block.loadUnaligned(as: UInt64.self))
      low = unsafe UInt64(bigEndian: block.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }

    /// Writes the block of 16 bytes.
    @inline(__always)
    func store(to block: UnsafeMutableRawPointer) {
      unsafe block.storeBytes(of: high.bigEndian, as: UInt64.self)
      unsafe block.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
    }

    @inline(__always)
    mutating func add(_ other: Element) {
      high ^= other.high
      low ^= other.low
    }

    /// Three products of halves (Karatsuba), then the reduction by x^128 + x^7 + x^2 + x + 1.
    @inline(__always)
    mutating func multiply(by other: Element) {
      let (a1, a0) = product(high, other.high)
      let (b1, b0) = product(low, other.low)
      var (c1, c0) = product(high ^ low, other.high ^ other.low)
      c1 ^= a1 ^ b1
      c0 ^= a0 ^ b0
      // The product of mirrored polynomials is the mirrored product, one place too low.
      var (p3, p2, p1, p0) = (a1, a0 ^ c1, b1 ^ c0, b0)
      p3 = p3 << 1 | p2 >> 63
      p2 = p2 << 1 | p1 >> 63
      p1 = p1 << 1 | p0 >> 63
      p0 <<= 1
      p2 ^= p0 ^ p0 >> 1 ^ p0 >> 2 ^ p0 >> 7
      p1 ^= p0 << 63 ^ p0 << 62 ^ p0 << 57
      high = p3 ^ p1 ^ p1 >> 1 ^ p1 >> 2 ^ p1 >> 7
      low = p2 ^ p1 << 63 ^ p1 << 62 ^ p1 << 57
    }
  }

  /// The product of two polynomials over GF(2), 127 bits.
  ///
  /// The upper half is the lower half of the mirrored factors' product, mirrored.
  @inline(__always)
  private static func product(_ x: UInt64, _ y: UInt64) -> (high: UInt64, low: UInt64) {
    (mirrored(lowProduct(mirrored(x), mirrored(y))) >> 1, lowProduct(x, y))
  }

  /// The lower 64 bits of the product, by integer multiplications of words in which three bits of four
  /// are masked out: at most 15 ones are summed below the top place, so no carry reaches the next kept
  /// bit (T. Pornin's observation, "Constant-time crypto", BearSSL).
  @inline(__always)
  private static func lowProduct(_ x: UInt64, _ y: UInt64) -> UInt64 {
    let mask: UInt64 = 0x1111_1111_1111_1111
    let (x0, x1, x2, x3) = (x & mask, x & mask << 1, x & mask << 2, x & mask << 3)
    let (y0, y1, y2, y3) = (y & mask, y & mask << 1, y & mask << 2, y & mask << 3)
    let z0 = x0 &* y0 ^ x1 &* y3 ^ x2 &* y2 ^ x3 &* y1
    let z1 = x0 &* y1 ^ x1 &* y0 ^ x2 &* y3 ^ x3 &* y2
    let z2 = x0 &* y2 ^ x1 &* y1 ^ x2 &* y0 ^ x3 &* y3
    let z3 = x0 &* y3 ^ x1 &* y2 ^ x2 &* y1 ^ x3 &* y0
    return z0 & mask | z1 & mask << 1 | z2 & mask << 2 | z3 & mask << 3
  }

  @inline(__always)
  private static func mirrored(_ word: UInt64) -> UInt64 {
    var x = word.byteSwapped
    x = x >> 4 & 0x0F0F_0F0F_0F0F_0F0F | (x & 0x0F0F_0F0F_0F0F_0F0F) << 4
    x = x >> 2 & 0x3333_3333_3333_3333 | (x & 0x3333_3333_3333_3333) << 2
    return x >> 1 & 0x5555_5555_5555_5555 | (x & 0x5555_5555_5555_5555) << 1
  }
}
