import Bytes
import Cryptography
import MutualTLS
import PKI
import TestSupport
import Testing

@testable import TLS13

@Suite struct `Rules of admission` {
  static let now = Time(secondsSince1970: 1_800_000_000)

  /// A verified client whose certificate has these names.
  private func peer(_ names: GeneralName...) throws -> PeerIdentity {
    let (leaf, root) = try certificates(names)
    let verifier = PeerVerifier(
      roots: TrustRoots([root]), policy: VerificationPolicy(purpose: .client))
    let path = try verifier.verify(chain: [leaf], at: Self.now, identity: nil)
    return PeerIdentity(chain: [leaf], path: path)
  }

  /// Signed as they are: an authority of ours would not grant all of these names.
  private func certificates(
    _ names: [GeneralName]
  ) throws -> (leaf: Certificate, root: Certificate) {
    var random = SeededRandom()
    let subject = SubjectFields(commonName: "admitted.example").name
    let root = try Authority.makeRoot(
      subject: SubjectFields(commonName: "Root").name,
      key: PrivateKey.generate(.ed25519, using: &random), days: 30, now: Self.now, using: &random)
    let request = try SigningRequest.make(
      subject: subject, alternativeNames: names,
      key: PrivateKey.generate(.ed25519, using: &random), using: &random)
    let builder = CertificateBuilder(
      serialNumber: [1], issuer: root.certificate.subject, notBefore: Self.now,
      notAfter: Self.now.adding(days: 1), subject: subject,
      subjectPublicKeyInfo: request.subjectPublicKeyInfo, extensions: request.extensions)
    return (try root.sign(builder, using: &random), root.certificate)
  }

