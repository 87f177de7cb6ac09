// What the processor says of itself, for `Processor`. Declarations for the compiler, no library of ours.
#ifndef MTLS_CPUID_QUERY_H
#define MTLS_CPUID_QUERY_H
#include <stdint.h>

#if defined(__x86_64__)
#include <cpuid.h>

typedef struct {
  uint32_t eax, ebx, ecx, edx;
} mtls_cpuid_registers;

// CPUID of `leaf` and `subleaf`; all zero where the processor has no such leaf.
static inline __attribute__((always_inline)) mtls_cpuid_registers mtls_cpuid(uint32_t leaf, uint32_t subleaf) {
  mtls_cpuid_registers r = {0, 0, 0, 0};
  __get_cpuid_count(leaf, subleaf, &r.eax, &r.ebx, &r.ecx, &r.edx);
  return r;
}

// XCR0: which register files the operating system saves. Only to be asked where CPUID says OSXSAVE.
static inline __attribute__((always_inline)) uint64_t mtls_xgetbv(void) {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return ((uint64_t)high << 32) | low;
}
#endif
#endif
