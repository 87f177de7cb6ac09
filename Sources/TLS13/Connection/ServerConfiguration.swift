public import PKI

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
  /// Whether the client's order of suites decides, not this side's.
  public var prefersClientOrder = false
  /// Whether a share of the most preferred group is asked for (RFC 9846, Section 4.2.4) though the client sent
  /// one of another: a round trip more for the group that is liked better.
  public var retriesForPreferredGroup = false
  /// Cookies that carry what is needed of a first ClientHello (RFC 9846, Section 4.3.2): nothing of it is kept
  /// behind a HelloRetryRequest. Nil keeps it and sends no cookies.
  public var retryCookies: RetryCookies?
  /// Whether change_cipher_spec is sent also to a client that did not ask for it (Appendix E.4).
  public var alwaysSendsChangeCipherSpec = false
  /// Schemes accepted in a client's CertificateVerify, most preferred first.
  public var signatureSchemes = SignatureScheme.all
  /// Schemes accepted in clients' certificates.
  public var certificateSignatureSchemes = SignatureScheme.allForCertificates
  /// Protocols spoken, most preferred first; none leaves ALPN unanswered.
  public var applicationProtocols: [ApplicationProtocol] = []
  /// Who the server is; the first that the client can verify is used.
  public var credentials: [Credential]
  /// Names under which something of the following is otherwise; the first that has the client's name decides.
  public var hosts: [ServerHost] = []
  /// Whether clients are asked for certificates, and how these are judged.
  public var clientAuthentication: ClientAuthentication
  /// External keys that clients may use instead of certificates, most preferred first.
  public var preSharedKeys: [PreSharedKey] = []
  /// Whether an external key is used only where none of ``credentials`` can be.
  public var prefersCertificates = false
  /// Whether a client may use a pre-shared key without a key exchange (RFC 9846, Section 4.3.9): without
  /// forward secrecy.
  public var allowsKeyWithoutExchange = false
  /// Whether and how sessions are resumed; nil resumes none.
  public var resumption: ServerResumption?
  /// Names of authorities to send with the request, in DER; empty sends none (RFC 9846, Section 4.3.4).
  public var certificateAuthorities: [[UInt8]] = []
  /// What clients' certificates have to have (RFC 9846, Section 4.3.5); those that have not are refused.
  public var certificateFilters: [ExtensionFilter] = []
  /// Whether a ticket is sent as soon as the client is accepted, so that it knows, also where no session is
  /// resumed. Its lifetime is zero then: it says yes, and nothing else.
  public var confirmsAcceptance = true
  /// What the application says to a ClientHello before it is answered: nil goes on, an alert refuses the client
  /// and tells it.
  public var helloCheck: (@Sendable (_ hello: ClientHelloSummary) -> Alert?)?
  /// Whether the client is told that its server_name was heeded (RFC 6066, Section 3).
  public var acknowledgesServerName = true
  /// The longest Certificate message that is taken, in bytes.
  public var maximumCertificateByteCount = 1 << 18
  /// The most content that is sent in one record, 1 to 16,384 bytes.
  public var maximumFragment = 1 << 14
  /// Whether clients are asked for OCSP responses with their certificates (RFC 9846, Section 4.5.1.1).
  public var requestsOCSP = false
  /// Whether clients are asked for signed certificate timestamps (RFC 6962, Section 3.3).
  public var requestsCertificateTimestamps = false
  /// What the application makes of a client whose certificates were accepted, and of what came along.
  public var evidenceCheck: EvidenceCheck?
  /// How Certificate messages may be compressed, both ways, most preferred first (RFC 8879).
  public var certificateCompression: [CertificateCompression] = []
  /// In which forms clients may show who they are, most preferred first (RFC 7250).
  public var clientCertificateTypes: [CertificateType] = [.x509]
  /// Which raw public keys clients may have.
  public var trustedRawPublicKeys = RawPublicKeyTrust.keys([])
  /// By which schemes a key may sign to which a client's certificate was delegated (RFC 9345), most preferred
  /// first; empty accepts no such keys.
  public var delegatedCredentialSchemes: [SignatureScheme] = []
  /// The largest protected record to be sent to this side, 64 to 16,385 bytes with content type and padding
  /// (RFC 8449); nil says none, and then the client's limit does not hold either.
  public var recordSizeLimit: Int? = 16_385
  /// How what is sent is padded.
  public var recordPadding = RecordPadding.none
  /// Whether tickets have an extension that means nothing, to keep clients tolerant (RFC 8701).
  public var sendsGREASE = false
  /// Keys for the answers to shares that were made ahead; nil makes each when it is needed. Groups with ML-KEM answer
  /// each share by itself, and take none.
  public var ephemeralKeys: EphemeralKeyPool?
  /// Who is told the secrets of connections: nobody, unless somebody debugs.
  public var keyLog: KeyLog?
  /// Who studies the protocol: nobody, unless in a laboratory.
  #if WITHOUT_LABORATORY
    package var laboratory: LaboratoryHooks? {
      get { nil }
      set {}
    }
  #else
    package var laboratory: LaboratoryHooks?
  #endif
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
