/// The forms of names: constraints bind names of their own form alone (RFC 5280, Section 4.2.1.10).
enum ConstrainedForm: Hashable {
  case dns, ip, email, uri, directoryName, registeredID
  case other(tag: UInt8)

  init(_ name: GeneralName) {
    switch name {
    case .dns: self = .dns
    case .ip: self = .ip
    case .email: self = .email
    case .uri: self = .uri
    case .directoryName: self = .directoryName
    case .registeredID: self = .registeredID
    case .other(let tag, _): self = .other(tag: tag)
    }
  }
}

/// A name of a certificate, taken apart once for all comparisons.
struct ConstrainedName {
  let source: GeneralName
  let form: ConstrainedForm
  let value: Value

  enum Value {
    case hosts(DNSPattern)
    case address([UInt8])
    case mailbox(EmailAddress)
    /// The host of a URI.
    case host(DNSName)
    case directory([Set<String>])
    /// Malformed, or of a form that cannot be compared.
    case incomparable
  }

  init(_ name: GeneralName) {
    source = name
    form = ConstrainedForm(name)
    let value: Value? =
      switch name {
      case .dns(let text): DNSPattern(text).map(Value.hosts)
      case .ip(let octets): .address(octets)
      case .email(let text): EmailAddress(text).map(Value.mailbox)
      case .uri(let text): ConstrainedName.host(ofURI: text).map(Value.host)
      case .directoryName(let name): .directory(name.canonical)
      case .registeredID, .other: nil
      }
    self.value = value ?? .incomparable
  }

  /// RFC 5280 §4.2.1.10 MUST: a URI without a host's name is refused where there is a constraint.
  private static func host(ofURI text: String) -> DNSName? {
    guard case .dns(let name)? = ResourceIdentifier(text)?.host else { return nil }
    return name
  }
}
