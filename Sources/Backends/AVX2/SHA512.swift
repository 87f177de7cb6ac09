#if arch(x86_64)
  import CIntrinsics
  import _Builtin_intrinsics.intel

  /// SHA-384 and SHA-512 (FIPS 180-4, Sections 6.4 and 6.5): the message schedule goes on in vectors, two words at a time,
  /// beside the rounds in plain integers, for whose rotations BMI2 has an instruction that does not overwrite.
  ///
  /// Of two blocks, the schedules stand side by side in wider vectors: the second block's rounds find their words made.
  public enum AVX2SHA512 {
    /// Works `count` blocks of 128 bytes into the state, eight words. `constants` are the 80 words of
    /// Section 4.2.3.
    public static func compress(
      _ state: UnsafeMutableRawPointer, _ blocks: UnsafeRawPointer, count: Int,
      constants: UnsafeRawPointer
    ) {
      // K_t + W_t: of the first block's sixteen rounds to come, and of all the second's.
      var sums = [96 of UInt64](repeating: 0)
      var span = sums.mutableSpan
      unsafe span.withUnsafeMutableBufferPointer { buffer in
        guard let sums = buffer.baseAddress else { return }
        var state = unsafe State(state.assumingMemoryBound(to: UInt64.self))
        for index in stride(from: 0, to: count - 1, by: 2) {
          unsafe compress(&state, blocks + 128 * index, TwoBlocks.self, constants, sums)
          var rounds = state.rounds
          for step in 1...5 { unsafe rounds.take(sums + 16 * step) }
          state.add(rounds)
        }
        if count & 1 == 1 {
          unsafe compress(&state, blocks + 128 * (count - 1), OneBlock.self, constants, sums)
        }
      }
    }

    /// The eight words that rounds change, and b + c modulo 2 of the round to come.
    private struct Rounds {
      var a, b, c, d, e, f, g, h: UInt64
      var bc: UInt64

      /// Sixteen rounds with K_t + W_t.
      @inline(__always)
      mutating func take(_ sums: UnsafePointer<UInt64>) {
        unsafe take(0, sums)
        unsafe take(2, sums)
        unsafe take(4, sums)
        unsafe take(6, sums)
        unsafe take(8, sums)
        unsafe take(10, sums)
        unsafe take(12, sums)
        unsafe take(14, sums)
      }

      /// The rounds t and t + 1, for t in 0, 2, ... 14. After eight rounds, the words have their letters again.
      @inline(__always)
      mutating func take(_ t: Int, _ sums: UnsafePointer<UInt64>) {
        let (first, second) = unsafe (sums[t], sums[t + 1])
        switch t & 6 {
        case 0:
          round(a, b, &bc, &d, e, f, g, &h, first)
          round(h, a, &bc, &c, d, e, f, &g, second)
        case 2:
          round(g, h, &bc, &b, c, d, e, &f, first)
          round(f, g, &bc, &a, b, c, d, &e, second)
        case 4:
          round(e, f, &bc, &h, a, b, c, &d, first)
          round(d, e, &bc, &g, h, a, b, &c, second)
        default:
          round(c, d, &bc, &f, g, h, a, &b, first)
          round(b, c, &bc, &e, f, g, h, &a, second)
        }
      }
    }

    /// The state between blocks.
    @safe private struct State {
      private let words: UnsafeMutablePointer<UInt64>

      @inline(__always)
      init(_ words: UnsafeMutablePointer<UInt64>) { unsafe self.words = words }

      @inline(__always)
      var rounds: Rounds {
        unsafe Rounds(
          a: words[0], b: words[1], c: words[2], d: words[3], e: words[4], f: words[5], g: words[6],
          h: words[7], bc: words[1] ^ words[2])
      }

      @inline(__always)
      mutating func add(_ rounds: Rounds) {
        unsafe words[0] &+= rounds.a
        unsafe words[1] &+= rounds.b
        unsafe words[2] &+= rounds.c
        unsafe words[3] &+= rounds.d
        unsafe words[4] &+= rounds.e
        unsafe words[5] &+= rounds.f
        unsafe words[6] &+= rounds.g
        unsafe words[7] &+= rounds.h
      }
    }

    /// Works the first block into the state; of two, leaves K_t + W_t of the second from `sums + 16` on.
    @inline(__always)
    private static func compress<Words: MessageWords>(
      _ state: inout State, _ blocks: UnsafeRawPointer, _: Words.Type,
      _ constants: UnsafeRawPointer, _ sums: UnsafeMutablePointer<UInt64>
    ) {
      var rounds = state.rounds
      var (w0, w1) = unsafe (Words(blocks, pair: 0), Words(blocks, pair: 1))
      var (w2, w3) = unsafe (Words(blocks, pair: 2), Words(blocks, pair: 3))
      var (w4, w5) = unsafe (Words(blocks, pair: 4), Words(blocks, pair: 5))
      var (w6, w7) = unsafe (Words(blocks, pair: 6), Words(blocks, pair: 7))
      var k = unsafe constants
      var later = unsafe sums + 16
      @inline(__always)
      func store(_ words: Words, _ t: Int) {
        unsafe words.store(plus: k + 8 * t, sums + t, later + t)
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
        unsafe later += 16
        unsafe rounds.take(0, sums)
        w0 = Words.next(w0, w1, w4, w5, w7)
        store(w0, 0)
        unsafe rounds.take(2, sums)
        w1 = Words.next(w1, w2, w5, w6, w0)
        store(w1, 2)
        unsafe rounds.take(4, sums)
        w2 = Words.next(w2, w3, w6, w7, w1)
        store(w2, 4)
        unsafe rounds.take(6, sums)
        w3 = Words.next(w3, w4, w7, w0, w2)
        store(w3, 6)
        unsafe rounds.take(8, sums)
        w4 = Words.next(w4, w5, w0, w1, w3)
        store(w4, 8)
        unsafe rounds.take(10, sums)
        w5 = Words.next(w5, w6, w1, w2, w4)
        store(w5, 10)
        unsafe rounds.take(12, sums)
        w6 = Words.next(w6, w7, w2, w3, w5)
        store(w6, 12)
        unsafe rounds.take(14, sums)
        w7 = Words.next(w7, w0, w3, w4, w6)
        store(w7, 14)
      }
      unsafe rounds.take(sums)
      state.add(rounds)
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
      d = d &+ t1
      // In this order, which takes fewer moves between registers than the compiler's.
      h = mtls_hidden((ab & bc ^ b) &+ t1) &+ (rotated(a, 28) ^ rotated(a, 34) ^ rotated(a, 39))
      bc = ab
    }

    @inline(__always)
    private static func rotated(_ x: UInt64, _ count: UInt64) -> UInt64 {
      x &>> count | x &<< (64 &- count)
    }
  }

  /// Two words of the schedule of each of one or two blocks.
  private protocol MessageWords {
    /// The big-endian words 2·`pair` and 2·`pair` + 1 of each block.
    init(_ blocks: UnsafeRawPointer, pair: Int)

    /// W_{t+16} and W_{t+17} from pairs of words: those from W_t, W_{t+2}, W_{t+8}, W_{t+10} and W_{t+14} on.
    static func next(_ w0: Self, _ w1: Self, _ w4: Self, _ w5: Self, _ w7: Self) -> Self

    /// Writes the sums with two constants: the first block's to `sums`, the second's, if there is one, to `later`.
    func store(
      plus constants: UnsafeRawPointer, _ sums: UnsafeMutableRawPointer,
      _ later: UnsafeMutableRawPointer)
  }

  /// Words W_t and W_{t+1}.
  private struct OneBlock: MessageWords {
    typealias Lanes = SIMD2<Int64>
    let lanes: Lanes

    @inline(__always)
    init(_ lanes: Lanes) { self.lanes = lanes }

    @inline(__always)
    init(_ blocks: UnsafeRawPointer, pair: Int) {
      let bytes = unsafe blocks.loadUnaligned(fromByteOffset: 16 * pair, as: Lanes.self)
      lanes = _mm_shuffle_epi8(bytes, byteReversal)
    }

    @inline(__always)
    static func next(
      _ w0: OneBlock, _ w1: OneBlock, _ w4: OneBlock, _ w5: OneBlock, _ w7: OneBlock
    ) -> OneBlock {
      let x = Lanes(w0.lanes[1], w1.lanes[0])
      let y = w7.lanes
      let s0 = right(x, 1) ^ left(x, 63) ^ _mm_shuffle_epi8(x, byteRotation) ^ right(x, 7)
      let s1 = right(y, 19) ^ left(y, 45) ^ right(y, 61) ^ left(y, 3) ^ right(y, 6)
      return OneBlock(w0.lanes &+ Lanes(w4.lanes[1], w5.lanes[0]) &+ s0 &+ s1)
    }

    @inline(__always)
    func store(
      plus constants: UnsafeRawPointer, _ sums: UnsafeMutableRawPointer,
      _: UnsafeMutableRawPointer
    ) {
      let sum = unsafe lanes &+ constants.loadUnaligned(as: Lanes.self)
      unsafe sums.storeBytes(of: sum, as: Lanes.self)
    }

    @inline(__always)
    private static func right(_ x: Lanes, _ count: Int32) -> Lanes { _mm_srli_epi64(x, count) }

    @inline(__always)
    private static func left(_ x: Lanes, _ count: Int32) -> Lanes { _mm_slli_epi64(x, count) }
  }

  /// Words W_t and W_{t+1} of the first block, and then those of the second.
  private struct TwoBlocks: MessageWords {
    typealias Lanes = SIMD4<Int64>
    let lanes: Lanes

    @inline(__always)
    init(_ lanes: Lanes) { self.lanes = lanes }

    @inline(__always)
    init(_ blocks: UnsafeRawPointer, pair: Int) {
      let first = unsafe blocks.loadUnaligned(fromByteOffset: 16 * pair, as: SIMD2<Int64>.self)
      let second = unsafe blocks.loadUnaligned(
        fromByteOffset: 128 + 16 * pair, as: SIMD2<Int64>.self)
      lanes = _mm256_shuffle_epi8(Lanes(lowHalf: first, highHalf: second), Self.twice(byteReversal))
    }

    @inline(__always)
    static func next(
      _ w0: TwoBlocks, _ w1: TwoBlocks, _ w4: TwoBlocks, _ w5: TwoBlocks, _ w7: TwoBlocks
    ) -> TwoBlocks {
      let (w0, w1, w4, w5) = (w0.lanes, w1.lanes, w4.lanes, w5.lanes)
      let x = Lanes(w0[1], w1[0], w0[3], w1[2])
      let y = w7.lanes
      let s0 =
        right(x, 1) ^ left(x, 63) ^ _mm256_shuffle_epi8(x, twice(byteRotation)) ^ right(x, 7)
      let s1 = right(y, 19) ^ left(y, 45) ^ right(y, 61) ^ left(y, 3) ^ right(y, 6)
      return TwoBlocks(w0 &+ Lanes(w4[1], w5[0], w4[3], w5[2]) &+ s0 &+ s1)
    }

    @inline(__always)
    func store(
      plus constants: UnsafeRawPointer, _ sums: UnsafeMutableRawPointer,
      _ later: UnsafeMutableRawPointer
    ) {
      let sum = unsafe lanes &+ Self.twice(constants.loadUnaligned(as: SIMD2<Int64>.self))
      unsafe sums.storeBytes(of: sum.lowHalf, as: SIMD2<Int64>.self)
      unsafe later.storeBytes(of: sum.highHalf, as: SIMD2<Int64>.self)
    }

    @inline(__always)
    private static func twice(_ half: SIMD2<Int64>) -> Lanes {
      Lanes(lowHalf: half, highHalf: half)
    }

    @inline(__always)
    private static func right(_ x: Lanes, _ count: Int32) -> Lanes { _mm256_srli_epi64(x, count) }

    @inline(__always)
    private static func left(_ x: Lanes, _ count: Int32) -> Lanes { _mm256_slli_epi64(x, count) }
  }

  /// The order of bytes that turns each word around.
  @inline(__always)
  private var byteReversal: SIMD2<Int64> {
    SIMD2(0x0001_0203_0405_0607, 0x0809_0A0B_0C0D_0E0F)
  }

  /// The order of bytes that rotates each word by eight bits to the right.
  @inline(__always)
  private var byteRotation: SIMD2<Int64> {
    SIMD2(0x0007_0605_0403_0201, 0x080F_0E0D_0C0B_0A09)
  }
#endif
