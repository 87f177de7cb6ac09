import Bytes
import Cryptography

/// What is known of revoked certificates, and what is asked of it (RFC 5280, Section 6.3).
public struct RevocationPolicy: Sendable {
  /// What to do where nothing is known of a certificate.
  public enum Mode: String, Sendable, CaseIterable {
    /// Nothing is looked up.
    case off
    /// A revoked certificate is refused; one of which nothing is known is accepted, and ``VerifiedPath`` says so.
    case prefer
    /// A current CRL or OCSP response has to say of every certificate of the path, but for the root, that it is not
    /// revoked.
    case require
  }

  /// What to do where nothing is known of a certificate.
  public var mode: Mode
  /// The lists, in any order. Each is used for what it covers, once its signature holds.
  public var lists: [CertificateRevocationList]
  /// OCSP responses in DER, in any order, from elsewhere than the handshake. One that says nothing that can be relied on
  /// is passed over.
  public var responses: [[UInt8]] = []
  /// What judges OCSP responses.
  public var responseVerifier = OCSPVerifier()
  /// The OCSP responses that came with the handshake; nil where none could come.
  var stapled: [[UInt8]]?
  /// Lists whose signatures were found good.
  private let verified = SignatureCache(capacity: 256)

  /// A policy; without lists nothing is looked up.
  public init(mode: Mode = .off, lists: [CertificateRevocationList] = []) {
    self.mode = mode
    self.lists = lists
  }

  /// Checks each certificate of a path but the root. `others` may have signed CRLs.
  func check(
    _ path: [Certificate], others: [Certificate], now: Time, _ budget: inout WorkBudget,
    _ index: inout Int
  ) throws(VerificationFailure.Cause) {
    try checkPromise(path, now: now, &budget, &index)
    guard mode != .off else { return }
    for place in path.indices.dropLast().reversed() {
      index = place
      let answer = try checkResponses(path[place], issuer: path[place + 1], now: now, &budget)
      if case .unknown(let obstacle) = answer {
        // A CRL may know more.
        do throws(VerificationFailure.Cause) {
          try check(
            path[place], above: Array(path[(place + 1)...]), others: others, now: now, depth: 0,
            &budget)
        } catch {
          guard case .revocationUnknown(let why) = error, let obstacle else { throw error }
          throw .revocationUnknown("\(obstacle), and \(why)")
        }
        if let obstacle, let why = budget.unknownRevocation[path[place]] {
          budget.unknownRevocation[path[place]] = "\(obstacle), and \(why)"
        }
        continue
      }
      // What a CRL says against it counts all the same.
      var listed = self
      listed.mode = .prefer
      try listed.check(
        path[place], above: Array(path[(place + 1)...]), others: others, now: now, depth: 0,
        &budget)
      budget.unknownRevocation[path[place]] = nil
    }
  }

  /// A certificate that promises a stapled response (RFC 7633) is not accepted without one, in any mode.
  private func checkPromise(
    _ path: [Certificate], now: Time, _ budget: inout WorkBudget, _ index: inout Int
  ) throws(VerificationFailure.Cause) {
    guard let stapled, path.count > 1, path[0].wantsStapledResponse else { return }
    index = 0
    guard
      case .good = try answer(
        in: stapled, about: path[0], issuer: path[1], isStapled: true, now: now, &budget)
    else { throw .stapleMissing }
  }

  /// What OCSP responses say.
  private enum Answer {
    case good
    /// Nothing, and why, where there is a reason.
    case unknown(String?)
  }

  private func checkResponses(
    _ certificate: Certificate, issuer: Certificate, now: Time, _ budget: inout WorkBudget
  ) throws(VerificationFailure.Cause) -> Answer {
    let first = try answer(
      in: stapled ?? [], about: certificate, issuer: issuer, isStapled: true, now: now, &budget)
    let second = try answer(
      in: responses, about: certificate, issuer: issuer, isStapled: false, now: now, &budget)
    if case .good = first { return first }
    if case .good = second { return second }
    if case .unknown(nil) = first { return second }
    return first
  }

  /// - Throws: `.revoked`, `.budgetExhausted`, and for a stapled response `.badStaple`.
  private func answer(
    in responses: [[UInt8]], about certificate: Certificate, issuer: Certificate, isStapled: Bool,
    now: Time, _ budget: inout WorkBudget
  ) throws(VerificationFailure.Cause) -> Answer {
    var result = Answer.unknown(nil)
    for der in responses.prefix(PeerVerifier.maximumCertificates) {
      try budget.spendSignature()
      let said: Result<OCSPVerifier.Answer, OCSPFailure>
      do throws(OCSPFailure) {
        said = .success(
          try responseVerifier.answer(about: certificate, issuer: issuer, in: der, at: now))
      } catch { said = .failure(error) }
      switch said {
      case .success(let answer):
        switch answer.status {
        case .revoked(let time, let reason): throw .revoked(at: time, reason: reason)
        case .good: result = .good
        case .unknown:
          if case .unknown = result { result = .unknown("the OCSP responder does not know it") }
        }
      case .failure(.otherCertificate): continue
      case .failure(let failure):
        // RFC 6066 §8 MUST: whoever asked for a response refuses one that is not satisfactory.
        if isStapled { throw .badStaple(failure) }
        if case .unknown(nil) = result { result = .unknown("the OCSP response \(failure)") }
      }
    }
    return result
  }

