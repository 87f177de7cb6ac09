// Tests of Curve25519.
