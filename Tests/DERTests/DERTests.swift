// Tests of DER.
