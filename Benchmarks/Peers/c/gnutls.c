// GnuTLS as it is installed.
#include "peer.h"
#include <gnutls/gnutls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pair {
  gnutls_session_t client, server;
};

static gnutls_certificate_credentials_t client, server;
static gnutls_priority_t priority;
static gnutls_datum_t ticket_key, session;
static int is_mutual, resumes;

static void check(int result, const char *what) {
  if (result < 0) {
    fprintf(stderr, "GnuTLS: %s: %s\n", what, gnutls_strerror(result));
    exit(1);
  }
}

static ssize_t push(gnutls_transport_ptr_t pipe, const void *bytes, size_t count) {
  pipe_write(pipe == &to_server ? &to_server : &to_client, bytes, count);
  return count;
}

// The pointer names the pipe that this end writes to.
static ssize_t pull(gnutls_transport_ptr_t pipe, void *bytes, size_t capacity) {
  size_t count = pipe_read(pipe == &to_server ? &to_client : &to_server, bytes, capacity);
  return count ? (ssize_t)count : -1;
}

static int never(gnutls_transport_ptr_t pipe) {
  (void)pipe;
  return 11; // EAGAIN
}

static int always(gnutls_transport_ptr_t pipe, unsigned int milliseconds) {
  (void)milliseconds;
  struct pipe *from = pipe == &to_server ? &to_client : &to_server;
  return from->end > from->start;
}

const char *peer_version(void) {
  static char text[64];
  snprintf(text, sizeof text, "GnuTLS %s", gnutls_check_version(NULL));
  return text;
}

int peer_prepare(const struct options *options) {
  const char *suite = !strcmp(options->suite, "aes128gcm")   ? "AES-128-GCM"
                      : !strcmp(options->suite, "aes256gcm") ? "AES-256-GCM"
                                                             : "CHACHA20-POLY1305";
  const char *group = !strcmp(options->group, "x25519")      ? "X25519"
                      : !strcmp(options->group, "secp256r1") ? "SECP256R1"
                                                             : "SECP384R1";
  char text[200];
  snprintf(text, sizeof text, "NORMAL:-VERS-ALL:+VERS-TLS1.3:-CIPHER-ALL:+%s:-GROUP-ALL:+GROUP-%s", suite, group);
  is_mutual = options->is_mutual;
  resumes = options->is_resumption;
  check(gnutls_priority_init(&priority, text, NULL), "priorities");
  check(gnutls_certificate_allocate_credentials(&client), "credentials");
  check(gnutls_certificate_allocate_credentials(&server), "credentials");
  check(gnutls_certificate_set_x509_trust_file(client, path(options, "root.pem"), GNUTLS_X509_FMT_PEM), "root");
  check(gnutls_certificate_set_x509_trust_file(server, path(options, "root.pem"), GNUTLS_X509_FMT_PEM), "root");
  char certificate[4096];
  snprintf(certificate, sizeof certificate, "%s", path(options, "server.pem"));
  check(gnutls_certificate_set_x509_key_file(server, certificate, path(options, "server.key"), GNUTLS_X509_FMT_PEM),
        "the server's certificate");
  if (is_mutual) {
    snprintf(certificate, sizeof certificate, "%s", path(options, "client.pem"));
    check(gnutls_certificate_set_x509_key_file(client, certificate, path(options, "client.key"), GNUTLS_X509_FMT_PEM),
          "the client's certificate");
  }
  if (resumes) {
    check(gnutls_session_ticket_key_generate(&ticket_key), "ticket key");
    pair_close(pair_open());
    pair_close(pair_open());
  }
  return 1;
}

static gnutls_session_t make_end(unsigned flags, gnutls_certificate_credentials_t credentials, struct pipe *output) {
  gnutls_session_t end;
  check(gnutls_init(&end, flags | GNUTLS_NONBLOCK | (resumes ? 0 : GNUTLS_NO_TICKETS)), "session");
  check(gnutls_priority_set(end, priority), "priorities");
  check(gnutls_credentials_set(end, GNUTLS_CRD_CERTIFICATE, credentials), "credentials");
  gnutls_transport_set_ptr(end, output);
  gnutls_transport_set_push_function(end, push);
  gnutls_transport_set_pull_function(end, pull);
  gnutls_transport_set_pull_timeout_function(end, always);
  gnutls_transport_set_errno_function(end, never);
  return end;
}

void *pair_open(void) {
  struct pair *pair = malloc(sizeof *pair);
  if (!pair) fail("no memory");
  pair->client = make_end(GNUTLS_CLIENT, client, &to_server);
  check(gnutls_server_name_set(pair->client, GNUTLS_NAME_DNS, SERVER_NAME, strlen(SERVER_NAME)), "name");
  gnutls_session_set_verify_cert(pair->client, SERVER_NAME, 0);
  if (session.data) check(gnutls_session_set_data(pair->client, session.data, session.size), "session");
  charge(CLIENT);
  pair->server = make_end(GNUTLS_SERVER, server, &to_client);
  if (is_mutual) {
    gnutls_certificate_server_set_request(pair->server, GNUTLS_CERT_REQUIRE);
    gnutls_session_set_verify_cert(pair->server, NULL, 0);
  }
  if (resumes) {
    check(gnutls_session_ticket_enable_server(pair->server, &ticket_key), "tickets");
    gnutls_db_set_cache_expiration(pair->server, 7200);
  }
  charge(SERVER);
  int client_result = GNUTLS_E_AGAIN, server_result = GNUTLS_E_AGAIN;
  for (int turn = 0; turn < 20 && (client_result || server_result); turn++) {
    if (client_result) client_result = gnutls_handshake(pair->client);
    charge(CLIENT);
    if (server_result) server_result = gnutls_handshake(pair->server);
    charge(SERVER);
    if (client_result && gnutls_error_is_fatal(client_result)) check(client_result, "the client's handshake");
    if (server_result && gnutls_error_is_fatal(server_result)) check(server_result, "the server's handshake");
  }
  if (client_result || server_result) fail("GnuTLS did not finish a handshake");
  if (resumes) {
    if (session.data && !gnutls_session_is_resumed(pair->client)) fail("GnuTLS did not resume");
    unsigned char none;
    while (to_client.end > to_client.start) gnutls_record_recv(pair->client, &none, 1); // The tickets.
    gnutls_free(session.data);
    check(gnutls_session_get_data2(pair->client, &session), "session");
    charge(CLIENT);
  }
  return pair;
}

void pair_close(void *either) {
  struct pair *pair = either;
  gnutls_deinit(pair->client);
  charge(CLIENT);
  gnutls_deinit(pair->server);
  charge(SERVER);
  free(pair);
}

void pair_seal(void *pair, const unsigned char *bytes, size_t count) {
  if (gnutls_record_send(((struct pair *)pair)->client, bytes, count) != (ssize_t)count) fail("GnuTLS did not write");
}

size_t pair_read(void *pair, unsigned char *bytes, size_t capacity) {
  ssize_t count = gnutls_record_recv(((struct pair *)pair)->server, bytes, capacity);
  return count > 0 ? (size_t)count : 0;
}

void pair_answer(void *pair, const unsigned char *bytes, size_t count) {
  unsigned char read[256];
  if (gnutls_record_send(((struct pair *)pair)->server, bytes, count) != (ssize_t)count ||
      gnutls_record_recv(((struct pair *)pair)->client, read, sizeof read) != (ssize_t)count)
    fail("GnuTLS did not answer");
}
