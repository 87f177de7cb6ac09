/// nameConstraints along a path (RFC 5280, Section 4.2.1.10 and 6.1.3 (b), (c)), from the root down: names must
/// lie in a permitted subtree of every issuer that has one of their form, and in no excluded one.
struct NameConstraintChecker {
  private var permitted: [[GeneralName]] = []
  private var excluded: [GeneralName] = []

  /// From now on names must satisfy these constraints, too.
  mutating func constrain(by constraints: NameConstraints, of certificate: Certificate) {
    if !constraints.permitted.isEmpty { permitted.append(constraints.permitted) }
    excluded += constraints.excluded
  }

  /// Checks the subject and the alternative names. Self-issued intermediates are exempt (Section 6.1.3).
  func check(
    _ certificate: Certificate, isLeaf: Bool, budget: inout WorkBudget
  ) throws(VerificationFailure.Cause) {
    guard isLeaf || !certificate.isSelfIssued else { return }
    guard !permitted.isEmpty || !excluded.isEmpty else { return }
    var names = certificate.subjectAlternativeNames ?? []
    if !certificate.subject.isEmpty { names.append(.directoryName(certificate.subject)) }
    // RFC 5280 §4.2.1.10: e-mail addresses in the subject count where there are none in subjectAltName.
    if !names.contains(where: { if case .email = $0 { true } else { false } }) {
      for attribute in certificate.subject.relativeNames.joined()
      where attribute.type == .emailAddress {
        names.append(.email(attribute.value))
      }
    }
    for name in names { try check(name, &budget) }
  }

  private func check(
    _ name: GeneralName, _ budget: inout WorkBudget
  ) throws(VerificationFailure.Cause) {
    for subtree in excluded {
      try budget.spendComparison()
      // A form that cannot be compared fails closed.
      if Subtree.overlaps(subtree, name) ?? Subtree.isSameForm(subtree, name) {
        throw .nameForbidden(name: "\(name)", constraint: "excluded: \(subtree)")
      }
    }
    for group in permitted {
      var hasForm = false
      var isInside = false
      for subtree in group where Subtree.isSameForm(subtree, name) {
        try budget.spendComparison()
        hasForm = true
        if Subtree.contains(subtree, name) == true { isInside = true }
      }
      if hasForm, !isInside {
        throw .nameForbidden(
          name: "\(name)",
          constraint: "permitted: \(group.map(\.description).joined(separator: ", "))")
      }
    }
  }
}

/// One subtree of names.
enum Subtree {
  /// Whether both are names of one form.
  static func isSameForm(_ subtree: GeneralName, _ name: GeneralName) -> Bool {
    switch (subtree, name) {
    case (.dns, .dns), (.ip, .ip), (.email, .email), (.uri, .uri),
      (.directoryName, .directoryName), (.registeredID, .registeredID):
      true
    case (.other(let left, _), .other(let right, _)): left == right
    default: false
    }
  }

  /// Whether the name lies in the subtree; nil where that cannot be told, for malformed ones and for forms
  /// that are not supported.
  static func contains(_ subtree: GeneralName, _ name: GeneralName) -> Bool? {
    switch (subtree, name) {
    case (.dns(let base), .dns(let presented)): dns(presented, within: base)
    case (.ip(let range), .ip(let address)): ip(address, within: range)
    case (.email(let base), .email(let address)): email(address, within: base)
    case (.uri(let base), .uri(let text)): uri(text, within: base)
    case (.directoryName(let base), .directoryName(let presented)): presented.isWithin(base)
    default: isSameForm(subtree, name) ? nil : false
    }
  }

  /// Whether the subtree has one of the names that the name stands for: a wildcard stands for each one label
  /// below it.
  static func overlaps(_ subtree: GeneralName, _ name: GeneralName) -> Bool? {
    if case .dns(let base) = subtree, case .dns(let presented) = name,
      let pattern = DNSPattern(presented), pattern.isWildcard,
      let domain = DNSName(base.hasPrefix(".") ? String(base.dropFirst()) : base),
      !base.hasPrefix("."), pattern.matches(domain)
    {
      return true
    }
    return contains(subtree, name)
  }

  /// The name itself and everything below it; a dot in front leaves the name itself out.
  private static func dns(_ presented: String, within base: String) -> Bool? {
    guard !base.isEmpty else { return true }
    guard let pattern = DNSPattern(presented) else { return nil }
    let onlyBelow = base.hasPrefix(".")
    guard let domain = DNSName(onlyBelow ? String(base.dropFirst()) : base) else { return nil }
    if pattern.isWildcard { return pattern.base.isWithin(domain) }
    return pattern.base.isWithin(domain) && !(onlyBelow && pattern.base == domain)
  }

  private static func ip(_ address: [UInt8], within range: [UInt8]) -> Bool? {
    guard range.count == 8 || range.count == 32 else { return nil }
    guard address.count * 2 == range.count else { return false }
    return address.indices.allSatisfy { index in
      address[index] & range[address.count + index] == range[index] & range[address.count + index]
    }
  }

  /// An address, a host, or with a dot in front the hosts below a domain.
  private static func email(_ text: String, within base: String) -> Bool? {
    guard let address = EmailAddress(text) else { return nil }
    if base.contains("@") { return EmailAddress(base).map { $0 == address } }
    return host(address.host, within: base)
  }

  private static func uri(_ text: String, within base: String) -> Bool? {
    // RFC 5280 §4.2.1.10 MUST: a URI without a host's name is refused where there is a constraint.
    guard let identifier = ResourceIdentifier(text), case .dns(let name)? = identifier.host else {
      return nil
    }
    return host(name, within: base)
  }

  private static func host(_ host: DNSName, within base: String) -> Bool? {
    guard base.hasPrefix(".") else { return DNSName(base).map { $0 == host } }
    guard let domain = DNSName(String(base.dropFirst())) else { return nil }
    return host.isWithin(domain) && host != domain
  }
}
