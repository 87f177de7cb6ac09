import Bytes

/// Builds paths from a certificate towards a root, and checks each as soon as it is complete. A path that
/// breaks a rule is dropped for the next candidate, until one holds or the budget ends.
struct PathBuilder {
  private let roots: TrustRoots
  private let policy: VerificationPolicy
  private let pool: [Certificate]
  private let now: Time
  private var budget = WorkBudget()
  private var attempts: [VerificationFailure.Attempt] = []
  /// The failure that came farthest: a checked path before a dead end.
  private var best: (rank: Int, failure: VerificationFailure)?

  /// Attempts that are kept for the report.
  private static let attemptLimit = 32

  init(roots: TrustRoots, policy: VerificationPolicy, pool: [Certificate], now: Time) {
    self.roots = roots
    self.policy = policy
    self.pool = pool
    self.now = now
  }

  /// The first path that holds: the certificate first, the root last.
  mutating func path(from leaf: Certificate) throws(VerificationFailure) -> [Certificate] {
    do {
      if let path = try extend([leaf]) { return path }
    } catch {
      note(error, index: 0, path: [leaf], rank: Int.max)
    }
    let failure = best?.failure
    throw VerificationFailure(
      cause: failure?.cause ?? .unknownIssuer, index: failure?.index ?? 0,
      subject: failure?.subject ?? leaf.subject.text, attempts: attempts)
  }

  /// Depth first: roots before intermediates, those with a fitting key identifier before others.
  ///
  /// - Throws: `.budgetExhausted` alone; every other failure is noted, and the search goes on.
  private mutating func extend(
    _ path: [Certificate]
  ) throws(VerificationFailure.Cause) -> [Certificate]? {
    try budget.spendStep()
    let last = path[path.count - 1]
    // A certificate that is itself trusted ends the path, also the peer's own.
    if roots.contains(last) { return try check(path) ? path : nil }

    var foundIssuer = false
    for root in ordered(roots.certificates, for: last) {
      foundIssuer = true
      if try check(path + [root]) { return path + [root] }
    }
    for issuer in ordered(pool, for: last) where !path.contains(issuer) {
      // A key that stands in the path already cannot bring it nearer to a root.
      guard !path.contains(where: { $0.subjectPublicKeyInfo == issuer.subjectPublicKeyInfo }) else {
        continue
      }
      guard path.count <= policy.maximumIntermediates else {
        note(
          .pathTooLong(limit: policy.maximumIntermediates), index: path.count - 1, path: path,
          rank: path.count)
        return nil
      }
      foundIssuer = true
      if let complete = try extend(path + [issuer]) { return complete }
    }
    if !foundIssuer {
      note(
        last.isSelfIssued ? .untrustedSelfSigned : .unknownIssuer, index: path.count - 1,
        path: path,
        rank: path.count)
    }
    return nil
  }

  /// Those of `candidates` that have the issuer's name, the likely ones first.
  private func ordered(_ candidates: [Certificate], for child: Certificate) -> [Certificate] {
    let named = candidates.filter { $0.subject.matches(child.issuer) }
    guard named.count > 1, let wanted = child.authorityKeyIdentifier?.keyIdentifier else {
      return named
    }
    return named.filter { $0.subjectKeyIdentifier == wanted }
      + named.filter { $0.subjectKeyIdentifier != wanted }
  }

  /// Whether a complete path holds; what it breaks is noted.
  private mutating func check(_ path: [Certificate]) throws(VerificationFailure.Cause) -> Bool {
    var index = 0
    do {
      try PathRules.check(path, policy, now: now, &budget, &index)
      return true
    } catch {
      if case .budgetExhausted = error { throw error }
      note(error, index: index, path: path, rank: 1_000 + path.count - index)
      return false
    }
  }

  private mutating func note(
    _ cause: VerificationFailure.Cause, index: Int, path: [Certificate], rank: Int
  ) {
    if attempts.count < PathBuilder.attemptLimit {
      attempts.append(.init(path: path.map(\.subject.text), cause: cause))
    }
    let isBest = best.map { rank > $0.rank } ?? true
    guard isBest else { return }
    best = (
      rank,
      VerificationFailure(
        cause: cause, index: index, subject: path[index].subject.text, attempts: [])
    )
  }
}
