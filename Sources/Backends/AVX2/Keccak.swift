#if arch(x86_64)
  internal import CIntrinsics

  /// Four states of Keccak-p[1600, 24] (FIPS 202, Section 3.3) side by side, one in each lane of a register.
  public enum FourKeccakStates {
    /// Lane (x, y) of the four states.
    public typealias Lane = SIMD4<Int64>

    /// Permutes 25 registers.
    public static func permute(_ state: UnsafeMutablePointer<Lane>) {
      unsafe permute(state) { mtls_rotate_words($0, $1) }
    }

    /// The same with the rotation of a wider set of instructions, which it is compiled for where it is used.
    @inlinable @inline(__always)
    public static func permute(
      _ state: UnsafeMutablePointer<Lane>, rotated: (Lane, Int32) -> Lane
    ) {
      var a0 = unsafe state[0]
      var a1 = unsafe state[1]
      var a2 = unsafe state[2]
      var a3 = unsafe state[3]
      var a4 = unsafe state[4]
      var a5 = unsafe state[5]
      var a6 = unsafe state[6]
      var a7 = unsafe state[7]
      var a8 = unsafe state[8]
      var a9 = unsafe state[9]
      var a10 = unsafe state[10]
      var a11 = unsafe state[11]
      var a12 = unsafe state[12]
      var a13 = unsafe state[13]
      var a14 = unsafe state[14]
      var a15 = unsafe state[15]
      var a16 = unsafe state[16]
      var a17 = unsafe state[17]
      var a18 = unsafe state[18]
      var a19 = unsafe state[19]
      var a20 = unsafe state[20]
      var a21 = unsafe state[21]
      var a22 = unsafe state[22]
      var a23 = unsafe state[23]
      var a24 = unsafe state[24]
      let constants = roundConstants
      for round in 0..<24 {
        let c0 = a0 ^ a5 ^ a10 ^ a15 ^ a20
        let c1 = a1 ^ a6 ^ a11 ^ a16 ^ a21
        let c2 = a2 ^ a7 ^ a12 ^ a17 ^ a22
        let c3 = a3 ^ a8 ^ a13 ^ a18 ^ a23
        let c4 = a4 ^ a9 ^ a14 ^ a19 ^ a24
        let d0 = c4 ^ rotated(c1, 1)
        let d1 = c0 ^ rotated(c2, 1)
        let d2 = c1 ^ rotated(c3, 1)
        let d3 = c2 ^ rotated(c4, 1)
        let d4 = c3 ^ rotated(c0, 1)
        let b0 = a0 ^ d0
        let b10 = rotated(a1 ^ d1, 1)
        let b20 = rotated(a2 ^ d2, 62)
        let b5 = rotated(a3 ^ d3, 28)
        let b15 = rotated(a4 ^ d4, 27)
        let b16 = rotated(a5 ^ d0, 36)
        let b1 = rotated(a6 ^ d1, 44)
        let b11 = rotated(a7 ^ d2, 6)
        let b21 = rotated(a8 ^ d3, 55)
        let b6 = rotated(a9 ^ d4, 20)
        let b7 = rotated(a10 ^ d0, 3)
        let b17 = rotated(a11 ^ d1, 10)
        let b2 = rotated(a12 ^ d2, 43)
        let b12 = rotated(a13 ^ d3, 25)
        let b22 = rotated(a14 ^ d4, 39)
        let b23 = rotated(a15 ^ d0, 41)
        let b8 = rotated(a16 ^ d1, 45)
        let b18 = rotated(a17 ^ d2, 15)
        let b3 = rotated(a18 ^ d3, 21)
        let b13 = rotated(a19 ^ d4, 8)
        let b14 = rotated(a20 ^ d0, 18)
        let b24 = rotated(a21 ^ d1, 2)
        let b9 = rotated(a22 ^ d2, 61)
        let b19 = rotated(a23 ^ d3, 56)
        let b4 = rotated(a24 ^ d4, 14)
        a0 = b0 ^ (~b1 & b2) ^ Lane(repeating: Int64(bitPattern: constants[round]))
        a1 = b1 ^ (~b2 & b3)
        a2 = b2 ^ (~b3 & b4)
        a3 = b3 ^ (~b4 & b0)
        a4 = b4 ^ (~b0 & b1)
        a5 = b5 ^ (~b6 & b7)
        a6 = b6 ^ (~b7 & b8)
        a7 = b7 ^ (~b8 & b9)
        a8 = b8 ^ (~b9 & b5)
        a9 = b9 ^ (~b5 & b6)
        a10 = b10 ^ (~b11 & b12)
        a11 = b11 ^ (~b12 & b13)
        a12 = b12 ^ (~b13 & b14)
        a13 = b13 ^ (~b14 & b10)
        a14 = b14 ^ (~b10 & b11)
        a15 = b15 ^ (~b16 & b17)
        a16 = b16 ^ (~b17 & b18)
        a17 = b17 ^ (~b18 & b19)
        a18 = b18 ^ (~b19 & b15)
        a19 = b19 ^ (~b15 & b16)
        a20 = b20 ^ (~b21 & b22)
        a21 = b21 ^ (~b22 & b23)
        a22 = b22 ^ (~b23 & b24)
        a23 = b23 ^ (~b24 & b20)
        a24 = b24 ^ (~b20 & b21)
      }
      unsafe state[0] = a0
      unsafe state[1] = a1
      unsafe state[2] = a2
      unsafe state[3] = a3
      unsafe state[4] = a4
      unsafe state[5] = a5
      unsafe state[6] = a6
      unsafe state[7] = a7
      unsafe state[8] = a8
      unsafe state[9] = a9
      unsafe state[10] = a10
      unsafe state[11] = a11
      unsafe state[12] = a12
      unsafe state[13] = a13
      unsafe state[14] = a14
      unsafe state[15] = a15
      unsafe state[16] = a16
      unsafe state[17] = a17
      unsafe state[18] = a18
      unsafe state[19] = a19
      unsafe state[20] = a20
      unsafe state[21] = a21
      unsafe state[22] = a22
      unsafe state[23] = a23
      unsafe state[24] = a24
    }

    /// RC[i] of ι (Section 3.2.5).
    @usableFromInline
    static let roundConstants: [24 of UInt64] = [
      0x0000_0000_0000_0001, 0x0000_0000_0000_8082, 0x8000_0000_0000_808A, 0x8000_0000_8000_8000,
      0x0000_0000_0000_808B, 0x0000_0000_8000_0001, 0x8000_0000_8000_8081, 0x8000_0000_0000_8009,
      0x0000_0000_0000_008A, 0x0000_0000_0000_0088, 0x0000_0000_8000_8009, 0x0000_0000_8000_000A,
      0x0000_0000_8000_808B, 0x8000_0000_0000_008B, 0x8000_0000_0000_8089, 0x8000_0000_0000_8003,
      0x8000_0000_0000_8002, 0x8000_0000_0000_0080, 0x0000_0000_0000_800A, 0x8000_0000_8000_000A,
      0x8000_0000_8000_8081, 0x8000_0000_0000_8080, 0x0000_0000_8000_0001, 0x8000_0000_8000_8008,
    ]
  }
#endif
