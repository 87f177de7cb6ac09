import Testing

@Suite struct `The tool's certificates` {
  @Test func `are shown as a server sends them, verified or not`() throws {
    try Script.play(
      identities + """
        & mtls serve --cert s.pem --key s.key --cacert ca/ca.pem
        $ mtls cert show $SERVER
        stdout Subject: CN=localhost
        stderr NOT verified: the certificate (CN=localhost) was issued by CN=Root, an authority that is not trusted here
        stderr rule: RFC 5280
        $ mtls cert show $SERVER --cacert ca/ca.pem
        stderr verified: CN=localhost, issued by CN=Root
        $ mtls cert show $SERVER --cacert ca/ca.pem --server-name other.example --json
        json mtls.cert/1
        stdout "verified": false
        stdout "cause": "nameMismatch"
        stdout "wanted": "other.example"
        $ mtls cert show $SERVER --pem
        stdout BEGIN CERTIFICATE
        $ mtls cert show 127.0.0.1:1
        exit 4
        $ mtls cert show nowhere.pem
        exit 3
        stderr there is no such file
        """)
  }

  @Test func `are explained byte by byte`() throws {
    try Script.play(
      identities + """
        $ mtls cert show s.pem --bytes
        stdout tbsCertificate
        stdout serialNumber
        stdout notAfter
        stdout extnID: keyUsage (2.5.29.15)
        stdout KeyUsage: digitalSignature
        stdout dNSName: localhost
        stdout iPAddress: 127.0.0.1
        stdout ECDSA-Sig-Value
        stdout RFC 5280, Section 4.2.1.12
        """)
  }

  @Test func `are judged with every path told, and what each broke`() throws {
    try Script.play(
      identities + """
        $ mtls ca init --dir other --cn Root -q
        $ sh -c 'cat ca/ca.pem other/ca.pem > both.pem'
        $ mtls cert verify c.pem --cacert both.pem --purpose client --explain
        stdout holds:
        stdout CN=hooks.example, serial
        $ mtls cert verify c.pem --cacert both.pem --explain
        exit 1
        stdout paths were tried:
        stdout rule: RFC 5280, Section 4.2.1.12 (wrongPurpose)
        stdout needed: TLS Web Server Authentication
        stderr is for TLS Web Client Authentication
        $ mtls cert verify c.pem --cacert other/ca.pem --purpose client --explain
        exit 1
        stdout rule: RFC 5280, Section 6.1.3 (a)(1) (badSignature)
        $ mtls cert verify c.pem --cacert both.pem --explain --json
        exit 1
        json mtls.cert.verify/1
        stdout "cause": "wrongPurpose"
        stdout "holds": false
        stdout "rule": "RFC 5280, Section 4.2.1.12"
        $ mtls cert verify s.pem --cacert ca/ca.pem --name localhost --profile rfc5280 --explain
        stdout path 1 holds:
        """)
  }

  @Test func `are known to the responder by the authority's index alone`() throws {
    try Script.play(
      identities + """
        $ cp -r ca before
        $ mtls ca sign --dir ca --csr c.csr --profile client --out late.pem -q
        & mtls ca ocsp --dir before
        $ mtls cert status c.pem --issuer ca/ca.pem --url http://$SERVER/
        stderr good: not revoked
        $ mtls cert status late.pem --issuer ca/ca.pem --url http://$SERVER/
        exit 1
        stderr unknown: the responder does not know this certificate
        server unknown
        $ openssl ocsp -issuer ca/ca.pem -cert late.pem -url http://$SERVER/ -CAfile ca/ca.pem
        stdout late.pem: unknown
        $ mtls ca sign --dir before --csr c.csr --profile client --out new.pem -q
        $ sleep 1.1
        $ mtls cert status new.pem --issuer ca/ca.pem --url http://$SERVER/
        stderr good: not revoked
        """)
  }

  @Test func `are shown with a staple that is about them`() throws {
    try Script.play(
      identities + """
        & mtls ca ocsp --dir ca
        $ mtls cert status s.pem --issuer ca/ca.pem --url http://$SERVER/ --out s.ocsp
        $ mtls ca revoke c.pem --dir ca
        $ sleep 1.1
        $ mtls cert status c.pem --issuer ca/ca.pem --url http://$SERVER/ --out c.ocsp
        exit 1
        $ mtls serve --cert c.pem --key c.key --cacert ca/ca.pem --staple s.ocsp --listen 127.0.0.1:0
        exit 2
        stderr is about none of the server's certificates
        $ mtls serve --cert s.pem --key s.key --cacert ca/ca.pem --staple s.pem --listen 127.0.0.1:0
        exit 3
        stderr not an OCSP response
        & mtls serve --cert s.pem --key s.key --cacert ca/ca.pem --staple s.ocsp
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --cert d.pem --key d.key --revocation require
        $ sh -c 'openssl s_client -connect $SERVER -CAfile ca/ca.pem -cert d.pem -key d.key -status </dev/null 2>&1'
        stdout OCSP Response Status: successful
        & mtls serve --cert s.pem --key s.key --cacert ca/ca.pem
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --cert d.pem --key d.key --revocation require
        exit 1
        stderr may be revoked
        """)
  }

  @Test func `come from authorities whose keys are under passwords`() throws {
    try Script.play(
      identities + """
        write pw first-password
        write other another-password
        $ mtls ca init --dir locked --cn Locked --password-file pw
        stderr under a password
        $ mtls key show locked/ca.key --password-file pw
        $ mtls ca sign --dir locked --csr c.csr --profile client --out l.pem --password-file other
        exit 3
        stderr the password is wrong
        missing l.pem
        $ mtls ca sign --dir locked --csr c.csr --profile client --out l.pem --password-file pw
        $ mtls ca renew l.pem --dir locked --out m.pem --password-file pw
        $ mtls ca revoke l.pem --dir locked --password-file pw
        $ mtls ca crl --dir locked --password-file pw
        $ mtls ca renew --dir locked --password-file pw
        $ mtls ca intermediate --parent locked --dir below --cn Below --password-file pw --new-password-file other
        $ mtls ca sign --dir below --csr c.csr --profile client --out b.pem --password-file other
        $ mtls cert verify b.pem --cacert locked/ca.pem --purpose client
        env PASSWORD=first-password
        $ mtls ca crl --dir locked --password-env PASSWORD
        $ mtls ca init --dir again --cn Again --key locked/ca.key --password-file pw
        $ mtls ca crl --dir again --password-file pw
        """)
  }
}
