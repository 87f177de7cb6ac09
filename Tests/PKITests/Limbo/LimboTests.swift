import Bytes
import Cryptography
import DER
import JSON
import TestSupport
import Testing

@testable import PKI
@testable import VectorRunner

/// Cases as the harness gets them; the certificates are built here.
@Suite struct `limbo-harness` {
  let root: Entity
  let middle: Entity

  init() throws {
    root = try Entity.root(Template.authority("Root").with { $0.more = [Self.own(1)] })
    middle = try root.issue(Self.authority("Middle"))
  }

  private static func own(_ number: UInt8, critical: Bool = false) -> Extension {
    var value: [UInt8] = []
    value.writeOctetString([number].span)
    return Extension(.subjectKeyIdentifier, isCritical: critical, value: value)
  }

  private static let issuerKey = AuthorityKeyIdentifier(keyIdentifier: [1]).asExtension

  private static func authority(_ name: String) -> Template {
    Template.authority(name).with { $0.more = [own(2), issuerKey] }
  }

  private static func leaf() -> Template {
    Template.leaf().with {
      $0.subject = ""
      $0.more = [issuerKey]
    }
  }

  /// What the harness says; nil for SUCCESS.
  private func refusal(
    _ leaf: Entity, id: String = "webpki::case", intermediates: [Entity]? = nil,
    _ more: [JSONValue.Member] = [], name: String = "a.test"
  ) throws -> String? {
    func pem(_ one: Entity) -> JSONValue { .string(CertificateFile.pem([one.certificate])) }
    var members: [JSONValue.Member] = [
      .init("id", .string(id)), .init("features", .array([])),
      .init("validation_kind", "SERVER"), .init("trusted_certs", .array([pem(root)])),
      .init("untrusted_intermediates", .array((intermediates ?? [middle]).map(pem))),
      .init("peer_certificate", pem(leaf)), .init("validation_time", "2027-01-15T09:00:00+01:00"),
      .init("expected_peer_name", ["kind": "DNS", "value": .string(name)]),
    ]
    members.removeAll { one in more.contains { $0.name == one.name } }
    // Through text, as it comes.
    let text = JSONValue.object(members + more).description
    let json = try JSONReader.read(Array(text.utf8))
    return LimboJudge.refusal(of: LimboCase(json: json), now: Time(secondsSince1970: 0))
  }

  @Test func `accepts what keeps to both profiles`() throws {
    let leaf = try middle.issue(Self.leaf())
    #expect(try refusal(leaf) == nil)
    #expect(try refusal(leaf, id: "rfc5280::case") == nil)
  }

  @Test func `wants the name, the time, the usage and the depth that a case asks for`() throws {
    let leaf = try middle.issue(Self.leaf())
    #expect(try refusal(leaf, name: "b.test")?.contains("DNS b.test") == true)
    let late: [JSONValue.Member] = [.init("validation_time", "2030-01-01T00:00:00Z")]
    #expect(try refusal(leaf, late)?.contains("expired") == true)
    #expect(try refusal(leaf, [.init("validation_time", "soon")])?.contains("time") == true)
    let usage: [JSONValue.Member] = [.init("key_usage", ["keyAgreement"])]
    #expect(try refusal(leaf, usage) == "keyUsage lacks keyAgreement")
    let purpose: [JSONValue.Member] = [.init("extended_key_usage", ["clientAuth"])]
    #expect(try refusal(leaf, purpose) == "extKeyUsage lacks clientAuth")
    #expect(try refusal(leaf, [.init("max_chain_depth", .number(1))]) == nil)
    #expect(try refusal(leaf, [.init("max_chain_depth", .number(0))])?.contains("more") == true)
    let algorithm: [JSONValue.Member] = [.init("signature_algorithms", ["RSA_WITH_SHA256"])]
    #expect(try refusal(leaf, algorithm)?.contains("not allowed") == true)
    #expect(try refusal(leaf, [.init("peer_certificate", "nothing")]) != nil)
  }

