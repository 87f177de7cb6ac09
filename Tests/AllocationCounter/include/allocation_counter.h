#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

/// Pieces of memory that this thread has taken from the heap so far.
long allocation_count(void);

#endif
