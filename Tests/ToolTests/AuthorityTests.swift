import Testing

@Suite struct `The tool's authority` {
  @Test func `keeps a record of what it issues, renews and revokes`() throws {
    try Script.play(
      """
      $ mtls key new --out a.key
      $ mtls csr new --key a.key --cn a.example.org --out a.csr
      $ mtls ca init --dir ca --cn 'Test Root'
      exists ca/index.json
      $ mtls ca list --dir ca
      stderr 0 of 0 issued
      $ mtls ca sign --dir ca --csr a.csr --profile client --days 20 --out a.pem
      exists ca/issued/*
      $ sh -c 'cmp ca/issued/*.pem a.pem'
      $ mtls ca list --dir ca
      stdout client  CN=a.example.org  DNS:a.example.org
      stdout days left
      $ mtls ca list --dir ca --expiring 30d
      stdout CN=a.example.org
      $ mtls ca list --dir ca --expiring 10d
      !stdout CN=a.example.org
      $ mtls ca list --dir ca --expiring soon
      exit 2
      stderr hint: --expiring 30d
      $ mtls ca renew a.pem --dir ca --days 90 --out b.pem
      stderr 90 days left
      $ mtls cert verify b.pem --cacert ca/ca.pem --purpose client --key a.key
      # What was replaced need not be renewed.
      $ mtls ca list --dir ca --expiring 30d
      !stdout CN=a.example.org
      $ mtls ca revoke b.pem --dir ca --reason superseded
      stderr ca/ca.crl: 1 revoked
      $ mtls ca list --dir ca --revoked --json
      json mtls.ca.list/1
      stdout "reason": "superseded"
      $ mtls ca renew b.pem --dir ca
      exit 1
      stderr it was revoked
      $ mtls ca revoke --dir ca
      exit 2
      stderr --serial
      $ mtls ca revoke --serial 00ff --dir ca
      exit 2
      stderr hint: mtls ca list --dir ca
      $ mtls ca show --dir ca --json
      json mtls.ca.show/1
      stdout "issued": 2
      stdout "revoked": 1
      $ mtls ca init --dir ca --cn Another --force
      exit 3
      stderr an authority has issued certificates from here
      """)
  }

  @Test func `shows what it would do, and does nothing`() throws {
    try Script.play(
      """
      $ mtls key new --out a.key
      $ mtls csr new --key a.key --cn a.example.org --out a.csr
      $ mtls ca init --dir ca --cn 'Test Root'
      $ mtls ca sign --dir ca --csr a.csr --profile client --out a.pem --dry-run
      stdout Issuer: CN=Test Root
      stdout TLS Web Client Authentication
      !stdout Signature Value
      stderr granted  subject
      stderr Nothing was signed
      stderr ca/issued/
      missing a.pem
      missing ca/issued
      $ mtls ca list --dir ca
      stderr 0 of 0 issued
      $ mtls ca intermediate --parent ca --dir sub --cn Sub --dry-run
      stdout CA:TRUE, pathlen:0
      missing sub
      $ mtls ca sign --dir ca --csr a.csr --profile client --out a.pem
      $ mtls ca renew a.pem --dir ca --dry-run --json
      json mtls.ca.renew/1
      stdout "dryRun": true
      $ mtls ca renew --dir ca --dry-run
      stdout Subject: CN=Test Root
      missing ca/ca.pem.bak*
      """)
  }

  @Test func `has authorities below it, whose chains come along`() throws {
    try Script.play(
      """
      $ mtls key new --out a.key
      $ mtls csr new --key a.key --cn a.example.org --out a.csr
      $ mtls ca init --dir root --cn Root
      $ mtls ca intermediate --parent root --dir sub --cn Sub
      mode sub/ca.key 0600
      stderr issued by CN=Root
      $ mtls ca list --dir root
      stdout authority  CN=Sub
      $ mtls ca sign --dir sub --csr a.csr --profile server --out a.pem
      $ mtls cert verify a.pem --cacert root/ca.pem --name a.example.org
      stderr issued by CN=Sub
      $ openssl verify -CAfile root/ca.pem -untrusted sub/chain.pem a.pem
      $ mtls ca sign --dir sub --csr a.csr --profile server --out alone.pem --no-chain
      $ mtls cert verify alone.pem --cacert root/ca.pem --name a.example.org
      exit 1
      $ mtls ca intermediate --parent sub --dir deeper --cn Deeper
      exit 1
      stderr its path length 0 forbids authorities below it
      missing deeper
      $ mtls ca renew --dir sub
      exit 2
      stderr its parent's to renew
      $ mtls ca renew --dir root --days 4000
      stderr kept: root/ca.pem.bak-
      $ mtls cert verify a.pem --cacert root/ca.pem --name a.example.org
      """)
  }

