import Bytes
import DER
import PKI
import TestSupport
import Testing

@Suite struct `An extension` {
  func certificate(_ extensions: [[UInt8]]) throws -> Certificate {
    try Certificate(der: CertificateParts.with(extensions).der)
  }

  @Test func `is read into what it means`() throws {
    let certificate = try certificate([
      extensionDER(.basicConstraints, "3006 0101ff 020102", critical: [1, 1, 0xFF]),
      extensionDER(.keyUsage, "03020106"),
      extensionDER(.extendedKeyUsage, "3014 06082b06010505070301 06082b06010505070302"),
      extensionDER(
        .subjectAlternativeName,
        "3028 8203612e62 870401020304 8606613a2f2f6263 8103614062 88032a0304 a009 0603 2a0304 a002 0500"
      ),
      extensionDER(
        .nameConstraints, "300a a008 3006 8204 61626364"),
      extensionDER(.subjectKeyIdentifier, "0402aabb"),
      extensionDER(.authorityKeyIdentifier, "3004 8002ccdd"),
      extensionDER(.certificatePolicies, "3008 3006 0604 55 1d2000"),
      extensionDER(.crlDistributionPoints, "300c 300a a008 a006 8604 613a2f2f"),
      extensionDER(.authorityInformationAccess, "3011 300f 06082b06010505073001 8603 613a62"),
    ])
    #expect(certificate.basicConstraints == BasicConstraints(isAuthority: true, pathLength: 2))
    #expect(certificate.keyUsage == [.keyCertSign, .crlSign])
    #expect(certificate.extendedKeyUsage == [.serverAuth, .clientAuth])
    #expect(
      certificate.subjectAlternativeNames == [
        .dns("a.b"), .ip([1, 2, 3, 4]), .uri("a://bc"), .email("a@b"),
        .registeredID(ObjectIdentifier(1, 2, 3, 4)),
        .other(tag: 0, contents: [6, 3, 0x2A, 3, 4, 0xA0, 2, 5, 0]),
      ])
    #expect(certificate.nameConstraints?.permitted == [.dns("abcd")])
    #expect(certificate.subjectKeyIdentifier == [0xAA, 0xBB])
    #expect(certificate.authorityKeyIdentifier?.keyIdentifier == [0xCC, 0xDD])
    #expect(
      certificate.parsed.certificatePolicies?.identifiers.map(\.description) == ["2.5.29.32.0"])
    #expect(certificate.parsed.crlDistributionPoints?.names == [.uri("a://")])
    #expect(
      certificate.parsed.authorityInformationAccess?.descriptions.first?.location == .uri("a:b"))
    #expect(certificate.extensions.map(\.isCritical) == [true] + Array(repeating: false, count: 9))
  }

  @Test(arguments: [
    ("critical FALSE", ObjectIdentifier.keyUsage, "03020780", [1, 1, 0] as [UInt8]),
    ("cA FALSE", .basicConstraints, "3003 010100", []),
    ("a path length without cA", .basicConstraints, "3003 020101", []),
    ("a negative path length", .basicConstraints, "3006 0101ff 0201ff", []),
    ("octets after basicConstraints", .basicConstraints, "3000 00", []),
    ("a third field in basicConstraints", .basicConstraints, "3008 0101ff 020101 0500", []),
    ("keyUsage that allows nothing", .keyUsage, "030100", []),
    ("keyUsage with unused bits set", .keyUsage, "030201 07", []),
    ("no purpose", .extendedKeyUsage, "3000", []),
    ("no name", .subjectAlternativeName, "3000", []),
    ("a DNS name with octets above 127", .subjectAlternativeName, "3004 8202c3bc", []),
    ("a DNS name with a zero", .subjectAlternativeName, "3005 8203610062", []),
    ("an address of 5 octets", .subjectAlternativeName, "3007 87050102030405", []),
    ("an address with a mask", .subjectAlternativeName, "300a 87080102030405060708", []),
    ("a name of form 9", .subjectAlternativeName, "3003 890161", []),
    ("a directory name that is none", .subjectAlternativeName, "3004 a4020500", []),
    ("empty constraints", .nameConstraints, "3000", []),
    ("constraints without a subtree", .nameConstraints, "3002 a000", []),
    ("a minimum that is written out", .nameConstraints, "300a a008 3006 820161 800100", []),
    ("a key identifier that is no OCTET STRING", .subjectKeyIdentifier, "0500", []),
    ("fields out of order", .authorityKeyIdentifier, "3006 820101 800101", []),
    ("a policy twice", .certificatePolicies, "300c 3004 06022a03 3004 06022a03", []),
    ("no policy", .certificatePolicies, "3000", []),
    ("no distribution point", .crlDistributionPoints, "3000", []),
    ("no access description", .authorityInformationAccess, "3000", []),
  ])
  func `with a fault is refused`(
    fault: String, identifier: ObjectIdentifier, value: String, critical: [UInt8]
  ) {
    #expect(throws: CertificateError.self, "\(fault)") {
      try certificate([extensionDER(identifier, value, critical: critical)])
    }
  }

  @Test func `may not stand there twice`() throws {
    let one = extensionDER(.basicConstraints, "3000")
    let error = #expect(throws: CertificateError.self) { try certificate([one, one]) }
    #expect(error?.description.contains("twice") == true)
  }

  @Test func `is one of at most 64`() throws {
    func unknown(_ count: Int) -> [[UInt8]] {
      (0..<count).map { extensionDER(ObjectIdentifier(1, 3, 9, UInt64($0)), "0500") }
    }
    #expect(try certificate(unknown(64)).extensions.count == 64)
    #expect(throws: CertificateError.self) { try certificate(unknown(65)) }
  }

  @Test func `that is critical and unknown is told`() throws {
    let unknown = ObjectIdentifier(1, 3, 9, 1)
    let certificate = try certificate([
      extensionDER(unknown, "0500", critical: [1, 1, 0xFF]),
      extensionDER(ObjectIdentifier(1, 3, 9, 2), "0500"),
      extensionDER(.keyUsage, "03020780", critical: [1, 1, 0xFF]),
    ])
    #expect(certificate.unhandledCriticalExtensions == [unknown])
  }

  @Test func `written is the one that was read`() throws {
    let constraints = NameConstraints(
      permitted: [.dns("example.org"), .ip([10, 0, 0, 0, 255, 0, 0, 0])],
      excluded: [.email("x.org")])
    for one in [
      BasicConstraints(isAuthority: true, pathLength: 0).asExtension,
      BasicConstraints(isAuthority: false).asExtension,
      KeyUsage([.digitalSignature, .decipherOnly]).asExtension, constraints.asExtension,
    ] {
      let der = extensionDER(
        one.identifier, Hex.encode(one.value.span), critical: one.isCritical ? [1, 1, 0xFF] : [])
      let certificate = try certificate([der])
      #expect(certificate.extensions == [one])
      switch one.identifier {
      case .nameConstraints: #expect(certificate.nameConstraints == constraints)
      case .keyUsage: #expect(certificate.keyUsage == [.digitalSignature, .decipherOnly])
      default: #expect(certificate.basicConstraints?.asExtension == one)
      }
    }
  }
}
