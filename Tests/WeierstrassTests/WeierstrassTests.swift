// Tests of Weierstrass.
