// Tests of MutualTLS.
