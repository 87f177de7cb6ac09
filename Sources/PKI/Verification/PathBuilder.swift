import Bytes
import Cryptography

/// Builds paths from a certificate towards a root, and checks each as soon as it is complete. A path that
/// breaks a rule is dropped for the next candidate, until one holds or the budget ends.
struct PathBuilder {
  private let roots: TrustRoots
  private let policy: VerificationPolicy
  private let now: Time
  /// The peer's certificate, then those that may serve as intermediates, each once.
  private var candidates: [Candidate] = []
  /// Their places by subject, where they are many.
  private var bySubject: [[Set<String>]: [Int]]?
  /// The places of the path that is being built, the peer's certificate first.
  private var trail: [Int] = []
  private var budget: WorkBudget
  /// The paths that were tried and broke a rule.
  private(set) var attempts: [VerificationFailure.Attempt] = []
  /// Attempts that are kept for the report.
  private let attemptLimit: Int
  /// The failure that came farthest.
  private var best: (rank: Rank, failure: VerificationFailure)?

  private struct Candidate {
    let certificate: Certificate
    /// A number for each name with its key: those who have both are the same authority.
    var authority: Int
    /// Who may have issued it, once that was asked.
    var issuers: Issuers?
  }

  /// Those that have the issuer's name, the likely ones first.
  private struct Issuers {
    let roots: [Certificate]
    let intermediates: [Int]
  }

  /// How far a path came.
  private enum Rank: Comparable {
    /// It led to no root.
    case deadEnd(count: Int)
    /// Names led to a root, but signatures show that this was no path.
    case misled
    /// All signatures hold. What is wrong nearer to the peer is told first.
    case complete(nearness: Int)
    /// The search ended.
    case final
  }

  /// `chain` is not empty; its first certificate is the peer's own.
  init(
    roots: TrustRoots, policy: VerificationPolicy, chain: [Certificate], now: Time,
    cache: SignatureCache? = nil, preparedKeys: PreparedKeys? = nil, attemptLimit: Int = 32
  ) {
    self.attemptLimit = attemptLimit
    self.roots = roots
    self.policy = policy
    self.now = now
    budget = WorkBudget(cache: cache, preparedKeys: preparedKeys)
    takeDistinct(chain)
    trail.reserveCapacity(4)
    // Few are compared with each other; many are put into a table.
    if candidates.count <= PeerVerifier.maximumCertificates {
      for place in candidates.indices {
        candidates[place].authority =
          candidates.indices.prefix(place).first { isSameAuthority($0, place) } ?? place
      }
    } else {
      var table: [[Set<String>]: [Int]] = [:]
      for place in candidates.indices {
        let name = candidates[place].certificate.subject.canonical
        candidates[place].authority =
          table[name]?.first { hasSameKey($0, place) } ?? place
        table[name, default: []].append(place)
      }
      bySubject = table
    }
  }

  private func isSameAuthority(_ one: Int, _ other: Int) -> Bool {
    hasSameKey(one, other)
      && candidates[one].certificate.subject.matches(candidates[other].certificate.subject)
  }

  private func hasSameKey(_ one: Int, _ other: Int) -> Bool {
    candidates[one].certificate.subjectPublicKeyInfo
      == candidates[other].certificate.subjectPublicKeyInfo
  }

  /// Each certificate once, without the roots, which are at hand anyway; the peer's own stays, in front.
  private mutating func takeDistinct(_ chain: [Certificate]) {
    // Few are compared with each other; of many, hashes are.
    let isSmall = chain.count <= PeerVerifier.maximumCertificates
    var seen: Set<Certificate> = []
    candidates.reserveCapacity(chain.count)
    for (place, certificate) in chain.enumerated() {
      let isNew =
        isSmall
        ? !candidates.contains { $0.certificate == certificate }
        : seen.insert(certificate).inserted
      if isNew, place == 0 || !roots.contains(certificate) {
        candidates.append(Candidate(certificate: certificate, authority: place, issuers: nil))
      }
    }
  }

  /// The first path that holds: the certificate first, the root last.
  mutating func path() throws(VerificationFailure) -> [Certificate] {
    let leaf = candidates[0].certificate
    trail.append(0)
    do {
      // A peer's certificate that is itself trusted needs nobody to vouch for it.
      if roots.contains(leaf) {
        if let path = try checked(root: nil) { return path }
      } else if let path = try extend() {
        return path
      }
    } catch {
      note(error, index: 0, path: [leaf], rank: .final)
    }
    let known = best?.failure
    throw VerificationFailure(
      cause: known?.cause ?? .unknownIssuer, index: known?.index ?? 0,
      subject: known?.subject ?? leaf.subject.text, issuer: known?.issuer ?? leaf.issuer.text,
      attempts: attempts)
  }

