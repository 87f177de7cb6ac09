// Intrinsics that clang defines as macros, which Swift cannot import, as inline functions. A function
// here is compiled for the instructions of the Swift module that calls it, hence the target attributes.
#ifndef MTLS_INTRINSICS_H
#define MTLS_INTRINSICS_H
#include <stdint.h>

// The same value, of which the compiler no longer knows where it came from: it makes no branch of a mask.
static inline __attribute__((always_inline)) uint64_t mtls_hidden(uint64_t value) {
  __asm__("" : "+r"(value));
  return value;
}

#if defined(__x86_64__)
#include <immintrin.h>

#define MTLS_INLINE(features) static inline __attribute__((always_inline, target(features)))

// The same lanes, which the compiler takes for new ones: sums that go through here are not put in another order, for which
// registers do not suffice, and are shuffled once, not both summands.
MTLS_INLINE("avx2") __m256i mtls_kept_in_order(__m256i a) {
  __asm__("" : "+x"(a));
  return a;
}

// Carry-less products of 64-bit halves: low by low, high by high, and the two mixed ones.
MTLS_INLINE("pclmul") __m128i mtls_clmul_low(__m128i a, __m128i b) { return _mm_clmulepi64_si128(a, b, 0x00); }
MTLS_INLINE("pclmul") __m128i mtls_clmul_high(__m128i a, __m128i b) { return _mm_clmulepi64_si128(a, b, 0x11); }
MTLS_INLINE("pclmul") __m128i mtls_clmul_low_high(__m128i a, __m128i b) { return _mm_clmulepi64_si128(a, b, 0x10); }
MTLS_INLINE("pclmul") __m128i mtls_clmul_high_low(__m128i a, __m128i b) { return _mm_clmulepi64_si128(a, b, 0x01); }

// The two 64-bit halves changed over; moved by one half.
MTLS_INLINE("sse2") __m128i mtls_swap_halves(__m128i a) { return _mm_shuffle_epi32(a, 0x4E); }
MTLS_INLINE("sse2") __m128i mtls_half_up(__m128i a) { return _mm_slli_si128(a, 8); }
MTLS_INLINE("sse2") __m128i mtls_half_down(__m128i a) { return _mm_srli_si128(a, 8); }

// Words of 32 bits for SHA-256: reversed pairs and words, words joined across two registers.
MTLS_INLINE("sse2") __m128i mtls_swap_words(__m128i a) { return _mm_shuffle_epi32(a, 0xB1); }
MTLS_INLINE("sse2") __m128i mtls_reverse_words(__m128i a) { return _mm_shuffle_epi32(a, 0x1B); }
MTLS_INLINE("sse2") __m128i mtls_high_words(__m128i a) { return _mm_shuffle_epi32(a, 0x0E); }
MTLS_INLINE("ssse3") __m128i mtls_align_words_1(__m128i a, __m128i b) { return _mm_alignr_epi8(a, b, 4); }
MTLS_INLINE("ssse3") __m128i mtls_align_words_2(__m128i a, __m128i b) { return _mm_alignr_epi8(a, b, 8); }
MTLS_INLINE("sse4.1") __m128i mtls_blend_high_half(__m128i a, __m128i b) { return _mm_blend_epi16(a, b, 0xF0); }

// The same in each of four lanes of 128 bits, and the sum of the four lanes.
MTLS_INLINE("avx512f,vpclmulqdq") __m512i mtls_clmul_low_x4(__m512i a, __m512i b) { return _mm512_clmulepi64_epi128(a, b, 0x00); }
MTLS_INLINE("avx512f,vpclmulqdq") __m512i mtls_clmul_high_x4(__m512i a, __m512i b) { return _mm512_clmulepi64_epi128(a, b, 0x11); }
MTLS_INLINE("avx512f,vpclmulqdq") __m512i mtls_clmul_low_high_x4(__m512i a, __m512i b) { return _mm512_clmulepi64_epi128(a, b, 0x10); }
MTLS_INLINE("avx512f,vpclmulqdq") __m512i mtls_clmul_high_low_x4(__m512i a, __m512i b) { return _mm512_clmulepi64_epi128(a, b, 0x01); }
MTLS_INLINE("avx512f") __m512i mtls_swap_halves_x4(__m512i a) { return _mm512_shuffle_epi32(a, 0x4E); }
MTLS_INLINE("avx512bw") __m512i mtls_half_up_x4(__m512i a) { return _mm512_bslli_epi128(a, 8); }
MTLS_INLINE("avx512bw") __m512i mtls_half_down_x4(__m512i a) { return _mm512_bsrli_epi128(a, 8); }

