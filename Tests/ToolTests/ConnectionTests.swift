import Testing

/// Keys and certificates that every script here begins with.
let identities = """
  $ mtls ca init --dir ca --cn Root -q
  $ mtls key new --out s.key -q
  $ mtls csr new --key s.key --cn localhost --san localhost --san 127.0.0.1 --out s.csr -q
  $ mtls ca sign --dir ca --csr s.csr --profile server --out s.pem -q
  $ mtls key new --out c.key -q
  $ mtls csr new --key c.key --cn hooks.example --san hooks.example --san URI:spiffe://example/c --out c.csr -q
  $ mtls ca sign --dir ca --csr c.csr --profile client --out c.pem -q
  $ mtls key new --out d.key -q
  $ mtls csr new --key d.key --cn other.example --out d.csr -q
  $ mtls ca sign --dir ca --csr d.csr --profile client --out d.pem -q

  """

@Suite struct `The tool's connections` {
  @Test func `carry an API call, with secrets from files and the environment`() throws {
    try Script.play(
      identities + """
        & mtls serve --cert s.pem --key s.key --cacert ca/ca.pem --echo
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --cert c.pem --key c.key
        stdout client        DNS:hooks.example (verified)
        stderr days left
        server GET / → 200, DNS:hooks.example (verified)
        $ mtls call https://$SERVER/x -d 'some text' -i --cacert ca/ca.pem --cert c.pem --key c.key
        stdout HTTP/1.1 200 OK
        stdout some text
        write key.txt the-secret
        env CLIENT_ID=me
        $ mtls call https://$SERVER/x -X PUT -d @key.txt --header-file X-Access-Key=key.txt --header-env X-Client-ID=CLIENT_ID -H 'X-Other: @file:key.txt' --cacert ca/ca.pem --cert c.pem --key c.key -o out.txt
        same key.txt out.txt
        !stderr the-secret
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --cert c.pem --key c.key --json
        json mtls.call/1
        stdout "cipherSuite": "TLS_AES_128_GCM_SHA256"
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --cert c.pem --key c.key --ciphers TLS_CHACHA20_POLY1305_SHA256 --groups P-384
        stdout TLS_CHACHA20_POLY1305_SHA256
        stdout secp384r1
        $ mtls call https://$SERVER/none --cacert ca/ca.pem --cert c.pem --key c.key --fail
        exit 1
        """)
  }

  @Test func `use what is off by default where it is named on both sides`() throws {
    let call = "mtls call https://$SERVER/ --cacert ca/ca.pem --cert c.pem --key c.key"
    let edwards = """
      $ mtls key new --type ed448 --out c.key --force -q
      $ mtls csr new --key c.key --cn hooks.example --san hooks.example --out c.csr --force -q
      $ mtls ca sign --dir ca --csr c.csr --profile client --out c.pem --force -q

      """
    try Script.play(
      identities + edwards + """
        & mtls serve --cert s.pem --key s.key --cacert ca/ca.pem --groups ffdhe2048,ffdhe3072,ffdhe4096,x448,P-521,x25519 --ciphers TLS_AES_128_CCM_SHA256,TLS_AES_128_CCM_8_SHA256,TLS_AES_128_GCM_SHA256
        $ \(call) --groups ffdhe2048 --ciphers TLS_AES_128_CCM_SHA256
        stdout TLS_AES_128_CCM_SHA256
        stdout ffdhe2048
        stdout DNS:hooks.example (verified)
        $ \(call) --curves FFDHE3072 --ciphers tls_aes_128_ccm_8_sha256
        stdout TLS_AES_128_CCM_8_SHA256
        stdout ffdhe3072
        $ \(call) --groups ffdhe4096
        stdout ffdhe4096
        $ \(call) --groups X448
        stdout x448
        $ \(call) --groups P-521
        stdout secp521r1
        $ \(call) --groups ffdhe8192
        exit 2
        stderr ffdhe8192 is not known here
        """)
    try Script.play(
      identities + """
        & mtls serve --cert s.pem --key s.key --cacert ca/ca.pem
        $ \(call) --groups ffdhe2048
        exit 1
        stderr handshake_failure
        $ \(call) --groups x448
        exit 1
        stderr handshake_failure
        $ \(call) --ciphers TLS_AES_128_CCM_8_SHA256
        exit 1
        stderr handshake_failure
        $ mtls serve --help
        stdout also secp521r1,x448,ffdhe2048
        stdout also TLS_AES_128_CCM_SHA256
        """)
  }

