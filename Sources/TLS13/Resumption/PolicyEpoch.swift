import Bytes
import Cryptography
import PKI

/// Which roots and rules a peer was accepted by. Whatever changes them makes another epoch, and a session of
/// an older one is judged again.
public struct PolicyEpoch: Sendable, Hashable {
  /// Compared, and nothing else.
  public let rawValue: UInt64

  /// The epoch of this number: one that the application raises.
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// The epoch of a verifier: a number made of its roots and rules, the same on every server that has the
  /// same ones.
  ///
  /// - Parameter rules: What else decides, such as the bytes of revocation lists or rules of admission.
  public init(of verification: PeerVerification, rules: [UInt8] = []) {
    var hash = Hash(.sha256)
    switch verification {
    // What decides besides is in `rules`.
    case .application, .unverified: break
    case .verify(let verifier):
      hash.update(verifier.roots.fingerprint.span)
      let policy = verifier.policy
      let algorithms = policy.signatureAlgorithms.map { $0.map { "\($0)" }.sorted() } ?? ["any"]
      let policies = policy.initialPolicies.map { $0.map { "\($0)" }.sorted() } ?? ["any"]
      let text =
        "\(policy.purpose) \(policy.clientPurpose) \(policy.maximumIntermediates) "
        + "\(policy.minimumRSABits) \(algorithms) \(policies) \(policy.requiresExplicitPolicy) "
        + "\(policy.inhibitsPolicyMapping) \(policy.inhibitsAnyPolicy) "
        + "\(policy.profile.map { "\($0)" } ?? "none") \(policy.revocation.mode)"
      hash.update(Array(text.utf8).span)
      for list in policy.revocation.lists {
        hash.update(Hash.digest(.sha256, of: list.der.span).bytes)
      }
    }
    hash.update(rules.span)
    let digest = hash.digest()
    var value: UInt64 = 0
    for index in 0..<8 { value = value << 8 | UInt64(digest.bytes[index]) }
    rawValue = value
  }
}
