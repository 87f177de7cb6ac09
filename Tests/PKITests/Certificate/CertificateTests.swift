import Bytes
import Cryptography
import DER
import PKI
import TestSupport
import Testing

@Suite struct `A certificate` {
  @Test(arguments: try PublishedPEM.rfc7468().filter { $0.loads == "certificate" })
  func `of RFC 7468 is read`(_ published: PublishedPEM) throws {
    let certificates = try CertificateFile.certificates(in: published.bytes)
    #expect(certificates.count == 1)
    let object = try #require(PEM.objects(in: published.bytes).first)
    #expect(certificates.first?.der == object.der)
  }

  @Test func `of RFC 7468, Section 5.1 has the fields that it shows`() throws {
    let published = try #require(PublishedPEM.rfc7468().first { $0.section.hasPrefix("5.1") })
    let certificate = try #require(CertificateFile.certificates(in: published.bytes).first)
    #expect(certificate.version == 3)
    #expect(certificate.serialNumber == [0])
    let name =
      "C=BE, O=GnuTLS, OU=GnuTLS certificate authority, ST=Leuven, "
      + "CN=GnuTLS certificate authority"
    #expect(certificate.issuer.text == name)
    #expect(certificate.subject.text == name)
    #expect(certificate.isSelfIssued)
    #expect(certificate.notBefore.description == "2011-05-23T20:38:21Z")
    #expect(certificate.notAfter.description == "2012-12-22T07:41:51Z")
    #expect(certificate.basicConstraints == BasicConstraints(isAuthority: true))
    #expect(certificate.keyUsage == [.keyCertSign, .crlSign])
    #expect(
      certificate.subjectKeyIdentifier == HexBytes("f0b481fe9812bfb528b9644003cbcc1f664e2803").bytes
    )
    #expect(certificate.signatureAlgorithm.signatureAlgorithm == .ecdsa(.sha256))
    #expect(certificate.unhandledCriticalExtensions.isEmpty)
    let key = try #require(certificate.publicKey)
    #expect(key.type == .p256)
    #expect(certificate.isSigned(by: key))
    var der = certificate.der
    der[54] ^= 0x20
    #expect(!(try Certificate(der: der)).isSigned(by: key))
  }

  @Test func `of RFC 7468, Section 5.2 has an unknown critical extension and a short key`() throws {
    let published = try #require(PublishedPEM.rfc7468().first { $0.section.hasPrefix("5.2") })
    let certificate = try #require(CertificateFile.certificates(in: published.bytes).first)
    #expect(certificate.publicKey == nil)
    #expect(certificate.signatureAlgorithm.signatureAlgorithm == nil)
    #expect(certificate.unhandledCriticalExtensions.map(\.description) == ["2.5.29.4"])
  }

  @Test func `of RFC 8410, Section 10.2 encodes a default value and is refused`() throws {
    let published = try #require(PublishedPEM.rfc8410().first { $0.label == "CERTIFICATE" })
    let der = try #require(PEM.objects(in: published.bytes).first).der
    let error = #expect(throws: CertificateError.self) { try Certificate(der: der) }
    #expect(error?.reason.field == "critical" || error?.reason.field == "cA")
    #expect(error?.reason.reason == .contents("encodes its default value FALSE"))
  }

  @Test func `without faults is read`() throws {
    var parts = CertificateParts.with([extensionDER(.basicConstraints, "3000")])
    #expect(try Certificate(der: parts.der).version == 3)
    parts.extensions = nil
    #expect(try Certificate(der: parts.der).extensions.isEmpty)
    parts.head[0] = []
    #expect(try Certificate(der: parts.der).version == 1)
    parts.head[0] = [0xA0, 3, 2, 1, 1]
    parts.uniqueIdentifiers = [0x81, 2, 0, 7, 0x82, 2, 0, 7]
    #expect(try Certificate(der: parts.der).version == 2)
  }

  @Test(arguments: CertificateFault.all)
  func `with a fault is refused`(_ fault: CertificateFault) {
    var parts = CertificateParts.with([extensionDER(.basicConstraints, "3000")])
    fault.spoil(&parts)
    let der = parts.der
    let error = #expect(throws: CertificateError.self) { try Certificate(der: der) }
    #expect(error?.reason.field == fault.field, "\(error?.description ?? "")")
  }

  @Test(arguments: [
    ("secp256k1", "3010 06072a8648ce3d0201 06052b8104000a"), ("X25519", "3005 06032b656e"),
    ("X448", "3005 06032b656f"), ("nobody knows", "3006 06042b060107"),
  ])
  func `with a key of another kind is read`(kind: String, algorithm: String) throws {
    var parts = CertificateParts.with([extensionDER(.basicConstraints, "3000")])
    parts.key = HexBytesOf.sequence([HexBytes(stringLiteral: algorithm).bytes, [3, 3, 0, 1, 2]])
    let certificate = try Certificate(der: parts.der)
    #expect(certificate.publicKey == nil, "\(kind)")
    #expect(certificate.subjectPublicKeyInfo.keyBits == [1, 2])
  }

  @Test func `longer than a mebibyte is refused before it is read`() {
    let der = [UInt8](repeating: 0, count: Certificate.maximumByteCount + 1)
    let error = #expect(throws: CertificateError.self) { try Certificate(der: der) }
    #expect(error?.description.contains("1 MiB") == true)
  }

  @Test func `counts the days it has left`() throws {
    let certificate = try Certificate(
      der: CertificateParts.with([extensionDER(.basicConstraints, "3000")]).der)
    let end = certificate.notAfter
    #expect(certificate.daysLeft(at: end) == 0)
    #expect(certificate.daysLeft(at: end.adding(days: -10)) == 10)
    #expect(certificate.daysLeft(at: end.adding(seconds: 1)) == -1)
  }
}
