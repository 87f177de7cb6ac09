import Testing

@Suite struct `The tool's check of files that are to work together` {
  @Test func `says what fits, what does not, and what mends it`() throws {
    try Script.play(
      """
      $ mtls ca init --dir root --cn Root
      $ mtls ca intermediate --parent root --dir sub --cn Sub
      $ mtls key new --out a.key
      $ mtls key new --out b.key
      $ mtls csr new --key a.key --cn a.example.org --out a.csr
      $ mtls ca sign --dir sub --csr a.csr --profile server --out a.pem
      $ mtls ca crl --dir sub
      $ mtls ca crl --dir root
      $ mtls check a.pem a.key a.csr root/ca.pem root/ca.crl sub/ca.crl sub/ca.pem --name a.example.org --purpose server
      stderr good: a.pem: CN=a.example.org
      stderr the key in a.key belongs to it
      stderr trusted by CN=Root
      stderr chain: CN=a.example.org ← CN=Sub ← CN=Root
      $ mtls check a.pem b.key root/ca.pem
      exit 1
      stderr bad, 1 problem: a.pem
      stderr none of the keys belongs to it: b.key
      $ mtls check a.pem root/ca.pem --purpose client --name b.example.org --json
      exit 1
      json mtls.check/1
      stdout "good": false
      stdout RFC 5280, Section 4.2.1.12
      stdout mtls csr new --key
      stdout RFC 9525, Section 6.3
      $ sh -c 'cat sub/ca.pem a.pem root/ca.pem > mixed.pem'
      $ mtls check mixed.pem
      exit 1
      stderr it is not the first certificate of its file
      stderr mend: mtls check mixed.pem --write-chain chain.pem
      $ mtls check mixed.pem --write-chain chain.pem
      exit 1
      same chain.pem a.pem
      $ mtls check chain.pem --cacert root/ca.pem
      $ mtls ca sign --dir sub --csr a.csr --profile server --days 10 --no-chain --out alone.pem
      $ mtls check alone.pem root/ca.pem
      exit 1
      stderr no path leads to a root
      $ mtls check alone.pem sub/ca.pem root/ca.pem
      stderr 2 warnings
      stderr mend: mtls ca renew alone.pem --dir sub --out alone.pem --force
      stderr CN=Sub has to be sent along with it
      $ mtls ca revoke a.pem --dir sub
      $ mtls check a.pem root/ca.pem sub/ca.crl
      exit 1
      stderr it was revoked on
      $ chmod 644 a.key
      $ mtls check a.key a.csr
      stderr mend: chmod 600 a.key
      $ mtls check root/ca.pem root/ca.key
      stderr good: root/ca.pem
      write empty.pem
      $ mtls check empty.pem
      stderr 1 warning
      $ mtls check
      exit 2
      stderr FILE is missing
      """)
  }
}