  @Test(arguments: [true, false])
  func `come back after a retry, with a cookie where the server keeps nothing`(
    isStateless: Bool
  ) throws {
    let own = "--cacert ca/ca.pem --cert c.pem --key c.key"
    try Script.play(
      identities + """
        & mtls serve --cert s.pem --key s.key --cacert ca/ca.pem --echo -v --groups P-384\(isStateless ? " --stateless-retry" : "")
        $ openssl s_client -connect $SERVER -tls1_3 -groups P-256:P-384 -CAfile ca/ca.pem -verify_return_error -verify_hostname localhost -cert c.pem -key c.key -tlsextdebug
        stdout Verify return code: 0 (ok)
        stdout Server Temp Key: ECDH, secp384r1
        \(isStateless ? "" : "!")stdout (id=44)
        server handshake complete with DNS:hooks.example
        server days left, after a HelloRetryRequest
        $ mtls trace $SERVER \(own) --groups P-256,P-384
        stdout HelloRetryRequest
        \(isStateless ? "" : "!")stdout cookie
        $ mtls call https://$SERVER/ -d 'some text' \(own) --groups P-256,P-384 --json
        stdout "helloRetryRequest": true
        stdout "group": "secp384r1"
        $ mtls call https://$SERVER/ -d 'some text' \(own) --groups P-384 --json
        stdout "helloRetryRequest": false
        """)
  }

  @Test func `say what is missing for compressed certificates`() throws {
    let call = "mtls call https://$SERVER/ --cacert ca/ca.pem --cert c.pem --key c.key"
    try Script.play(
      identities + """
        $ mtls serve --cert s.pem --key s.key --cacert ca/ca.pem --compress-cert zlib
        exit 2
        stderr built without zlib
        stderr swift build -c release --traits Zlib --product mtls
        $ mtls serve --help
        stdout zlib needs a build with --traits Zlib
        & mtls serve --cert s.pem --key s.key --cacert ca/ca.pem --compress-cert off
        $ \(call) --compress-cert zlib
        exit 2
        stderr built without zlib
        $ \(call) --json
        stdout "peerCertificateCompression": null
        """)
  }

  @Test func `carry a mebibyte each way unharmed`() throws {
    try Script.play(
      identities + """
        & mtls serve --cert s.pem --key s.key --cacert ca/ca.pem --echo
        $ dd if=/dev/urandom of=big bs=65536 count=16
        $ mtls call https://$SERVER/ -d @big -o back --cacert ca/ca.pem --cert c.pem --key c.key
        same big back
        """)
  }

  @Test func `outlast a crowd that takes every descriptor`() throws {
    let crowd =
      "import socket, time; h, p = \"$SERVER\".split(\":\"); "
      + "c = [socket.create_connection((h, int(p))) for _ in range(40)]; time.sleep(0.3)"
    try Script.play(
      identities + """
        & sh -c 'ulimit -n 14; exec "$@"' sh $MTLS serve --cert s.pem --key s.key --cacert ca/ca.pem
        $ python3 -c '\(crowd)'
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --cert c.pem --key c.key
        stdout client        DNS:hooks.example (verified)
        """)
  }

  @Test func `explain a refusal on both ends`() throws {
    try Script.play(
      identities + """
        $ mtls ca init --dir strange --cn Strange -q
        $ mtls ca sign --dir strange --csr c.csr --profile client --out strange.pem -q
        $ mtls ca sign --dir ca --csr c.csr --profile server --out wrong.pem -q
        & mtls serve --cert s.pem --key s.key --cacert ca/ca.pem
        $ mtls call https://$SERVER/ --cacert ca/ca.pem
        exit 1
        stderr alert certificate_required
        stderr --cert FILE --key FILE
        server the client sent no certificate, and one is required
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --cert strange.pem --key c.key
        exit 1
        stderr alert unknown_ca
        stderr CN=Strange, is not among them
        server alert unknown_ca sent
        $ mtls connect $SERVER --cacert ca/ca.pem --cert wrong.pem --key c.key
        exit 1
        stderr alert unsupported_certificate
        stderr not for clients (RFC 5280, Section 4.2.1.12)
        server alert unsupported_certificate sent
        $ mtls connect $SERVER --cacert strange/ca.pem --cert c.pem --key c.key
        exit 1
        stderr an authority that is not trusted here
        server unknown_ca
        $ mtls connect $SERVER --cacert ca/ca.pem --server-name bank.example --cert c.pem --key c.key
        exit 1
        stderr rule: RFC 9525
        server bad_certificate
        $ mtls connect $SERVER --cacert ca/ca.pem --cert c.pem --key c.key
        stderr accepted: the server sent a ticket
        """)
  }

