// AVX2.
