// Stands in front of the C library's allocator and counts, thread by thread. For tests alone.
#include "allocation_counter.h"
#include <errno.h>
#include <malloc.h>
#include <stddef.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

static __thread long count;
static __thread long live;
static __thread long peak;

long allocation_count(void) { return count; }

long allocation_live(void) { return live; }

long allocation_peak(void) { return peak; }

void allocation_start_peak(void) { peak = live; }

static void *taken(void *memory) {
  count++;
  if (memory) live += (long)malloc_usable_size(memory);
  if (live > peak) peak = live;
  return memory;
}

void *malloc(size_t size) { return taken(__libc_malloc(size)); }

void *calloc(size_t members, size_t size) { return taken(__libc_calloc(members, size)); }

void *realloc(void *memory, size_t size) {
  // Old and new are there at the same time.
  long before = memory ? (long)malloc_usable_size(memory) : 0;
  void *result = taken(__libc_realloc(memory, size));
  if (result || size == 0) live -= before;
  return result;
}

void free(void *memory) {
  if (memory) live -= (long)malloc_usable_size(memory);
  __libc_free(memory);
}

void *aligned_alloc(size_t alignment, size_t size) {
  return taken(__libc_memalign(alignment, size));
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
  *memory = taken(__libc_memalign(alignment, size));
  return *memory == NULL ? ENOMEM : 0;
}
