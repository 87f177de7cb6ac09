import Bytes
import Cryptography
import DER
import TestSupport
import Testing

@testable import PKI

@Suite struct `OCSP (RFC 6960)` {
  let root: Entity
  let leaf: Entity
  let responder: Entity
  static let delegate = Template(
    subject: "responder", usage: .digitalSignature, purposes: [.ocspSigning])

  init() throws {
    root = try Entity.root()
    leaf = try root.issue(Template.leaf().with { $0.serial = [0x05] })
    responder = try root.issue(Self.delegate)
  }

  private func response(
    about certificate: Entity? = nil, _ knowledge: OCSPResponder.Knowledge = .good,
    signer: Entity? = nil, issuer: Entity? = nil, at time: Time = Entity.now,
    validity: Int64 = 3600
  ) throws -> [UInt8] {
    var random = SystemRandom()
    let signer = signer ?? root
    var answers = OCSPResponder(
      issuer: (issuer ?? root).certificate, signer: signer.certificate)
    answers.validity = validity
    return try answers.response(
      about: (certificate ?? leaf).certificate, knowledge, at: time, key: signer.key,
      using: &random)
  }

  private func judged(
    _ der: [UInt8], nonce: [UInt8]? = nil, at time: Time = Entity.now
  ) -> Result<OCSPVerifier.Answer, OCSPFailure> {
    do throws(OCSPFailure) {
      return .success(
        try OCSPVerifier().answer(
          about: leaf.certificate, issuer: root.certificate, in: der, at: time, nonce: nonce))
    } catch { return .failure(error) }
  }

  private func expect(_ der: [UInt8], _ failure: OCSPFailure, at time: Time = Entity.now) {
    #expect(judged(der, at: time) == .failure(failure))
    #expect(!failure.rule.isEmpty)
  }

  @Test func `says what the issuer or an authorized responder says`() throws {
    let date = Entity.now.adding(days: -1)
    for signer in [root, responder] {
      let good = try judged(response(signer: signer)).get()
      #expect(good.status == .good && good.isDelegated == (signer === responder))
      #expect(good.thisUpdate == Entity.now)
      #expect(good.nextUpdate == Entity.now.adding(seconds: 3600))
      for reason in [nil, RevocationReason(rawValue: 1)] {
        let entry = CertificateRevocationList.Entry(date: date, reason: reason)
        let revoked = try judged(response(.revoked(entry), signer: signer)).get()
        #expect(revoked.status == .revoked(at: date, reason: reason))
      }
      #expect(try judged(response(.unknown, signer: signer)).get().status == .unknown)
    }
  }

  @Test func `refuses an answer about another certificate`() throws {
    let other = try root.issue(Template.leaf().with { $0.serial = [0x06] })
    expect(try response(about: other), .otherCertificate)
    // The same number, of another authority.
    let stranger = try Entity.root(.authority("Other"))
    let twin = try stranger.issue(Template.leaf().with { $0.serial = [0x05] })
    expect(try response(about: twin, signer: stranger, issuer: stranger), .otherCertificate)
    // Of an authority of the same name.
    let impostor = try Entity.root()
    let double = try impostor.issue(Template.leaf().with { $0.serial = [0x05] })
    expect(try response(about: double, signer: impostor, issuer: impostor), .otherCertificate)
  }

  @Test func `refuses a signer that the issuer has not authorized`() throws {
    let stranger = try Entity.root()
    expect(try response(signer: stranger), .unauthorizedResponder)
    let cases: [Template] = [
      Self.delegate.with { $0.purposes = [.serverAuth] },
      Self.delegate.with { $0.purposes = [.anyExtendedKeyUsage] },
      Self.delegate.with { $0.purposes = nil },
      Self.delegate.with { $0.usage = .keyCertSign },
      Self.delegate.with {
        $0.more = [Extension(ObjectIdentifier(1, 2, 3, 4), isCritical: true, value: [5, 0])]
      },
    ]
    for template in cases {
      expect(try response(signer: root.issue(template)), .unauthorizedResponder)
    }
    // By an intermediate of the issuer: not issued directly.
    let below = try root.issue(.authority("Below"))
    expect(try response(signer: below.issue(Self.delegate)), .unauthorizedResponder)
    // By somebody of the issuer's name.
    expect(try response(signer: stranger.issue(Self.delegate)), .unauthorizedResponder)
    let expired = try root.issue(Self.delegate.with { $0.days = -9 ... -2 })
    expect(try response(signer: expired), .responderExpired)
    let early = try root.issue(Self.delegate.with { $0.days = 2...9 })
    expect(try response(signer: early), .responderExpired)
  }

