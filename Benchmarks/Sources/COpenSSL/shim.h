// OpenSSL as it is installed, with its macros as functions.
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

static inline int bench_only_tls13(SSL_CTX *context) {
  return (int)(SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) && SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION));
}
static inline int bench_set_groups(SSL_CTX *context, const char *groups) { return (int)SSL_CTX_set1_groups_list(context, groups); }
static inline int bench_set_host_name(SSL *ssl, const char *name) { return (int)SSL_set_tlsext_host_name(ssl, name); }
static inline void bench_no_tickets(SSL_CTX *context) { SSL_CTX_set_num_tickets(context, 0); SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF); }
