import Bytes
import Cryptography

/// The rules for a complete path (RFC 5280, Section 6.1.3 to 6.1.5), from the root down to the peer's
/// certificate. Cheap rules come before signatures.
enum PathRules {
  typealias Cause = VerificationFailure.Cause

  /// Checks every rule. `index` tells which certificate is looked at when one is broken.
  static func check(
    _ path: [Certificate], _ policy: VerificationPolicy, now: Time, _ budget: inout WorkBudget,
    _ index: inout Int
  ) throws(Cause) {
    // From the leaf up: what is wrong with the peer's own certificate is told first.
    for place in path.indices {
      index = place
      try checkAlone(
        path[place], isLeaf: place == 0, isAnchor: place == path.count - 1, policy, now)
    }
    try checkLengths(path, policy, &index)
    for place in path.indices.dropLast() {
      index = place
      try SignaturePolicy.check(path[place], issuer: path[place + 1], policy, &budget)
    }
    var names = NameConstraintChecker()
    for place in path.indices.reversed() {
      index = place
      // The anchor's own names are nobody's business but its own.
      if place != path.count - 1 || path.count == 1 {
        try names.check(path[place], isLeaf: place == 0, budget: &budget)
      }
      if let constraints = path[place].nameConstraints {
        names.constrain(by: constraints, of: path[place])
      }
    }
    index = 0
  }

  /// Rules that look at one certificate.
  private static func checkAlone(
    _ certificate: Certificate, isLeaf: Bool, isAnchor: Bool, _ policy: VerificationPolicy,
    _ now: Time
  ) throws(Cause) {
    try ValidityPolicy.check(certificate, now)
    if !isAnchor { try SerialNumberPolicy.check(certificate) }
    try CriticalExtensionsPolicy.check(certificate)
    try KeyStrengthPolicy.check(certificate, policy)
    if isLeaf {
      try KeyUsagePolicy.checkLeaf(certificate)
    } else {
      try BasicConstraintsPolicy.checkIssuer(certificate)
      try KeyUsagePolicy.checkIssuer(certificate)
    }
    // A root's purposes are what those who trust it say, not what it says itself.
    if isLeaf || !isAnchor { try ExtendedKeyUsagePolicy.check(certificate, policy.purpose) }
  }

  private static func checkLengths(
    _ path: [Certificate], _ policy: VerificationPolicy, _ index: inout Int
  ) throws(Cause) {
    var intermediates = 0
    for place in path.indices.dropFirst() {
      index = place
      if let limit = path[place].basicConstraints?.pathLength, intermediates > limit {
        throw .pathTooLong(limit: limit)
      }
      // RFC 5280 §6.1.4 (l): self-issued certificates do not count.
      if !path[place].isSelfIssued { intermediates += 1 }
    }
    if path.count - 2 > policy.maximumIntermediates {
      throw .pathTooLong(limit: policy.maximumIntermediates)
    }
  }
}
