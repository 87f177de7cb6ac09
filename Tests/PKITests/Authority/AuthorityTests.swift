import Bytes
import Cryptography
import DER
import PKI
import TestSupport
import Testing

/// 2026-11-23T12:00:00Z.
let noon = Time(secondsSince1970: 1_795_435_200)

func makeAuthority(
  _ key: String = "testECCP256", days: Int = 3650, pathLength: Int? = nil,
  using random: inout SeededRandom
) throws -> Authority {
  try Authority.makeRoot(
    subject: Name([NameAttribute(.commonName, "Root")]), key: publishedKey(key), days: days,
    now: noon, pathLength: pathLength, using: &random)
}

@Suite struct `An authority` {
  @Test(arguments: everyKey)
  func `makes itself a root`(name: String) throws {
    var random = SeededRandom()
    let root = try makeAuthority(name, using: &random).certificate
    #expect(root.version == 3)
    #expect(root.isSelfIssued)
    #expect(root.isSigned(by: try #require(root.publicKey)), "seed \(random.seed)")
    #expect(root.basicConstraints == BasicConstraints(isAuthority: true))
    #expect(root.keyUsage == [.keyCertSign, .crlSign])
    #expect(
      root.extensions.filter(\.isCritical).map(\.identifier) == [.basicConstraints, .keyUsage])
    #expect(root.notBefore == noon.adding(seconds: -300))
    #expect(root.notAfter == noon.adding(days: 3650))
    // RFC 7093 §2, method 1.
    let digest = Hash.digest(.sha256, of: root.subjectPublicKeyInfo.keyBits.span)
    #expect(root.subjectKeyIdentifier == Array([UInt8](copying: digest.bytes).prefix(20)))
    #expect(root.authorityKeyIdentifier?.keyIdentifier == root.subjectKeyIdentifier)
  }

  @Test(arguments: everyKey, SigningProfile.allCases)
  func `issues for a key of every type`(name: String, profile: SigningProfile) throws {
    var random = SeededRandom()
    let authority = try makeAuthority("testECCP384", using: &random)
    let key = try publishedKey(name)
    let names: [GeneralName] = [.dns("api.example.org"), .ip([10, 0, 0, 1])]
    let request = try SigningRequest.make(
      subject: Name([NameAttribute(.commonName, "api")]), alternativeNames: names, key: key,
      using: &random)
    let (certificate, report) = try authority.issue(
      request, profile: profile, now: noon, using: &random)
    #expect(certificate.isSigned(by: try #require(authority.certificate.publicKey)))
    #expect(certificate.version == 3)
    #expect(certificate.issuer == authority.certificate.subject)
    #expect(certificate.subject == request.subject)
    #expect(certificate.publicKey == request.publicKey)
    #expect(certificate.notBefore == noon.adding(seconds: -300))
    #expect(certificate.notAfter == noon.adding(days: 365))
    #expect(certificate.basicConstraints == BasicConstraints(isAuthority: false))
    let isRSA = name.contains("RSA")
    #expect(
      certificate.keyUsage
        == (isRSA && profile != .client
          ? [.digitalSignature, .keyEncipherment] : .digitalSignature))
    #expect(certificate.extendedKeyUsage == profile.purposes)
    #expect(certificate.subjectAlternativeNames == names)
    #expect(
      certificate.authorityKeyIdentifier?.keyIdentifier
        == authority.certificate.subjectKeyIdentifier)
    #expect(certificate.subjectKeyIdentifier == request.subjectPublicKeyInfo.keyIdentifier)
    #expect(certificate.serialNumber.count == 16 && certificate.serialNumber[0] < 0x80)
    #expect(certificate.unhandledCriticalExtensions.isEmpty)
    #expect(!report.lines.contains { $0.outcome == .dropped })
    #expect(
      report.lines.filter { $0.field == "subjectAltName" }.map(\.outcome) == [.granted, .granted])
  }

  func request(
    _ extensions: [[UInt8]], subject: Name = Name([NameAttribute(.commonName, "api")]),
    key: String = "testECCP256", using random: inout SeededRandom
  ) throws -> SigningRequest {
    try makeRequest(
      subject: subject, extensions: extensions, key: publishedKey(key), using: &random)
  }

  @Test func `grants no more than the profile has, and says so`() throws {
    var random = SeededRandom()
    let authority = try makeAuthority(using: &random)
    let request = try request(
      [
        extensionDER(.basicConstraints, "3003 0101ff", critical: [1, 1, 0xFF]),
        extensionDER(.keyUsage, "03020186"), extensionDER(.subjectKeyIdentifier, "0402aabb"),
        extensionDER(.extendedKeyUsage, "3014 06082b06010505070301 06082b06010505070303"),
        extensionDER(.subjectAlternativeName, "300b 8203612e62 8204615f2e62"),
        extensionDER(.nameConstraints, "300a a008 3006 8204 61626364"),
        extensionDER(ObjectIdentifier(1, 2, 3), "0500"),
      ], using: &random)
    let (certificate, report) = try authority.issue(
      request, profile: .server, now: noon, using: &random)
    #expect(certificate.basicConstraints == BasicConstraints(isAuthority: false))
    #expect(certificate.keyUsage == .digitalSignature)
    #expect(certificate.extendedKeyUsage == [.serverAuth])
    #expect(certificate.subjectAlternativeNames == [.dns("a.b")])
    #expect(certificate.subjectKeyIdentifier == request.subjectPublicKeyInfo.keyIdentifier)
    #expect(certificate.nameConstraints == nil)
    #expect(certificate.extensions.count == 6)
    let dropped = report.lines.filter { $0.outcome == .dropped }
    #expect(
      dropped.map { "\($0.field) \($0.value)" } == [
        "subjectAltName DNS:a_.b", "basicConstraints CA:TRUE", "keyUsage Certificate Sign",
        "keyUsage CRL Sign", "extKeyUsage Code Signing", "subjectKeyIdentifier ",
        "extension X509v3 Name Constraints", "extension 1.2.3",
      ])
    #expect(dropped.allSatisfy { !$0.reason.isEmpty })
    #expect(
      report.lines.filter { $0.outcome == .granted }.map(\.value) == [
        "CN=api", "DNS:a.b", "Digital Signature", "TLS Web Server Authentication",
      ])
  }

  @Test func `copies a server's common name where there is no other name, and says so`() throws {
    var random = SeededRandom()
    let authority = try makeAuthority(using: &random)
    let subject = Name([NameAttribute(.commonName, "api.example.org")])
    let (certificate, report) = try authority.issue(
      request([], subject: subject, using: &random), profile: .server, now: noon, using: &random)
    #expect(certificate.subjectAlternativeNames == [.dns("api.example.org")])
    #expect(report.lines.contains { $0.outcome == .added && $0.field == "subjectAltName" })
    let (client, _) = try authority.issue(
      request([], subject: subject, using: &random), profile: .client, now: noon, using: &random)
    #expect(client.subjectAlternativeNames == nil)
  }

  @Test func `refuses what nobody would accept`() throws {
    var random = SeededRandom()
    let authority = try makeAuthority(using: &random)
    func refused(
      _ request: SigningRequest, _ profile: SigningProfile = .client, days: Int = 1,
      now: Time = noon
    ) -> IssuanceError? {
      var random = SeededRandom()
      do throws(IssuanceError) {
        _ = try authority.issue(request, profile: profile, days: days, now: now, using: &random)
        return nil
      } catch { return error }
    }
    let noHost = try request(
      [], subject: Name([NameAttribute(.commonName, "Ann Example")]), using: &random)
    #expect(refused(noHost, .server) == .noServerName)
    #expect(refused(noHost, .client) == nil)
    #expect(refused(try request([], subject: Name([]), using: &random)) == .noName)

    var der = try request([], using: &random).der
    der[der.count - 1] ^= 1
    #expect(refused(try SigningRequest(der: der)) == .requestSignatureInvalid)

    let weak = try SigningRequest.make(
      subject: Name([NameAttribute(.commonName, "a")]), alternativeNames: [],
      key: publishedKey("testRSA1024"), using: &random)
    guard case .keyRefused? = refused(weak) else {
      Issue.record("an RSA key of 1024 bits was certified")
      return
    }
    let published = try #require(PublishedPEM.rfc7468().first { $0.loads == "certificate request" })
    guard case .keyRefused? = refused(try CertificateFile.request(in: published.bytes)) else {
      Issue.record("a key on secp224r1 was certified")
      return
    }
    for (days, now) in [
      (0, noon), (-1, noon), (36_501, noon), (1, noon.adding(days: 3650)),
      (1, noon.adding(days: -1)),
    ] {
      guard case .lifetime? = refused(noHost, days: days, now: now) else {
        Issue.record("\(days) days from \(now) were granted")
        return
      }
    }
  }

  @Test func `never lets a certificate outlive its own`() throws {
    var random = SeededRandom()
    let authority = try makeAuthority(days: 30, using: &random)
    let (certificate, report) = try authority.issue(
      request([], using: &random), profile: .client, now: noon.adding(seconds: -200), using: &random
    )
    #expect(certificate.notAfter == authority.certificate.notAfter)
    #expect(certificate.notBefore == authority.certificate.notBefore)
    #expect(report.lines.contains { $0.outcome == .dropped && $0.field == "validity" })
  }

  @Test func `makes authorities below itself as far as its path length allows`() throws {
    var random = SeededRandom()
    let root = try makeAuthority(pathLength: 1, using: &random)
    func below(_ authority: Authority, _ key: String, _ pathLength: Int?) throws -> Authority {
      try authority.makeIntermediate(
        subject: Name([NameAttribute(.commonName, "Below")]), key: publishedKey(key), days: 100,
        now: noon, pathLength: pathLength, using: &random)
    }
    let one = try below(root, "Ed25519", 5)
    #expect(one.certificate.isSigned(by: try #require(root.certificate.publicKey)))
    #expect(one.certificate.basicConstraints == BasicConstraints(isAuthority: true, pathLength: 0))
    #expect(one.certificate.keyUsage == [.keyCertSign, .crlSign])
    #expect(
      one.certificate.authorityKeyIdentifier?.keyIdentifier == root.certificate.subjectKeyIdentifier
    )
    #expect(throws: IssuanceError.self) { try below(one, "testECCP384", 0) }
    #expect(throws: IssuanceError.self) { try below(root, "testECCP384", -1) }
    #expect(throws: IssuanceError.self) { try makeAuthority(pathLength: -1, using: &random) }
    let unlimited = try makeAuthority(using: &random)
    #expect(try below(unlimited, "Ed25519", nil).certificate.basicConstraints?.pathLength == nil)
  }

  @Test func `has a certificate that makes it one, and the key to it`() throws {
    var random = SeededRandom()
    let authority = try makeAuthority(using: &random)
    let (leaf, _) = try authority.issue(
      request([], key: "testECCP256", using: &random), profile: .client, now: noon, using: &random)
    for (certificate, key) in [(leaf, "testECCP256"), (authority.certificate, "testECCP384")] {
      let error = #expect(throws: IssuanceError.self) {
        try Authority(certificate: certificate, key: publishedKey(key))
      }
      guard case .notAnAuthority? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
  }

  @Test func `gives every certificate another serial number`() throws {
    var random = SeededRandom()
    let serials = (0..<1000).map { _ in CertificateBuilder.randomSerialNumber(using: &random) }
    #expect(Set(serials).count == serials.count, "seed \(random.seed)")
    #expect(serials.allSatisfy { $0.count == 16 && $0[0] < 0x80 && $0[0] > 0 })
  }

  @Test func `writes times after 2049 as GeneralizedTime`() throws {
    var random = SeededRandom()
    let root = try makeAuthority(days: 36_500, using: &random).certificate
    #expect(root.notAfter == noon.adding(days: 36_500))
    #expect(
      Hex.encode(root.der.span).contains("180f" + Hex.encode(Array("21261030120000Z".utf8).span)))
  }
}
