import Bytes
import Cryptography
import TestSupport
import Testing

@testable import PKI

@Suite struct `Name constraints (RFC 5280, Section 4.2.1.10)` {
  /// What becomes of a leaf with these names below an intermediate with these constraints.
  static func failure(
    permitted: [GeneralName] = [], excluded: [GeneralName] = [], names: [GeneralName],
    subject: String = "leaf"
  ) throws -> VerificationFailure? {
    let root = try Entity.root()
    let middle = try root.issue(
      Template.authority("Middle").with {
        $0.constraints = NameConstraints(permitted: permitted, excluded: excluded)
      })
    let leaf = try middle.issue(
      Template.leaf().with {
        $0.names = names
        $0.subject = subject
      })
    return judge([leaf, middle], roots: [root])
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let constraint: GeneralName
    let name: GeneralName
    let isInside: Bool
    init(_ constraint: GeneralName, _ name: GeneralName, _ isInside: Bool) {
      self.constraint = constraint
      self.name = name
      self.isInside = isInside
    }
    var testDescription: String { "\(name) in \(constraint)" }
  }

  static let cases: [Case] = [
    Case(.dns("a.test"), .dns("a.test"), true),
    Case(.dns("a.test"), .dns("x.a.test"), true),
    Case(.dns("A.Test"), .dns("x.y.a.tEST"), true),
    Case(.dns("a.test"), .dns("ba.test"), false),
    Case(.dns("a.test"), .dns("test"), false),
    Case(.dns(".a.test"), .dns("x.a.test"), true),
    Case(.dns(""), .dns("anything.example"), true),
    Case(.dns("a.test"), .dns("*.a.test"), true),
    Case(.dns("a.test"), .dns("*.b.test"), false),
    Case(.email("a.test"), .email("me@a.test"), true),
    Case(.email("a.test"), .email("me@x.a.test"), false),
    Case(.email(".a.test"), .email("me@x.a.test"), true),
    Case(.email(".a.test"), .email("me@a.test"), false),
    Case(.email("me@a.test"), .email("me@a.test"), true),
    Case(.email("me@a.test"), .email("you@a.test"), false),
    Case(.uri("a.test"), .uri("https://a.test/x"), true),
    Case(.uri("a.test"), .uri("https://x.a.test/x"), false),
    Case(.uri(".a.test"), .uri("spiffe://x.a.test/x"), true),
    Case(.uri(".a.test"), .uri("https://a.test:8443/"), false),
    Case(.ip([10, 0, 0, 0, 255, 0, 0, 0]), .ip([10, 1, 2, 3]), true),
    Case(.ip([10, 0, 0, 0, 255, 0, 0, 0]), .ip([11, 1, 2, 3]), false),
    Case(
      .ip([UInt8](repeating: 0, count: 32)), .ip([UInt8](repeating: 7, count: 16)), true),
    Case(
      .directoryName(Entity.name("leaf")), .directoryName(Entity.name("leaf")), true),
    Case(
      .directoryName(Entity.name("other")), .directoryName(Entity.name("leaf")), false),
  ]

  @Test(arguments: cases)
  func `permit what lies inside, and nothing else of the form`(one: Case) throws {
    let failure = try Self.failure(permitted: [one.constraint], names: [one.name])
    if one.isInside {
      #expect(failure == nil)
    } else {
      guard case .nameForbidden = failure?.cause else {
        Issue.record("\(String(describing: failure))")
        return
      }
    }
  }

  @Test(arguments: cases)
  func `exclude what lies inside, and nothing else`(one: Case) throws {
    // The subject is a directory name, too: one that no case is about.
    let failure = try Self.failure(
      excluded: [one.constraint], names: [one.name],
      subject: one.isInside ? "leaf" : "third")
    if one.isInside {
      guard case .nameForbidden = failure?.cause else {
        Issue.record("\(String(describing: failure))")
        return
      }
    } else {
      #expect(failure == nil)
    }
  }

