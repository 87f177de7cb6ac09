public import PKI

/// Who a server is, and whom it admits, under one name: what is asked of clients may differ from name to name
/// (RFC 6066, Section 3; RFC 9846, Section 4.4.2).
///
/// A session is resumed under the name alone under which it began.
public struct ServerHost: Sendable {
  /// The names: one, or those one label below.
  public var pattern: DNSPattern
  /// Who the server is under this name; none stands for ``ServerConfiguration/credentials``.
  public var credentials: [Credential] = []
  /// Whether clients are asked for certificates, and how these are judged; nil is as for other names.
  public var clientAuthentication: ClientAuthentication?
  /// Names of authorities to send with the request, in DER; nil is as for other names.
  public var certificateAuthorities: [[UInt8]]?
  /// What is asked of clients' certificates; nil is as for other names.
  public var certificateFilters: [ExtensionFilter]?

  /// A host of these names, like the others until something is set.
  public init(_ pattern: DNSPattern) { self.pattern = pattern }
}

extension ServerConfiguration {
  /// The configuration for clients that ask for `name`: the first host that has it decides; nil where none has.
  func applying(serverName name: String?) -> ServerConfiguration? {
    guard !hosts.isEmpty, let name, let asked = DNSName(name),
      let host = hosts.first(where: { $0.pattern.matches(asked) })
    else { return nil }
    var result = self
    if !host.credentials.isEmpty { result.credentials = host.credentials }
    if let authentication = host.clientAuthentication {
      result.clientAuthentication = authentication
    }
    if let authorities = host.certificateAuthorities { result.certificateAuthorities = authorities }
    if let filters = host.certificateFilters { result.certificateFilters = filters }
    return result
  }

  /// RFC 9846 §4.3.5: a certificate that does not satisfy the filters ends the handshake.
  func checkFilters(_ certificate: Certificate?) throws(HandshakeError) {
    guard let certificate else { return }
    for filter in certificateFilters {
      if let lack = filter.lack(in: certificate) { throw .certificateFilter(lack) }
    }
  }
}
