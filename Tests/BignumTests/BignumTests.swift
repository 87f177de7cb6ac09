// Tests of Bignum.