// The same in each of two lanes of 128 bits.
MTLS_INLINE("avx2,vpclmulqdq") __m256i mtls_clmul_low_x2(__m256i a, __m256i b) { return _mm256_clmulepi64_epi128(a, b, 0x00); }
MTLS_INLINE("avx2,vpclmulqdq") __m256i mtls_clmul_high_x2(__m256i a, __m256i b) { return _mm256_clmulepi64_epi128(a, b, 0x11); }
MTLS_INLINE("avx2") __m256i mtls_swap_halves_x2(__m256i a) { return _mm256_shuffle_epi32(a, 0x4E); }

// Each word of 64 bits rotated to the left.
MTLS_INLINE("avx2") __m256i mtls_rotate_words(__m256i a, int count) {
  return _mm256_or_si256(_mm256_slli_epi64(a, count), _mm256_srli_epi64(a, 64 - count));
}
MTLS_INLINE("avx512f,avx512vl") __m256i mtls_rotate_words_avx512(__m256i a, int count) {
  return _mm256_rolv_epi64(a, _mm256_set1_epi64x(count));
}

// The products of the lower 32 bits of each lane, with factors in memory. As an intrinsic, it is a product of 64 bits and two
// masks, of which the compiler moves one out of a loop: then it no longer knows that 32 bits suffice, and multiplies twice.
MTLS_INLINE("avx2") __m256i mtls_multiply_words(__m256i a, const void *b) {
  __m256i product;
  __asm__("vpmuludq %2, %1, %0" : "=x"(product) : "x"(a), "m"(*(const __m256i_u *)b));
  return product;
}

// The same, of the first to the fourth of four vectors in memory: from one pointer, of which the compiler would make four.
#define MTLS_MULTIPLY_WORDS_OF(vector, place)                                              \
  MTLS_INLINE("avx2") __m256i mtls_multiply_words_of_##vector(__m256i a, const void *b) {  \
    __m256i product;                                                                       \
    __asm__("vpmuludq " #place "(%2), %1, %0"                                              \
            : "=x"(product) : "x"(a), "r"(b), "m"(*(const char(*)[128])b));                \
    return product;                                                                        \
  }
MTLS_MULTIPLY_WORDS_OF(first, 0)
MTLS_MULTIPLY_WORDS_OF(second, 32)
MTLS_MULTIPLY_WORDS_OF(third, 64)
MTLS_MULTIPLY_WORDS_OF(fourth, 96)

// The low or the high halves of two registers of 256 bits.
MTLS_INLINE("avx2") __m256i mtls_low_halves(__m256i a, __m256i b) { return _mm256_permute2x128_si256(a, b, 0x20); }
MTLS_INLINE("avx2") __m256i mtls_high_halves(__m256i a, __m256i b) { return _mm256_permute2x128_si256(a, b, 0x31); }

// Lanes of 128 bits from two registers: the two low or high ones of both, the even or odd ones of both.
MTLS_INLINE("avx512f") __m512i mtls_low_lanes(__m512i a, __m512i b) { return _mm512_shuffle_i32x4(a, b, 0x44); }
MTLS_INLINE("avx512f") __m512i mtls_high_lanes(__m512i a, __m512i b) { return _mm512_shuffle_i32x4(a, b, 0xEE); }
MTLS_INLINE("avx512f") __m512i mtls_even_lanes(__m512i a, __m512i b) { return _mm512_shuffle_i32x4(a, b, 0x88); }
MTLS_INLINE("avx512f") __m512i mtls_odd_lanes(__m512i a, __m512i b) { return _mm512_shuffle_i32x4(a, b, 0xDD); }

// Products of four pairs of 52-bit digits, their lower and upper halves added to a sum.
MTLS_INLINE("avx512vl,avx512ifma") __m256i mtls_madd52_low(__m256i sum, __m256i a, __m256i b) { return _mm256_madd52lo_epu64(sum, a, b); }
MTLS_INLINE("avx512vl,avx512ifma") __m256i mtls_madd52_high(__m256i sum, __m256i a, __m256i b) { return _mm256_madd52hi_epu64(sum, a, b); }

