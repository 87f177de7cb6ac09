// OpenSSL's primitives, to compare with: for tests alone.
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/dh.h>
#include <openssl/x509.h>

// A macro in OpenSSL.
static inline const EVP_MD *mtls_openssl_digest(int bits) {
  return bits == 256 ? EVP_sha256() : bits == 384 ? EVP_sha384() : EVP_sha512();
}
