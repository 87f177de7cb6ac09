// Tests of TLS13.
