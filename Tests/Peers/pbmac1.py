"""Puts a key and its certificate into a PKCS #12 container guarded by PBMAC1 (RFC 9579), by OpenSSL 3.5's library.

usage: pbmac1.py LIBCRYPTO KEY CERTIFICATE PASSWORD DIGEST PRF OUT
"""

import ctypes
import sys

library, key_path, certificate_path, password, digest, prf, out = sys.argv[1:]
crypto = ctypes.CDLL(library)


def function(name, result, *arguments):
    one = getattr(crypto, name)
    one.restype = result
    one.argtypes = arguments
    return one


pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
open_file = function("BIO_new_file", pointer, text, text)
read_key = function("PEM_read_bio_PrivateKey", pointer, pointer, pointer, pointer, pointer)
read_certificate = function("PEM_read_bio_X509", pointer, pointer, pointer, pointer, pointer)
create = function(
    "PKCS12_create", pointer, text, text, pointer, pointer, pointer, *[number] * 5)
guard = function(
    "PKCS12_set_pbmac1_pbkdf2", number, pointer, text, number, pointer, number, number, pointer,
    text)
digest_by_name = function("EVP_get_digestbyname", pointer, text)
write = function("i2d_PKCS12_bio", number, pointer, pointer)
close = function("BIO_free", number, pointer)


def checked(value, what):
    if not value:
        sys.exit("pbmac1: " + what)
    return value


key = checked(read_key(open_file(key_path.encode(), b"r"), None, None, None), "no key")
certificate = checked(
    read_certificate(open_file(certificate_path.encode(), b"r"), None, None, None),
    "no certificate")
secret = password.encode()
# Without a MAC of the old kind: -1 iterations.
container = checked(create(secret, b"api", key, certificate, None, 0, 0, 2048, -1, 0), "not made")
checked(
    guard(
        container, secret, len(secret), None, 16, 2048, digest_by_name(digest.encode()),
        prf.encode()), "no MAC")
file = checked(open_file(out.encode(), b"w"), "cannot write")
checked(write(file, container), "not written")
close(file)