  @Test func `are admitted by verified names, URIs and fingerprints alone`() throws {
    try Script.play(
      identities + """
        & mtls serve --cert s.pem --key s.key --cacert ca/ca.pem --allow-dns hooks.example --echo
        $ mtls call https://$SERVER/ -d x --cacert ca/ca.pem --cert c.pem --key c.key --fail
        server by DNS name hooks.example
        $ mtls call https://$SERVER/ -d x --cacert ca/ca.pem --cert d.pem --key d.key --fail
        exit 1
        server not admitted: its certificate has DNS:other.example
        & mtls serve --cert s.pem --key s.key --cacert ca/ca.pem --allow-uri spiffe://example/c
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --cert c.pem --key c.key --fail
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --cert d.pem --key d.key --fail
        exit 1
        & mtls serve --cert s.pem --key s.key --cacert ca/ca.pem --client-auth optional --allow-dns hooks.example
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --fail
        exit 1
        server not admitted: the client sent no certificate
        """)
  }

  @Test func `serve the files of a folder and nothing outside it`() throws {
    try Script.play(
      identities + """
        $ mkdir www
        write www/a.txt inside
        write secret.txt outside
        $ ln -s ../secret.txt www/link.txt
        write www/.hidden hidden
        & mtls serve --cert s.pem --key s.key --cacert ca/ca.pem --root www
        $ mtls call https://$SERVER/a.txt --cacert ca/ca.pem --cert c.pem --key c.key --fail
        stdout inside
        $ mtls call https://$SERVER/../secret.txt --cacert ca/ca.pem --cert c.pem --key c.key --fail
        exit 1
        !stdout outside
        $ mtls call https://$SERVER/%2e%2e/secret.txt --cacert ca/ca.pem --cert c.pem --key c.key --fail
        exit 1
        $ mtls call https://$SERVER/..%2fsecret.txt --cacert ca/ca.pem --cert c.pem --key c.key --fail
        exit 1
        $ mtls call https://$SERVER/link.txt --cacert ca/ca.pem --cert c.pem --key c.key --fail
        exit 1
        $ mtls call https://$SERVER/.hidden --cacert ca/ca.pem --cert c.pem --key c.key --fail
        exit 1
        """)
  }

  @Test func `fail with the code for the network, for files and for usage`() throws {
    try Script.play(
      identities + """
        $ mtls connect 127.0.0.1:1 --cacert ca/ca.pem
        exit 4
        stderr cannot connect
        $ mtls call https://no-such-host.invalid/ --cacert ca/ca.pem
        exit 4
        $ mtls call http://localhost/
        exit 2
        stderr https://localhost/
        $ mtls call https://user:password@localhost/ --cacert ca/ca.pem
        exit 2
        $ mtls call https://localhost/ --cert c.pem --cacert ca/ca.pem
        exit 2
        stderr --cert needs its private key
        $ mtls call https://localhost/ --cert c.pem --key d.key --cacert ca/ca.pem
        exit 3
        stderr does not belong to the first certificate
        $ mtls call https://localhost/ -H 'Content-Length: 5' --cacert ca/ca.pem
        exit 2
        $ mtls call https://localhost/ --header-env X-Key=NO_SUCH_VARIABLE --cacert ca/ca.pem
        exit 2
        stderr no variable NO_SUCH_VARIABLE
        $ mtls serve --cert s.pem --key s.key
        exit 2
        stderr The system's roots never are
        """)
  }

  @Test func `are shown by the demo, which checks all that it tells`() throws {
    try Script.play(
      """
      $ mtls demo
      stdout 12. A server of another name
      !stdout WRONG
      stderr Every step went as told
      $ mtls demo --json
      json mtls.demo/1
      stdout "passed": true
      !stdout "true": false
      """)
  }
}
