import Testing

@Suite struct `The tool's commands for keys, requests and certificates` {
  @Test(arguments: [
    "p256", "p384", "p521", "ed25519", "ed448", "rsa2048", "mldsa44", "mldsa65", "mldsa87",
  ])
  func `carry a key of every type to a verified certificate`(type: String) throws {
    try Script.play(
      """
      $ mtls key new --type \(type) --out client.key
      stderr readable by you alone
      mode client.key 0600
      $ mtls csr new --key client.key --cn api-mtls.example.org --org 'Example Inc' --locality Miami --state Florida --country US --out client.csr
      stderr DNS:api-mtls.example.org (copied from the common name)
      mode client.csr 0644
      $ mtls csr verify client.csr
      stderr the signature is valid
      $ mtls csr show client.csr
      stdout C=US
      $ mtls ca init --dir ca --cn 'Test Root'
      mode ca 0700
      mode ca/ca.key 0600
      mode ca/ca.pem 0644
      $ mtls ca sign --dir ca --csr client.csr --profile client --out client.pem
      stderr granted  subjectAltName    DNS:api-mtls.example.org
      stderr 365 days left
      $ mtls cert verify client.pem --cacert ca/ca.pem --purpose client --key client.key
      stderr valid for a client
      stderr issued by CN=Test Root
      $ mtls cert show client.pem
      stdout TLS Web Client Authentication
      stderr days left
      """)
  }

  @Test func `revoke a certificate, so that peers refuse it`() throws {
    try Script.play(
      """
      $ mtls key new --out a.key
      $ mtls csr new --key a.key --cn a.example.org --out a.csr
      $ mtls ca init --dir ca --cn 'Test Root'
      $ mtls ca sign --dir ca --csr a.csr --profile client --out a.pem
      $ mtls ca sign --dir ca --csr a.csr --profile client --out b.pem
      $ mtls cert verify a.pem --cacert ca/ca.pem --purpose client --revocation require
      exit 1
      stderr may be revoked
      $ mtls ca crl --dir ca
      stderr 0 revoked
      $ mtls cert verify a.pem --cacert ca/ca.pem --purpose client --crl ca/ca.crl
      $ mtls ca revoke a.pem --dir ca --reason keyCompromise
      stderr ca/ca.crl: 1 revoked
      $ mtls cert verify a.pem --cacert ca/ca.pem --purpose client --crl ca/ca.crl
      exit 1
      stderr keyCompromise
      $ mtls cert verify b.pem --cacert ca/ca.pem --purpose client --crl ca/ca.crl
      $ openssl verify -crl_check -CAfile ca/ca.pem -CRLfile ca/ca.crl b.pem
      $ openssl crl -in ca/ca.crl -noout -text
      stdout Key Compromise
      $ mtls cert show a.pem --bytes
      stdout keyUsage
      $ mtls cert show a.pem --pem
      stdout BEGIN CERTIFICATE
      """)
  }

  @Test func `never overwrite a key, and keep the old one when told to replace it`() throws {
    try Script.play(
      """
      $ mtls key new --out a.key
      $ cp a.key before.key
      $ mtls key new --out a.key
      exit 3
      stderr a.key: there is such a file already
      stderr --force
      same a.key before.key
      missing a.key.*
      $ mtls key new --out a.key --force
      stderr The file that was there is kept: a.key.bak-
      exists a.key.bak-*
      mode a.key 0600
      $ cmp -s a.key before.key
      exit 1
      $ sh -c 'cmp a.key.bak-* before.key'
      """)
  }

  @Test func `never print a private key`() throws {
    try Script.play(
      """
      $ mtls key new --out -
      exit 2
      stderr never printed
      !stdout PRIVATE
      $ mtls key new --out a.key --json
      json mtls.key/1
      !stdout PRIVATE
      !stderr PRIVATE
      """)
  }

  @Test func `name a file that is something else`() throws {
    try Script.play(
      """
      $ mtls key new --out a.key
      $ mtls csr new --key a.key --cn a.example --out a.csr
      $ mtls csr new --key a.csr --cn a.example
      exit 3
      stderr a.csr: this is a certificate signing request, not a private key
      $ mtls cert show a.key
      exit 3
      stderr a.key: this is a private key, not a certificate
      $ mtls cert show a.csr
      exit 3
      stderr hint: have it signed first: mtls ca sign
      write empty.pem
      $ mtls cert show empty.pem
      exit 3
      stderr an empty file
      $ mtls cert show missing.pem
      exit 3
      stderr missing.pem: there is no such file
      $ mtls ca sign --dir nowhere --csr a.csr --profile client
      exit 3
      stderr hint: mtls ca init --dir nowhere
      """)
  }

  @Test func `say why a certificate is not acceptable, by which rule, and what to do`() throws {
    try Script.play(
      """
      $ mtls ca init --dir ca --cn Root
      $ mtls ca init --dir other --cn Other
      $ mtls key new --out s.key
      $ mtls csr new --key s.key --cn s.example --out s.csr
      $ mtls ca sign --dir ca --csr s.csr --profile server --out s.pem
      $ mtls cert verify s.pem --cacert ca/ca.pem --name s.example
      $ mtls cert verify s.pem --cacert ca/ca.pem --name t.example
      exit 1
      stderr rule: RFC 9525
      $ mtls cert verify s.pem --cacert other/ca.pem
      exit 1
      stderr an authority that is not trusted
      $ mtls cert verify s.pem --cacert ca/ca.pem --purpose client
      exit 1
      stderr rule: RFC 5280, Section 4.2.1.12
      $ mtls cert verify s.pem --purpose client
      exit 2
      stderr never the system's
      $ mtls key new --out t.key
      $ mtls cert verify s.pem --cacert ca/ca.pem --key t.key
      exit 1
      stderr t.key: this private key does not belong to s.pem
      """)
  }

  @Test func `refuse to sign a request that was changed`() throws {
    try Script.play(
      """
      $ mtls ca init --dir ca --cn Root
      $ mtls key new --out a.key
      $ mtls csr new --key a.key --cn a.example --out a.csr
      # Another letter in the common name, in the base 64 of "a.example" alone.
      $ sh -c 'openssl req -in a.csr -outform DER | sed s/a.example/b.example/g > b.csr'
      $ mtls csr verify b.csr
      exit 1
      stderr rule: RFC 2986, Section 4.2
      $ mtls ca sign --dir ca --csr b.csr --profile client --out b.pem
      exit 1
      missing b.pem
      """)
  }

  @Test func `speak JSON with a schema, on standard output alone`() throws {
    try Script.play(
      """
      $ mtls ca init --dir ca --cn Root --json
      json mtls.ca/1
      $ mtls key new --out a.key --json
      json mtls.key/1
      $ mtls csr new --key a.key --cn a.example --out a.csr --json
      json mtls.csr/1
      $ mtls csr show a.csr --json
      json mtls.csr/1
      $ mtls csr verify a.csr --json
      json mtls.csr.verify/1
      $ mtls ca sign --dir ca --csr a.csr --profile both --out a.pem --json
      json mtls.ca.sign/1
      stdout "daysLeft": 365
      $ mtls cert show a.pem --json
      json mtls.cert/1
      $ mtls cert verify a.pem --cacert ca/ca.pem --json
      json mtls.cert.verify/1
      $ mtls cert verify a.pem --cacert ca/ca.pem --name b.example --json
      exit 1
      stderr "schema": "mtls.error/1"
      stderr "exit": 1
      """)
  }
}
