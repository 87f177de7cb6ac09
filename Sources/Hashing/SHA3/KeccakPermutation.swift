/// Keccak-p[1600, 24] (FIPS 202, Section 3.3), on lanes of 64 bits: lane (x, y) is number x + 5y.
enum KeccakPermutation {
  typealias State = [25 of UInt64]

  /// One round after another; the steps θ, ρ and π, χ, ι are Section 3.2's.
  static func permute(_ a: inout State) {
    var b = State(repeating: 0)
    for constant in 0..<24 {
      let c0 = a[0] ^ a[5] ^ a[10] ^ a[15] ^ a[20]
      let c1 = a[1] ^ a[6] ^ a[11] ^ a[16] ^ a[21]
      let c2 = a[2] ^ a[7] ^ a[12] ^ a[17] ^ a[22]
      let c3 = a[3] ^ a[8] ^ a[13] ^ a[18] ^ a[23]
      let c4 = a[4] ^ a[9] ^ a[14] ^ a[19] ^ a[24]
      let d0 = c4 ^ rotated(c1, 1)
      let d1 = c0 ^ rotated(c2, 1)
      let d2 = c1 ^ rotated(c3, 1)
      let d3 = c2 ^ rotated(c4, 1)
      let d4 = c3 ^ rotated(c0, 1)
      b[0] = a[0] ^ d0
      b[10] = rotated(a[1] ^ d1, 1)
      b[20] = rotated(a[2] ^ d2, 62)
      b[5] = rotated(a[3] ^ d3, 28)
      b[15] = rotated(a[4] ^ d4, 27)
      b[16] = rotated(a[5] ^ d0, 36)
      b[1] = rotated(a[6] ^ d1, 44)
      b[11] = rotated(a[7] ^ d2, 6)
      b[21] = rotated(a[8] ^ d3, 55)
      b[6] = rotated(a[9] ^ d4, 20)
      b[7] = rotated(a[10] ^ d0, 3)
      b[17] = rotated(a[11] ^ d1, 10)
      b[2] = rotated(a[12] ^ d2, 43)
      b[12] = rotated(a[13] ^ d3, 25)
      b[22] = rotated(a[14] ^ d4, 39)
      b[23] = rotated(a[15] ^ d0, 41)
      b[8] = rotated(a[16] ^ d1, 45)
      b[18] = rotated(a[17] ^ d2, 15)
      b[3] = rotated(a[18] ^ d3, 21)
      b[13] = rotated(a[19] ^ d4, 8)
      b[14] = rotated(a[20] ^ d0, 18)
      b[24] = rotated(a[21] ^ d1, 2)
      b[9] = rotated(a[22] ^ d2, 61)
      b[19] = rotated(a[23] ^ d3, 56)
      b[4] = rotated(a[24] ^ d4, 14)
      for row in 0..<5 {
        let y = 5 * row
        a[y] = b[y] ^ (~b[y + 1] & b[y + 2])
        a[y + 1] = b[y + 1] ^ (~b[y + 2] & b[y + 3])
        a[y + 2] = b[y + 2] ^ (~b[y + 3] & b[y + 4])
        a[y + 3] = b[y + 3] ^ (~b[y + 4] & b[y])
        a[y + 4] = b[y + 4] ^ (~b[y] & b[y + 1])
      }
      a[0] ^= roundConstants[constant]
    }
  }

  @inline(__always)
  private static func rotated(_ word: UInt64, _ count: UInt64) -> UInt64 {
    word &<< count | word &>> (64 &- count)
  }

  /// RC[i] of ι (Section 3.2.5).
  private static var roundConstants: [24 of UInt64] {
    [
      0x0000_0000_0000_0001, 0x0000_0000_0000_8082, 0x8000_0000_0000_808A, 0x8000_0000_8000_8000,
      0x0000_0000_0000_808B, 0x0000_0000_8000_0001, 0x8000_0000_8000_8081, 0x8000_0000_0000_8009,
      0x0000_0000_0000_008A, 0x0000_0000_0000_0088, 0x0000_0000_8000_8009, 0x0000_0000_8000_000A,
      0x0000_0000_8000_808B, 0x8000_0000_0000_008B, 0x8000_0000_0000_8089, 0x8000_0000_0000_8003,
      0x8000_0000_0000_8002, 0x8000_0000_0000_0080, 0x0000_0000_0000_800A, 0x8000_0000_8000_000A,
      0x8000_0000_8000_8081, 0x8000_0000_0000_8080, 0x0000_0000_8000_0001, 0x8000_0000_8000_8008,
    ]
  }
}