// Four lanes of 64 bits in another order, and single lanes of `a` replaced by those of `b`.
MTLS_INLINE("avx2") __m256i mtls_lanes_0022(__m256i a) { return _mm256_permute4x64_epi64(a, 0xA0); }
MTLS_INLINE("avx2") __m256i mtls_lanes_1133(__m256i a) { return _mm256_permute4x64_epi64(a, 0xF5); }
MTLS_INLINE("avx2") __m256i mtls_lanes_0110(__m256i a) { return _mm256_permute4x64_epi64(a, 0x14); }
MTLS_INLINE("avx2") __m256i mtls_lanes_0000(__m256i a) { return _mm256_permute4x64_epi64(a, 0x00); }
MTLS_INLINE("avx2") __m256i mtls_lanes_1111(__m256i a) { return _mm256_permute4x64_epi64(a, 0x55); }
MTLS_INLINE("avx2") __m256i mtls_lanes_2222(__m256i a) { return _mm256_permute4x64_epi64(a, 0xAA); }
MTLS_INLINE("avx2") __m256i mtls_lanes_0302(__m256i a) { return _mm256_permute4x64_epi64(a, 0x8C); }
MTLS_INLINE("avx2") __m256i mtls_lanes_1231(__m256i a) { return _mm256_permute4x64_epi64(a, 0x79); }
MTLS_INLINE("avx2") __m256i mtls_lanes_1302(__m256i a) { return _mm256_permute4x64_epi64(a, 0x8D); }
MTLS_INLINE("avx2") __m256i mtls_lanes_2230(__m256i a) { return _mm256_permute4x64_epi64(a, 0x3A); }
MTLS_INLINE("avx2") __m256i mtls_blend_lane_0(__m256i a, __m256i b) { return _mm256_blend_epi32(a, b, 0x03); }
MTLS_INLINE("avx2") __m256i mtls_blend_lane_1(__m256i a, __m256i b) { return _mm256_blend_epi32(a, b, 0x0C); }
// The odd words of 32 bits of `a` replaced by those of `b`.
MTLS_INLINE("avx2") __m256i mtls_blend_odd_words(__m256i a, __m256i b) { return _mm256_blend_epi32(a, b, 0xAA); }
// The upper half of `a` replaced by that of `b`; the two halves exchanged.
MTLS_INLINE("avx2") __m256i mtls_blend_upper_half(__m256i a, __m256i b) { return _mm256_blend_epi32(a, b, 0xF0); }
MTLS_INLINE("avx2") __m256i mtls_exchange_halves(__m256i a) { return _mm256_permute2x128_si256(a, a, 0x01); }

// Lanes in the order of `index`; with zero in those that `lanes` does not name.
MTLS_INLINE("avx512f,avx512vl") __m256i mtls_lanes(__m256i a, __m256i index) { return _mm256_permutexvar_epi64(index, a); }
MTLS_INLINE("avx512f,avx512vl") __m256i mtls_lanes_or_zero(__m256i a, __m256i index, unsigned char lanes) { return _mm256_maskz_permutexvar_epi64(lanes, index, a); }
// a + b in the lanes that `lanes` names, a in the others.
MTLS_INLINE("avx512f,avx512vl") __m256i mtls_add_in_lanes(__m256i a, __m256i b, unsigned char lanes) { return _mm256_mask_add_epi64(a, lanes, a, b); }
// b - a in the lanes that `lanes` names, a in the others.
MTLS_INLINE("avx512f,avx512vl") __m256i mtls_subtract_from_in_lanes(__m256i a, __m256i b, unsigned char lanes) { return _mm256_mask_sub_epi64(a, lanes, b, a); }
// All ones in lanes where `a` is `b`, else zero.
MTLS_INLINE("avx2") __m256i mtls_equal_lanes(__m256i a, __m256i b) { return _mm256_cmpeq_epi64(a, b); }
// The bits of `b` where `mask` has ones, of `a` elsewhere.
MTLS_INLINE("avx512f,avx512vl") __m256i mtls_choose(__m256i a, __m256i b, __m256i mask) { return _mm256_ternarylogic_epi64(mask, b, a, 0xCA); }

MTLS_INLINE("avx512f") __m128i mtls_sum_of_lanes(__m512i a) {
  __m256i two = _mm256_xor_si256(_mm512_castsi512_si256(a), _mm512_extracti64x4_epi64(a, 1));
  return _mm_xor_si128(_mm256_castsi256_si128(two), _mm256_extracti128_si256(two, 1));
}
#endif
#endif