  /// Section 6.3.3 for one certificate; `above` are those of its path, its issuer first.
  private func check(
    _ certificate: Certificate, above: [Certificate], others: [Certificate], now: Time,
    depth: Int, _ budget: inout WorkBudget
  ) throws(VerificationFailure.Cause) {
    var covered: UInt32 = 0
    var obstacle = "there is no CRL of its issuer"
    for list in lists where list.issuer.matches(certificate.issuer) {
      if let problem = RevocationPolicy.obstacle(list, now: now) {
        obstacle = problem
        continue
      }
      let reasons = RevocationScope.reasons(of: list, covering: certificate)
      guard reasons & ~covered != 0 else {
        if reasons == 0 { obstacle = "its issuer's CRL is about other certificates" }
        continue
      }
      guard
        try isSigned(list, above: above, others: others, now: now, depth: depth, &budget)
      else {
        obstacle = "the signature of its issuer's CRL does not hold"
        continue
      }
      if let entry = list.revoked[certificate.serialNumber], entry.reason != .removeFromCRL {
        throw .revoked(at: entry.date, reason: entry.reason)
      }
      covered |= reasons
      if covered == RevocationScope.allReasons { return }
    }
    if covered != 0 { obstacle = "the CRLs of its issuer do not cover all reasons" }
    if mode == .require { throw .revocationUnknown(obstacle) }
    if depth == 0 { budget.unknownRevocation[certificate] = obstacle }
  }

  /// Why a list is of no use; nil where it is.
  private static func obstacle(_ list: CertificateRevocationList, now: Time) -> String? {
    if let obstacle = list.obstacle { return obstacle }
    guard let next = list.nextUpdate else { return "the CRL does not say when the next one comes" }
    guard list.thisUpdate <= now else { return "the CRL begins on \(list.thisUpdate)" }
    // A list without a successor in time could hide what was revoked since.
    guard now <= next else { return "the CRL ended on \(next)" }
    return nil
  }

  /// Section 6.3.3 (f), (g): whether the certificate's issuer signed the list, with the key of its path or
  /// with another that it has a certificate for, by the same authorities.
  private func isSigned(
    _ list: CertificateRevocationList, above: [Certificate], others: [Certificate], now: Time,
    depth: Int, _ budget: inout WorkBudget
  ) throws(VerificationFailure.Cause) -> Bool {
    for signer in above where try signs(signer, list, &budget) { return true }
    // A signer's own signer is looked for once, no deeper.
    guard depth < 2 else { return false }
    for signer in others where !above.contains(signer) {
      guard signer.subject.matches(list.issuer), now >= signer.notBefore, now <= signer.notAfter,
        signer.unhandledCriticalExtensions.isEmpty,
        let place = above.indices.first(where: { above[$0].subject.matches(signer.issuer) }),
        try signs(signer, list, &budget), try budget.isSigned(signer, by: above[place])
      else { continue }
      var strict = self
      strict.mode = .require
      do throws(VerificationFailure.Cause) {
        try strict.check(
          signer, above: Array(above[place...]), others: others, now: now, depth: depth + 1,
          &budget)
        return true
      } catch {
        if case .budgetExhausted = error { throw error }
      }
    }
    return false
  }

  private func signs(
    _ signer: Certificate, _ list: CertificateRevocationList, _ budget: inout WorkBudget
  ) throws(VerificationFailure.Cause) -> Bool {
    guard signer.subject.matches(list.issuer), signer.keyUsage?.contains(.crlSign) ?? true,
      let key = signer.publicKey
    else { return false }
    let question = SignatureQuestion(crlDigest: list.digest, issuer: signer.subjectPublicKeyInfo)
    if verified.contains(question) { return true }
    try budget.spendSignature()
    guard list.isSigned(by: key) else { return false }
    verified.insert(question)
    return true
  }
}

/// Which certificates and reasons a CRL covers (RFC 5280, Section 6.3.3 (b) and (d)).
enum RevocationScope {
  /// Bits 1 to 8 of ReasonFlags.
  static let allReasons: UInt32 = 0x1FE

  /// The reasons for which the list decides about the certificate; none where it is about others.
  static func reasons(
    of list: CertificateRevocationList, covering certificate: Certificate
  ) -> UInt32 {
    guard let scope = list.scope else { return allReasons }
    let isAuthority = certificate.basicConstraints?.isAuthority ?? false
    guard !scope.onlyAttributeCertificates, !(scope.onlyUserCertificates && isAuthority),
      !(scope.onlyAuthorityCertificates && !isAuthority)
    else { return 0 }
    let own = scope.reasons.map { $0 & allReasons } ?? allReasons
    // Section 6.3.3, at the end: a list that no point names is taken as one under the issuer's name.
    var wanted: UInt32 = 0
    for point in certificate.parsed.crlDistributionPoints?.points ?? []
    where point.crlIssuer.isEmpty && matches(scope.name, point.name, list.issuer) {
      wanted |= point.reasons ?? allReasons
    }
    let issuer = DistributionPointName.full([.directoryName(list.issuer)])
    if matches(scope.name, issuer, list.issuer) { wanted = allReasons }
    return own & wanted
  }

  private static func matches(
    _ left: DistributionPointName?, _ right: DistributionPointName?, _ issuer: Name
  ) -> Bool {
    guard let left else { return true }
    guard let right else { return false }
    let others = right.names(issuer: issuer)
    return left.names(issuer: issuer).contains { one in
      others.contains { other in
        if case (.directoryName(let one), .directoryName(let other)) = (one, other) {
          return one.matches(other)
        }
        return one == other
      }
    }
  }
}
