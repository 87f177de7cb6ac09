/// What a client offers, wants and has.
public struct ClientConfiguration: Sendable {
  /// Suites offered, most preferred first.
  public var cipherSuites = CipherSuite.all
  /// Groups offered, most preferred first; one that is set twice counts once (RFC 9846, Section 4.3.7).
  public var groups = NamedGroup.all {
    didSet {
      // RFC 9846 §4.3.7 MUST NOT: no group is offered twice.
      var unique: [NamedGroup] = []
      for group in groups where !unique.contains(group) { unique.append(group) }
      groups = unique
    }
  }
  /// How many of the first groups get a share in the first ClientHello; 0 asks for a HelloRetryRequest. Nil: the
  /// first, and, where that is post-quantum, the first that is not, for a server that does not know it.
  public var keyShareCount: Int?
  /// Schemes accepted in CertificateVerify, most preferred first.
  public var signatureSchemes = SignatureScheme.all
  /// Schemes accepted in certificates.
  public var certificateSignatureSchemes = SignatureScheme.allForCertificates
  /// Protocols offered by ALPN, most preferred first; none leaves the extension out.
  public var applicationProtocols: [ApplicationProtocol] = []
  /// Who the client is, if the server asks: the first that fits what it asks for.
  public var credentials: [Credential] = []
  /// The first of ``credentials``.
  public var credential: Credential? {
    get { credentials.first }
    set { credentials = newValue.map { [$0] } ?? [] }
  }
  /// How the server's certificate is judged.
  public var verification: PeerVerification {
    didSet { epoch = PolicyEpoch(of: verification) }
  }
  /// That of ``verification``, which each session that is offered or kept is compared with.
  private(set) var epoch: PolicyEpoch
  /// External keys to offer, behind a session that is resumed; the server picks one or none.
  public var preSharedKeys: [PreSharedKey] = []
  /// How pre-shared keys may be used, most preferred first; empty leaves resumption out.
  public var keyExchangeModes: [KeyExchangeMode] = [.pskDHE]
  /// Whether application data may be sent before the handshake, where the session allows it (RFC 9846,
  /// Section 2.3). An attacker can send it again.
  public var sendsEarlyData = false
  /// Whether the server may ask for the certificate after the handshake, too (RFC 9846, Section 4.3.6).
  public var allowsPostHandshakeAuthentication = false
  /// Whether to look like TLS 1.2 to middleboxes (RFC 9846, Appendix E.4).
  public var compatibilityMode = true
  /// The groups that get a share in the first ClientHello, instead of ``keyShareCount``: those that the server is
  /// known to take. Groups that are not offered are passed over.
  public var keyShareGroups: [NamedGroup]?
  /// Whether the handshake ends where the server selects none of the pre-shared keys.
  public var requiresPreSharedKey = false
  /// Whether the handshake ends where the server asks for a certificate and none of this side's fits. Otherwise it
  /// is said that there is none (RFC 9846, Section 4.5.1.3), and the server decides.
  public var failsWithoutFittingCredential = false
  /// Whether the server's certificates are judged again when a session is resumed, at which none are shown.
  public var judgesAgainAtResumption = false
  /// What the application says to a request for a certificate: nil goes on, an alert ends the handshake.
  public var requestCheck: (@Sendable (_ request: CertificateRequest) -> Alert?)?
  /// The longest Certificate message that is taken, in bytes.
  public var maximumCertificateByteCount = 1 << 18
  /// The most content that is sent in one record, 1 to 16,384 bytes.
  public var maximumFragment = 1 << 14
  /// Names of authorities that the server may choose its certificate by, in DER; empty sends none (RFC 9846,
  /// Section 4.3.4).
  public var certificateAuthorities: [[UInt8]] = []
  /// Whether the server is asked for OCSP responses with its certificates (RFC 9846, Section 4.5.1.1).
  public var requestsOCSP = false
  /// Whether the server is asked for signed certificate timestamps (RFC 6962, Section 3.3).
  public var requestsCertificateTimestamps = false
  /// What the application makes of a server whose certificates were accepted, and of what came along.
  public var evidenceCheck: EvidenceCheck?
  /// How Certificate messages may be compressed, both ways, most preferred first (RFC 8879).
  public var certificateCompression: [CertificateCompression] = []
  /// In which forms the server may show who it is, most preferred first (RFC 7250).
  public var serverCertificateTypes: [CertificateType] = [.x509]
  /// In which forms this side can show who it is, most preferred first; nil says what the credentials have.
  public var clientCertificateTypes: [CertificateType]?
  /// Which raw public keys the server may have.
  public var trustedRawPublicKeys = RawPublicKeyTrust.keys([])
  /// By which schemes a key may sign to which the server's certificate was delegated (RFC 9345), most preferred
  /// first; empty accepts no such keys.
  public var delegatedCredentialSchemes: [SignatureScheme] = []
  /// The largest protected record to be sent to this side, 64 to 16,385 bytes with content type and padding
  /// (RFC 8449); nil leaves the extension out, and then the server says nothing of its own limit.
  public var recordSizeLimit: Int? = 16_385
  /// How what is sent is padded.
  public var recordPadding = RecordPadding.none
  /// How many tickets are wished for (RFC 9149); nil leaves that to the server.
  public var ticketRequest: TicketRequest?
  /// Whether code points that mean nothing are strewn in, to keep servers tolerant (RFC 8701).
  public var sendsGREASE = false
  /// Whether the extensions of ClientHello come in an order of chance, so that servers depend on none.
  public var permutesExtensions = false
  /// Keys for the shares in the first ClientHello that were made ahead; nil makes each when it is needed.
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
  package var rehearsal: ClientRehearsal?

  /// The forms to offer in client_certificate_type.
  var offeredCertificateTypes: [CertificateType] {
    if let clientCertificateTypes { return clientCertificateTypes }
    var types: [CertificateType] = []
    for credential in credentials where !types.contains(credential.certificateType) {
      types.append(credential.certificateType)
    }
    return types.isEmpty ? [.x509] : types
  }

  /// A client that judges servers by `verification`.
  public init(verification: PeerVerification) {
    self.verification = verification
    epoch = PolicyEpoch(of: verification)
  }
}
