// What the peers written in C have in common. peer.c has main and the commands; a peer brings the functions
// under "A peer has to say".
#pragma once
#include <stddef.h>

#define SERVER_NAME "server.bench.test"

/// The command line: PEER FOLDER GROUP SUITE MODE.
struct options {
  const char *folder; // root.pem, server.pem, server.key, client.pem, client.key
  const char *group;  // x25519, secp256r1, secp384r1
  const char *suite;  // aes128gcm, aes256gcm, chacha20poly1305
  int is_mutual;      // the client shows a certificate
  int is_resumption;  // every handshake resumes the session of the one before
};

/// One direction of the transport, in memory. There is one for each direction, whatever the number of
/// connections: only one of them is busy at a time, and an idle one has nothing in it.
struct pipe {
  unsigned char *bytes;
  size_t start, end, capacity, total;
};
extern struct pipe to_server, to_client;
void pipe_write(struct pipe *pipe, const void *bytes, size_t count);
size_t pipe_read(struct pipe *pipe, void *bytes, size_t capacity);

/// Processor time that passed since the last call belongs to this side.
enum side { CLIENT, SERVER, NOBODY };
void charge(enum side side);

/// Ends the program.
_Noreturn void fail(const char *text);
/// FOLDER/name, in static memory.
const char *path(const struct options *options, const char *name);

// A peer has to say:

/// The library and its version.
const char *peer_version(void);
/// Makes the contexts; ends the program where something is wrong. 0 where the peer does not have what is asked for.
int peer_prepare(const struct options *options);
/// A client and a server that have shaken hands. Calls `charge` when one side has worked.
void *pair_open(void);
void pair_close(void *pair);
/// The client seals one record.
void pair_seal(void *pair, const unsigned char *bytes, size_t count);
/// The server reads as much as there is; the number of bytes, at most `capacity`.
size_t pair_read(void *pair, unsigned char *bytes, size_t capacity);
/// The server seals one record, and the client reads it.
void pair_answer(void *pair, const unsigned char *bytes, size_t count);