  @Test(arguments: [
    ("no authorityKeyIdentifier", "4.2.1.1"), ("critical subjectKeyIdentifier", "4.2"),
    ("constraints on a leaf", "4.2.1.10"), ("keyCertSign on a leaf", "4.2.1.9"),
    ("long serial number", "4.1.2.2"), ("uncritical names alone", "4.1.2.6"),
  ])
  func `refuses a leaf against RFC 5280`(fault: String, section: String) throws {
    let template = Self.leaf().with { one in
      switch fault {
      case "no authorityKeyIdentifier": one.more = []
      case "critical subjectKeyIdentifier": one.more.append(Self.own(3, critical: true))
      case "constraints on a leaf":
        one.constraints = NameConstraints(permitted: [.dns("test")], excluded: [])
      case "keyCertSign on a leaf": one.usage = [.digitalSignature, .keyCertSign]
      case "long serial number": one.serial = [UInt8](repeating: 1, count: 21)
      default:
        var value: [UInt8] = []
        value.writeSequence { output in GeneralName.dns("a.test").write(into: &output) }
        one.names = []
        one.more.append(Extension(.subjectAlternativeName, value: value))
      }
    }
    let text = try #require(
      try refusal(try middle.issue(template), id: "rfc5280::case"), "\(fault) was accepted")
    #expect(text.contains("Section \(section)"), "\(text)")
  }

  @Test(arguments: [
    "no key identifier", "no basicConstraints", "no keyUsage", "uncritical constraints",
    "malformed constraints",
  ])
  func `refuses an authority against RFC 5280`(fault: String) throws {
    let template = Self.authority("Other").with { one in
      switch fault {
      case "no key identifier": one.more = [Self.issuerKey]
      case "no basicConstraints": one.basicConstraints = .some(nil)
      case "no keyUsage": one.usage = nil
      case "uncritical constraints":
        let value = NameConstraints(permitted: [.dns("test")], excluded: []).asExtension.value
        one.more.append(Extension(.nameConstraints, value: value))
      default: one.constraints = NameConstraints(permitted: [], excluded: [.dns(".x.test")])
      }
    }
    let other = try root.issue(template)
    #expect(
      try refusal(try other.issue(Self.leaf()), id: "rfc5280::case", intermediates: [other]) != nil)
  }

  @Test(arguments: ["no purpose", "any purpose", "underscore", "suffix", "commonName", "e-mail"])
  func `refuses a leaf against the Baseline Requirements alone`(fault: String) throws {
    let template = Self.leaf().with { one in
      switch fault {
      case "no purpose": one.purposes = nil
      case "any purpose": one.purposes = [.serverAuth, .anyExtendedKeyUsage]
      case "underscore": one.names.append(.dns("a_b.test"))
      case "suffix": one.names.append(.dns("*.co.uk"))
      case "commonName": one.subject = "c.test"
      default: one.names.append(.email("a@a.test"))
      }
    }
    let leaf = try middle.issue(template)
    #expect(try refusal(leaf, id: "rfc5280::case") == nil)
    #expect(try refusal(leaf)?.contains("Baseline Requirements") == true)
    let features: [JSONValue.Member] = [
      .init("features", ["rfc5280-incompatible-with-webpki"])
    ]
    #expect(try refusal(leaf, features) == nil)
  }

  @Test func `asks real certificates for less`() throws {
    let leaf = try middle.issue(Template.leaf())
    #expect(try refusal(leaf, id: "rfc5280::case") != nil)
    #expect(try refusal(leaf, id: "online::case") == nil)
  }

  @Test func `refuses 100 authorities that sign each other within 100 ms`() throws {
    let key = try Entity.root()
    let mesh = try (0..<1_000).map { number in
      try key.issue(
        Self.authority("Mesh \(number % 100)").with {
          $0.issuerName = Entity.name("Mesh \((number * 7 + number / 100 + 1) % 100)")
        }, keyOf: number < 100 ? nil : key)
    }
    let leaf = try key.issue(Self.leaf().with { $0.issuerName = Entity.name("Mesh 0") })
    var policy = VerificationPolicy(purpose: .server)
    policy.maximumCertificates = 1_024
    let verifier = PeerVerifier(roots: TrustRoots([root.certificate]), policy: policy)
    let chain = ([leaf] + mesh).map(\.certificate)
    var isRefused = false
    let duration = processorTime {
      do throws(VerificationFailure) {
        _ = try verifier.verify(chain: chain, at: Entity.now, identity: nil)
      } catch { isRefused = true }
    }
    #expect(isRefused)
    #expect(duration < .milliseconds(isDebugBuild ? 5_000 : 100), "\(duration)")
  }

  @Test func `judges 10,000 names against 10,000 constraints within a second`() throws {
    let other = try root.issue(
      Self.authority("Other").with { one in
        one.constraints = NameConstraints(
          permitted: (0..<10_000).map { .dns("p\($0).test") }, excluded: [])
      })
    let leaf = try other.issue(
      Self.leaf().with { $0.names = (0..<10_000).map { .dns("n\($0).test") } })
    var text: String?
    let duration = try processorTime {
      text = try refusal(leaf, id: "rfc5280::case", intermediates: [other], name: "n1.test")
    }
    #expect(text != nil)
    #expect(duration < .seconds(isDebugBuild ? 20 : 1), "\(duration)")
  }

  @Test func `reads JSON strictly`() throws {
    for text in ["", "{", "[1,]", "\"\\q\"", "[] []", "\"\\ud800\"", "1.5", "{\"a\" 1}"] {
      #expect(throws: JSONError.self) { try JSONReader.read(Array(text.utf8)) }
    }
    let text = #"{"a": [1, -2, null, true], "b": "\ud83d\ude00\n"}"#
    let value = try JSONReader.read(Array(text.utf8))
    #expect(value["b"] == "\u{1F600}\n")
    #expect(value["a"] == .array([.number(1), .number(-2), .null, .boolean(true)]))
  }
}
