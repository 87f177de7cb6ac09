import Bytes
import Cryptography
import DER
import Testing

@testable import PKI

@Suite struct `A path (RFC 5280, Section 6)` {
  let root: Entity
  let middle: Entity

  init() throws {
    root = try Entity.root()
    middle = try root.issue(.authority("Middle"))
  }

  /// A leaf below root and intermediate, changed as told.
  private func leaf(_ change: (inout Template) -> Void) throws -> VerificationFailure? {
    let leaf = try middle.issue(Template.leaf().with(change))
    return judge([leaf, middle], roots: [root])
  }

  /// A good leaf below an intermediate that is changed as told.
  private func intermediate(_ change: (inout Template) -> Void) throws -> VerificationFailure? {
    let middle = try root.issue(Template.authority("Middle").with(change))
    return judge([try middle.issue(.leaf()), middle], roots: [root])
  }

  @Test func `of root, intermediate and leaf holds`() throws {
    let failure = try leaf { _ in }
    #expect(failure == nil)
    #expect(try intermediate { _ in } == nil)
  }

  @Test func `holds from the first to the last second of its validity`() throws {
    let leaf = try middle.issue(Template.leaf().with { $0.days = -1...1 })
    let (first, last) = (Entity.now.adding(days: -1), Entity.now.adding(days: 1))
    func failure(at seconds: Int64) -> VerificationFailure.Cause? {
      judge([leaf, middle], roots: [root], at: Time(secondsSince1970: seconds))?.cause
    }
    #expect(failure(at: first.secondsSince1970) == nil)
    #expect(failure(at: last.secondsSince1970) == nil)
    let early = Time(secondsSince1970: first.secondsSince1970 - 1)
    let late = Time(secondsSince1970: last.secondsSince1970 + 1)
    #expect(failure(at: early.secondsSince1970) == .notYetValid(notBefore: first, now: early))
    #expect(failure(at: late.secondsSince1970) == .expired(notAfter: last, now: late))
  }

  @Test func `is refused where an intermediate or the root is expired`() throws {
    let failure = try intermediate { $0.days = -9 ... -2 }
    #expect(failure?.cause == .expired(notAfter: Entity.now.adding(days: -2), now: Entity.now))
    #expect(failure?.index == 1)
    let old = try Entity.root(Template.authority("Old").with { $0.days = -9 ... -2 })
    let rootFailure = judge([try old.issue(.leaf())], roots: [old])
    #expect(rootFailure?.index == 1)
  }

  @Test func `needs an issuer that is trusted`() throws {
    let other = try Entity.root(.authority("Other"))
    let leaf = try middle.issue(.leaf())
    #expect(judge([leaf, middle], roots: [other])?.cause == .unknownIssuer)
    #expect(judge([leaf], roots: [root])?.cause == .unknownIssuer)
    #expect(judge([leaf, middle], roots: [])?.cause == .unknownIssuer)
    #expect(judge([], roots: [root])?.cause == .emptyChain)
    // The same name with another key.
    let impostor = try Entity.root()
    #expect(judge([leaf, middle], roots: [impostor])?.cause == .badSignature)
  }

  @Test func `does not begin with a certificate that vouches for itself`() throws {
    let own = try Entity.root(Template.leaf().with { $0.subject = "self" })
    #expect(judge([own], roots: [root])?.cause == .untrustedSelfSigned)
    #expect(judge([own], roots: [own]) == nil)
  }

  @Test func `may contain the root, superfluous certificates and any order`() throws {
    let leaf = try middle.issue(.leaf())
    let stranger = try Entity.root(.authority("Stranger"))
    let lower = try middle.issue(.authority("Lower"))
    let low = try lower.issue(.leaf())
    #expect(judge([leaf, middle, root], roots: [root]) == nil)
    #expect(judge([leaf, stranger, root, middle], roots: [root]) == nil)
    #expect(judge([low, middle, stranger, lower], roots: [root]) == nil)
  }

  @Test func `has the signatures of its issuers`() throws {
    let other = try root.issue(.authority("Middle"))
    let forged = try other.issue(.leaf())
    #expect(judge([forged, middle], roots: [root])?.cause == .badSignature)
  }

  @Test(arguments: [
    KeyType.p256, .p384, .p521, .ed25519, .ed448, .rsa(bitCount: 2048), .mldsa(.mldsa65),
  ])
  func `may have keys of any kind`(type: KeyType) throws {
    let root = try Entity.root(type: type)
    let leaf = try root.issue(.leaf(), type: type)
    #expect(judge([leaf], roots: [root]) == nil)
  }

  @Test func `uses none but the signature algorithms that are allowed`() throws {
    let leaf = try middle.issue(.leaf())
    let failure = judge([leaf, middle], roots: [root]) { $0.signatureAlgorithms = [.ed25519] }
    #expect(failure?.cause == .disallowedSignatureAlgorithm)
    let fits = judge([leaf, middle], roots: [root]) {
      $0.signatureAlgorithms = [.ecdsa(.sha256)]
    }
    #expect(fits == nil)
  }

