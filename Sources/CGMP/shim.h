// GMP's functions have a prefix that its header hides behind macros, which Swift does not import:
// `mpn_sec_mul` is called `__gmpn_sec_mul`.
#include <gmp.h>

// Montgomery's reduction. The library has exported it since version 6.0; its header leaves it out.
mp_limb_t __gmpn_redc_1(mp_ptr result, mp_ptr product, mp_srcptr modulus, mp_size_t count,
                        mp_limb_t inverse);
