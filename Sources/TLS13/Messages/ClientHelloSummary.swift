/// What an application sees of a ClientHello before it is answered (RFC 9846, Section 4.2.2). Nothing of it is
/// proven.
public struct ClientHelloSummary: Sendable {
  /// The name that the client asks for (RFC 6066, Section 3).
  public let serverName: String?
  /// The protocols that it offers, most preferred first (RFC 7301).
  public let applicationProtocols: [ApplicationProtocol]
  /// Its cipher suites, most preferred first, those included that nobody knows.
  public let cipherSuites: [CipherSuite]
  /// Its groups, most preferred first.
  public let groups: [NamedGroup]
  /// Its schemes for CertificateVerify, most preferred first.
  public let signatureSchemes: [SignatureScheme]
  /// Whether this is the second ClientHello, after a HelloRetryRequest.
  public let isSecond: Bool

  init(_ hello: ClientHello, isSecond: Bool) {
    serverName = hello.constant.serverName
    applicationProtocols = hello.constant.protocols
    cipherSuites = hello.constant.cipherSuites.map(CipherSuite.init(rawValue:))
    groups = (hello.constant.groups ?? []).map(NamedGroup.init(rawValue:))
    signatureSchemes = (hello.constant.signatureSchemes ?? []).map(SignatureScheme.init(rawValue:))
    self.isSecond = isSecond
  }
}