  @Test func `signs by its policy, and names the rule by which it refuses`() throws {
    try Script.play(
      """
      $ mtls key new --out a.key
      $ mtls key new --type rsa2048 --out rsa.key
      $ mtls csr new --key a.key --cn a.example.org --out a.csr
      $ mtls csr new --key a.key --cn admin.example.org --out admin.csr
      $ mtls csr new --key a.key --cn '*.example.org' --out wild.csr
      $ mtls csr new --key a.key --cn a.example.net --out net.csr
      $ mtls csr new --key rsa.key --cn a.example.org --out rsa.csr
      $ mtls csr new --key a.key --cn mallory --san a.example.org --out cn.csr
      write policy.json {"schema": "mtls.ca.policy/1", "allowedNames": ["DNS:*.example.org"], "forbiddenNames": ["DNS:admin.example.org"], "maximumDays": 90, "keyTypes": ["p256", "rsa3072"], "purposes": ["clientAuth"], "authorities": false}
      $ mtls ca init --dir ca --cn Root --policy policy.json
      same policy.json ca/policy.json
      $ mtls ca sign --dir ca --csr a.csr --profile client --out a.pem
      stderr 90 days left
      $ mtls ca sign --dir ca --csr a.csr --profile client --days 91 --out x.pem
      exit 1
      stderr rule: maximumDays in ca/policy.json
      $ mtls ca sign --dir ca --csr admin.csr --profile client --out x.pem
      exit 1
      stderr DNS:admin.example.org forbids DNS:admin.example.org
      $ mtls ca sign --dir ca --csr wild.csr --profile client --out x.pem
      exit 1
      stderr rule: forbiddenNames in ca/policy.json
      $ mtls ca sign --dir ca --csr net.csr --profile client --out x.pem
      exit 1
      stderr rule: allowedNames in ca/policy.json
      $ mtls ca sign --dir ca --csr cn.csr --profile client --out x.pem
      exit 1
      stderr allows DNS:mallory
      $ mtls ca sign --dir ca --csr rsa.csr --profile client --out x.pem
      exit 1
      stderr rule: keyTypes in ca/policy.json
      $ mtls ca sign --dir ca --csr a.csr --profile both --out x.pem
      exit 1
      stderr rule: purposes in ca/policy.json
      $ mtls ca intermediate --parent ca --dir sub --cn Sub --days 10
      exit 1
      stderr policy.json
      missing x.pem
      missing sub
      write ca/policy.json {"schema": "mtls.ca.policy/1", "maxDays": 90}
      $ mtls ca sign --dir ca --csr a.csr --profile client --out x.pem
      exit 3
      stderr there is no rule named maxDays
      """)
  }

  @Test func `goes on with a folder that has no index yet`() throws {
    try Script.play(
      """
      $ mtls key new --out a.key
      $ mtls csr new --key a.key --cn a.example.org --out a.csr
      $ mtls ca init --dir ca --cn Root
      $ mtls ca sign --dir ca --csr a.csr --profile client --out a.pem
      $ mtls ca revoke a.pem --dir ca --reason keyCompromise
      $ rm -r ca/index.json ca/issued ca/.lock
      $ mtls ca sign --dir ca --csr a.csr --profile client --out b.pem
      stderr what was signed before is not in it, what was revoked is
      $ mtls ca list --dir ca --revoked
      stdout keyCompromise
      $ mtls ca crl --dir ca
      stderr 1 revoked
      """)
  }
}