  @Test func `has RSA keys of enough bits`() throws {
    let leaf = try root.issue(.leaf(), type: .rsa(bitCount: 2048))
    let failure = judge([leaf], roots: [root]) { $0.minimumRSABits = 3072 }
    #expect(failure?.cause == .weakKey("an RSA key of 2048 bits, fewer than 3072"))
  }

  @Test func `is issued by authorities alone`() throws {
    #expect(try intermediate { $0.isAuthority = false }?.cause == .notAnAuthority)
    #expect(try intermediate { $0.basicConstraints = .some(nil) }?.cause == .notAnAuthority)
    let leaf = try root.issue(.leaf())
    let below = try leaf.issue(Template.leaf().with { $0.subject = "below" })
    #expect(judge([below, leaf], roots: [root])?.cause == .notAnAuthority)
  }

  @Test func `is no longer than its authorities allow`() throws {
    let limited = try Entity.root(.authority("Limited", pathLength: 1))
    let first = try limited.issue(.authority("First"))
    let second = try first.issue(.authority("Second"))
    let good = [try first.issue(.leaf()), first]
    let bad = [try second.issue(.leaf()), second, first]
    #expect(judge(good, roots: [limited]) == nil)
    let failure = judge(bad, roots: [limited])
    #expect(failure?.cause == .pathTooLong(limit: 1))
    #expect(failure?.index == 3)
    let none = try root.issue(.authority("None", pathLength: 0))
    let below = try none.issue(.authority("Below"))
    let failureBelow = judge([try below.issue(.leaf()), below, none], roots: [root])
    #expect(failureBelow?.cause == .pathTooLong(limit: 0))
  }

  @Test func `does not count self-issued certificates`() throws {
    let zero = try root.issue(.authority("Zero", pathLength: 0))
    let renewed = try zero.issue(.authority("Zero"))
    let leaf = try renewed.issue(.leaf())
    #expect(judge([leaf, renewed, zero], roots: [root]) == nil)
  }

  @Test func `is no longer than the policy allows`() throws {
    var chain: [Entity] = []
    var issuer = root
    for number in 0..<9 {
      issuer = try issuer.issue(.authority("A\(number)"))
      chain.insert(issuer, at: 0)
    }
    let long = [try issuer.issue(.leaf())] + chain
    #expect(judge(long, roots: [root])?.cause == .tooManyIntermediates(limit: 8))
    let short = judge(long, roots: [root]) { $0.maximumIntermediates = 9 }
    #expect(short == nil)
  }

  @Test func `has the key usages that it needs`() throws {
    #expect(
      try intermediate { $0.usage = .crlSign }?.cause == .keyUsage(needs: "Certificate Sign"))
    #expect(
      try leaf { $0.usage = .keyEncipherment }?.cause == .keyUsage(needs: "Digital Signature"))
    #expect(try leaf { $0.usage = nil } == nil)
  }

  @Test func `has the purpose that it is used for, all the way up`() throws {
    let cause = VerificationFailure.Cause.wrongPurpose(found: [.clientAuth], needed: .serverAuth)
    #expect(try leaf { $0.purposes = [.clientAuth] }?.cause == cause)
    let failure = try intermediate { $0.purposes = [.clientAuth] }
    #expect(failure?.cause == cause)
    #expect(failure?.index == 1)
    #expect(try leaf { $0.purposes = nil } == nil)
    #expect(try leaf { $0.purposes = [.clientAuth, .serverAuth] } == nil)
    let client = try middle.issue(Template.leaf().with { $0.purposes = [.clientAuth] })
    #expect(judge([client, middle], roots: [root], purpose: .client) == nil)
  }

  @Test func `has no critical extension that nobody enforces`() throws {
    let identifier = try #require(ObjectIdentifier(dotted: "1.3.6.1.4.1.99999.1"))
    let value: [UInt8] = [5, 0]
    let cause = VerificationFailure.Cause.unhandledCriticalExtension(identifier)
    let critical = Extension(identifier, isCritical: true, value: value)
    #expect(try leaf { $0.more = [critical] }?.cause == cause)
    #expect(try intermediate { $0.more = [critical] }?.cause == cause)
    #expect(try leaf { $0.more = [Extension(identifier, value: value)] } == nil)
  }

  @Test func `has serial numbers of 1 to 20 octets above zero`() throws {
    #expect(try leaf { $0.serial = [0] }?.cause == .serialNumber)
    #expect(try leaf { $0.serial = [UInt8](repeating: 0x7F, count: 21) }?.cause == .serialNumber)
    #expect(try leaf { $0.serial = [UInt8](repeating: 0x7F, count: 20) } == nil)
  }

  @Test func `is told with the certificate, the rule and what to do`() throws {
    let failure = try #require(try leaf { $0.days = -9 ... -2 })
    #expect(failure.description.contains("the certificate (CN=leaf) expired on 20"))
    #expect(failure.rule == "RFC 5280, Section 6.1.3 (a)(2)")
    #expect(failure.hint == "renew it")
    #expect(failure.attempts.first?.path == ["CN=leaf", "CN=Middle", "CN=Root"])
    let authority = try #require(try intermediate { $0.isAuthority = false })
    #expect(authority.description.contains("certificate 1 of the path (CN=Middle) signed another"))
  }
}
