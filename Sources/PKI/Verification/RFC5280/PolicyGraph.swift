import DER

/// The policies under which a path is valid: the graph of RFC 9618, which replaces the tree of RFC 5280,
/// Section 6.1. The tree can grow exponentially with the path; here each depth has each policy once.
struct PolicyGraph {
  /// A policy at one depth.
  private struct Node {
    /// Policies of the depth before that lead here.
    var parents: [ObjectIdentifier]
    /// What satisfies this policy one certificate further down.
    var expected: [ObjectIdentifier]
  }

  /// The nodes of each depth. A depth without nodes is the end: then no policy is valid.
  private var depths: [[ObjectIdentifier: Node]] = [
    [.anyPolicy: Node(parents: [], expected: [.anyPolicy])]
  ]

  /// Whether no policy is valid any more.
  private(set) var isNull = false

  private var last: Int { depths.count - 1 }

  /// Section 6.1.3 (d): the policies that the next certificate asserts.
  mutating func descend(_ policies: [ObjectIdentifier], acceptsAny: Bool) {
    guard !isNull else { return }
    let above = depths[last]
    // Who expects what; every edge of the new depth comes from here, so the work is the sum of all.
    var expecting: [ObjectIdentifier: [ObjectIdentifier]] = [:]
    for (policy, node) in above {
      for expected in node.expected { expecting[expected, default: []].append(policy) }
    }
    var nodes: [ObjectIdentifier: Node] = [:]
    for policy in policies where policy != .anyPolicy {
      if let parents = expecting[policy] {
        nodes[policy] = Node(parents: parents, expected: [policy])
      } else if above[.anyPolicy] != nil {
        nodes[policy] = Node(parents: [.anyPolicy], expected: [policy])
      }
    }
    if acceptsAny, policies.contains(.anyPolicy) {
      for (policy, parents) in expecting where nodes[policy] == nil {
        nodes[policy] = Node(parents: parents, expected: [policy])
      }
    }
    depths.append(nodes)
    isNull = nodes.isEmpty
  }

  /// Section 6.1.3 (e): a certificate without policies ends them all.
  mutating func end() { isNull = true }

  /// Section 6.1.4 (b): what the certificate's mappings do to its own depth.
  mutating func map(_ mappings: PolicyMappings, isInhibited: Bool) {
    guard !isNull else { return }
    let groups = Dictionary(grouping: mappings.pairs, by: \.issuerDomainPolicy)
    for (policy, pairs) in groups {
      guard !isInhibited else {
        depths[last][policy] = nil
        continue
      }
      let expected = Array(Set(pairs.map(\.subjectDomainPolicy)))
      if depths[last][policy] != nil {
        depths[last][policy]?.expected = expected
      } else if depths[last][.anyPolicy] != nil {
        depths[last][policy] = Node(parents: [.anyPolicy], expected: expected)
      }
    }
    isNull = depths[last].isEmpty
  }

  /// Section 6.1.5 (g): the policies of the first authority under which the path is valid, restricted to
  /// `wanted`; nil there stands for any. Any policy is written as anyPolicy.
  func valid(among wanted: Set<ObjectIdentifier>?) -> Set<ObjectIdentifier> {
    guard !isNull, last > 0 else { return isNull ? [] : wanted ?? [.anyPolicy] }
    var result: Set<ObjectIdentifier> = []
    var reached = Set(depths[last].keys)
    if reached.contains(.anyPolicy) { result = wanted ?? [.anyPolicy] }
    for depth in depths.indices.dropFirst().reversed() {
      var above: Set<ObjectIdentifier> = []
      for policy in reached {
        guard let node = depths[depth][policy] else { continue }
        if policy != .anyPolicy, node.parents == [.anyPolicy] { result.insert(policy) }
        above.formUnion(node.parents)
      }
      reached = above
    }
    guard let wanted else { return result }
    return result.intersection(wanted)
  }
}

/// Certificate policies along a path (RFC 5280, Section 6.1.2 to 6.1.5, as RFC 9618 has them).
enum PolicyRules {
  /// Whether policies can refuse the path. Where neither the policy nor a certificate asks for one, which
  /// is nearly always, they cannot, and no graph is made.
  static func matter(for path: [Certificate], _ policy: VerificationPolicy) -> Bool {
    if policy.requiresExplicitPolicy { return true }
    for certificate in path.dropLast() {
      if certificate.parsed.policyConstraints != nil || certificate.parsed.policyMappings != nil {
        return true
      }
    }
    return false
  }

  /// The policies under which the path is valid.
  ///
  /// - Throws: `.noValidPolicy` where there has to be one, `.policyMapping` for anyPolicy in a mapping.
  static func check(
    _ path: [Certificate], _ policy: VerificationPolicy, _ index: inout Int
  ) throws(VerificationFailure.Cause) -> Set<ObjectIdentifier> {
    // Nobody asks, and nobody in the path has anything to say.
    let count = path.count - 1
    guard count > 0 else { return policy.initialPolicies ?? [.anyPolicy] }
    var graph = PolicyGraph()
    var explicit = policy.requiresExplicitPolicy ? 0 : count + 1
    var mapping = policy.inhibitsPolicyMapping ? 0 : count + 1
    var anyPolicy = policy.inhibitsAnyPolicy ? 0 : count + 1
    // The root is not part of the path; its policies are not looked at.
    for place in path.indices.dropLast().reversed() {
      index = place
      let certificate = path[place]
      let isLast = place == 0
      let isSelfIssued = certificate.isSelfIssued
      if let policies = certificate.parsed.certificatePolicies {
        graph.descend(
          policies.identifiers, acceptsAny: anyPolicy > 0 || (!isLast && isSelfIssued))
      } else {
        graph.end()
      }
      // (f)
      guard explicit > 0 || !graph.isNull else { throw .noValidPolicy }
      if isLast {
        // Section 6.1.5 (a), (b).
        explicit = max(0, explicit - 1)
        if certificate.parsed.policyConstraints?.requireExplicitPolicy == 0 { explicit = 0 }
        break
      }
      // Section 6.1.4.
      if let mappings = certificate.parsed.policyMappings {
        for pair in mappings.pairs {
          guard pair.issuerDomainPolicy != .anyPolicy, pair.subjectDomainPolicy != .anyPolicy else {
            throw .policyMapping
          }
        }
        graph.map(mappings, isInhibited: mapping == 0)
      }
      if !isSelfIssued {
        explicit = max(0, explicit - 1)
        mapping = max(0, mapping - 1)
        anyPolicy = max(0, anyPolicy - 1)
      }
      if let constraints = certificate.parsed.policyConstraints {
        explicit = min(explicit, constraints.requireExplicitPolicy ?? explicit)
        mapping = min(mapping, constraints.inhibitPolicyMapping ?? mapping)
      }
      anyPolicy = min(anyPolicy, certificate.parsed.inhibitAnyPolicy ?? anyPolicy)
    }
    index = 0
    let valid = graph.valid(among: policy.initialPolicies)
    // Section 6.1.5 (g) and after.
    guard explicit > 0 || !valid.isEmpty else { throw .noValidPolicy }
    return valid
  }
}
