import Testing

@Suite struct `The tool's sessions` {
  @Test func `are resumed from a file, each once, also with early data`() throws {
    try Script.play(
      identities + """
        & mtls serve --cert s.pem --key s.key --cacert ca/ca.pem --max-early-data 4096 --early-data-with-client-auth
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --cert c.pem --key c.key --session-out s1
        !stdout session       resumed
        mode s1 600
        $ cp s1 s2
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --session-in s1 --json
        stdout "preSharedKey": "session"
        server → 200, DNS:hooks.example (verified), resumed
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --session-in s1 --tls-earlydata
        stdout session       resumed
        stdout early data
        server resumed, early data
        missing s1
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --cert c.pem --key c.key --session-in s1
        stderr no session for this server
        !stdout session       resumed
        $ chmod 644 s2
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --session-in s2
        exit 3
        stderr chmod 600 s2
        $ mtls call https://$SERVER/ -d x --tls-earlydata --cacert ca/ca.pem
        exit 2
        stderr rule: RFC 8470
        write junk no session
        $ chmod 600 junk
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --session-in junk
        exit 3
        stderr no file of sessions
        exists junk
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --cert c.pem --key c.key --session-out c.key
        exit 3
        exists c.key
        """)
  }

  @Test func `go on with another server that has the same ticket keys, and not without`() throws {
    try Script.play(
      identities + """
        $ mtls ticket-key new --out t.key
        mode t.key 600
        stderr 1 ticket key, the first of them fresh
        & mtls serve --cert s.pem --key s.key --cacert ca/ca.pem --ticket-keys t.key
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --cert c.pem --key c.key --session-out s1
        $ cp s1 s2
        $ mtls ticket-key rotate t.key
        stderr 2 ticket keys
        & mtls serve --cert s.pem --key s.key --cacert ca/ca.pem --ticket-keys t.key
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --session-in s1
        stdout session       resumed
        $ mtls ticket-key rotate t.key --keep 0
        mode t.key 600
        server t.key: ticket keys read again
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --cert c.pem --key c.key --session-in s2
        !stdout session       resumed
        write bad.key short
        $ chmod 600 bad.key
        $ mtls serve --cert s.pem --key s.key --cacert ca/ca.pem --ticket-keys bad.key
        exit 3
        stderr 48 random bytes each
        $ chmod 640 t.key
        $ mtls serve --cert s.pem --key s.key --cacert ca/ca.pem --ticket-keys t.key
        exit 3
        stderr others than you may read this file
        """)
  }

  @Test func `end with the client's certificate's reasons, when files are read again`() throws {
    try Script.play(
      identities + """
        $ mtls ca crl --dir ca -q
        & mtls serve --cert s.pem --key s.key --cacert ca/ca.pem --crl ca/ca.crl
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --cert c.pem --key c.key --session-out s1
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --session-in s1
        stdout session       resumed
        $ mtls ca revoke c.pem --dir ca -q
        server read again; sessions are judged anew
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --cert c.pem --key c.key --session-in s1
        exit 1
        stderr alert certificate_revoked
        & mtls serve --cert s.pem --key s.key --cacert ca/ca.pem --resumption-policy never
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --cert d.pem --key d.key --session-out s2
        stderr no ticket that can be resumed
        """)
  }

  @Test func `begin with external keys, out of files and the environment`() throws {
    try Script.play(
      identities + """
        $ mtls psk new --identity device-1 --out dev.psk
        mode dev.psk 600
        $ mtls psk new --identity other --out other.psk -q
        & mtls serve --cert s.pem --key s.key --cacert ca/ca.pem --psk-file dev.psk -v
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --psk-file dev.psk
        stdout key           external, device-1
        server the pre-shared key device-1
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --psk-file other.psk
        exit 1
        stderr alert certificate_required
        env KEYS=device-1:00112233445566778899aabbccddeeff
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --psk-env KEYS
        exit 1
        stderr alert decrypt_error
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --psk-file dev.psk --psk-import
        exit 1
        & mtls serve --psk-file dev.psk --psk-import --psk-context blue --client-auth none --psk-modes psk_ke,psk_dhe_ke
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --psk-file dev.psk --psk-import --psk-context blue --psk-modes psk_ke
        stderr warning: psk_ke
        stdout group         -
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --psk-file dev.psk --psk-import --psk-context blue
        stdout key           external
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --psk-file dev.psk --psk-import --psk-context red
        exit 1
        write bad.psk device-1=zz
        $ chmod 600 bad.psk
        $ mtls connect $SERVER --psk-file bad.psk
        exit 3
        stderr line 1 is not IDENTITY:HEX
        !stderr zz
        """)
  }

