import Cryptography

/// What one verification may cost, so that nobody can buy hours of work with one handshake.
struct WorkBudget {
  /// A signature costs about 100 µs. Real paths need at most 4, and a few wrong turns.
  private var signatures = 64
  /// Extensions of partial paths: 100 cross-signed authorities make more paths than there are atoms.
  private var steps = 512
  /// A name against a constraint costs about 100 ns; 100,000 take the time of 100 signatures.
  private var comparisons = 100_000
  /// What is known of signatures already: paths share most of theirs.
  private var known: [Signed: Bool] = [:]

  private struct Signed: Hashable {
    let certificate: Certificate
    let key: PublicKey
  }

  /// Whether `key` signed the certificate. A signature that was checked before costs nothing.
  mutating func isSigned(
    _ certificate: Certificate, by key: PublicKey
  ) throws(VerificationFailure.Cause) -> Bool {
    let question = Signed(certificate: certificate, key: key)
    if let answer = known[question] { return answer }
    guard signatures > 0 else { throw .budgetExhausted }
    signatures -= 1
    let answer = certificate.isSigned(by: key)
    known[question] = answer
    return answer
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