  @Test func `refuses what is not current, within five minutes`() throws {
    let der = try response()
    let next = Entity.now.adding(seconds: 3600)
    #expect(try judged(der, at: next.adding(seconds: 300)).get().status == .good)
    expect(der, .stale(nextUpdate: next), at: next.adding(seconds: 301))
    #expect(try judged(der, at: Entity.now.adding(seconds: -300)).get().status == .good)
    expect(
      der, .notYetValid(thisUpdate: Entity.now), at: Entity.now.adding(seconds: -301))
  }

  @Test func `refuses a changed signature and changed contents`() throws {
    for signer in [root, responder] {
      let der = try response(signer: signer)
      let parsed = try OCSPResponse(der: der)
      var changed = der
      changed[parsed.signedRange.lowerBound + 40] ^= 1
      #expect(throws: OCSPFailure.self) { try judged(changed).get() }
      let place = try #require(
        der.indices.first { der[$0...].starts(with: parsed.signature) })
      changed = der
      changed[place + parsed.signature.count - 1] ^= 1
      expect(changed, .badSignature)
    }
  }

  @Test func `wants the nonce that it was asked for`() throws {
    var random = SystemRandom()
    let answers = OCSPResponder(issuer: root.certificate, signer: root.certificate)
    let identifier = OCSPCertificateID(of: leaf.certificate, issuer: root.certificate)
    let nonce = [UInt8](repeating: 7, count: 32)
    for sent in [nil, nonce, [1]] {
      let question = OCSPRequest(about: [identifier], nonce: sent)
      #expect(try OCSPRequest(der: question.der) == question)
      let der = try answers.answer(
        to: question.der, at: Entity.now, key: root.key, using: &random
      ) { serial in
        #expect(serial == [5])
        return .good
      }
      #expect(try OCSPResponse(der: der).nonce == sent)
      if sent == nonce {
        #expect(try judged(der, nonce: nonce).get().status == .good)
      } else {
        #expect(judged(der, nonce: nonce) == .failure(.wrongNonce))
      }
      // Nobody who did not ask for one minds.
      #expect(try judged(der).get().status == .good)
    }
  }

  @Test func `answers what is no question, and questions about others`() throws {
    var random = SystemRandom()
    let answers = OCSPResponder(issuer: root.certificate, signer: root.certificate)
    func status(_ der: [UInt8]) throws -> OCSPResponse.Status {
      let answer = try answers.answer(to: der, at: Entity.now, key: root.key, using: &random) { _ in
        .good
      }
      return try OCSPResponse(der: answer).status
    }
    #expect(try status([1, 2, 3]) == .malformedRequest)
    #expect(try status([]) == .malformedRequest)
    let stranger = try Entity.root(.authority("Other"))
    let other = OCSPCertificateID(of: leaf.certificate, issuer: stranger.certificate)
    let own = OCSPCertificateID(of: leaf.certificate, issuer: root.certificate)
    #expect(try status(OCSPRequest(about: [other], nonce: nil).der) == .unauthorized)
    #expect(try status(OCSPRequest(about: [own, other], nonce: nil).der) == .successful)
    for length in [0, 129] {
      let nonce = [UInt8](repeating: 1, count: length)
      #expect(try status(OCSPRequest(about: [own], nonce: nonce).der) == .malformedRequest)
    }
    let many = [OCSPCertificateID](repeating: own, count: 101)
    #expect(try status(OCSPRequest(about: many, nonce: nil).der) == .malformedRequest)
    for status in [OCSPResponse.Status.tryLater, .unauthorized] {
      expect(OCSPResponder.failure(status), .notSuccessful(status))
    }
  }

  @Test func `in handshakes and files decides about paths`() throws {
    let good = try response()
    let revoked = try response(
      .revoked(.init(date: Entity.now.adding(days: -1), reason: nil)))
    let stale = try response(at: Entity.now.adding(days: -1))
    func verify(
      _ mode: RevocationPolicy.Mode, stapled: [[UInt8]]? = nil, given: [[UInt8]] = [],
      lists: [CertificateRevocationList] = [], leaf: Entity? = nil
    ) -> Result<VerifiedPath, VerificationFailure> {
      var policy = VerificationPolicy(purpose: .server)
      policy.revocation = RevocationPolicy(mode: mode, lists: lists)
      policy.revocation.responses = given
      let verifier = PeerVerifier(roots: TrustRoots([root.certificate]), policy: policy)
      do throws(VerificationFailure) {
        return .success(
          try verifier.verify(
            chain: [(leaf ?? self.leaf).certificate], at: Entity.now, identity: nil,
            stapled: stapled))
      } catch { return .failure(error) }
    }
    func cause(_ result: Result<VerifiedPath, VerificationFailure>) -> VerificationFailure.Cause? {
      if case .failure(let failure) = result { failure.cause } else { nil }
    }
    // off: nothing is looked at.
    #expect(cause(verify(.off, stapled: [revoked], given: [revoked])) == nil)
    // prefer: what is known counts; what is not is reported.
    #expect(try verify(.prefer, stapled: [good]).get().revocationNotes.isEmpty)
    #expect(try verify(.prefer, given: [good]).get().revocationNotes.isEmpty)
    let notes = try verify(.prefer, stapled: []).get().revocationNotes
    #expect(notes == ["CN=leaf may be revoked: there is no CRL of its issuer"])
    let date = Entity.now.adding(days: -1)
    #expect(cause(verify(.prefer, stapled: [revoked])) == .revoked(at: date, reason: nil))
    #expect(cause(verify(.prefer, given: [revoked])) == .revoked(at: date, reason: nil))
    // A stapled response that is not good is refused; one from elsewhere is passed over.
    let ended = OCSPFailure.stale(nextUpdate: Entity.now.adding(days: -1).adding(seconds: 3600))
    #expect(cause(verify(.prefer, stapled: [stale])) == .badStaple(ended))
    #expect(cause(verify(.prefer, stapled: [[1]])) != nil)
    #expect(try verify(.prefer, given: [stale]).get().revocationNotes.count == 1)
    // require: somebody has to know.
    #expect(cause(verify(.require, stapled: [good])) == nil)
    guard case .revocationUnknown(let why)? = cause(verify(.require, given: [stale])) else {
      Issue.record("a stale response was used")
      return
    }
    #expect(why.contains("ended on"))
    #expect(cause(verify(.require, stapled: [try response(.unknown)])) != nil)
    // A CRL that has the certificate counts against a good response.
    var random = SystemRandom()
    let list = try RevocationListBuilder(
      issuer: root.certificate, number: [1], thisUpdate: date,
      nextUpdate: Entity.now.adding(days: 1),
      revoked: [([5], .init(date: date, reason: nil))]
    ).sign(with: root.key, using: &random)
    #expect(
      cause(verify(.require, stapled: [good], lists: [list])) == .revoked(at: date, reason: nil))
  }

  @Test func `is wanted by certificates that promise it (RFC 7633)`() throws {
    let promise = Extension(.tlsFeature, value: [0x30, 3, 2, 1, 5])
    let other = Extension(.tlsFeature, value: [0x30, 3, 2, 1, 17])
    let broken = Extension(.tlsFeature, value: [0x30, 3, 2, 1])
    #expect(
      try !root.issue(Template.leaf().with { $0.more = [other] }).certificate.wantsStapledResponse)
    #expect(
      try root.issue(Template.leaf().with { $0.more = [broken] }).certificate.wantsStapledResponse)
    let stapling = try root.issue(
      Template.leaf().with {
        $0.more = [promise]
        $0.serial = [9]
      })
    #expect(stapling.certificate.wantsStapledResponse && !leaf.certificate.wantsStapledResponse)
    let good = try response(about: stapling)
    let unknown = try response(about: stapling, .unknown)
    let bad = try response(about: stapling, signer: Entity.root())
    for mode in RevocationPolicy.Mode.allCases {
      var policy = VerificationPolicy(purpose: .server)
      policy.revocation = RevocationPolicy(mode: mode)
      let verifier = PeerVerifier(roots: TrustRoots([root.certificate]), policy: policy)
      func failure(_ stapled: [[UInt8]]?) -> VerificationFailure.Cause? {
        do throws(VerificationFailure) {
          _ = try verifier.verify(
            chain: [stapling.certificate], at: Entity.now, identity: nil, stapled: stapled)
          return nil
        } catch { return error.cause }
      }
      #expect(failure([good]) == nil)
      #expect(failure([]) == .stapleMissing)
      #expect(failure([unknown]) == .stapleMissing)
      #expect(failure([bad]) == .badStaple(.unauthorizedResponder))
      // Where none could come, none is missed.
      if mode != .require { #expect(failure(nil) == nil) }
    }
  }

  @Test func `that is damaged is refused`() throws {
    var random = SeededRandom()
    for signer in [root, responder] {
      let der = try response(signer: signer)
      var read = 0
      for _ in 0..<4000 {
        let bytes = Mutation.mutate(der, from: 0, &random)
        if let parsed = try? OCSPResponse(der: bytes) {
          read += 1
          #expect(parsed.der == bytes)
        }
        if case .success(let answer) = judged(bytes) {
          // Changed certificates of others than the signer do no harm.
          #expect(answer.status == .good && signer === responder, "seed \(random.seed)")
        }
      }
      #expect(read > 20, "seed \(random.seed)")
    }
    let question = OCSPRequest(
      about: [OCSPCertificateID(of: leaf.certificate, issuer: root.certificate)],
      nonce: [1, 2, 3, 4])
    for _ in 0..<4000 {
      let bytes = Mutation.mutate(question.der, from: 0, &random)
      if let parsed = try? OCSPRequest(der: bytes) { #expect(parsed.der == bytes) }
    }
  }

  @Test(arguments: [
    ("resp-sha256", "good"), ("resp-revoked", "revoked"), ("resp-revoked-reason", "revoked"),
    ("resp-revoked-no-next-update", "revoked"), ("resp-responder-key-hash", "revoked"),
    ("resp-unauthorized", "unauthorized"), ("resp-sct-extension", "good"),
    ("resp-single-extension-reason", "good"), ("resp-delegate-unknown-cert", "unknown"),
    ("resp-invalid-version", nil), ("resp-response-type-unknown-oid", nil),
    ("resp-unknown-response-status", nil), ("resp-successful-no-response-bytes", nil),
    ("resp-unknown-hash-alg", nil),
  ])
  func `published responses are read, or refused where they are wrong`(
    file: String, status: String?
  ) throws {
    let bytes = try PublishedFile.bytes("x509/ocsp/\(file).der")
    guard let status else {
      #expect(throws: DERError.self) { try OCSPResponse(der: bytes) }
      return
    }
    let response = try OCSPResponse(der: bytes)
    switch response.responses.first?.status {
    case .good: #expect(status == "good")
    case .revoked: #expect(status == "revoked")
    case .unknown: #expect(status == "unknown")
    case nil: #expect(status == "\(response.status)")
    }
  }

  @Test(arguments: [
    ("req-sha1", true), ("req-multi-sha1", true), ("req-ext-nonce", true),
    ("req-ext-unknown-oid", true), ("req-acceptable-responses", true), ("req-duplicate-ext", false),
    ("req-invalid-hash-alg", false), ("req-invalid-version", false),
  ])
  func `published requests are read, or refused where they are wrong`(
    file: String, isGood: Bool
  ) throws {
    let bytes = try PublishedFile.bytes("x509/ocsp/\(file).der")
    if isGood {
      #expect(try OCSPRequest(der: bytes).der == bytes)
    } else {
      #expect(throws: DERError.self) { try OCSPRequest(der: bytes) }
    }
  }
}
