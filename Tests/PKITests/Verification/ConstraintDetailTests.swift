import Bytes
import Cryptography
import DER
import Testing

@testable import PKI

@Suite struct `Name constraints, in detail` {
  typealias Names = `Name constraints (RFC 5280, Section 4.2.1.10)`

  static let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF, 10, 0, 0, 1]

  @Test(
    arguments: [
      // A leading dot: the larger reading excludes the domain, too.
      (.dns(".a.test"), .dns("a.test")),
      (.dns(".a.test"), .dns("*.a.test")),
      // Where the wildcard stands, the excluded name fits.
      (.dns("secret.a.test"), .dns("*.a.test")),
      (.dns(""), .dns("a.test")),
      // Addresses that lead to an excluded host by another form.
      (.ip([10, 0, 0, 0, 255, 0, 0, 0]), .ip(mapped)),
      // What cannot be compared.
      (.dns("*.a.test"), .dns("x.b.test")), (.dns("a..test"), .dns("x.b.test")),
      (.dns("a.test"), .dns("*.com")),
      (.ip([10, 0, 0, 0, 255, 0, 255, 0]), .ip([192, 0, 2, 1])),
      (.ip([10, 0, 0, 0, 253, 0, 0, 0]), .ip([192, 0, 2, 1])),
      (.ip([10, 0, 0, 0]), .ip([192, 0, 2, 1])),
      (.email(""), .email("me@a.test")), (.email("a@b@c"), .email("me@a.test")),
      (.email("a.test"), .email("not an address")),
      (.uri("a.test"), .uri("https://192.0.2.1/")), (.uri("a.test"), .uri("https://[::1]/")),
      (.uri("a.test"), .uri("mailto:me@b.test")), (.uri("a.test"), .uri("https://b.test:x/")),
      (.uri("a.test"), .uri("https:///path")), (.uri("a.test"), .uri("https://%61.test/")),
      // The host stands behind the last @.
      (.uri("a.test"), .uri("https://b.test@a.test/")),
      (.registeredID(.commonName), .registeredID(.surname)),
      (
        .other(tag: 0, contents: [6, 1, 42, 0xA0, 2, 5, 0]),
        .other(tag: 0, contents: [6, 1, 43, 0xA0, 2, 5, 0])
      ),
      (.other(tag: 3, contents: [0x30, 0]), .other(tag: 3, contents: [0x30, 0])),
    ] as [(GeneralName, GeneralName)])
  func `exclude what might be meant`(constraint: GeneralName, name: GeneralName) throws {
    let failure = try #require(try Names.failure(excluded: [constraint], names: [name]))
    #expect(
      failure.cause
        == .nameForbidden(
          name: DisplayText.name(name), constraint: "excluded: \(DisplayText.name(constraint))"))
    #expect(failure.index == 0)
  }

  @Test(
    arguments: [
      (.dns("secret.a.test"), .dns("*.a.test")), (.dns(".a.test"), .dns("a.test")),
      (.dns("a.test"), .dns("a.test.b.test")), (.dns("*.a.test"), .dns("x.a.test")),
      (.ip([10, 0, 0, 0, 255, 0, 0, 0]), .ip(mapped)),
      (.ip([UInt8](repeating: 0, count: 32)), .ip([192, 0, 2, 1])),
      (.ip([10, 0, 0, 0, 255, 0, 255, 0]), .ip([10, 0, 0, 1])),
      (.uri("a.test"), .uri("urn:a.test")), (.uri("a.test"), .uri("https://a.test@b.test/")),
      (.email("Me@a.test"), .email("me@a.test")),
      (.registeredID(.commonName), .registeredID(.commonName)),
      (
        .other(tag: 0, contents: [6, 1, 42, 0xA0, 2, 5, 0]),
        .other(tag: 0, contents: [6, 1, 42, 0xA0, 2, 5, 0])
      ),
    ] as [(GeneralName, GeneralName)])
  func `permit nothing that might not be meant`(constraint: GeneralName, name: GeneralName) throws {
    let failure = try #require(try Names.failure(permitted: [constraint], names: [name]))
    #expect(
      failure.cause
        == .nameForbidden(
          name: DisplayText.name(name), constraint: "permitted: \(DisplayText.name(constraint))"))
  }

  @Test func `hold for every name of the certificate`() throws {
    let names: [GeneralName] = [.dns("x.a.test"), .dns("y.a.test"), .dns("evil.test")]
    #expect(
      try Names.failure(permitted: [.dns("a.test"), .dns("b.test")], names: names)?.cause
        == .nameForbidden(name: "DNS:evil.test", constraint: "permitted: DNS:a.test, DNS:b.test"))
  }

  @Test func `let what is excluded win over what is permitted`() throws {
    #expect(
      try Names.failure(
        permitted: [.dns("a.test")], excluded: [.dns("x.a.test")], names: [.dns("y.x.a.test")])
        != nil)
    #expect(
      try Names.failure(
        permitted: [.dns("a.test")], excluded: [.dns("x.a.test")], names: [.dns("y.a.test")])
        == nil)
  }

  @Test(arguments: [
    ("evil.test", false), ("EVIL.test", false), ("*.evil.test", false), ("x.a.test", true),
    ("Alice Example", true), ("localhost", true),
  ])
  func `hold for a host in the common name where no other is named`(
    commonName: String, isGood: Bool
  ) throws {
    let failure = try Names.failure(
      permitted: [.dns("a.test")], names: [.email("me@b.test")], subject: commonName)
    #expect((failure == nil) == isGood)
    // A host in subjectAltName is what programs look at.
    #expect(
      try Names.failure(
        permitted: [.dns("a.test")], names: [.dns("x.a.test")], subject: commonName) == nil)
  }

  @Test func `hold for an address in the common name where no host is named`() throws {
    let range = GeneralName.ip([10, 0, 0, 0, 255, 0, 0, 0])
    let names = [GeneralName.email("me@b.test")]
    #expect(try Names.failure(excluded: [range], names: names, subject: "10.1.2.3") != nil)
    #expect(try Names.failure(excluded: [range], names: names, subject: "11.1.2.3") == nil)
  }

  @Test func `hold for e-mail addresses in the subject`() throws {
    let root = try Entity.root()
    var names = NameConstraintChecker()
    names.constrain(by: NameConstraints(permitted: [.email("a.test")], excluded: []))
    var random = SystemRandom()
    for (address, isGood) in [("me@a.test", true), ("me@b.test", false), ("no address", false)] {
      let builder = CertificateBuilder(
        serialNumber: [1], issuer: root.certificate.subject, notBefore: Entity.now,
        notAfter: Entity.now,
        subject: Name([NameAttribute(.emailAddress, address), NameAttribute(.commonName, "x")]),
        subjectPublicKeyInfo: root.certificate.subjectPublicKeyInfo, extensions: [])
      let certificate = try builder.sign(with: root.key, using: &random)
      var budget = WorkBudget()
      var cause: VerificationFailure.Cause?
      do throws(VerificationFailure.Cause) {
        try names.check(certificate, isLeaf: true, budget: &budget)
      } catch { cause = error }
      #expect((cause == nil) == isGood, "\(address)")
    }
  }

  @Test func `hold for names of directories, by whole relative names and without regard to case`()
    throws
  {
    func directory(_ attributes: (ObjectIdentifier, String)...) -> GeneralName {
      .directoryName(Name(attributes.map { NameAttribute($0.0, $0.1) }))
    }
    let base = directory((.countryName, "DE"), (.organizationName, "Example"))
    let inside = directory(
      (.countryName, "de"), (.organizationName, "  EXAMPLE "), (.commonName, "x"))
    let outside = [
      directory((.countryName, "DE")),
      directory((.organizationName, "Example"), (.countryName, "DE")),
      directory((.countryName, "DE"), (.organizationName, "Example 2")),
    ]
    #expect(Subtree(base).contains(ConstrainedName(inside)) == true)
    for name in outside { #expect(Subtree(base).contains(ConstrainedName(name)) == false) }
    let all = GeneralName.directoryName(Name([]))
    #expect(try Names.failure(excluded: [all], names: [.dns("a.test")]) != nil)
    #expect(try Names.failure(permitted: [all], names: [.dns("a.test")]) == nil)
  }

  @Test func `hold where a self-issued certificate is the peer's own`() throws {
    let root = try Entity.root()
    let middle = try root.issue(
      Template.authority("Middle").with {
        $0.constraints = NameConstraints(permitted: [.dns("b.test")], excluded: [])
      })
    let own = try middle.issue(Template.leaf().with { $0.subject = "Middle" })
    #expect(own.certificate.isSelfIssued)
    guard case .nameForbidden? = judge([own, middle], roots: [root])?.cause else {
      Issue.record("a constrained authority named itself")
      return
    }
  }
}
