// Tests of Ciphers.
