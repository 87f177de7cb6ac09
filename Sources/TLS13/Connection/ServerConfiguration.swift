/// Whether a server asks clients for certificates.
public enum ClientAuthentication: Sendable {
  /// Clients stay unknown.
  case none
  /// Clients are asked; one without a certificate goes on unknown, one with a bad certificate does not.
  case optional(PeerVerification)
  /// Clients without an acceptable certificate are refused.
  case required(PeerVerification)

  /// How certificates are judged; nil where none is asked for.
  var verification: PeerVerification? {
    switch self {
    case .none: nil
    case .optional(let verification), .required(let verification): verification
    }
  }
}

/// What a server accepts, wants and has.
public struct ServerConfiguration: Sendable {
  /// Suites accepted, most preferred first.
  public var cipherSuites = CipherSuite.all
  /// Groups accepted, most preferred first.
  public var groups = NamedGroup.all
  /// Schemes accepted in a client's CertificateVerify, most preferred first.
  public var signatureSchemes = SignatureScheme.all
  /// Schemes accepted in clients' certificates.
  public var certificateSignatureSchemes = SignatureScheme.allForCertificates
  /// Protocols spoken, most preferred first; none leaves ALPN unanswered.
  public var applicationProtocols: [ApplicationProtocol] = []
  /// Who the server is; the first that the client can verify is used.
  public var credentials: [Credential]
  /// Whether clients are asked for certificates, and how these are judged.
  public var clientAuthentication: ClientAuthentication
  /// Names of authorities to send with the request, in DER; empty sends none (RFC 9846, Section 4.3.4).
  public var certificateAuthorities: [[UInt8]] = []
  /// Whether a ticket is sent as soon as the client is accepted, so that it knows.
  ///
  /// Its lifetime is zero: it says yes, and cannot be resumed.
  public var confirmsAcceptance = true
  /// For published traces.
  package var rehearsal: ServerRehearsal?

  /// A server that is one of `credentials`.
  public init(credentials: [Credential], clientAuthentication: ClientAuthentication) {
    self.credentials = credentials
    self.clientAuthentication = clientAuthentication
  }
}

/// What a published trace's server sends that this implementation would not.
package struct ServerRehearsal: Sendable {
  /// The body of EncryptedExtensions.
  package var encryptedExtensions: [UInt8]
  /// The cookie of a HelloRetryRequest.
  package var cookie: [UInt8]?

  package init(encryptedExtensions: [UInt8], cookie: [UInt8]? = nil) {
    self.encryptedExtensions = encryptedExtensions
    self.cookie = cookie
  }
}
