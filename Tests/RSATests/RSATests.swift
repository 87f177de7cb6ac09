// Tests of RSA.
