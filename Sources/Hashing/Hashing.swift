// SHA-2, HMAC and HKDF.
