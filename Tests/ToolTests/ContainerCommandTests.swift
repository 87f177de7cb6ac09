import Testing

@Suite struct `The tool's commands for keys under passwords and containers` {
  @Test func `put a key under a password and work with it`() throws {
    try Script.play(
      """
      write pw secret
      write other wrong
      $ mtls key new --password-file pw --iterations 2048 --out a.key
      stderr under a password
      mode a.key 0600
      $ grep -c 'BEGIN ENCRYPTED PRIVATE KEY' a.key
      $ mtls key show a.key --password-file pw
      stderr PBES2: PBKDF2 with HMAC-SHA-256, 2048 iterations; AES-256-CBC
      stdout BEGIN PUBLIC KEY
      !stdout PRIVATE
      $ mtls key show a.key --password-file other
      exit 3
      stderr the password is wrong
      $ setsid -w $MTLS key show a.key
      exit 2
      stderr --password-file FILE
      env PW=secret
      $ mtls csr new --key a.key --password-env PW --cn a.example --out a.csr
      $ mtls key convert a.key --password-file pw --out plain.key
      $ grep -c 'BEGIN PRIVATE KEY' plain.key
      $ mtls key convert plain.key --form traditional --out ec.key
      $ grep -c 'BEGIN EC PRIVATE KEY' ec.key
      $ mtls key convert ec.key --new-password-file other --kdf scrypt --der --out b.key
      $ openssl pkey -in b.key -inform DER -passin file:other -noout
      $ sh -c '$MTLS key show b.key --password-fd 3 --json 3<other'
      stdout scrypt
      $ mtls key convert a.key --password-file pw --password-env PW --out c.key
      exit 2
      stderr only one of
      $ mtls key new --password-env NONE --out d.key
      exit 2
      stderr the environment has no variable NONE
      missing d.key
      """)
  }

  @Test func `carry a client through a .p12`() throws {
    try Script.play(
      """
      write pw secret
      $ mtls ca init --dir ca --cn Root
      $ mtls key new --out a.key
      $ mtls csr new --key a.key --cn a.example --out a.csr
      $ mtls ca sign --dir ca --csr a.csr --profile both --out a.pem
      $ mtls p12 new --cert a.pem --key a.key --cacert ca/ca.pem --password-file pw --iterations 2048 --out a.p12
      mode a.p12 0600
      stderr days left
      $ mtls p12 show a.p12 --password-file pw
      stdout integrity: HMAC-SHA-256
      stdout certificate: CN=Root
      $ openssl pkcs12 -in a.p12 -passin file:pw -nokeys -info
      stderr PBKDF2
      $ keytool -list -keystore a.p12 -storepass secret
      stdout PrivateKeyEntry
      $ mtls p12 extract a.p12 --password-file pw --cert-out b.pem --key-out b.key
      same a.key b.key
      $ mtls cert verify b.pem --cacert ca/ca.pem --purpose client --key b.key
      $ mtls p12 new --cert a.pem --key a.key --p12-compat --password-file pw --out old.p12
      stderr warning: 3DES and SHA-1
      $ mtls p12 show old.p12 --password-file pw
      stdout old form
      $ mtls p12 new --cert ca/ca.pem --password-file pw --iterations 2048 --out trust.p12
      $ keytool -list -keystore trust.p12 -storepass secret
      stdout trustedCertEntry
      $ mtls cert convert b.pem --to p7b --out b.p7b
      $ openssl pkcs7 -inform DER -in b.p7b -print_certs -noout
      stdout a.example
      $ mtls cert show b.p7b
      stdout a.example
      & mtls serve --cert a.p12 --password-file pw --cacert ca/ca.pem --echo
      $ mtls call https://$SERVER/ --cert a.p12 --password-file pw --cacert ca/ca.pem --server-name a.example
      """)
  }

  @Test func `answer and ask OCSP questions, with OpenSSL on either side`() throws {
    try Script.play(
      """
      $ mtls ca init --dir ca --cn Root
      $ mtls key new --out a.key
      $ mtls csr new --key a.key --cn a.example --out a.csr
      $ mtls ca sign --dir ca --csr a.csr --profile both --out a.pem
      $ mtls ca sign --dir ca --csr a.csr --profile both --out b.pem
      $ mtls ca revoke b.pem --dir ca --reason keyCompromise
      & mtls ca ocsp --dir ca
      server OCSP for CN=Root
      $ mtls cert status a.pem --issuer ca/ca.pem --url http://$SERVER/ --out a.ocsp
      stderr good: not revoked
      stderr signed by the issuer
      server good
      $ mtls cert status b.pem --issuer ca/ca.pem --url http://$SERVER/
      exit 1
      stderr keyCompromise
      $ mtls cert verify a.pem --cacert ca/ca.pem --purpose client --ocsp-response a.ocsp
      stderr valid for a client
      $ mtls cert verify b.pem --cacert ca/ca.pem --purpose client --ocsp-response a.ocsp
      exit 1
      stderr may be revoked
      $ mtls cert verify b.pem --cacert ca/ca.pem --purpose client --revocation prefer
      stderr warning: CN=a.example may be revoked
      $ openssl ocsp -issuer ca/ca.pem -cert a.pem -url http://$SERVER/ -CAfile ca/ca.pem
      stderr Response verify OK
      stdout a.pem: good
      $ openssl ocsp -issuer ca/ca.pem -sha256 -cert b.pem -url http://$SERVER/ -CAfile ca/ca.pem
      stderr Response verify OK
      stdout b.pem: revoked
      $ mtls ca revoke a.pem --dir ca
      $ sleep 1.1
      $ mtls cert status a.pem --issuer ca/ca.pem --url http://$SERVER/
      exit 1
      stderr revoked on
      $ mtls cert status a.pem --issuer a.pem --url http://$SERVER/
      exit 3
      stderr the certificate of its issuer
      """)
  }

  @Test func `ask OpenSSL's responder`() throws {
    try Script.play(
      """
      $ mtls ca init --dir ca --cn Root
      $ mtls key new --out a.key
      $ mtls csr new --key a.key --cn a.example --out a.csr
      $ mtls ca sign --dir ca --csr a.csr --profile both --out a.pem
      $ sh -c 'S=$(openssl x509 -in a.pem -noout -serial | cut -d= -f2); printf "V\\t301231235959Z\\t\\t$S\\tunknown\\t/CN=a.example\\n" > index.txt; (timeout 20 openssl ocsp -index index.txt -port 0 -rsigner ca/ca.pem -rkey ca/ca.key -CA ca/ca.pem -nrequest 1 -ndays 1 > port.txt 2>&1 &) ; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do grep -q ACCEPT port.txt && break; sleep 0.1; done; P=$(sed -n "s/^ACCEPT.*:\\([0-9][0-9]*\\) .*/\\1/p" port.txt); $MTLS cert status a.pem --issuer ca/ca.pem --url http://127.0.0.1:$P/'
      stderr good: not revoked
      """)
  }
}
