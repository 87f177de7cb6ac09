import Bytes
import Cryptography

/// Builds paths from a certificate towards a root, and checks each as soon as it is complete. A path that
/// breaks a rule is dropped for the next candidate, until one holds or the budget ends.
struct PathBuilder {
  private let roots: TrustRoots
  private let policy: VerificationPolicy
  private let now: Time
  /// The peer's certificate, then those that may serve as intermediates, each once.
  private let certificates: [Certificate]
  /// A number for each name with its key: those who have both are the same authority.
  private let authorities: [Int]
  /// Their places by subject, where they are many.
  private let bySubject: [[Set<String>]: [Int]]?
  /// Who may have issued each of them, once that was asked.
  private var issuers: [Issuers?]
  private var budget: WorkBudget
  /// The paths that were tried and broke a rule.
  private(set) var attempts: [VerificationFailure.Attempt] = []
  /// Attempts that are kept for the report.
  private let attemptLimit: Int
  /// The failure that came farthest.
  private var best: (rank: Rank, failure: VerificationFailure)?

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
    let certificates = PathBuilder.distinct(chain, roots)
    // Few are compared with each other; many are put into a table.
    if certificates.count <= PeerVerifier.maximumCertificates {
      authorities = certificates.indices.map { index in
        certificates[..<index].firstIndex { other in
          other.subjectPublicKeyInfo == certificates[index].subjectPublicKeyInfo
            && other.subject.matches(certificates[index].subject)
        } ?? index
      }
      bySubject = nil
    } else {
      var table: [[Set<String>]: [Int]] = [:]
      authorities = certificates.indices.map { index in
        let name = certificates[index].subject.canonical
        let first = table[name]?.first {
          certificates[$0].subjectPublicKeyInfo == certificates[index].subjectPublicKeyInfo
        }
        table[name, default: []].append(index)
        return first ?? index
      }
      bySubject = table
    }
    self.certificates = certificates
    issuers = Array(repeating: nil, count: certificates.count)
  }

  /// Each certificate once, without the roots, which are at hand anyway; the peer's own stays, in front.
  private static func distinct(_ chain: [Certificate], _ roots: TrustRoots) -> [Certificate] {
    // Few are compared with each other; of many, hashes are.
    let isSmall = chain.count <= PeerVerifier.maximumCertificates
    var seen: Set<Certificate> = []
    var distinct: [Certificate] = []
    distinct.reserveCapacity(chain.count)
    for (place, certificate) in chain.enumerated() {
      let isNew =
        isSmall ? !distinct.contains(certificate) : seen.insert(certificate).inserted
      if isNew, place == 0 || !roots.contains(certificate) { distinct.append(certificate) }
    }
    return distinct
  }

  /// The first path that holds: the certificate first, the root last.
  mutating func path() throws(VerificationFailure) -> [Certificate] {
    let leaf = certificates[0]
    do {
      // A peer's certificate that is itself trusted needs nobody to vouch for it.
      if roots.contains(leaf) {
        if try check([0], root: nil) { return [leaf] }
      } else if let path = try extend([0]) {
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

  /// Depth first: roots before intermediates, those with a fitting key identifier before others.
  ///
  /// - Throws: `.budgetExhausted` alone; every other failure is noted, and the search goes on.
  private mutating func extend(
    _ path: [Int]
  ) throws(VerificationFailure.Cause) -> [Certificate]? {
    try budget.spendStep()
    let last = path[path.count - 1]
    let candidates = issuers(of: last)
    for root in candidates.roots where try check(path, root: root) {
      return path.map { certificates[$0] } + [root]
    }
    // An authority that stands in the path already cannot bring it nearer to a root.
    let passed = path.map { authorities[$0] }
    let fresh = candidates.intermediates.filter { !passed.contains(authorities[$0]) }
    if !fresh.isEmpty, path.count > policy.maximumIntermediates {
      note(
        .tooManyIntermediates(limit: policy.maximumIntermediates), index: 0,
        path: path.map { certificates[$0] }, rank: .deadEnd(count: path.count))
      return nil
    }
    for issuer in fresh {
      if let complete = try extend(path + [issuer]) { return complete }
    }
    if fresh.isEmpty, candidates.roots.isEmpty {
      note(
        certificates[last].isSelfIssued ? .untrustedSelfSigned : .unknownIssuer,
        index: path.count - 1, path: path.map { certificates[$0] },
        rank: .deadEnd(count: path.count))
    }
    return nil
  }

  private mutating func issuers(of child: Int) -> Issuers {
    if let known = issuers[child] { return known }
    let found = findIssuers(of: certificates[child])
    issuers[child] = found
    return found
  }

  private func findIssuers(of child: Certificate) -> Issuers {
    // RFC 5280 §4.1.2.4 MUST: an issuer has a name; without one anybody would be everybody's issuer.
    guard !child.issuer.isEmpty else { return Issuers(roots: [], intermediates: []) }
    let wanted = child.authorityKeyIdentifier?.keyIdentifier
    func likelyFirst<T>(_ all: [T], _ certificate: (T) -> Certificate) -> [T] {
      guard all.count > 1, let wanted else { return all }
      return all.filter { certificate($0).subjectKeyIdentifier == wanted }
        + all.filter { certificate($0).subjectKeyIdentifier != wanted }
    }
    let intermediates =
      if let bySubject {
        (bySubject[child.issuer.canonical] ?? []).filter { $0 > 0 }
      } else {
        certificates.indices.dropFirst().filter {
          certificates[$0].subject.matches(child.issuer)
        }
      }
    return Issuers(
      roots: likelyFirst(roots.named(child.issuer)) { $0 },
      intermediates: likelyFirst(intermediates) { certificates[$0] })
  }

  /// Whether a complete path holds; what it breaks is noted.
  private mutating func check(
    _ places: [Int], root: Certificate?
  ) throws(VerificationFailure.Cause) -> Bool {
    var path: [Certificate] = []
    path.reserveCapacity(places.count + 1)
    for place in places { path.append(certificates[place]) }
    if let root { path.append(root) }
    var index = 0
    do {
      try PathRules.check(path, policy, others: certificates, now: now, &budget, &index)
      return true
    } catch {
      switch error {
      case .budgetExhausted: throw error
      case .badSignature: note(error, index: index, path: path, rank: .misled)
      default: note(error, index: index, path: path, rank: .complete(nearness: -index))
      }
      return false
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
