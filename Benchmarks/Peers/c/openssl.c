// OpenSSL, whichever libssl.so.3 the loader finds.
#include "peer.h"
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>

struct pair {
  SSL *client, *server;
};

static SSL_CTX *client, *server;
static SSL_SESSION *session;
static int resumes;
static BIO_METHOD *method;

// The data of a BIO is 0 for the client's end and 1 for the server's.
static int end_write(BIO *end, const char *bytes, int count) {
  pipe_write(BIO_get_data(end) ? &to_client : &to_server, bytes, count);
  return count;
}

static int end_read(BIO *end, char *bytes, int capacity) {
  size_t count = pipe_read(BIO_get_data(end) ? &to_server : &to_client, bytes, capacity);
  if (count) return (int)count;
  BIO_set_retry_read(end);
  return -1;
}

static long end_control(BIO *end, int command, long number, void *pointer) {
  (void)end, (void)number, (void)pointer;
  return command == BIO_CTRL_FLUSH;
}

static BIO *make_end(int is_server) {
  BIO *end = BIO_new(method);
  if (!end) fail("OpenSSL has no memory");
  BIO_set_data(end, is_server ? &to_client : NULL);
  BIO_set_init(end, 1);
  return end;
}

static int keep_session(SSL *ssl, SSL_SESSION *fresh) {
  (void)ssl;
  SSL_SESSION_free(session);
  session = fresh;
  return 1;
}

static SSL_CTX *make_context(const struct options *options, const SSL_METHOD *role, const char *certificate,
                             const char *key, int verifies) {
  const char *suite = !strcmp(options->suite, "aes128gcm")   ? "TLS_AES_128_GCM_SHA256"
                      : !strcmp(options->suite, "aes256gcm") ? "TLS_AES_256_GCM_SHA384"
                                                             : "TLS_CHACHA20_POLY1305_SHA256";
  const char *group = !strcmp(options->group, "x25519")      ? "X25519"
                      : !strcmp(options->group, "secp256r1") ? "P-256"
                                                             : "P-384";
  SSL_CTX *context = SSL_CTX_new(role);
  if (!context || !SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) ||
      !SSL_CTX_set_ciphersuites(context, suite) || !SSL_CTX_set1_groups_list(context, group) ||
      !SSL_CTX_load_verify_locations(context, path(options, "root.pem"), NULL))
    fail("OpenSSL does not take the configuration");
  if (certificate && (SSL_CTX_use_certificate_chain_file(context, path(options, certificate)) != 1 ||
                      SSL_CTX_use_PrivateKey_file(context, path(options, key), SSL_FILETYPE_PEM) != 1))
    fail("OpenSSL does not take the certificate");
  SSL_CTX_set_num_tickets(context, options->is_resumption);
  SSL_CTX_set_session_cache_mode(
      context, options->is_resumption ? SSL_SESS_CACHE_BOTH | SSL_SESS_CACHE_NO_INTERNAL : SSL_SESS_CACHE_OFF);
  SSL_CTX_set_session_id_context(context, (const unsigned char *)"bench", 5);
  SSL_CTX_set_verify(context, verifies ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT : SSL_VERIFY_NONE, NULL);
  return context;
}

const char *peer_version(void) { return OpenSSL_version(OPENSSL_VERSION); }

int peer_prepare(const struct options *options) {
  method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "memory");
  if (!method) fail("OpenSSL has no memory");
  BIO_meth_set_write(method, end_write);
  BIO_meth_set_read(method, end_read);
  BIO_meth_set_ctrl(method, end_control);
  int is_mutual = options->is_mutual;
  client = make_context(options, TLS_client_method(), is_mutual ? "client.pem" : NULL, "client.key", 1);
  server = make_context(options, TLS_server_method(), "server.pem", "server.key", is_mutual);
  resumes = options->is_resumption;
  if (resumes) {
    SSL_CTX_sess_set_new_cb(client, keep_session);
    pair_close(pair_open());
    pair_close(pair_open());
  }
  return 1;
}

void *pair_open(void) {
  struct pair *pair = malloc(sizeof *pair);
  if (!pair) fail("no memory");
  pair->client = SSL_new(client);
  BIO *end = make_end(0);
  SSL_set_bio(pair->client, end, end);
  if (!SSL_set_tlsext_host_name(pair->client, SERVER_NAME) || !SSL_set1_host(pair->client, SERVER_NAME))
    fail("OpenSSL does not take the name");
  SSL_set_connect_state(pair->client);
  if (resumes && session) SSL_set_session(pair->client, session);
  charge(CLIENT);
  pair->server = SSL_new(server);
  end = make_end(1);
  SSL_set_bio(pair->server, end, end);
  SSL_set_accept_state(pair->server);
  charge(SERVER);
  for (int turn = 0; turn < 10; turn++) {
    int client_done = SSL_do_handshake(pair->client);
    charge(CLIENT);
    int server_done = SSL_do_handshake(pair->server);
    charge(SERVER);
    if (client_done != 1 || server_done != 1) continue;
    if (resumes) {
      static int isFirst = 1;
      if (!isFirst && !SSL_session_reused(pair->client)) fail("OpenSSL did not resume");
      isFirst = 0;
      char none;
      SSL_read(pair->client, &none, 1); // The ticket.
      charge(CLIENT);
    }
    return pair;
  }
  fail("OpenSSL did not finish a handshake");
}

void pair_close(void *either) {
  struct pair *pair = either;
  // Marks the session as not to be thrown away.
  if (resumes) SSL_set_shutdown(pair->client, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  if (resumes) SSL_set_shutdown(pair->server, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  SSL_free(pair->client);
  charge(CLIENT);
  SSL_free(pair->server);
  charge(SERVER);
  free(pair);
}

void pair_seal(void *pair, const unsigned char *bytes, size_t count) {
  if (SSL_write(((struct pair *)pair)->client, bytes, (int)count) != (int)count) fail("OpenSSL did not write");
}

size_t pair_read(void *pair, unsigned char *bytes, size_t capacity) {
  int count = SSL_read(((struct pair *)pair)->server, bytes, (int)capacity);
  return count > 0 ? count : 0;
}

void pair_answer(void *pair, const unsigned char *bytes, size_t count) {
  unsigned char read[256];
  if (SSL_write(((struct pair *)pair)->server, bytes, (int)count) != (int)count ||
      SSL_read(((struct pair *)pair)->client, read, sizeof read) != (int)count)
    fail("OpenSSL did not answer");
}
