import Cryptography

/// What one verification may cost, so that nobody can buy hours of work with one handshake.
struct WorkBudget {
  /// A signature costs about 100 µs. Real paths need at most 4, and a few wrong turns.
  private var signatures = 64
  /// Extensions of partial paths: 100 cross-signed authorities make more paths than there are atoms.
  private var steps = 512
  /// A name against a constraint costs about 100 ns; 100,000 take the time of 100 signatures.
  private var comparisons = 100_000
  /// Certificates that were accepted although nothing says whether they are revoked, and why nothing does.
  var unknownRevocation: [Certificate: String] = [:]
  /// What is known of signatures already: paths share most of theirs. There are no more than `signatures`.
  private var known: [(certificate: Certificate, key: SubjectPublicKeyInfo, isGood: Bool)] = []
  /// What earlier verifications found.
  private let cache: SignatureCache?
  /// Tables of the keys that verify often.
  private let preparedKeys: PreparedKeys?

  init(cache: SignatureCache? = nil, preparedKeys: PreparedKeys? = nil) {
    self.cache = cache
    self.preparedKeys = preparedKeys
  }

  /// Whether the issuer's key signed the certificate. A signature that was checked before costs nothing.
  mutating func isSigned(
    _ certificate: Certificate, by issuer: Certificate
  ) throws(VerificationFailure.Cause) -> Bool {
    let info = issuer.subjectPublicKeyInfo
    guard let key = issuer.publicKey,
      info.allows(certificate.signatureAlgorithm.signatureAlgorithm)
    else { return false }
    for one in known where one.certificate.isCopy(of: certificate) && one.key == info {
      return one.isGood
    }
    let question = cache.map { _ in SignatureQuestion(certificate, issuer: info) }
    if let cache, let question, cache.contains(question) { return true }
    guard signatures > 0 else { throw .budgetExhausted }
    signatures -= 1
    let isGood = certificate.isSigned(by: key, preparedKeys)
    if known.isEmpty { known.reserveCapacity(4) }
    known.append((certificate, info, isGood))
    if isGood, let cache, let question { cache.insert(question) }
    return isGood
  }

  mutating func spendSignature() throws(VerificationFailure.Cause) {
    guard signatures > 0 else { throw .budgetExhausted }
    signatures -= 1
  }

  mutating func spendStep() throws(VerificationFailure.Cause) {
    guard steps > 0 else { throw .budgetExhausted }
    steps -= 1
  }

  mutating func spendComparison() throws(VerificationFailure.Cause) {
    guard comparisons > 0 else { throw .budgetExhausted }
    comparisons -= 1
  }
}
