// PKCS #11 as p11-kit's headers have it (Debian: libp11-kit-dev). Nothing is linked: modules are loaded at run time.
#include <p11-kit-1/p11-kit/pkcs11.h>
