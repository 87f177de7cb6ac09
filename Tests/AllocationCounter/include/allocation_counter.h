// Counts what the thread that asks has taken from the heap.
#pragma once

// Pieces.
long allocation_count(void);
// Bytes taken and not given back; what another thread gives back is not seen.
long allocation_live(void);
// The most of these since the last start.
long allocation_peak(void);
void allocation_start_peak(void);
