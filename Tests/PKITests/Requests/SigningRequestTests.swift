import Bytes
import Cryptography
import DER
import PKI
import TestSupport
import Testing

@Suite struct `A signing request` {
  @Test(arguments: try PublishedPEM.rfc7468().filter { $0.loads == "certificate request" })
  func `of RFC 7468 is read`(_ published: PublishedPEM) throws {
    let request = try CertificateFile.request(in: published.bytes)
    #expect(request.subject.text == "C=SE, O=Simon Josefsson Datakonsult AB, CN=josefsson.org")
    #expect(request.parsed.subjectAlternativeNames == [.dns("josefsson.org")])
    #expect(request.parsed.basicConstraints == BasicConstraints(isAuthority: false))
    #expect(request.parsed.keyUsage == [.digitalSignature, .keyEncipherment])
    #expect(request.parsed.extendedKeyUsage == [.serverAuth])
    // Its key is on secp224r1, which is not verified here.
    #expect(request.publicKey == nil)
    #expect(!request.isSignatureValid)
  }

  @Test(arguments: everyKey)
  func `made here is read back and proves possession`(name: String) throws {
    var random = SeededRandom()
    let key = try publishedKey(name)
    let subject = SubjectFields(
      commonName: "api", organization: "Example", organizationalUnit: "R&D", locality: "Ulm",
      state: "BW", country: "DE")
    #expect(subject.problem == nil)
    let names: [GeneralName] = [
      .dns("api.example.org"), .ip([10, 0, 0, 1]), .uri("spiffe://a/b"), .email("a@b"),
    ]
    let made = try SigningRequest.make(
      subject: subject.name, alternativeNames: names, key: key, using: &random)
    let request = try SigningRequest(der: made.der)
    #expect(request.subject.text == "C=DE, ST=BW, L=Ulm, O=Example, OU=R&D, CN=api")
    #expect(request.parsed.subjectAlternativeNames == names)
    #expect(request.extensions.map(\.isCritical) == [false])
    let publicKey = key.publicKey
    #expect(request.publicKey == publicKey)
    #expect(request.isSignatureValid, "seed \(random.seed)")
    let expected: SignatureAlgorithm =
      switch key.type {
      case .p256, .p384, .p521: .ecdsa(.sha256)
      case .ed25519: .ed25519
      case .ed448: .ed448
      case .mldsa(let set): .mldsa(set)
      case .rsa: .rsaPKCS1v15(.sha256)
      }
    #expect(request.signatureAlgorithm.signatureAlgorithm == expected)

    var der = made.der
    let place = try #require(der.firstIndex(of: UInt8(ascii: "U")))
    der[place] ^= 0x20
    #expect(!(try SigningRequest(der: der)).isSignatureValid, "seed \(random.seed)")
  }

  @Test func `without a subject has critical names`() throws {
    var random = SeededRandom()
    let key = try publishedKey("testECCP256")
    let request = try SigningRequest.make(
      subject: Name([]), alternativeNames: [.dns("a.example")], key: key, using: &random)
    #expect(request.extensions.map(\.isCritical) == [true])
    let bare = try SigningRequest.make(
      subject: Name([NameAttribute(.commonName, "a")]), alternativeNames: [], key: key,
      using: &random)
    #expect(bare.extensions.isEmpty)
    #expect(bare.isSignatureValid)
  }

  @Test func `tells its other attributes`() throws {
    var random = SeededRandom()
    let challenge = HexBytes("3013 06092a864886f70d010907 3106 0c0461626364").bytes
    let request = try makeRequest(
      subject: Name([NameAttribute(.commonName, "a")]),
      extensions: [extensionDER(.keyUsage, "03020780")], otherAttributes: [challenge],
      key: publishedKey("testECCP256"), using: &random)
    #expect(request.otherAttributes.map(\.description) == ["1.2.840.113549.1.9.7"])
    #expect(request.parsed.keyUsage == .digitalSignature)
  }

  @Test(arguments: [
    ("version 1", "020101", "a000"),
    ("an attribute without a value", "020100", "a00f 300d 06092a864886f70d010907 3100"),
    (
      "extensions asked for twice", "020100",
      """
      a030 3016 06092a864886f70d01090e 3109 3007 3005 0603551d0f0400
      3016 06092a864886f70d01090e 3109 3007 3005 0603551d0e0400
      """
    ),
    ("attributes out of order", "020100", "a014 3008 06022a04 3102 0500 3008 06022a03 3102 0500"),
    ("octets after the attributes", "020100", "a000 0500"),
    ("no attribute in extensionRequest", "020100", "a00f 300d 06092a864886f70d01090e 3100"),
  ])
  func `with a fault is refused`(fault: String, version: String, attributes: String) {
    func request(_ version: String, _ attributes: String) throws(SigningRequestError) {
      _ = try SigningRequest(
        der: HexBytesOf.sequence([
          HexBytesOf.sequence([
            HexBytes(stringLiteral: version).bytes, Name([]).der, HexBytesOf.ed25519Key,
            HexBytes(stringLiteral: attributes).bytes,
          ]), HexBytesOf.ecdsaWithSHA256, [3, 2, 0, 1],
        ]))
    }
    #expect(throws: SigningRequestError.self, "\(fault)") { try request(version, attributes) }
    #expect(throws: Never.self) { try request("020100", "a000") }
    #expect(throws: Never.self) {
      try request("020100", "a014 3008 06022a03 3102 0500 3008 06022a04 3102 0500")
    }
  }

  @Test(arguments: [
    ("a country of three letters", SubjectFields(country: "DEU")),
    ("a country in lower case", SubjectFields(country: "de")),
    ("an empty common name", SubjectFields(commonName: "")),
    ("65 characters", SubjectFields(commonName: String(repeating: "a", count: 65))),
    ("a line break", SubjectFields(organization: "a\nb")),
    ("a locality of 129 characters", SubjectFields(locality: String(repeating: "a", count: 129))),
  ])
  func `has subject fields within bounds`(fault: String, fields: SubjectFields) {
    #expect(fields.problem != nil, "\(fault)")
  }
}
