// Tells valgrind's memcheck what is secret, in builds that test for constant time (-DMTLS_MEMCHECK);
// does nothing in others.
#ifndef MTLS_MARKING_H
#define MTLS_MARKING_H
#include <stddef.h>

#if defined(MTLS_MEMCHECK)
#include <valgrind/memcheck.h>
static inline void mtls_mark_secret(const void *bytes, size_t count) { (void)VALGRIND_MAKE_MEM_UNDEFINED(bytes, count); }
static inline void mtls_mark_public(const void *bytes, size_t count) { (void)VALGRIND_MAKE_MEM_DEFINED(bytes, count); }
#else
static inline void mtls_mark_secret(const void *bytes, size_t count) { (void)bytes; (void)count; }
static inline void mtls_mark_public(const void *bytes, size_t count) { (void)bytes; (void)count; }
#endif
#endif
