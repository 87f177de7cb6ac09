/// A host name whose left-most label may be the wildcard `*`: what a `dNSName` presents (RFC 9525,
/// Section 6.3), and what a rule of admission names.
public struct DNSPattern: Sendable, Hashable {
  /// The name, or what stands behind `*.`.
  public let base: DNSName
  /// Whether the left-most label is `*`.
  public let isWildcard: Bool

  /// The pattern in `text`; nil where it is neither a host name nor a wildcard over one.
  ///
  /// The wildcard is the whole of the left-most label and stands before at least two labels: `*.com`
  /// would vouch for names of many owners. A dot at the end is refused (see ``DNSName``).
  public init?(_ text: some StringProtocol) {
    isWildcard = text.utf8.starts(with: "*.".utf8)
    // Octets, not characters: one behind the dot might combine with it.
    let rest = text.utf8.dropFirst(isWildcard ? 2 : 0)
    guard let base = DNSName(presentedOctets: rest),
      !isWildcard || base.labelCount >= 2
    else { return nil }
    self.base = base
  }

  /// The pattern that matches `name` alone.
  public init(_ name: DNSName) {
    base = name
    isWildcard = false
  }

  /// Whether `name` is the pattern's name, or has exactly one label where the wildcard stands.
  public func matches(_ name: DNSName) -> Bool {
    isWildcard ? name.parent == base : name == base
  }

  /// Whether every name that `other` matches is matched by this pattern too.
  public func covers(_ other: DNSPattern) -> Bool {
    other.isWildcard ? self == other : matches(other.base)
  }
}

extension DNSPattern: CustomStringConvertible {
  /// As in `*.example.org`.
  public var description: String { isWildcard ? "*.\(base)" : base.text }
}
