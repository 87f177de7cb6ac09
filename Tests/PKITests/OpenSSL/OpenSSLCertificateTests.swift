import Bytes
import Cryptography
import PKI
import TestSupport
import Testing

@Suite struct `OpenSSL and certificates` {
  func expectSameText(_ program: Program, _ certificate: Certificate) throws {
    try program.write("shown.pem", CertificateFile.pem([certificate]))
    let text = try program.check(
      "openssl",
      ["x509", "-in", "shown.pem", "-text", "-noout", "-nameopt", TextLines.nameOptions])
    var theirs = TextLines.of(text)
    var ours = TextLines.of(CertificateText.text(of: certificate))
    if case .rsaPSS? = certificate.signatureAlgorithm.signatureAlgorithm {
      // It writes the parameters behind the heading of the signature, not before.
      theirs.sort()
      ours.sort()
    }
    #expect(theirs == ours)
  }

  @Test(arguments: everyKey, everyKey)
  func `of our chains are verified by it and shown alike`(root: String, leaf: String) throws {
    var random = SeededRandom()
    let program = try Program()
    defer { program.remove() }
    let authority = try makeAuthority(root, using: &random)
    let intermediate = try authority.makeIntermediate(
      subject: Name([NameAttribute(.organizationName, "Below"), NameAttribute(.commonName, "Ü")]),
      key: publishedKey(leaf), days: 1000, now: noon, using: &random)
    let request = try SigningRequest.make(
      subject: Name([NameAttribute(.commonName, "api")]),
      alternativeNames: [.dns("*.example.org"), .ip([UInt8](repeating: 0, count: 15) + [1])],
      key: publishedKey(leaf), using: &random)
    try program.write("root.pem", CertificateFile.pem([authority.certificate]))
    try program.write("below.pem", CertificateFile.pem([intermediate.certificate]))
    for profile in SigningProfile.allCases {
      let (certificate, _) = try intermediate.issue(
        request, profile: profile, now: noon, using: &random)
      try program.write("leaf.pem", CertificateFile.pem([certificate]))
      for purpose in ["sslserver", "sslclient"] {
        let result = try program.run(
          "openssl",
          [
            "verify", "-x509_strict", "-CAfile", "root.pem", "-untrusted", "below.pem", "-purpose",
            purpose, "-attime", "\(noon.secondsSince1970)", "leaf.pem",
          ])
        let fits = profile == .both || purpose == "ssl" + profile.rawValue
        #expect((result.status == 0) == fits, "\(profile) \(purpose): \(result.output)")
      }
      try expectSameText(program, certificate)
    }
    try expectSameText(program, authority.certificate)
    try expectSameText(program, intermediate.certificate)
  }

  @Test(arguments: [
    "ec -pkeyopt ec_paramgen_curve:P-256", "ec -pkeyopt ec_paramgen_curve:P-384 -sha384", "ed25519",
    "rsa:2048",
    "rsa:2048 -sha512", "rsa:2048 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest",
    "ed448", "ec -pkeyopt ec_paramgen_curve:P-256 -set_serial 66",
    "ec -pkeyopt ec_paramgen_curve:P-256 -set_serial -5",
  ])
  func `made by it are read and shown alike`(key: String) throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(
      "config",
      """
      [req]
      distinguished_name = name
      x509_extensions = extensions
      prompt = no
      utf8 = yes
      [name]
      C = DE
      O = Acme, "Ltd" + <Sons>
      0.OU = Grün
      1.OU = \\#1
      CN = Root; here
      [extensions]
      basicConstraints = critical, CA:TRUE, pathlen:2
      subjectKeyIdentifier = hash
      authorityKeyIdentifier = keyid
      keyUsage = critical, keyCertSign, cRLSign, digitalSignature
      extendedKeyUsage = serverAuth, clientAuth, OCSPSigning, 1.2.3.4
      subjectAltName = DNS:a.example, IP:1.2.3.4, IP:2001:db8::1, URI:spiffe://a/b, email:a@b.c, RID:1.2.3.4
      issuerAltName = URI:https://a.example/
      nameConstraints = critical, permitted;DNS:example.org, permitted;IP:10.0.0.0/255.0.0.0, excluded;email:x.org
      crlDistributionPoints = URI:http://a.example/crl
      authorityInfoAccess = OCSP;URI:http://ocsp.example, caIssuers;URI:http://a.example/ca
      certificatePolicies = 1.2.3.4, 2.5.29.32.0
      """)
    let arguments = ["req", "-x509", "-config", "config", "-newkey"]
    try program.check(
      "openssl",
      arguments + key.split(separator: " ").map(String.init) + [
        "-nodes", "-keyout", "key.pem", "-out", "a.pem", "-days", "30",
      ])
    let certificate = try #require(CertificateFile.certificates(in: program.read("a.pem")).first)
    #expect(certificate.isSelfIssued)
    let publicKey = try #require(certificate.publicKey)
    #expect(certificate.isSigned(by: publicKey))
    try expectSameText(program, certificate)
  }
}
