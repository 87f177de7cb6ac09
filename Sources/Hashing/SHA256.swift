/// SHA-256 (FIPS 180-4, Section 6.2) in plain integers.
enum SHA256 {
  /// H(0), Section 5.3.3: eight words of 32 bits in the first half.
  static var initialState: [8 of UInt64] {
    [
      packed(0x6A09_E667, 0xBB67_AE85),
      packed(0x3C6E_F372, 0xA54F_F53A),
      packed(0x510E_527F, 0x9B05_688C),
      packed(0x1F83_D9AB, 0x5BE0_CD19),
      0, 0, 0, 0,
    ]
  }

  /// Two words as they lie in memory, `first` in front.
  private static func packed(_ first: UInt32, _ second: UInt32) -> UInt64 {
    (UInt64(second) << 32 | UInt64(first)).littleEndian
  }

  /// Works `count` blocks of 64 bytes into the state, 32 bytes in eight native words.
  static func compress(
    _ state: UnsafeMutableRawPointer, _ blocks: UnsafeRawPointer, count: Int
  ) {
    let state = unsafe state.assumingMemoryBound(to: UInt32.self)
    var next = unsafe blocks
    var w = [16 of UInt32](repeating: 0)
    for _ in 0..<count {
      for t in 0..<16 {
        w[t] = unsafe UInt32(
          bigEndian: next.loadUnaligned(fromByteOffset: 4 * t, as: UInt32.self))
      }
      unsafe next += 64
      var (a, b, c, d) = unsafe (state[0], state[1], state[2], state[3])
      var (e, f, g, h) = unsafe (state[4], state[5], state[6], state[7])
      sixteenRounds(&a, &b, &c, &d, &e, &f, &g, &h, &w, from: 0, scheduling: false)
      for start in stride(from: 16, to: 64, by: 16) {
        sixteenRounds(&a, &b, &c, &d, &e, &f, &g, &h, &w, from: start, scheduling: true)
      }
      unsafe state[0] &+= a
      unsafe state[1] &+= b
      unsafe state[2] &+= c
      unsafe state[3] &+= d
      unsafe state[4] &+= e
      unsafe state[5] &+= f
      unsafe state[6] &+= g
      unsafe state[7] &+= h
    }
  }

  /// Sixteen rounds with the words from W_start on, which, if `scheduling`, are made of the sixteen
  /// before them.
  @inline(__always)
  private static func sixteenRounds(
    _ a: inout UInt32, _ b: inout UInt32, _ c: inout UInt32, _ d: inout UInt32,
    _ e: inout UInt32, _ f: inout UInt32, _ g: inout UInt32, _ h: inout UInt32,
    _ w: inout [16 of UInt32], from start: Int, scheduling: Bool
  ) {
    @inline(__always)
    func word(_ t: Int) -> UInt32 {
      if scheduling {
        let (x, y) = (w[(t + 1) & 15], w[(t + 14) & 15])
        let s0 = rotated(x, 7) ^ rotated(x, 18) ^ x >> 3
        let s1 = rotated(y, 17) ^ rotated(y, 19) ^ y >> 10
        w[t] = w[t] &+ s0 &+ w[(t + 9) & 15] &+ s1
      }
      return w[t]
    }
    round(a, b, c, &d, e, f, g, &h, k[start] &+ word(0))
    round(h, a, b, &c, d, e, f, &g, k[start + 1] &+ word(1))
    round(g, h, a, &b, c, d, e, &f, k[start + 2] &+ word(2))
    round(f, g, h, &a, b, c, d, &e, k[start + 3] &+ word(3))
    round(e, f, g, &h, a, b, c, &d, k[start + 4] &+ word(4))
    round(d, e, f, &g, h, a, b, &c, k[start + 5] &+ word(5))
    round(c, d, e, &f, g, h, a, &b, k[start + 6] &+ word(6))
    round(b, c, d, &e, f, g, h, &a, k[start + 7] &+ word(7))
    round(a, b, c, &d, e, f, g, &h, k[start + 8] &+ word(8))
    round(h, a, b, &c, d, e, f, &g, k[start + 9] &+ word(9))
    round(g, h, a, &b, c, d, e, &f, k[start + 10] &+ word(10))
    round(f, g, h, &a, b, c, d, &e, k[start + 11] &+ word(11))
    round(e, f, g, &h, a, b, c, &d, k[start + 12] &+ word(12))
    round(d, e, f, &g, h, a, b, &c, k[start + 13] &+ word(13))
    round(c, d, e, &f, g, h, a, &b, k[start + 14] &+ word(14))
    round(b, c, d, &e, f, g, h, &a, k[start + 15] &+ word(15))
  }

  /// One step of Section 6.2.2, whose renaming of the variables is left to the caller.
  @inline(__always)
  private static func round(
    _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32,
    _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32, _ kw: UInt32
  ) {
    let sum1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
    let t1 = h &+ sum1 &+ (g ^ (e & (f ^ g))) &+ kw
    let sum0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
    d = d &+ t1
    h = t1 &+ sum0 &+ ((a & b) | (c & (a | b)))
  }

  @inline(__always)
  private static func rotated(_ x: UInt32, _ count: UInt32) -> UInt32 {
    x &>> count | x &<< (32 &- count)
  }

  /// Section 4.2.2.
  static let k: [64 of UInt32] = [
    0x428A_2F98, 0x7137_4491, 0xB5C0_FBCF, 0xE9B5_DBA5, 0x3956_C25B, 0x59F1_11F1,
    0x923F_82A4, 0xAB1C_5ED5, 0xD807_AA98, 0x1283_5B01, 0x2431_85BE, 0x550C_7DC3,
    0x72BE_5D74, 0x80DE_B1FE, 0x9BDC_06A7, 0xC19B_F174, 0xE49B_69C1, 0xEFBE_4786,
    0x0FC1_9DC6, 0x240C_A1CC, 0x2DE9_2C6F, 0x4A74_84AA, 0x5CB0_A9DC, 0x76F9_88DA,
    0x983E_5152, 0xA831_C66D, 0xB003_27C8, 0xBF59_7FC7, 0xC6E0_0BF3, 0xD5A7_9147,
    0x06CA_6351, 0x1429_2967, 0x27B7_0A85, 0x2E1B_2138, 0x4D2C_6DFC, 0x5338_0D13,
    0x650A_7354, 0x766A_0ABB, 0x81C2_C92E, 0x9272_2C85, 0xA2BF_E8A1, 0xA81A_664B,
    0xC24B_8B70, 0xC76C_51A3, 0xD192_E819, 0xD699_0624, 0xF40E_3585, 0x106A_A070,
    0x19A4_C116, 0x1E37_6C08, 0x2748_774C, 0x34B0_BCB5, 0x391C_0CB3, 0x4ED8_AA4A,
    0x5B9C_CA4F, 0x682E_6FF3, 0x748F_82EE, 0x78A5_636F, 0x84C8_7814, 0x8CC7_0208,
    0x90BE_FFFA, 0xA450_6CEB, 0xBEF9_A3F7, 0xC671_78F2,
  ]
}
