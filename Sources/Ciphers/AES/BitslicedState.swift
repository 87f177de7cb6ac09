/// Four AES states at once, as eight planes of bits: no table, no index, no branch on a secret.
///
/// Bit `16 b + i` of plane `j` is bit `j` of byte `i` of block `b`; byte `i` stands in row `i mod 4` of
/// column `i / 4` (FIPS 197, Section 3.4).
struct BitslicedState {
  var planes: [8 of UInt64]

  /// The state of 64 bytes, four blocks.
  @inline(__always)
  init(loading bytes: UnsafeRawPointer) {
    planes = [8 of UInt64](repeating: 0)
    for k in 0..<8 {
      let word = unsafe bytes.loadUnaligned(fromByteOffset: 8 * k, as: UInt64.self)
      planes[k] = BitslicedState.transposedBits(word.littleEndian)
    }
    transposeBytes()
  }

  /// Writes the 64 bytes.
  @inline(__always)
  func store(to bytes: UnsafeMutableRawPointer) {
    var copy = self
    copy.transposeBytes()
    for k in 0..<8 {
      let word = BitslicedState.transposedBits(copy.planes[k])
      unsafe bytes.storeBytes(of: word.littleEndian, toByteOffset: 8 * k, as: UInt64.self)
    }
  }

  /// Encrypts (FIPS 197, Section 5.1) under round keys that lie as 64 bytes of planes each.
  @inline(__always)
  mutating func encrypt(_ roundKeys: UnsafeRawPointer, rounds: Int) {
    unsafe add(roundKeys)
    for round in 1..<rounds {
      substitute()
      shiftRows()
      mixColumns()
      unsafe add(roundKeys + 64 * round)
    }
    substitute()
    shiftRows()
    unsafe add(roundKeys + 64 * rounds)
  }

  @inline(__always)
  mutating func add(_ roundKey: UnsafeRawPointer) {
    for j in 0..<8 { planes[j] ^= unsafe roundKey.load(fromByteOffset: 8 * j, as: UInt64.self) }
  }

  /// ShiftRows (Section 5.1.2): row `r` of a block's 16 bits turns by `r` columns.
  @inline(__always)
  private mutating func shiftRows() {
    for j in 0..<8 {
      let x = planes[j]
      planes[j] =
        x & 0x1111_1111_1111_1111
        | x >> 4 & 0x0222_0222_0222_0222 | x << 12 & 0x2000_2000_2000_2000
        | x >> 8 & 0x0044_0044_0044_0044 | x << 8 & 0x4400_4400_4400_4400
        | x >> 12 & 0x0008_0008_0008_0008 | x << 4 & 0x8880_8880_8880_8880
    }
  }

  /// MixColumns (Section 5.1.3): 2 (a + b) + b + c + d, with b, c, d the rows below a.
  @inline(__always)
  mutating func mixColumns() {
    var sums = planes
    var below = planes
    for j in 0..<8 {
      let x = planes[j]
      below[j] = x >> 1 & 0x7777_7777_7777_7777 | x << 3 & 0x8888_8888_8888_8888
      sums[j] = x ^ below[j]
    }
    for j in 0..<8 {
      let x = sums[j]
      let farther = x >> 2 & 0x3333_3333_3333_3333 | x << 2 & 0xCCCC_CCCC_CCCC_CCCC
      // Doubling moves every bit up; the highest comes back at the bits of 0x1B.
      var doubled = j == 0 ? sums[7] : sums[j - 1]
      if j == 1 || j == 3 || j == 4 { doubled ^= sums[7] }
      planes[j] = doubled ^ below[j] ^ farther
    }
  }

  /// Makes word `k`'s byte `j` word `j`'s byte `k`.
  @inline(__always)
  private mutating func transposeBytes() {
    for k in 0..<4 { swapParts(k, k + 4, 32, 0x0000_0000_FFFF_FFFF) }
    for k in 0..<4 { swapParts(k + (k & 2), k + (k & 2) + 2, 16, 0x0000_FFFF_0000_FFFF) }
    for k in 0..<4 { swapParts(2 * k, 2 * k + 1, 8, 0x00FF_00FF_00FF_00FF) }
  }

  @inline(__always)
  private mutating func swapParts(_ k: Int, _ l: Int, _ shift: UInt64, _ mask: UInt64) {
    let difference = (planes[k] &>> shift ^ planes[l]) & mask
    planes[l] ^= difference
    planes[k] ^= difference &<< shift
  }

  /// Makes byte `i`'s bit `j` byte `j`'s bit `i`.
  @inline(__always)
  private static func transposedBits(_ word: UInt64) -> UInt64 {
    var x = word
    var t = (x ^ x >> 7) & 0x00AA_00AA_00AA_00AA
    x ^= t ^ t << 7
    t = (x ^ x >> 14) & 0x0000_CCCC_0000_CCCC
    x ^= t ^ t << 14
    t = (x ^ x >> 28) & 0x0000_0000_F0F0_F0F0
    return x ^ t ^ t << 28
  }
}