  private func rules(
    dns: [String] = [], uris: [String] = [], fingerprints: [[UInt8]] = []
  ) throws -> AdmissionRules {
    var rules = AdmissionRules()
    rules.dnsNames = try dns.map { try #require(DNSPattern($0)) }
    rules.uris = try uris.map { try #require(ResourceIdentifier($0)) }
    rules.fingerprints = fingerprints
    return rules
  }

  private func isAdmitted(_ decision: AdmissionRules.Decision) -> Bool {
    if case .admitted = decision { true } else { false }
  }

  @Test(
    arguments: [
      ("a.example.org", "a.example.org", true), ("A.Example.ORG", "a.example.org", true),
      ("a.example.org", "b.example.org", false), ("a.example.org", "x.a.example.org", false),
      ("*.example.org", "a.example.org", true), ("*.example.org", "b.a.example.org", false),
      ("*.example.org", "example.org", false),
      // A wildcard in a certificate stands for no name but itself.
      ("a.example.org", "*.example.org", false), ("*.example.org", "*.example.org", true),
      ("*.example.org", "*.EXAMPLE.org", true), ("*.example.org", "*.a.example.org", false),
      ("*.a.example.org", "*.example.org", false),
      ("a.example.org", "a.example.org.", false), ("a.example.org", " a.example.org", false),
    ] as [(String, String, Bool)])
  func `admit DNS names`(rule: String, name: String, isIn: Bool) throws {
    let decision = try rules(dns: [rule]).decide(peer(.dns(name)))
    #expect(isAdmitted(decision) == isIn)
    if isIn {
      let pattern = try #require(DNSPattern(rule))
      #expect(decision == .admitted(by: "DNS name \(pattern)"))
    }
  }

  @Test(
    arguments: [
      ("https://a.example/x", "https://a.example/x", true),
      ("https://a.example/x", "HTTPS://A.Example/x", true),
      ("https://a.example/x", "https://a.example/X", false),
      ("https://a.example/x", "https://a.example/x/", false),
      ("https://a.example/x", "https://a.example/xy", false),
      ("https://a.example/x", "https://me@a.example/x", false),
      ("spiffe://a.example/x", "spiffe://b.example/x", false),
      ("urn:a:b", "urn:a:b", true), ("urn:a:b", "urn:a:B", false),
    ] as [(String, String, Bool)])
  func `admit URIs`(rule: String, name: String, isIn: Bool) throws {
    #expect(try isAdmitted(rules(uris: [rule]).decide(peer(.uri(name)))) == isIn)
  }

  @Test func `admit a SPIFFE identity where it is the only URI`() throws {
    let spiffe = "spiffe://a.example/x"
    let only = try peer(.dns("a.example"), .uri(spiffe))
    let several = try peer(.uri("urn:a:b"), .uri(spiffe))
    #expect(try isAdmitted(rules(uris: [spiffe]).decide(only)))
    #expect(try !isAdmitted(rules(uris: [spiffe]).decide(several)))
    #expect(try isAdmitted(rules(uris: [spiffe, "urn:a:b"]).decide(several)))
  }

  @Test func `admit by SHA-256 over the certificate`() throws {
    let peer = try peer(.dns("a.example"))
    let der = peer.chain[0].der
    let digest = Hash.digest(.sha256, of: der.span)
    let fingerprint = [UInt8](copying: digest.bytes)
    #expect(try isAdmitted(rules(fingerprints: [fingerprint]).decide(peer)))
    var other = fingerprint
    other[31] ^= 1
    #expect(try !isAdmitted(rules(fingerprints: [other]).decide(peer)))
  }

  @Test func `read fingerprints in either case, with colons everywhere or nowhere`() {
    let bytes = Array(UInt8(0xA0)..<0xC0)
    let plain = Hex.encode(bytes.span)
    let colons = Hex.encode(bytes.span, separator: ":")
    for text in [plain, plain.uppercased(), colons, colons.uppercased()] {
      #expect(AdmissionRules.fingerprint(text) == bytes)
    }
    let faults = [
      "", String(plain.dropLast(2)), plain + "00", "a0:" + plain.dropFirst(2), colons + ":",
      ":" + colons, colons.replacing("a1:", with: "a1::"), String(plain.dropLast()) + "g",
      " " + plain, "a:0" + colons.dropFirst(2),
    ]
    for text in faults { #expect(AdmissionRules.fingerprint(text) == nil, "\(text)") }
  }

  @Test func `do not look at the common name`() throws {
    let decision = try rules(dns: ["admitted.example"]).decide(peer())
    #expect(
      decision
        == .denied(reason: "its certificate has no names at all, and none of them is admitted"))
  }

  @Test func `count nothing that was not verified`() throws {
    let (leaf, _) = try certificates([.dns("a.example"), .uri("urn:a:b")])
    let rules = try rules(
      dns: ["a.example"], uris: ["urn:a:b"], fingerprints: [leaf.fingerprint])
    let decision = rules.decide(PeerIdentity(chain: [leaf], path: nil))
    #expect(decision == .denied(reason: "the client's certificate was not verified"))
    #expect(rules.decide(nil) == .denied(reason: "the client sent no certificate"))
  }

  @Test func `look at the peer's own certificate, not at what it sent besides`() throws {
    let client = try peer(.dns("client.example"))
    let admitted = try peer(.dns("admitted.example"))
    let both = PeerIdentity(chain: client.chain + admitted.chain, path: client.path)
    #expect(try !isAdmitted(rules(dns: ["admitted.example"]).decide(both)))
    let fingerprint = admitted.chain[0].fingerprint
    #expect(try !isAdmitted(rules(fingerprints: [fingerprint]).decide(both)))
  }

  @Test func `show names that cannot write on a terminal`() throws {
    let decision = try rules(dns: ["a.example"]).decide(peer(.uri("x:\u{1B}[2J")))
    #expect(
      decision
        == .denied(
          reason: "its certificate has URI:x:\\1b[2J, and none of them is admitted"))
  }

  @Test func `let every verified peer in where there are none`() throws {
    #expect(AdmissionRules().decide(try peer(.dns("a.example"))) == .admitted(by: nil))
  }
}
