import Bytes
import Cryptography
import DER
import TestSupport
import Testing

@testable import PKI

@Suite struct `Cross-signed authorities` {
  /// What one verification may take; debug builds compute more slowly.
  static let limit = Duration.milliseconds(isDebugBuild ? 10_000 : 300)

  /// Authorities of these names, each signed by each of the others, and a leaf of the first.
  private func mesh(_ names: [String]) throws -> (leaf: Entity, crossSigned: [Entity], [Entity]) {
    let authorities = try names.map { try Entity.root(.authority($0)) }
    var crossSigned: [Entity] = []
    for (issuerPlace, issuer) in authorities.enumerated() {
      for (place, subject) in authorities.enumerated() where place != issuerPlace {
        crossSigned.append(try issuer.issue(.authority(names[place]), keyOf: subject))
      }
    }
    return (try authorities[0].issue(.leaf()), crossSigned, authorities)
  }

  private func measured(
    _ chain: [Entity], roots: [Entity]
  ) -> (VerificationFailure.Cause?, Duration) {
    var builder = PathBuilder(
      roots: TrustRoots(roots.map(\.certificate)), policy: VerificationPolicy(purpose: .server),
      chain: chain.map(\.certificate), now: Entity.now)
    var cause: VerificationFailure.Cause?
    let duration = processorTime {
      do throws(VerificationFailure) { _ = try builder.path() } catch { cause = error.cause }
    }
    return (cause, duration)
  }

  @Test(arguments: [true, false])
  func `20 of one name exhaust the budget, and no more`(isNameTrusted: Bool) throws {
    let (leaf, crossSigned, _) = try mesh(Array(repeating: "Mesh", count: 20))
    #expect(crossSigned.count == 380)
    let root = try Entity.root(.authority(isNameTrusted ? "Mesh" : "Root"))
    let (cause, duration) = measured([leaf] + crossSigned, roots: [root])
    #expect(cause == .budgetExhausted)
    #expect(duration < Self.limit, "\(duration)")
    // Whoever sends so many is not even listened to.
    #expect(
      judge([leaf] + crossSigned, roots: [root])?.cause == .tooManyCertificates(limit: 32))
  }

  @Test func `of 20 names exhaust the budget, and no more`() throws {
    let (leaf, crossSigned, _) = try mesh((0..<20).map { "Mesh \($0)" })
    let (cause, duration) = measured([leaf] + crossSigned, roots: [try Entity.root()])
    #expect(cause == .budgetExhausted)
    #expect(duration < Self.limit, "\(duration)")
  }

  @Test(arguments: [["A", "B", "C", "D", "E"], ["M", "M", "M", "M", "M"]])
  func `as many as may be sent end in a typed failure`(names: [String]) throws {
    let (leaf, crossSigned, _) = try mesh(names)
    var failure: VerificationFailure?
    let root = try Entity.root()
    let duration = processorTime { failure = judge([leaf] + crossSigned, roots: [root]) }
    #expect([.unknownIssuer, .untrustedSelfSigned, .budgetExhausted].contains(failure?.cause))
    #expect((failure?.attempts.count ?? 99) <= 32)
    #expect(duration < Self.limit, "\(duration)")
  }

  @Test func `lead to a root behind them`() throws {
    let (leaf, crossSigned, authorities) = try mesh(["A", "B", "C", "D"])
    for root in authorities { #expect(judge([leaf] + crossSigned, roots: [root]) == nil) }
  }

  @Test func `of one name are told apart by key identifiers`() throws {
    func identified(_ own: UInt8, _ issuer: UInt8?) -> [Extension] {
      var value: [UInt8] = []
      value.writeOctetString([own].span)
      let subjectKey = Extension(.subjectKeyIdentifier, value: value)
      guard let issuer else { return [subjectKey] }
      return [subjectKey, AuthorityKeyIdentifier(keyIdentifier: [issuer]).asExtension]
    }
    let root = try Entity.root()
    let middles = try (UInt8(0)..<20).map { number in
      try root.issue(Template.authority("Middle").with { $0.more = identified(number, nil) })
    }
    let leaf = try middles[19].issue(Template.leaf().with { $0.more = identified(99, 19) })
    var builder = PathBuilder(
      roots: TrustRoots([root.certificate]), policy: VerificationPolicy(purpose: .server),
      chain: ([leaf] + middles).map(\.certificate), now: Entity.now)
    #expect(try builder.path() == [leaf, middles[19], root].map(\.certificate))
    // A wrong identifier only puts others first: it is a hint (RFC 5280, Section 4.2.1.1).
    let misled = try middles[19].issue(Template.leaf().with { $0.more = identified(99, 3) })
    #expect(judge([misled] + middles, roots: [root]) == nil)
  }

  @Test func `may share a key under another name`() throws {
    let root = try Entity.root()
    let old = try root.issue(.authority("Old name"))
    let new = try old.issue(.authority("New name"), keyOf: old)
    #expect(judge([try new.issue(.leaf()), new, old], roots: [root]) == nil)
  }

  @Test func `may come 32 at once, the useful ones last`() throws {
    let root = try Entity.root()
    let middle = try root.issue(.authority("Middle"))
    let others = try (0..<30).map { try Entity.root(.authority("Other \($0)")) }
    let leaf = try middle.issue(.leaf())
    #expect(judge([leaf] + others + [middle], roots: [root]) == nil)
    #expect(
      judge([leaf] + others + [root, middle], roots: [root])?.cause
        == .tooManyCertificates(limit: 32))
  }
}
