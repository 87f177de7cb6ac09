// Intrinsics that clang defines as macros, which Swift cannot import, as inline functions. A function
// here is compiled for the instructions of the Swift module that calls it, hence the target attributes.
#ifndef MTLS_INTRINSICS_H
#define MTLS_INTRINSICS_H
#if defined(__x86_64__)
#include <immintrin.h>

#define MTLS_INLINE(features) static inline __attribute__((always_inline, target(features)))

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
#endif
#endif
