// GMP's functions have a prefix that its header hides behind macros, which Swift does not import:
// `mpn_sec_mul` is called `__gmpn_sec_mul`.
#include <gmp.h>

// Montgomery reduction, and the products below the thresholds of Karatsuba. The library exports them, as
// it has since version 6.0; its header leaves them out.
mp_limb_t __gmpn_redc_1(mp_ptr result, mp_ptr product, mp_srcptr modulus, mp_size_t count,
                        mp_limb_t inverse);
