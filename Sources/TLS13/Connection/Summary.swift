/// What a handshake agreed on.
public struct Summary: Sendable {
  /// The cipher suite.
  public internal(set) var cipherSuite: CipherSuite?
  /// The group of the key exchange.
  public internal(set) var group: NamedGroup?
  /// Whether a HelloRetryRequest was needed.
  public internal(set) var usedHelloRetryRequest = false
  /// The protocol that ALPN selected.
  public internal(set) var applicationProtocol: ApplicationProtocol?
  /// The name that the client asked for (RFC 6066, Section 3).
  public internal(set) var serverName: String?
  /// Who the peer is; nil for a client without a certificate.
  public internal(set) var peer: PeerIdentity?
  /// The scheme of the peer's CertificateVerify.
  public internal(set) var peerSignatureScheme: SignatureScheme?
  /// What the server asked of the client's certificate; nil where it asked for none.
  public internal(set) var certificateRequest: CertificateRequest?
  /// Whether this side sent a certificate.
  public internal(set) var sentCertificate = false
}
