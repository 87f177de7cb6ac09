import Bytes
import Cryptography
import DER
import TestSupport
import Testing

@testable import PKI

/// Certificates that no builder makes.
@Suite struct `A path (RFC 5280, Section 6), of certificates in raw DER,` {
  let root: Entity

  init() throws { root = try Entity.root() }

  @Test func `holds for the fields that the tests start from`() throws {
    let leaf = try root.issueRaw { _ in }
    #expect(judge([leaf], roots: [root]) == nil)
  }

  @Test(arguments: [
    "0201 00", "0202 8001", "0201 ff", "0215 00 ff" + String(repeating: "00", count: 19),
  ])
  func `has positive serial numbers of at most 20 octets`(serial: String) throws {
    let octets = HexBytes(stringLiteral: serial).bytes
    let leaf = try root.issueRaw { $0.serialNumber = octets }
    let failure = judge([leaf], roots: [root])
    #expect(failure?.cause == .serialNumber)
    #expect(failure?.rule == "RFC 5280, Section 4.1.2.2")
  }

  @Test(arguments: [
    ("sha1WithRSAEncryption", "300d 06092a864886f70d010105 0500", ObjectIdentifier.sha1WithRSA),
    ("md5WithRSAEncryption", "300d 06092a864886f70d010104 0500", .md5WithRSA),
    ("ecdsa-with-SHA1", "3009 06072a8648ce3d0401", .ecdsaWithSHA1),
    ("1.2.3", "3004 06022a03", ObjectIdentifier(1, 2, 3)),
    // Parameters where RFC 5758 has none.
    ("ecdsa-with-SHA256", "300c 06082a8648ce3d040302 0500", .ecdsaWithSHA256),
  ])
  func `has no signature of an unknown or weak algorithm`(
    name: String, algorithm: String, identifier: ObjectIdentifier
  ) throws {
    let encoded = HexBytes(stringLiteral: algorithm).bytes
    let leaf = try root.issueRaw { $0.algorithm = encoded }
    let failure = try #require(judge([leaf], roots: [root]))
    #expect(failure.cause == .unsupportedSignatureAlgorithm(identifier))
    #expect("\(failure)".hasSuffix("is signed with \(name), which is not accepted"))
  }

  @Test func `has signatures of the algorithm that they claim`() throws {
    // ECDSA by its octets, RSA by its name.
    let algorithm = HexBytes("300d 06092a864886f70d01010b 0500").bytes
    let leaf = try root.issueRaw { $0.algorithm = algorithm }
    #expect(judge([leaf], roots: [root])?.cause == .badSignature)
  }

  @Test func `cannot have a certificate that names two algorithms`() throws {
    let error = #expect(throws: CertificateError.self) {
      try root.issueRaw { $0.outerAlgorithm = HexBytesOf.ecdsaWithSHA384 }
    }
    #expect(error?.reason.field == "signature")
  }

  @Test(arguments: [[], [0xA0, 3, 2, 1, 1]] as [[UInt8]])
  func `has no intermediate of version 1 or 2`(version: [UInt8]) throws {
    let middle = try root.issueRaw {
      $0.version = version
      $0.subject = "Middle"
    }
    #expect(middle.certificate.version == (version.isEmpty ? 1 : 2))
    let failure = judge([try middle.issue(.leaf()), middle], roots: [root])
    #expect(failure?.cause == .notAnAuthority)
    #expect(failure?.index == 1)
    #expect(failure?.rule == "RFC 5280, Section 6.1.4 (k)")
  }

  @Test(arguments: [
    (ObjectIdentifier.freshestCRL, "3000", "X509v3 Freshest CRL"),
    (.tlsFeature, "3003 020105", "TLS Feature"),
  ])
  func `has no critical extension that is known but not enforced`(
    identifier: ObjectIdentifier, value: String, name: String
  ) throws {
    let encoded = extensionDER(identifier, value, critical: [1, 1, 0xFF])
    let leaf = try root.issueRaw { $0.extensions = encoded }
    let failure = try #require(judge([leaf], roots: [root]))
    #expect(failure.cause == .unhandledCriticalExtension(identifier))
    #expect("\(failure)".contains("has the critical extension \(name), which"))
    let harmless = extensionDER(identifier, value)
    let other = try root.issueRaw { $0.extensions = harmless }
    #expect(judge([other], roots: [root]) == nil)
  }

  @Test func `has RSA keys of 2048 bits, also as its root`() throws {
    var random = SystemRandom()
    let key = try publishedKey("testRSA1024")
    let builder = CertificateBuilder(
      serialNumber: [1], issuer: Entity.name("Weak"), notBefore: Entity.now,
      notAfter: Entity.now, subject: Entity.name("Weak"),
      subjectPublicKeyInfo: SubjectPublicKeyInfo(key.publicKey),
      extensions: [BasicConstraints(isAuthority: true).asExtension])
    let weak = Entity(try builder.sign(with: key, using: &random), key)
    let leaf = try weak.issue(.leaf())
    let failure = judge([leaf], roots: [weak])
    #expect(failure?.cause == .weakKey("an RSA key of 1024 bits, fewer than 2048"))
    #expect(failure?.index == 1)
    #expect(judge([leaf], roots: [weak]) { $0.minimumRSABits = 1024 } == nil)
  }

  @Test func `has no issuer without a name`() throws {
    let nameless = try Entity.root(.authority(""))
    #expect(judge([try nameless.issue(.leaf())], roots: [nameless])?.cause == .unknownIssuer)
  }

  @Test func `passes on purposes that each certificate has, leaves open or does not tell`() throws {
    func chain(_ purposes: [ObjectIdentifier]?) throws -> [Entity] {
      let upper = try root.issue(Template.authority("Upper").with { $0.purposes = purposes })
      let lower = try upper.issue(.authority("Lower"))
      return [try lower.issue(.leaf()), lower, upper]
    }
    for good in [nil, [.anyExtendedKeyUsage], [.clientAuth, .serverAuth]] as [[ObjectIdentifier]?] {
      #expect(judge(try chain(good), roots: [root]) == nil)
    }
    let failure = judge(try chain([.codeSigning, .emailProtection]), roots: [root])
    #expect(
      failure?.cause
        == .wrongPurpose(found: [.codeSigning, .emailProtection], needed: .serverAuth))
    #expect(failure?.index == 2)
    // What a root says of its purposes is left to those who trust it.
    let signer = try Entity.root(Template.authority("S").with { $0.purposes = [.codeSigning] })
    #expect(judge([try signer.issue(.leaf())], roots: [signer]) == nil)
  }
}
