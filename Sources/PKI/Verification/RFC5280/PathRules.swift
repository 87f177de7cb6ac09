import Bytes

/// The rules for a complete path (RFC 5280, Section 6.1.3 to 6.1.5).
enum PathRules {
  typealias Cause = VerificationFailure.Cause

  /// Checks every rule. `index` tells which certificate is looked at when one is broken;
  /// `others` may serve as signers of CRLs.
  static func check(
    _ path: [Certificate], _ policy: VerificationPolicy, others: [Certificate] = [], now: Time,
    _ budget: inout WorkBudget, _ index: inout Int
  ) throws(Cause) {
    // Signatures first: what nobody signed is no path, and what else it breaks is of no interest. From
    // the root down, so that what a stranger made up costs one signature.
    for place in path.indices.dropLast().reversed() {
      index = place + 1
      try KeyStrengthPolicy.check(path[place + 1], policy)
      index = place
      try SignaturePolicy.check(path[place], issuer: path[place + 1], policy, &budget)
    }
    // From the leaf up: what is wrong with the peer's own certificate is told first.
    for place in path.indices {
      index = place
      try checkAlone(
        path[place], isLeaf: place == 0, isAnchor: place == path.count - 1, policy, now)
    }
    index = 0
    try ExtendedKeyUsagePolicy.checkTogether(path, policy)
    try checkLengths(path, &index)
    try checkNames(path, &budget, &index)
    if PolicyRules.matter(for: path, policy) { _ = try PolicyRules.check(path, policy, &index) }
    try policy.revocation.check(path, others: others, now: now, &budget, &index)
    index = 0
  }

  /// Rules that look at one certificate.
  private static func checkAlone(
    _ certificate: Certificate, isLeaf: Bool, isAnchor: Bool, _ policy: VerificationPolicy,
    _ now: Time
  ) throws(Cause) {
    try ValidityPolicy.check(certificate, now)
    if !isAnchor { try SerialNumberPolicy.check(certificate) }
    try CriticalExtensionsPolicy.check(certificate, policy)
    if isLeaf {
      try KeyStrengthPolicy.check(certificate, policy)
      try KeyUsagePolicy.checkLeaf(certificate)
    } else {
      try BasicConstraintsPolicy.checkIssuer(certificate)
      try KeyUsagePolicy.checkIssuer(certificate)
    }
    try ProfileRules.check(certificate, isLeaf: isLeaf, isAnchor: isAnchor, policy)
    // A root's purposes are what those who trust it say, not what it says itself.
    if isLeaf || !isAnchor { try ExtendedKeyUsagePolicy.check(certificate, policy) }
  }

  /// RFC 5280, Section 6.1.4 (l), (m).
  private static func checkLengths(_ path: [Certificate], _ index: inout Int) throws(Cause) {
    var intermediates = 0
    for place in path.indices.dropFirst() {
      index = place
      if let limit = path[place].basicConstraints?.pathLength, intermediates > limit {
        throw .pathTooLong(limit: limit)
      }
      // Self-issued certificates do not count.
      if !path[place].isSelfIssued { intermediates += 1 }
    }
  }

  /// RFC 5280, Section 6.1.3 (b), (c) and 6.1.4 (g), from the root down.
  private static func checkNames(
    _ path: [Certificate], _ budget: inout WorkBudget, _ index: inout Int
  ) throws(Cause) {
    var names = NameConstraintChecker()
    for place in path.indices.reversed() {
      index = place
      try names.check(path[place], isLeaf: place == 0, budget: &budget)
      if let constraints = path[place].nameConstraints { names.constrain(by: constraints) }
    }
  }
}
