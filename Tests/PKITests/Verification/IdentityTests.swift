import Bytes
import Cryptography
import Testing

@testable import PKI

@Suite struct `Who the peer has to be (RFC 9525)` {
  struct Case: Sendable, CustomTestStringConvertible {
    let wanted: String
    let presented: GeneralName
    let matches: Bool
    init(_ wanted: String, _ presented: GeneralName, _ matches: Bool) {
      self.wanted = wanted
      self.presented = presented
      self.matches = matches
    }
    var testDescription: String { "\(presented) for \(wanted)" }
  }

  static let cases: [Case] = [
    Case("a.test", .dns("a.test"), true),
    Case("A.TEST.", .dns("a.Test"), true),
    Case("a.test", .dns("b.test"), false),
    Case("a.test", .dns("x.a.test"), false),
    Case("x.a.test", .dns("a.test"), false),
    Case("x.a.test", .dns("*.a.test"), true),
    Case("y.x.a.test", .dns("*.a.test"), false),
    Case("a.test", .dns("*.a.test"), false),
    Case("xy.a.test", .dns("x*.a.test"), false),
    Case("x.y.a.test", .dns("x.*.a.test"), false),
    Case("a.com", .dns("*.com"), false),
    Case("a.test", .dns("*"), false),
    Case("xn--bcher-kva.test", .dns("XN--BCHER-KVA.test"), true),
    Case("a.test", .dns("a.test."), false),
    Case("a.test", .dns(" a.test"), false),
    Case("a.test", .dns("a..test"), false),
    Case("192.0.2.1", .ip([192, 0, 2, 1]), true),
    Case("192.0.2.1", .ip([192, 0, 2, 2]), false),
    Case("192.0.2.1", .dns("192.0.2.1"), false),
    Case("192.0.2.1", .dns("*.0.2.1"), false),
    Case("2001:db8::1", .ip([32, 1, 13, 184] + [UInt8](repeating: 0, count: 11) + [1]), true),
    Case(
      "192.0.2.1", .ip([UInt8](repeating: 0, count: 10) + [255, 255, 192, 0, 2, 1]), false),
    Case("a.test", .uri("https://a.test/"), false),
    Case("a.test", .email("me@a.test"), false),
    Case("a.test", .directoryName(Entity.name("a.test")), false),
  ]

  @Test(arguments: cases)
  func `is told by subjectAltName alone`(one: Case) throws {
    let root = try Entity.root()
    let leaf = try root.issue(.leaf(one.presented))
    let identity = try #require(ReferenceIdentity(one.wanted))
    let failure = judge([leaf], roots: [root], identity: one.wanted)
    if one.matches {
      #expect(failure == nil)
    } else {
      #expect(failure?.cause == .nameMismatch(wanted: identity, presented: [one.presented]))
    }
  }

  @Test func `is not told by a name that has a NUL in it`() throws {
    let root = try Entity.root()
    let name = GeneralName.dns("a.test\0.evil.example")
    // The certificate is not even read.
    #expect(throws: KeyError.self) { try root.issue(.leaf(name)) }
    #expect(ReferenceIdentity("a.test")?.matches([name]) == false)
  }

  @Test func `is never told by the common name`() throws {
    let root = try Entity.root()
    let leaf = try root.issue(
      Template.leaf().with {
        $0.subject = "a.test"
        $0.names = []
      })
    let failure = judge([leaf], roots: [root], identity: "a.test")
    let identity = try #require(ReferenceIdentity("a.test"))
    #expect(failure?.cause == .nameMismatch(wanted: identity, presented: []))
    #expect(failure?.description.contains("names nobody in subjectAltName") == true)
  }

  @Test(arguments: ["", " ", "a b", "a..b", "*.a.test", "-a.test", "a_b c", "1.2.3", "a.test:443"])
  func `is a name or an address, or nothing`(text: String) {
    #expect(ReferenceIdentity(text) == nil)
  }
}
