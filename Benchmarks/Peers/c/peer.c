// The commands of a peer: one line on standard input each, one line of numbers as the answer. Benchmarks/README.md
// describes them.
#include "peer.h"
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct pipe to_server, to_client;

void fail(const char *text) {
  fprintf(stderr, "%s\n", text);
  exit(1);
}

const char *path(const struct options *options, const char *name) {
  static char text[4096];
  snprintf(text, sizeof text, "%s/%s", options->folder, name);
  return text;
}

void pipe_write(struct pipe *pipe, const void *bytes, size_t count) {
  if (pipe->start == pipe->end) pipe->start = pipe->end = 0;
  if (pipe->capacity - pipe->end < count) {
    pipe->capacity = 2 * (pipe->end + count);
    pipe->bytes = realloc(pipe->bytes, pipe->capacity);
    if (!pipe->bytes) fail("no memory");
  }
  memcpy(pipe->bytes + pipe->end, bytes, count);
  pipe->end += count;
  pipe->total += count;
}

size_t pipe_read(struct pipe *pipe, void *bytes, size_t capacity) {
  size_t count = pipe->end - pipe->start;
  if (count > capacity) count = capacity;
  if (count) memcpy(bytes, pipe->bytes + pipe->start, count);
  pipe->start += count;
  return count;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec + time.tv_nsec * 1e-9;
}

/// In libcount.so, where that was loaded before all others.
extern long allocation_count(void) __attribute__((weak));

static int charges;
static double mark, spent[3];
static long counted, allocated[3];

void charge(enum side side) {
  if (!charges) return;
  double time = now();
  spent[side] += time - mark;
  mark = time;
  if (!allocation_count) return;
  allocated[side] += allocation_count() - counted;
  counted = allocation_count();
}

static void handshakes(long count) {
  double start = now();
  for (long i = 0; i < count; i++) pair_close(pair_open());
  printf("%.9f\n", now() - start);
}

static void sides(long count) {
  memset(spent, 0, sizeof spent);
  charges = 1;
  mark = now();
  for (long i = 0; i < count; i++) pair_close(pair_open());
  charges = 0;
  printf("%.9f %.9f\n", spent[CLIENT], spent[SERVER]);
}

/// Pieces of memory taken from the heap by the client and the server in a handshake, and by a record.
static void allocations(long count) {
  unsigned char text[1000] = {0}, read[1000];
  memset(allocated, 0, sizeof allocated);
  charges = 1;
  counted = allocation_count();
  for (long i = 0; i < count; i++) pair_close(pair_open());
  charges = 0;
  void *pair = pair_open();
  pair_seal(pair, text, sizeof text);
  pair_read(pair, read, sizeof read);
  long before = allocation_count();
  for (long i = 0; i < count; i++) {
    pair_seal(pair, text, sizeof text);
    if (pair_read(pair, read, sizeof read) != sizeof text) fail("a record did not arrive");
  }
  long records = allocation_count() - before;
  pair_close(pair);
  printf("%.3f %.3f %.3f\n", (double)allocated[CLIENT] / count, (double)allocated[SERVER] / count,
         (double)records / count);
}

static void wire(void) {
  to_server.total = to_client.total = 0;
  pair_close(pair_open());
  printf("%zu %zu\n", to_server.total, to_client.total);
}

/// Seals and opens `count` records of `size` bytes, 128 KiB at a time.
static void records(size_t size, long count) {
  static unsigned char text[1 << 14], read[1 << 18];
  void *pair = pair_open();
  long batch = (1 << 17) / (long)size;
  double seal = 0, open = 0;
  for (long done = 0; done < count; done += batch) {
    double start = now();
    for (long i = 0; i < batch; i++) pair_seal(pair, text, size);
    double middle = now();
    size_t left = batch * size;
    while (left) {
      size_t got = pair_read(pair, read, sizeof read);
      if (!got || got > left) fail("records did not arrive");
      left -= got;
    }
    seal += middle - start;
    open += now() - middle;
  }
  pair_close(pair);
  long whole = (count + batch - 1) / batch * batch;
  printf("%.9f %.9f %ld\n", seal, open, whole);
}

static double resident(void) {
  FILE *file = fopen("/proc/self/statm", "r");
  long size = 0, pages = 0;
  if (!file || fscanf(file, "%ld %ld", &size, &pages) != 2) fail("no /proc/self/statm");
  fclose(file);
  return (double)pages * sysconf(_SC_PAGESIZE);
}

/// Growth of the resident set for each idle pair that has sent one record each way.
static void memory(long count) {
  unsigned char text[256] = {1};
  void **pairs = calloc(count, sizeof *pairs);
  if (!pairs) fail("no memory");
  memset(pairs, 1, count * sizeof *pairs);
  for (int i = 0; i < 20; i++) pair_close(pair_open());
  malloc_trim(0);
  double before = resident();
  for (long i = 0; i < count; i++) {
    pairs[i] = pair_open();
    pair_seal(pairs[i], text, 100);
    if (pair_read(pairs[i], text, sizeof text) != 100) fail("a record did not arrive");
    pair_answer(pairs[i], text, 100);
  }
  printf("%.1f\n", (resident() - before) / count);
  for (long i = 0; i < count; i++) pair_close(pairs[i]);
  free(pairs);
}

int main(int count, char **arguments) {
  if (count != 5) fail("usage: PEER FOLDER GROUP SUITE full|mutual|resumption");
  struct options options = {arguments[1], arguments[2], arguments[3], strcmp(arguments[4], "mutual") == 0,
                            strcmp(arguments[4], "resumption") == 0};
  if (!peer_prepare(&options)) {
    puts("unsupported");
    return 0;
  }
  puts(peer_version());
  fflush(stdout);
  char line[256];
  while (fgets(line, sizeof line, stdin)) {
    long a = 0, b = 0;
    char command[32] = "";
    sscanf(line, "%31s %ld %ld", command, &a, &b);
    if (!strcmp(command, "handshakes")) handshakes(a);
    else if (!strcmp(command, "sides")) sides(a);
    else if (!strcmp(command, "wire")) wire();
    else if (!strcmp(command, "records")) records(a, b);
    else if (!strcmp(command, "memory")) memory(a);
    else if (!strcmp(command, "allocations") && allocation_count) allocations(a);
    else puts("unsupported");
    fflush(stdout);
  }
}
