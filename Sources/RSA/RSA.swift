// RSA.
