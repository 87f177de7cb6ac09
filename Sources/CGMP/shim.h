// GMP's functions have a prefix that its header hides behind macros, which Swift does not import:
// `mpn_sec_mul` is called `__gmpn_sec_mul`.
#include <gmp.h>
