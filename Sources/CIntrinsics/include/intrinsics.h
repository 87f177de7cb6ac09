// Intrinsics that clang defines as macros, which Swift cannot import, as inline functions. A function
// here is compiled for the instructions of the Swift module that calls it, hence the target attributes.
#ifndef MTLS_INTRINSICS_H
#define MTLS_INTRINSICS_H
#if defined(__x86_64__)
#include <immintrin.h>
#endif
#endif
