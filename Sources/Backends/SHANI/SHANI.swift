#if arch(x86_64)
  import CIntrinsics
  import _Builtin_intrinsics.intel

  /// SHA-256 (FIPS 180-4, Section 6.2) by the SHA extensions.
  public enum SHANI {
    private typealias Words = SIMD2<Int64>

    /// Works `count` blocks of 64 bytes into the state, 32 bytes in eight native words. `constants` are
    /// the 64 words of Section 4.2.2.
    public static func compress(
      _ state: UnsafeMutableRawPointer, _ blocks: UnsafeRawPointer, count: Int,
      constants: UnsafeRawPointer
    ) {
      // The instructions want (f, e, b, a) and (h, g, d, c), the lowest word first.
      let front = unsafe mtls_swap_words(state.loadUnaligned(as: Words.self))
      let back = unsafe mtls_reverse_words(
        state.loadUnaligned(fromByteOffset: 16, as: Words.self))
      var feba = mtls_align_words_2(front, back)
      var hgdc = mtls_blend_high_half(back, front)
      var next = unsafe blocks
      for _ in 0..<count {
        let (oldFEBA, oldHGDC) = (feba, hgdc)
        var w0 = unsafe bigEndianWords(next)
        var w1 = unsafe bigEndianWords(next + 16)
        var w2 = unsafe bigEndianWords(next + 32)
        var w3 = unsafe bigEndianWords(next + 48)
        unsafe next += 64
        for t in stride(from: 0, to: 48, by: 16) {
          unsafe fourRounds(&feba, &hgdc, w0, constants, t)
          w0 = scheduled(w0, w1, w2, w3)
          unsafe fourRounds(&feba, &hgdc, w1, constants, t + 4)
          w1 = scheduled(w1, w2, w3, w0)
          unsafe fourRounds(&feba, &hgdc, w2, constants, t + 8)
          w2 = scheduled(w2, w3, w0, w1)
          unsafe fourRounds(&feba, &hgdc, w3, constants, t + 12)
          w3 = scheduled(w3, w0, w1, w2)
        }
        unsafe fourRounds(&feba, &hgdc, w0, constants, 48)
        unsafe fourRounds(&feba, &hgdc, w1, constants, 52)
        unsafe fourRounds(&feba, &hgdc, w2, constants, 56)
        unsafe fourRounds(&feba, &hgdc, w3, constants, 60)
        feba = _mm_add_epi32(feba, oldFEBA)
        hgdc = _mm_add_epi32(hgdc, oldHGDC)
      }
      let abef = mtls_reverse_words(feba)
      let ghcd = mtls_swap_words(hgdc)
      unsafe state.storeBytes(of: mtls_blend_high_half(abef, ghcd), as: Words.self)
      unsafe state.storeBytes(
        of: mtls_align_words_2(ghcd, abef), toByteOffset: 16, as: Words.self)
    }

    /// Rounds t to t + 3 with the words W_t to W_{t+3}.
    @inline(__always)
    private static func fourRounds(
      _ feba: inout Words, _ hgdc: inout Words, _ w: Words, _ constants: UnsafeRawPointer, _ t: Int
    ) {
      let k = unsafe constants.loadUnaligned(fromByteOffset: 4 * t, as: Words.self)
      let sum = _mm_add_epi32(w, k)
      hgdc = _mm_sha256rnds2_epu32(hgdc, feba, sum)
      feba = _mm_sha256rnds2_epu32(feba, hgdc, mtls_high_words(sum))
    }

    /// The words W_{t+16} to W_{t+19} from the sixteen words from W_t on.
    @inline(__always)
    private static func scheduled(_ w0: Words, _ w1: Words, _ w2: Words, _ w3: Words) -> Words {
      let sum = _mm_add_epi32(_mm_sha256msg1_epu32(w0, w1), mtls_align_words_1(w3, w2))
      return _mm_sha256msg2_epu32(sum, w3)
    }

    @inline(__always)
    private static func bigEndianWords(_ bytes: UnsafeRawPointer) -> Words {
      let order = Words(0x0405_0607_0001_0203, 0x0C0D_0E0F_0809_0A0B)
      return unsafe _mm_shuffle_epi8(bytes.loadUnaligned(as: Words.self), order)
    }
  }
#endif
