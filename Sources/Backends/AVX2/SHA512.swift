#if arch(x86_64)
  import CIntrinsics

  /// SHA-384 and SHA-512 (FIPS 180-4, Sections 6.4 and 6.5): the message schedule goes on in vectors, two
  /// words at a time, beside the rounds in plain integers, for whose rotations BMI2 has an instruction
  /// that does not overwrite.
  public enum AVX2SHA512 {
    private typealias Pair = SIMD2<UInt64>

    /// Works `count` blocks of 128 bytes into the state, eight words. `constants` are the 80 words of
    /// Section 4.2.3.
    public static func compress(
      _ state: UnsafeMutableRawPointer, _ blocks: UnsafeRawPointer, count: Int,
      constants: UnsafeRawPointer
    ) {
      // K_t + W_t of the sixteen rounds to come.
      var sums = [16 of UInt64](repeating: 0)
      var span = sums.mutableSpan
      unsafe span.withUnsafeMutableBufferPointer { buffer in
        guard let sums = buffer.baseAddress else { return }
        unsafe compress(
          state.assumingMemoryBound(to: UInt64.self), blocks, count, constants, sums)
      }
    }

    private static func compress(
      _ state: UnsafeMutablePointer<UInt64>, _ blocks: UnsafeRawPointer, _ count: Int,
      _ constants: UnsafeRawPointer, _ sums: UnsafeMutablePointer<UInt64>
    ) {
      var (a, b, c, d) = unsafe (state[0], state[1], state[2], state[3])
      var (e, f, g, h) = unsafe (state[4], state[5], state[6], state[7])
      for block in 0..<count {
        let bytes = unsafe blocks + 128 * block
        var bc = b ^ c
        var (w0, w1, w2, w3) = unsafe (
          words(bytes, 0), words(bytes, 1), words(bytes, 2), words(bytes, 3)
        )
        var (w4, w5, w6, w7) = unsafe (
          words(bytes, 4), words(bytes, 5), words(bytes, 6), words(bytes, 7)
        )
        var k = unsafe constants
        @inline(__always)
        func store(_ pair: Pair, _ t: Int) {
          let constant = unsafe k.loadUnaligned(fromByteOffset: 8 * t, as: Pair.self)
          unsafe UnsafeMutableRawPointer(sums + t).storeBytes(of: pair &+ constant, as: Pair.self)
        }
        store(w0, 0)
        store(w1, 2)
        store(w2, 4)
        store(w3, 6)
        store(w4, 8)
        store(w5, 10)
        store(w6, 12)
        store(w7, 14)
        for _ in 0..<4 {
          unsafe k += 128
          unsafe round(a, b, &bc, &d, e, f, g, &h, sums[0])
          unsafe round(h, a, &bc, &c, d, e, f, &g, sums[1])
          w0 = next(w0, w1, w4, w5, w7)
          store(w0, 0)
          unsafe round(g, h, &bc, &b, c, d, e, &f, sums[2])
          unsafe round(f, g, &bc, &a, b, c, d, &e, sums[3])
          w1 = next(w1, w2, w5, w6, w0)
          store(w1, 2)
          unsafe round(e, f, &bc, &h, a, b, c, &d, sums[4])
          unsafe round(d, e, &bc, &g, h, a, b, &c, sums[5])
          w2 = next(w2, w3, w6, w7, w1)
          store(w2, 4)
          unsafe round(c, d, &bc, &f, g, h, a, &b, sums[6])
          unsafe round(b, c, &bc, &e, f, g, h, &a, sums[7])
          w3 = next(w3, w4, w7, w0, w2)
          store(w3, 6)
          unsafe round(a, b, &bc, &d, e, f, g, &h, sums[8])
          unsafe round(h, a, &bc, &c, d, e, f, &g, sums[9])
          w4 = next(w4, w5, w0, w1, w3)
          store(w4, 8)
          unsafe round(g, h, &bc, &b, c, d, e, &f, sums[10])
          unsafe round(f, g, &bc, &a, b, c, d, &e, sums[11])
          w5 = next(w5, w6, w1, w2, w4)
          store(w5, 10)
          unsafe round(e, f, &bc, &h, a, b, c, &d, sums[12])
          unsafe round(d, e, &bc, &g, h, a, b, &c, sums[13])
          w6 = next(w6, w7, w2, w3, w5)
          store(w6, 12)
          unsafe round(c, d, &bc, &f, g, h, a, &b, sums[14])
          unsafe round(b, c, &bc, &e, f, g, h, &a, sums[15])
          w7 = next(w7, w0, w3, w4, w6)
          store(w7, 14)
        }
        unsafe round(a, b, &bc, &d, e, f, g, &h, sums[0])
        unsafe round(h, a, &bc, &c, d, e, f, &g, sums[1])
        unsafe round(g, h, &bc, &b, c, d, e, &f, sums[2])
        unsafe round(f, g, &bc, &a, b, c, d, &e, sums[3])
        unsafe round(e, f, &bc, &h, a, b, c, &d, sums[4])
        unsafe round(d, e, &bc, &g, h, a, b, &c, sums[5])
        unsafe round(c, d, &bc, &f, g, h, a, &b, sums[6])
        unsafe round(b, c, &bc, &e, f, g, h, &a, sums[7])
        unsafe round(a, b, &bc, &d, e, f, g, &h, sums[8])
        unsafe round(h, a, &bc, &c, d, e, f, &g, sums[9])
        unsafe round(g, h, &bc, &b, c, d, e, &f, sums[10])
        unsafe round(f, g, &bc, &a, b, c, d, &e, sums[11])
        unsafe round(e, f, &bc, &h, a, b, c, &d, sums[12])
        unsafe round(d, e, &bc, &g, h, a, b, &c, sums[13])
        unsafe round(c, d, &bc, &f, g, h, a, &b, sums[14])
        unsafe round(b, c, &bc, &e, f, g, h, &a, sums[15])
        unsafe (a, b, c, d) = (a &+ state[0], b &+ state[1], c &+ state[2], d &+ state[3])
        unsafe (e, f, g, h) = (e &+ state[4], f &+ state[5], g &+ state[6], h &+ state[7])
        unsafe (state[0], state[1], state[2], state[3]) = (a, b, c, d)
        unsafe (state[4], state[5], state[6], state[7]) = (e, f, g, h)
      }
    }

    /// One step of Section 6.4.2. Maj(a, b, c) is ((a + b)(b + c)) + b, and a + b is the next round's
    /// b + c, with + modulo 2.
    @inline(__always)
    private static func round(
      _ a: UInt64, _ b: UInt64, _ bc: inout UInt64, _ d: inout UInt64,
      _ e: UInt64, _ f: UInt64, _ g: UInt64, _ h: inout UInt64, _ kw: UInt64
    ) {
      let ab = a ^ b
      let t1 =
        h &+ kw &+ (g ^ (e & (f ^ g)))
        &+ (rotated(e, 14) ^ rotated(e, 18) ^ rotated(e, 41))
      h = t1 &+ (ab & bc ^ b) &+ (rotated(a, 28) ^ rotated(a, 34) ^ rotated(a, 39))
      d = d &+ t1
      bc = ab
    }

    /// The words W_{t+16} and W_{t+17} from pairs of words: those from W_t, W_{t+2}, W_{t+8}, W_{t+10} and
    /// W_{t+14} on.
    @inline(__always)
    private static func next(_ w0: Pair, _ w1: Pair, _ w4: Pair, _ w5: Pair, _ w7: Pair) -> Pair {
      let x = Pair(w0[1], w1[0])
      // Shifts in this order, lest the compiler see rotations and do them one word at a time.
      let s0 = right(x, 1) ^ right(x, 8) ^ right(x, 7) ^ (left(x, 63) ^ left(x, 56))
      let s1 = right(w7, 19) ^ right(w7, 61) ^ right(w7, 6) ^ (left(w7, 45) ^ left(w7, 3))
      return w0 &+ s0 &+ Pair(w4[1], w5[0]) &+ s1
    }

    /// Two big-endian words.
    @inline(__always)
    private static func words(_ bytes: UnsafeRawPointer, _ pair: Int) -> Pair {
      unsafe Pair(
        UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 16 * pair, as: UInt64.self)),
        UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 16 * pair + 8, as: UInt64.self)))
    }

    @inline(__always)
    private static func rotated(_ x: UInt64, _ count: UInt64) -> UInt64 {
      x &>> count | x &<< (64 &- count)
    }

    @inline(__always)
    private static func right(_ x: Pair, _ count: UInt64) -> Pair { x &>> Pair(repeating: count) }

    @inline(__always)
    private static func left(_ x: Pair, _ count: UInt64) -> Pair { x &<< Pair(repeating: count) }
  }
#endif
