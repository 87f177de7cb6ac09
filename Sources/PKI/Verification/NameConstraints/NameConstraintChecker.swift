/// nameConstraints along a path (RFC 5280, Section 4.2.1.10 and 6.1.3 (b), (c)), from the root down: names must
/// lie in a permitted subtree of every issuer that has one of their form, and in no excluded one.
struct NameConstraintChecker {
  /// For each issuer with permitted subtrees, those of each form.
  private var permitted: [[ConstrainedForm: [Subtree]]] = []
  private var excluded: [ConstrainedForm: [Subtree]] = [:]

  /// From now on names must satisfy these constraints, too.
  mutating func constrain(by constraints: NameConstraints) {
    if !constraints.permitted.isEmpty {
      permitted.append(Dictionary(grouping: constraints.permitted.map(Subtree.init), by: \.form))
    }
    for subtree in constraints.excluded.map(Subtree.init) {
      excluded[subtree.form, default: []].append(subtree)
    }
  }

  /// Checks the subject and the alternative names. Self-issued intermediates are exempt (Section 6.1.3).
  func check(
    _ certificate: Certificate, isLeaf: Bool, budget: inout WorkBudget
  ) throws(VerificationFailure.Cause) {
    guard !permitted.isEmpty || !excluded.isEmpty else { return }
    guard isLeaf || !certificate.isSelfIssued else { return }
    for name in names(of: certificate, isLeaf: isLeaf) {
      try check(ConstrainedName(name), &budget)
    }
  }

  /// All that the certificate says about whom it is for.
  private func names(of certificate: Certificate, isLeaf: Bool) -> [GeneralName] {
    var names = certificate.subjectAlternativeNames ?? []
    let hasHost = names.contains(where: \.isHost)
    if !certificate.subject.isEmpty { names.append(.directoryName(certificate.subject)) }
    for attribute in certificate.subject.relativeNames.joined() {
      // RFC 5280 §4.2.1.10 MUST: e-mail addresses in the subject count.
      if attribute.type == .emailAddress { names.append(.email(attribute.value)) }
      // A host in the common name vouches for nobody here, but older programs would take it.
      if isLeaf, !hasHost, attribute.type == .commonName,
        let host = NameConstraintChecker.host(attribute.value)
      {
        names.append(host)
      }
    }
    return names
  }

  /// The host that a common name names; nil where it names none, as `Alice` does.
  private static func host(_ commonName: String) -> GeneralName? {
    if let address = IPAddress(commonName) { return .ip(address.octets) }
    guard commonName.contains("."), DNSPattern(commonName) != nil else { return nil }
    return .dns(commonName)
  }

  private func check(
    _ name: ConstrainedName, _ budget: inout WorkBudget
  ) throws(VerificationFailure.Cause) {
    for subtree in excluded[name.form] ?? [] {
      try budget.spendComparison()
      // What cannot be compared fails closed.
      if subtree.touches(name) ?? true {
        throw .nameForbidden(
          name: DisplayText.name(name.source),
          constraint: "excluded: \(DisplayText.name(subtree.source))")
      }
    }
    for group in permitted {
      guard let subtrees = group[name.form] else { continue }
      var isInside = false
      for subtree in subtrees where !isInside {
        try budget.spendComparison()
        isInside = subtree.contains(name) ?? false
      }
      if !isInside {
        let texts = subtrees.map { DisplayText.name($0.source) }
        throw .nameForbidden(
          name: DisplayText.name(name.source),
          constraint: "permitted: \(VerificationFailure.list(texts))")
      }
    }
  }
}
