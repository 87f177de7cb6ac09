#!/usr/bin/env python3
"""OpenSSL 3.5 as a peer through its library: compressed certificates (RFC 8879) and raw public keys (RFC 7250), for
which the distribution's older program has no options.

  openssl.py server --cert C --key K [--auth] [...]               echoes until the client closes
  openssl.py client --addr HOST:PORT --cert C --key K [...]       sends a line, wants it back

Prints "listening PORT" (the server), "sent TYPE" and "received TYPE" for each handshake message, "negotiated …", and
at the end "done"; "error: …" and status 1 where something fails.
"""
import argparse
import ctypes
import pathlib
import socket
import sys

LIBRARIES = pathlib.Path(__file__).resolve().parents[2] / ".peers/lib-openssl-3.5"
PEM, ZLIB, RAW_PUBLIC_KEY, TLS13 = 1, 1, 2, 0x0304
VERIFY_PEER, FAIL_IF_NO_CERTIFICATE = 1, 2
SET_MINIMUM_VERSION, SET_SERVER_NAME, HANDSHAKE = 123, 55, 22

crypto = ctypes.CDLL(str(LIBRARIES / "libcrypto.so.3"), mode=ctypes.RTLD_GLOBAL)
ssl = ctypes.CDLL(str(LIBRARIES / "libssl.so.3"))
pointer, number, text, size = ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_size_t
MESSAGE = ctypes.CFUNCTYPE(
    None, number, number, number, ctypes.POINTER(ctypes.c_ubyte), size, pointer, pointer)


def function(library, name, result, *arguments):
    """A function, which fails with what OpenSSL says where it gives 0 or less."""
    raw = getattr(library, name)
    raw.restype, raw.argtypes = result, arguments

    def call(*values):
        found = raw(*values)
        if found is None or (result is number and found <= 0):
            raise SystemExit(f"error: {name}: {reasons()}")
        return found
    return call


def reasons():
    crypto.ERR_get_error.restype = ctypes.c_ulong
    crypto.ERR_error_string_n.argtypes = [ctypes.c_ulong, text, size]
    found = []
    while code := crypto.ERR_get_error():
        buffer = ctypes.create_string_buffer(256)
        crypto.ERR_error_string_n(code, buffer, 256)
        found.append(buffer.value.decode())
    return "; ".join(found) or "no reason"


def say(line):
    print(line, flush=True)


@MESSAGE
def report(is_sent, _version, content, bytes_, count, _connection, _argument):
    if content == HANDSHAKE and count:
        say(f"{'sent' if is_sent else 'received'} {bytes_[0]}")


def context(options):
    new = function(ssl, "SSL_CTX_new", pointer, pointer)
    result = new(function(ssl, "TLS_method", pointer)())
    control = function(ssl, "SSL_CTX_ctrl", ctypes.c_long, pointer, number, ctypes.c_long, pointer)
    control(result, SET_MINIMUM_VERSION, TLS13, None)
    ssl.SSL_CTX_set_msg_callback.argtypes = [pointer, MESSAGE]
    ssl.SSL_CTX_set_msg_callback(result, report)
    if options.cert:
        function(ssl, "SSL_CTX_use_certificate_chain_file", number, pointer, text)(
            result, options.cert.encode())
    if options.key:
        function(ssl, "SSL_CTX_use_PrivateKey_file", number, pointer, text, number)(
            result, options.key.encode(), PEM)
    if options.ca:
        function(ssl, "SSL_CTX_load_verify_locations", number, pointer, text, text)(
            result, options.ca.encode(), None)
    if options.zlib:
        # Made beforehand, as its servers want it.
        function(ssl, "SSL_CTX_set1_cert_comp_preference", number, pointer, pointer, size)(
            result, (number * 1)(ZLIB), 1)
        if options.cert:
            function(ssl, "SSL_CTX_compress_certs", number, pointer, number)(result, ZLIB)
    for side in ("server", "client"):
        if getattr(options, f"{side}_rpk"):
            function(ssl, f"SSL_CTX_set1_{side}_cert_type", number, pointer, text, size)(
                result, bytes([RAW_PUBLIC_KEY]), 1)
    if options.expect:
        function(ssl, "SSL_CTX_dane_enable", number, pointer)(result)
    mode = VERIFY_PEER | FAIL_IF_NO_CERTIFICATE if options.auth or options.role == "client" else 0
    ssl.SSL_CTX_set_verify.argtypes = [pointer, number, pointer]
    ssl.SSL_CTX_set_verify(result, mode, None)
    return result


def public_key(path):
    file = function(crypto, "BIO_new_file", pointer, text, text)(path.encode(), b"r")
    return function(crypto, "PEM_read_bio_PUBKEY", pointer, pointer, pointer, pointer, pointer)(
        file, None, None, None)


def connection(made, options, raw):
    result = function(ssl, "SSL_new", pointer, pointer)(made)
    if options.role == "client":
        function(ssl, "SSL_ctrl", ctypes.c_long, pointer, number, ctypes.c_long, text)(
            result, SET_SERVER_NAME, 0, b"localhost")
        if not options.expect:
            function(ssl, "SSL_set1_host", number, pointer, text)(result, b"localhost")
    if options.expect:
        function(ssl, "SSL_dane_enable", number, pointer, text)(result, b"localhost")
        function(ssl, "SSL_add_expected_rpk", number, pointer, pointer)(
            result, public_key(options.expect))
    function(ssl, "SSL_set_fd", number, pointer, number)(result, raw.fileno())
    begin = "SSL_connect" if options.role == "client" else "SSL_accept"
    function(ssl, begin, number, pointer)(result)
    types = []
    for side in ("server", "client"):
        get = getattr(ssl, f"SSL_get_negotiated_{side}_cert_type")
        get.argtypes = [pointer]
        types.append(f"{side}_certificate_type={get(result)}")
    ssl.SSL_get_verify_result.restype = ctypes.c_long
    ssl.SSL_get_verify_result.argtypes = [pointer]
    say(f"negotiated {' '.join(types)} verified={ssl.SSL_get_verify_result(result)}")
    return result


def read(link):
    buffer = ctypes.create_string_buffer(4096)
    ssl.SSL_read.argtypes = [pointer, pointer, number]
    count = ssl.SSL_read(link, buffer, 4096)
    return buffer.raw[:count] if count > 0 else b""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=["server", "client"])
    for name in ("cert", "key", "ca", "expect", "addr"):
        parser.add_argument(f"--{name}")
    for name in ("auth", "zlib", "server-rpk", "client-rpk"):
        parser.add_argument(f"--{name}", action="store_true")
    options = parser.parse_args()
    made = context(options)
    write = function(ssl, "SSL_write", number, pointer, text, number)
    ssl.SSL_shutdown.argtypes = [pointer]
    if options.role == "client":
        host, port = options.addr.rsplit(":", 1)
        raw = socket.create_connection((host, int(port)), timeout=None)
        link = connection(made, options, raw)
        line = b"a line from OpenSSL\n"
        write(link, line, len(line))
        if read(link) != line:
            raise SystemExit(f"error: the line did not come back: {reasons()}")
    else:
        listener = socket.create_server(("127.0.0.1", 0))
        say(f"listening {listener.getsockname()[1]}")
        raw, _ = listener.accept()
        link = connection(made, options, raw)
        while data := read(link):
            write(link, data, len(data))
    ssl.SSL_shutdown(link)
    say("done")


try:
    main()
except SystemExit as problem:
    if isinstance(problem.code, str):
        say(problem.code)
        sys.exit(1)
    raise