  @Test func `bind and export what both sides compute, and log secrets with a warning`() throws {
    try Script.play(
      identities + """
        & mtls serve --cert s.pem --key s.key --cacert ca/ca.pem
        $ mtls connect $SERVER --cacert ca/ca.pem --cert c.pem --key c.key --export tls-exporter --export EXPERIMENTAL-x
        stderr export tls-exporter: 
        stderr export EXPERIMENTAL-x: 
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --cert c.pem --key c.key --keylog keys -q
        stderr warning: keys: the secrets
        mode keys 600
        env SSLKEYLOGFILE=keys2
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --cert c.pem --key c.key
        stderr warning: keys2
        $ grep -c -E '^(CLIENT|SERVER)_(HANDSHAKE_)?TRAFFIC_SECRET(_0)? [0-9a-f]{64} [0-9a-f]{64}$' keys2
        stdout 4
        """)
  }
}

@Suite struct `The tool's choice of certificates` {
  @Test func `is by what the server asks for, and told`() throws {
    try Script.play(
      identities + """
        $ mtls ca init --dir two --cn Two -q
        $ mtls ca sign --dir two --csr c.csr --profile client --out two.pem -q
        $ mtls ca sign --dir ca --csr d.csr --profile server --out wrong.pem -q
        & mtls serve --cert s.pem --key s.key --cacert ca/ca.pem
        $ mtls connect $SERVER --cacert ca/ca.pem --cert two.pem --key c.key --cert d.pem --key d.key
        stderr not sent: CN=hooks.example
        stderr none of the 1 authorities that the server names issued its chain; its issuer is CN=Two
        stderr sent: CN=other.example
        stderr accepted
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --cert two.pem --key c.key --cert d.pem --key d.key --json
        stdout "sent": true
        $ mtls connect $SERVER --cacert ca/ca.pem --cert c.pem --key c.key --cert d.pem
        exit 2
        stderr in the same order
        & mtls serve --cert s.pem --key s.key --cacert ca/ca.pem --sigalgs ed25519:RSA-PSS+SHA256
        $ mtls connect $SERVER --cacert ca/ca.pem --cert c.pem --key c.key
        exit 1
        stderr no certificate fits what it asks for
        stderr must not be sent: its P-256 key signs by none of the schemes that the server accepts: ed25519, rsa_pss_rsae_sha256
        stderr alert certificate_required
        & mtls serve --cert s.pem --key s.key --cacert ca/ca.pem --want-eku 1.3.6.1.5.5.7.3.4
        $ mtls connect $SERVER --cacert ca/ca.pem --cert c.pem --key c.key
        exit 1
        stderr must not be sent: the server's oid_filters ask for what it has not: extKeyUsage without E-mail Protection
        & mtls serve --cert s.pem --key s.key --cacert ca/ca.pem
        $ mtls connect $SERVER --cacert ca/ca.pem --cert wrong.pem --key d.key
        exit 1
        & mtls serve --cert s.pem --key s.key --cacert ca/ca.pem --client-purpose serverAuth
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --cert wrong.pem --key d.key
        stdout relied on   extKeyUsage serverAuth, which the policy allows for clients
        server relying on extKeyUsage serverAuth
        """)
  }

  @Test func `is made by the server for each name, with clients asked for each name`() throws {
    try Script.play(
      identities + """
        $ mtls csr new --key d.key --cn two --san two.example --out e.csr -q
        $ mtls ca sign --dir ca --csr e.csr --profile server --out e.pem -q
        & mtls serve --cert s.pem --key s.key --cert e.pem --key d.key --cacert ca/ca.pem --host-client-auth two.example=none
        $ mtls connect $SERVER --cacert ca/ca.pem --server-name two.example
        stderr server: DNS:two.example, verified
        stderr did not ask for a client certificate
        $ mtls connect $SERVER --cacert ca/ca.pem --server-name localhost --cert c.pem --key c.key
        stderr server: DNS:localhost, verified
        stderr and got ours
        """)
  }

  @Test func `can wait until something private is wanted`() throws {
    try Script.play(
      identities + """
        & mtls serve --cert s.pem --key s.key --cacert ca/ca.pem --client-auth none --post-handshake-auth /private --echo
        $ mtls call https://$SERVER/ --cacert ca/ca.pem --cert c.pem --key c.key --enable-pha
        stdout client        unknown
        $ mtls call https://$SERVER/private -d secret --cacert ca/ca.pem --cert c.pem --key c.key --enable-pha
        stdout secret
        server POST /private (6 bytes) → 200, DNS:hooks.example (verified)
        $ mtls call https://$SERVER/private -d secret --cacert ca/ca.pem --cert c.pem --key c.key --fail
        exit 1
        stdout a client certificate is needed
        $ mtls call https://$SERVER/private -d secret --cacert ca/ca.pem --enable-pha
        exit 1
        stderr alert certificate_required
        """)
  }
}
