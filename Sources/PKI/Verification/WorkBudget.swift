/// What one verification may cost, so that nobody can buy hours of work with one handshake.
struct WorkBudget {
  /// A signature costs about 100 µs. Real paths need at most 4, and a few wrong turns.
  private var signatures = 64
  /// Extensions of partial paths: 100 cross-signed authorities make more paths than there are atoms.
  private var steps = 512
  /// A name against a constraint costs about 100 ns; 250,000 take the time of 250 signatures.
  private var comparisons = 250_000

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