  @Test func `leave names of other forms alone`() throws {
    let failure = try Self.failure(permitted: [.dns("a.test")], names: [.ip([1, 2, 3, 4])])
    #expect(failure == nil)
  }

  @Test func `exclude a wildcard that stands for an excluded name`() throws {
    let failure = try Self.failure(excluded: [.dns("secret.a.test")], names: [.dns("*.a.test")])
    #expect(failure != nil)
    let other = try Self.failure(excluded: [.dns("x.secret.a.test")], names: [.dns("*.a.test")])
    #expect(other == nil)
  }

  @Test func `refuse what they cannot compare`() throws {
    #expect(try Self.failure(excluded: [.uri("a.test")], names: [.uri("urn:a:b")]) != nil)
    #expect(try Self.failure(permitted: [.uri("a.test")], names: [.uri("urn:a:b")]) != nil)
    #expect(try Self.failure(permitted: [.dns("a.test")], names: [.dns("x..a.test")]) != nil)
    #expect(try Self.failure(excluded: [.dns("a.test")], names: [.dns("bad name")]) != nil)
  }

  @Test func `hold for e-mail addresses in the subject, where no other has one`() throws {
    let root = try Entity.root()
    let middle = try root.issue(
      Template.authority("Middle").with {
        $0.constraints = NameConstraints(permitted: [.email("a.test")], excluded: [])
      })
    let name = Name([NameAttribute(.emailAddress, "me@b.test")])
    // An intermediate whose subject has the address, and which is not self-issued.
    var names = NameConstraintChecker()
    names.constrain(by: NameConstraints(permitted: [.email("a.test")], excluded: []))
    let leaf = try middle.issue(Template.leaf().with { $0.issuerName = name })
    #expect(judge([leaf, middle], roots: [root]) != nil)
  }

  @Test func `of several issuers hold together`() throws {
    let root = try Entity.root()
    func below(_ issuer: Entity, _ subject: String, _ name: String) throws -> Entity {
      try issuer.issue(
        Template.authority(subject).with {
          $0.constraints = NameConstraints(permitted: [.dns(name)], excluded: [])
        })
    }
    let first = try below(root, "First", "a.test")
    let second = try below(first, "Second", "x.a.test")
    let wide = try below(first, "Wide", "test")
    func leaf(_ issuer: Entity, _ name: String) throws -> VerificationFailure? {
      judge([try issuer.issue(.leaf(.dns(name))), issuer, first], roots: [root])
    }
    #expect(try leaf(second, "y.x.a.test") == nil)
    #expect(try leaf(second, "y.a.test") != nil)
    #expect(try leaf(wide, "y.a.test") == nil)
    #expect(try leaf(wide, "b.test") != nil)
  }

  @Test func `do not hold for self-issued intermediates`() throws {
    let root = try Entity.root()
    let middle = try root.issue(
      Template.authority("Middle").with {
        $0.constraints = NameConstraints(
          permitted: [.directoryName(Entity.name("leaf"))], excluded: [])
      })
    let renewed = try middle.issue(.authority("Middle"))
    let leaf = try renewed.issue(.leaf())
    #expect(judge([leaf, renewed, middle], roots: [root]) == nil)
    let other = try middle.issue(.authority("Other"))
    #expect(judge([try other.issue(.leaf()), other, middle], roots: [root]) != nil)
  }

  @Test func `cost no more than their budget`() throws {
    let root = try Entity.root()
    let middle = try root.issue(
      Template.authority("Middle").with {
        $0.constraints = NameConstraints(
          permitted: [], excluded: (0..<10_000).map { .dns("x\($0).test") })
      })
    let leaf = try middle.issue(
      Template.leaf().with { $0.names = (0..<10_000).map { .dns("y\($0).test") } })
    var failure: VerificationFailure?
    let duration = processorTime { failure = judge([leaf, middle], roots: [root]) }
    #expect(failure?.cause == .budgetExhausted)
    #expect(duration < .seconds(isDebugBuild ? 20 : 1), "\(duration)")
  }
}
