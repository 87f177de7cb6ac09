/// What a client offers, wants and has.
public struct ClientConfiguration: Sendable {
  /// Suites offered, most preferred first.
  public var cipherSuites = CipherSuite.all
  /// Groups offered, most preferred first.
  public var groups = NamedGroup.all
  /// How many of the first groups get a share in the first ClientHello; none asks for a HelloRetryRequest.
  public var keyShareCount = 1
  /// Schemes accepted in CertificateVerify, most preferred first.
  public var signatureSchemes = SignatureScheme.all
  /// Schemes accepted in certificates.
  public var certificateSignatureSchemes = SignatureScheme.allForCertificates
  /// Protocols offered by ALPN, most preferred first; none leaves the extension out.
  public var applicationProtocols: [ApplicationProtocol] = []
  /// Who the client is, if the server asks.
  public var credential: Credential?
  /// How the server's certificate is judged.
  public var verification: PeerVerification
  /// Whether to look like TLS 1.2 to middleboxes (RFC 9846, Appendix E.4).
  public var compatibilityMode = true
  /// For published traces.
  package var rehearsal: ClientRehearsal?

  /// A client that judges servers by `verification`.
  public init(verification: PeerVerification) { self.verification = verification }
}
