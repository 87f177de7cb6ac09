import Bytes
import Cryptography
import Testing

@testable import PKI

@Suite struct `A cache of verified signatures` {
  let root: Entity
  let middle: Entity
  let leaf: Entity

  init() throws {
    root = try Entity.root()
    middle = try root.issue(.authority("Middle"))
    leaf = try middle.issue(.leaf())
  }

  private func judge(
    _ chain: [Certificate], _ cache: SignatureCache, roots: [Entity]? = nil,
    at now: Time = Entity.now, identity: String? = nil
  ) -> VerificationFailure? {
    let verifier = PeerVerifier(
      roots: TrustRoots((roots ?? [root]).map(\.certificate)),
      policy: VerificationPolicy(purpose: .server), signatureCache: cache)
    do throws(VerificationFailure) {
      _ = try verifier.verify(
        chain: chain, at: now, identity: identity.flatMap { ReferenceIdentity($0) })
      return nil
    } catch { return error }
  }

  private var chain: [Certificate] { [leaf.certificate, middle.certificate] }

  @Test func `remembers each good signature once`() {
    let cache = SignatureCache()
    for _ in 0..<3 {
      #expect(judge(chain, cache) == nil)
      #expect(cache.count == 2)
    }
    cache.removeAll()
    #expect(cache.count == 0)
  }

  @Test func `answers instead of the public key`() throws {
    let cache = SignatureCache()
    #expect(judge(chain, cache) == nil)
    // A budget without a cache runs out of signatures; one with it does not need any.
    var budget = WorkBudget(cache: cache)
    var bare = WorkBudget()
    var isExhausted = false
    for index in 0..<100 {
      #expect(try budget.isSigned(leaf.certificate, by: middle.certificate))
      let other = try root.issue(Template.leaf().with { $0.serial = [UInt8(index + 1)] })
      do { _ = try bare.isSigned(other.certificate, by: root.certificate) } catch {
        isExhausted = error == .budgetExhausted
      }
    }
    #expect(isExhausted)
  }

  @Test func `remembers no bad signature, and finds it out each time`() throws {
    let cache = SignatureCache()
    #expect(judge(chain, cache) == nil)
    var der = leaf.certificate.der
    der[der.count - 1] ^= 1
    let forged = try Certificate(der: der)
    for _ in 0..<3 {
      #expect(judge([forged, middle.certificate], cache)?.cause == .badSignature)
      #expect(cache.count == 2)
    }
  }

  @Test func `does not vouch for another key of the same name`() throws {
    let cache = SignatureCache()
    #expect(judge(chain, cache) == nil)
    let twin = try Entity.root()
    #expect(judge(chain, cache, roots: [twin])?.cause == .badSignature)
    #expect(cache.count == 2)
  }

  @Test func `leaves every other rule in force`() {
    let cache = SignatureCache()
    #expect(judge(chain, cache) == nil)
    let later = Entity.now.adding(days: 20)
    let failure = judge(chain, cache, at: later)
    guard case .expired? = failure?.cause else {
      Issue.record("\(String(describing: failure)) after the end")
      return
    }
    let name = judge(chain, cache, identity: "b.test")
    guard case .nameMismatch? = name?.cause else {
      Issue.record("\(String(describing: name)) for another name")
      return
    }
  }

  @Test func `keeps its bound, and lets the oldest go`() throws {
    let cache = SignatureCache(capacity: 3)
    for serial in UInt8(1)...8 {
      let one = try root.issue(Template.leaf().with { $0.serial = [serial] })
      #expect(judge([one.certificate], cache) == nil)
      #expect(cache.count == min(3, Int(serial)))
      let question = SignatureQuestion(
        one.certificate, issuer: root.certificate.subjectPublicKeyInfo)
      #expect(cache.contains(question))
    }
  }
}
