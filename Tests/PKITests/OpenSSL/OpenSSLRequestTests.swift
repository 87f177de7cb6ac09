import Bytes
import Cryptography
import PKI
import TestSupport
import Testing

@Suite struct `OpenSSL, GnuTLS and requests` {
  static let names: [GeneralName] = [
    .dns("api.example.org"), .ip([10, 0, 0, 1]), .uri("spiffe://a/b"), .email("a@example.org"),
  ]

  @Test(arguments: everyKey)
  func `made here are verified by it`(name: String) throws {
    var random = SeededRandom()
    let program = try Program()
    defer { program.remove() }
    let fields = SubjectFields(commonName: "api", organization: "Grün, Ltd.", country: "DE")
    let request = try SigningRequest.make(
      subject: fields.name, alternativeNames: Self.names, key: publishedKey(name), using: &random)
    try program.write("a.csr", PEMObject(label: "CERTIFICATE REQUEST", der: request.der).text)
    let said = try program.check("openssl", ["req", "-in", "a.csr", "-verify", "-noout"])
    #expect(said.contains("verify OK"), "seed \(random.seed)")
    let text = try program.check(
      "openssl", ["req", "-in", "a.csr", "-text", "-noout", "-nameopt", TextLines.nameOptions])
    #expect(TextLines.of(text) == TextLines.of(CertificateText.text(of: request)))
    let shown = try program.check("certtool", ["--crq-info", "--infile", "a.csr"])
    #expect(shown.contains("api.example.org") && !shown.lowercased().contains("error"))

    var der = request.der
    der[der.count - 1] ^= 1
    try program.write("b.csr", PEMObject(label: "CERTIFICATE REQUEST", der: der).text)
    let refused = try program.run("openssl", ["req", "-in", "b.csr", "-verify", "-noout"])
    #expect(!refused.output.contains("verify OK"))
  }

  @Test(arguments: [
    "ec -pkeyopt ec_paramgen_curve:P-256", "ec -pkeyopt ec_paramgen_curve:P-384", "ed25519",
    "ed448", "rsa:2048",
    "rsa:2048 -sha384", "ec -pkeyopt ec_paramgen_curve:P-256 -sha512",
    "rsa:2048 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest",
  ])
  func `made by OpenSSL are signed here`(key: String) throws {
    let program = try Program()
    defer { program.remove() }
    let arguments = ["req", "-newkey"] + key.split(separator: " ").map(String.init)
    try program.check(
      "openssl",
      arguments + [
        "-nodes", "-keyout", "key.pem", "-out", "a.csr", "-subj", "/C=DE/O=Example/CN=api", "-utf8",
        "-addext",
        "subjectAltName=DNS:api.example.org,IP:10.0.0.1,URI:spiffe://a/b,email:a@example.org",
        "-addext", "keyUsage=digitalSignature", "-addext", "extendedKeyUsage=serverAuth,clientAuth",
      ])
    try signAndVerify(program, subject: "C=DE, O=Example, CN=api")
  }

  @Test(arguments: [
    ["--key-type", "ecdsa", "--curve", "secp256r1"],
    ["--key-type", "ecdsa", "--curve", "secp384r1"],
    ["--key-type", "rsa", "--bits", "2048"], ["--key-type", "ed25519"],
    ["--key-type", "ed448"],
  ])
  func `made by certtool are signed here`(key: [String]) throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(
      "template",
      """
      cn = "api"
      organization = "Example"
      country = DE
      dns_name = "api.example.org"
      ip_address = "10.0.0.1"
      uri = "spiffe://a/b"
      email = "a@example.org"
      challenge_password = "1234"
      signing_key
      tls_www_client
      tls_www_server
      """)
    try program.check(
      "certtool", ["--generate-privkey", "--outfile", "key.pem", "--no-text"] + key)
    try program.check(
      "certtool",
      [
        "--generate-request", "--load-privkey", "key.pem", "--template", "template", "--outfile",
        "a.csr",
        "--no-text",
      ])
    let issued = try signAndVerify(program, subject: nil)
    #expect(issued.subject.commonName == "api")
  }

  @discardableResult
  func signAndVerify(_ program: Program, subject: String?) throws -> Certificate {
    var random = SeededRandom()
    let request = try CertificateFile.request(in: program.read("a.csr"))
    #expect(request.isSignatureValid)
    #expect(Set(request.parsed.subjectAlternativeNames ?? []) == Set(Self.names))
    if let subject { #expect(request.subject.text == subject) }
    let key = try KeyFile.privateKey(in: program.read("key.pem"))
    let publicKey = key.publicKey
    #expect(request.publicKey == publicKey)
    let authority = try makeAuthority("testECCP384", using: &random)
    let (certificate, _) = try authority.issue(request, profile: .both, now: noon, using: &random)
    try program.write("root.pem", CertificateFile.pem([authority.certificate]))
    try program.write("leaf.pem", CertificateFile.pem([certificate]))
    for purpose in ["sslserver", "sslclient"] {
      let said = try program.check(
        "openssl",
        [
          "verify", "-x509_strict", "-CAfile", "root.pem", "-purpose", purpose, "-verify_hostname",
          "api.example.org", "-attime", "\(noon.secondsSince1970)", "leaf.pem",
        ])
      #expect(said.contains("leaf.pem: OK"), "seed \(random.seed)")
    }
    return certificate
  }
}
