import Bytes
import Cryptography
import TestSupport
import Testing

@testable import PKI

@Suite struct `The search for a path` {
  @Test func `goes on after one that does not hold`() throws {
    // The same authority, signed by an expired root, by an unknown one and by a good one.
    let good = try Entity.root(.authority("Good"))
    let old = try Entity.root(Template.authority("Old").with { $0.days = -9 ... -2 })
    let unknown = try Entity.root(.authority("Unknown"))
    let middle = try good.issue(.authority("Middle"))
    let byOld = try old.issue(.authority("Middle"), keyOf: middle)
    let byUnknown = try unknown.issue(.authority("Middle"), keyOf: middle)
    let expired = try good.issue(
      Template.authority("Middle").with { $0.days = -9 ... -2 }, keyOf: middle)
    let leaf = try middle.issue(.leaf())
    for chain in [
      [leaf, byOld, byUnknown, expired, middle], [leaf, middle, expired, byUnknown, byOld],
    ] {
      #expect(judge(chain, roots: [old, good]) == nil)
    }
    let failure = judge([leaf, byOld, byUnknown, expired], roots: [old, good])
    #expect(failure != nil)
    #expect((failure?.attempts.count ?? 0) >= 3)
  }

  @Test func `finds the root among others of its name`() throws {
    let roots = try (0..<5).map { _ in try Entity.root() }
    for root in roots {
      #expect(judge([try root.issue(.leaf())], roots: roots) == nil)
    }
  }

  @Test func `ends in loops`() throws {
    let a = try Entity.root(.authority("A"))
    let b = try Entity.root(.authority("B"))
    let aByB = try b.issue(.authority("A"), keyOf: a)
    let bByA = try a.issue(.authority("B"), keyOf: b)
    let leaf = try a.issue(.leaf())
    let failure = judge([leaf, aByB, bByA, a, b], roots: [try Entity.root(.authority("C"))])
    #expect(failure != nil)
  }

  @Test func `refuses a mesh of 100 cross-signed authorities within 100 ms`() throws {
    // Ten authorities of one name, each signed by all: every path looks as if it led on.
    let authorities = try (0..<10).map { _ in try Entity.root(.authority("Mesh")) }
    var chain: [Entity] = [try authorities[0].issue(.leaf())]
    for issuer in authorities {
      for subject in authorities {
        chain.append(try issuer.issue(.authority("Mesh"), keyOf: subject))
      }
    }
    #expect(chain.count == 101)
    let stranger = try Entity.root(.authority("Mesh"))
    var failure: VerificationFailure?
    let duration = processorTime { failure = judge(chain, roots: [stranger]) }
    #expect(failure != nil)
    #expect(duration < .milliseconds(isDebugBuild ? 5_000 : 100), "\(duration)")
  }

  @Test func `accepts no chain of which a signed bit was changed`() throws {
    let root = try Entity.root()
    let middle = try root.issue(.authority("Middle"))
    let leaf = try middle.issue(.leaf())
    let verifier = PeerVerifier(
      roots: TrustRoots([root.certificate]), policy: VerificationPolicy(purpose: .server))
    let originals = [leaf.certificate.der, middle.certificate.der]
    var random = SeededRandom()
    var accepted = 0
    let rounds = isDebugBuild ? 500 : 10_000
    for round in 0..<rounds {
      var encodings = originals
      let which = round & 1
      encodings[which] = Mutation.mutate(originals[which], from: 0, &random)
      guard encodings != originals else { continue }
      let chain = encodings.compactMap { try? Certificate(der: $0) }
      guard chain.count == 2 else { continue }
      do throws(VerificationFailure) {
        _ = try verifier.verify(
          chain: chain, at: Entity.now, identity: ReferenceIdentity("a.test"))
        accepted += 1
      } catch { #expect(!error.description.isEmpty) }
    }
    #expect(accepted == 0, "seed \(random.seed)")
  }
}
