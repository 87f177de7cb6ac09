/// One subtree of nameConstraints (RFC 5280, Section 4.2.1.10), taken apart once for all comparisons.
struct Subtree {
  let source: GeneralName
  let form: ConstrainedForm
  private let base: Base

  private enum Base {
    /// Names of hosts, all of them.
    case everyHost
    /// A domain; what stands below it alone, where a dot stands in front.
    case domain(DNSName, onlyBelow: Bool)
    /// Address and mask, each of 4 or of 16 octets.
    case range(address: [UInt8], mask: [UInt8])
    case mailbox(EmailAddress)
    case directory([Set<String>])
    /// Malformed, or of a form that cannot be compared.
    case incomparable
  }

  init(_ source: GeneralName) {
    self.source = source
    form = ConstrainedForm(source)
    base =
      switch source {
      case .dns(""): .everyHost
      case .dns(let text), .uri(let text): Subtree.domain(text)
      case .email(let text):
        text.contains("@")
          ? EmailAddress(text).map(Base.mailbox) ?? .incomparable : Subtree.domain(text)
      case .ip(let octets): Subtree.range(octets)
      case .directoryName(let name): .directory(name.canonical)
      case .registeredID, .other: .incomparable
      }
  }

  /// Whether the base could be taken apart; forms that cannot be compared are left alone.
  var isWellFormed: Bool {
    switch (base, form) {
    case (.incomparable, .registeredID), (.incomparable, .other): true
    case (.incomparable, _): false
    default: true
    }
  }

  private static func domain(_ text: String) -> Base {
    let onlyBelow = text.utf8.first == UInt8(ascii: ".")
    guard let name = DNSName(presented: onlyBelow ? text.dropFirst() : text[...]) else {
      return .incomparable
    }
    return .domain(name, onlyBelow: onlyBelow)
  }

  private static func range(_ octets: [UInt8]) -> Base {
    guard octets.count == 8 || octets.count == 32 else { return .incomparable }
    let mask = Array(octets[(octets.count / 2)...])
    // RFC 5280 wants the style of RFC 4632: ones, then zeros.
    let rest = mask.drop { $0 == 0xFF }
    let isPrefix =
      rest.dropFirst().allSatisfy { $0 == 0 } && (rest.first.map { ~$0 & (~$0 &+ 1) == 0 } ?? true)
    guard isPrefix else { return .incomparable }
    return .range(address: Array(octets[..<(octets.count / 2)]), mask: mask)
  }

  /// Whether all that the name stands for lies in the subtree; nil where that cannot be told. Both are of one
  /// form.
  func contains(_ name: ConstrainedName) -> Bool? {
    switch (base, name.value) {
    case (.everyHost, _): true
    // Zero or more labels before the domain; a wildcard stands for one.
    case (.domain(let domain, let onlyBelow), .hosts(let pattern)):
      pattern.base.isWithin(domain)
        && !(onlyBelow && !pattern.isWildcard && pattern.base == domain)
    case (.domain(let domain, let onlyBelow), .host(let host)):
      Subtree.holds(domain, onlyBelow, host)
    case (.domain(let domain, let onlyBelow), .mailbox(let mailbox)):
      Subtree.holds(domain, onlyBelow, mailbox.host)
    case (.mailbox(let wanted), .mailbox(let mailbox)): wanted == mailbox
    case (.range(let address, let mask), .address(let octets)):
      octets.count == address.count
        && octets.indices.allSatisfy { octets[$0] & mask[$0] == address[$0] & mask[$0] }
    case (.directory(let prefix), .directory(let name)): name.starts(with: prefix)
    default: nil
    }
  }

  /// Whether anything that the name stands for lies in the subtree; nil where that cannot be told. Where an
  /// excluded subtree could be read in two ways, it is read as the larger one.
  func touches(_ name: ConstrainedName) -> Bool? {
    switch (base, name.value) {
    case (.domain(let domain, _), .hosts(let pattern)):
      pattern.base.isWithin(domain) || (pattern.isWildcard && domain.parent == pattern.base)
    // An IPv4 address mapped into IPv6 leads to the same host.
    case (.range(let address, _), .address(let octets))
    where address.count == 4 && octets.count == 16
      && octets.prefix(12).elementsEqual([UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]):
      contains(ConstrainedName(.ip(Array(octets.suffix(4)))))
    default: contains(name)
    }
  }

  /// For hosts in URIs and of mailboxes: the domain itself, or with a dot in front what stands below it.
  private static func holds(_ domain: DNSName, _ onlyBelow: Bool, _ host: DNSName) -> Bool {
    onlyBelow ? host != domain && host.isWithin(domain) : host == domain
  }
}
