import Bytes
import Cryptography
import Testing

@testable import PKI

@Suite struct `A trusted root` {
  static let faults: [(String, @Sendable (inout Template) -> Void)] = [
    ("ended", { $0.days = -9 ... -2 }), ("not begun", { $0.days = 2...9 }),
    ("no authority", { $0.isAuthority = false }),
    ("without keyCertSign", { $0.usage = .crlSign }), ("with a path length", { $0.pathLength = 0 }),
    (
      "with constraints",
      { $0.constraints = NameConstraints(permitted: [.dns("b.test")], excluded: []) }
    ),
  ]

  @Test(arguments: faults)
  func `carries no path against what its own certificate says`(
    fault: String, change: @Sendable (inout Template) -> Void
  ) throws {
    let root = try Entity.root(Template.authority("Root").with(change))
    let middle = try root.issue(.authority("Middle"))
    let lower = try middle.issue(.authority("Lower"))
    let failure = judge([try lower.issue(.leaf()), lower, middle], roots: [root])
    let index = fault == "with constraints" ? 0 : 3
    #expect(failure?.index == index, "\(fault): \(String(describing: failure))")
  }

  @Test func `may have a serial number of any kind, and weak signatures`() throws {
    let root = try Entity.root(Template.authority("Root").with { $0.serial = [0] })
    #expect(judge([try root.issue(.leaf())], roots: [root]) == nil)
  }

  @Test func `may be the peer's own certificate, while that is good`() throws {
    let own = try Entity.root(Template.leaf().with { $0.subject = "own" })
    #expect(judge([own], roots: [own], identity: "a.test") == nil)
    #expect(judge([own], roots: [own], identity: "b.test") != nil)
    // Issued by somebody, trusted for itself.
    let leaf = try Entity.root().issue(.leaf())
    #expect(judge([leaf], roots: [leaf]) == nil)
    let old = try Entity.root(Template.leaf().with { $0.days = -9 ... -2 })
    guard case .expired? = judge([old], roots: [old])?.cause else {
      Issue.record("an expired certificate was trusted")
      return
    }
    let client = try Entity.root(Template.leaf().with { $0.purposes = [.clientAuth] })
    #expect(
      judge([client], roots: [client])?.cause
        == .wrongPurpose(found: [.clientAuth], needed: .serverAuth))
  }

  @Test func `is not replaced by a certificate with its name and key that nobody trusts`() throws {
    let root = try Entity.root()
    let other = try Entity.root(.authority("Other"))
    // The root's name and key, but no authority, by its own signature.
    let twin = try root.issue(
      Template.authority("Root").with { $0.isAuthority = false }, keyOf: root)
    let leaf = try root.issue(.leaf())
    #expect(judge([leaf, twin], roots: [root]) == nil)
    #expect(judge([leaf, twin], roots: [other])?.cause == .untrustedSelfSigned)
    #expect(judge([leaf, root], roots: [other])?.cause == .untrustedSelfSigned)
  }

  @Test func `may be an intermediate that somebody else signed`() throws {
    let top = try Entity.root(Template.authority("Top").with { $0.days = -9 ... -2 })
    let middle = try top.issue(.authority("Middle"))
    let leaf = try middle.issue(.leaf())
    #expect(judge([leaf, middle, top], roots: [middle]) == nil)
  }

  @Test func `with the right key tells its fault before one with another key`() throws {
    let impostor = try Entity.root()
    let old = try Entity.root(Template.authority("Root").with { $0.days = -9 ... -2 })
    let leaf = try old.issue(.leaf())
    for roots in [[impostor, old], [old, impostor]] {
      let failure = judge([leaf], roots: roots)
      #expect(failure?.cause == .expired(notAfter: Entity.now.adding(days: -2), now: Entity.now))
      #expect(failure?.index == 1)
      #expect(Set(failure?.attempts.map { "\($0.cause)" } ?? []).count == 2)
    }
  }
}