  /// What is to be said of a path that holds.
  func revocationNotes(_ path: [Certificate]) -> [String] {
    path.compactMap { one in
      budget.unknownRevocation[one].map { "\(one.subject.text) may be revoked: \($0)" }
    }
  }

  /// Goes on from the end of the trail, depth first: roots before intermediates, those with a fitting key identifier
  /// before others.
  ///
  /// - Returns: A path that holds; nil where there is none, and the trail is as it was.
  /// - Throws: `.budgetExhausted` alone; every other failure is noted, and the search goes on.
  private mutating func extend() throws(VerificationFailure.Cause) -> [Certificate]? {
    try budget.spendStep()
    let last = trail[trail.count - 1]
    let issuers = issuers(of: last)
    for root in issuers.roots {
      if let path = try checked(root: root) { return path }
    }
    var isDeadEnd = issuers.roots.isEmpty
    for issuer in issuers.intermediates where !isPassed(issuer) {
      isDeadEnd = false
      if trail.count > policy.maximumIntermediates {
        note(
          .tooManyIntermediates(limit: policy.maximumIntermediates), index: 0, path: path(nil),
          rank: .deadEnd(count: trail.count))
        return nil
      }
      trail.append(issuer)
      if let complete = try extend() { return complete }
      trail.removeLast()
    }
    if isDeadEnd {
      note(
        candidates[last].certificate.isSelfIssued ? .untrustedSelfSigned : .unknownIssuer,
        index: trail.count - 1, path: path(nil), rank: .deadEnd(count: trail.count))
    }
    return nil
  }

  /// Whether this authority stands in the trail already, and so cannot bring it nearer to a root.
  private func isPassed(_ place: Int) -> Bool {
    trail.contains { candidates[$0].authority == candidates[place].authority }
  }

  /// The certificates of the trail, and a root behind them.
  private func path(_ root: Certificate?) -> [Certificate] {
    var path: [Certificate] = []
    path.reserveCapacity(trail.count + 1)
    for place in trail { path.append(candidates[place].certificate) }
    if let root { path.append(root) }
    return path
  }

  private mutating func issuers(of child: Int) -> Issuers {
    if let known = candidates[child].issuers { return known }
    let found = findIssuers(of: candidates[child].certificate)
    candidates[child].issuers = found
    return found
  }

  private func findIssuers(of child: Certificate) -> Issuers {
    // RFC 5280 §4.1.2.4 MUST: an issuer has a name; without one anybody would be everybody's issuer.
    guard !child.issuer.isEmpty else { return Issuers(roots: [], intermediates: []) }
    func likelyFirst<T>(_ all: [T], _ certificate: (T) -> Certificate) -> [T] {
      guard all.count > 1, let wanted = child.authorityKeyIdentifier?.keyIdentifier else {
        return all
      }
      return all.filter { certificate($0).subjectKeyIdentifier == wanted }
        + all.filter { certificate($0).subjectKeyIdentifier != wanted }
    }
    let intermediates =
      if let bySubject {
        (bySubject[child.issuer.canonical] ?? []).filter { $0 > 0 }
      } else {
        candidates.indices.dropFirst().filter {
          candidates[$0].certificate.subject.matches(child.issuer)
        }
      }
    return Issuers(
      roots: likelyFirst(roots.named(child.issuer)) { $0 },
      intermediates: likelyFirst(intermediates) { candidates[$0].certificate })
  }

  /// The complete path of the trail and a root, if it holds; what it breaks is noted.
  private mutating func checked(
    root: Certificate?
  ) throws(VerificationFailure.Cause) -> [Certificate]? {
    let path = path(root)
    var index = 0
    do {
      // Signers of CRLs are looked for only where CRLs count.
      let others = policy.revocation.mode == .off ? [] : candidates.map(\.certificate)
      try PathRules.check(path, policy, others: others, now: now, &budget, &index)
      return path
    } catch {
      switch error {
      case .budgetExhausted: throw error
      case .badSignature: note(error, index: index, path: path, rank: .misled)
      default: note(error, index: index, path: path, rank: .complete(nearness: -index))
      }
      return nil
    }
  }

  private mutating func note(
    _ cause: VerificationFailure.Cause, index: Int, path: [Certificate], rank: Rank
  ) {
    if attempts.count < attemptLimit {
      attempts.append(.init(certificates: path, index: index, cause: cause))
    }
    if let best, best.rank >= rank { return }
    best = (
      rank,
      VerificationFailure(
        cause: cause, index: index, subject: path[index].subject.text,
        issuer: path[index].issuer.text, attempts: [])
    )
  }
}
