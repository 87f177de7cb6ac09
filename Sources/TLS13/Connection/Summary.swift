/// What a handshake agreed on.
public struct Summary: Sendable {
  /// The cipher suite.
  public internal(set) var cipherSuite: CipherSuite?
  /// The group of the key exchange.
  public internal(set) var group: NamedGroup?
  /// Whether a HelloRetryRequest was needed.
  public internal(set) var usedHelloRetryRequest = false
  /// The pre-shared key that stands for a certificate; nil where certificates were shown.
  public internal(set) var preSharedKey: PreSharedKeyUse?
  /// What became of early data.
  public internal(set) var earlyData = EarlyDataStatus.none
  /// What the peer takes at most in a protected record, content type and padding counted; nil where it named
  /// no limit that holds (RFC 8449).
  public internal(set) var peerRecordSizeLimit: Int?
  /// How many tickets the server means to send; nil where it did not say (RFC 9149).
  public internal(set) var expectedTickets: UInt8?
  /// The protocol that ALPN selected.
  public internal(set) var applicationProtocol: ApplicationProtocol?
  /// The name that the client asked for (RFC 6066, Section 3).
  public internal(set) var serverName: String?
  /// Who the peer is; nil for a client without a certificate.
  public internal(set) var peer: PeerIdentity?
  /// By which algorithm the peer's Certificate was compressed, 1 for zlib; nil where it was not (RFC 8879).
  public internal(set) var peerCertificateCompression: UInt16?
  /// The scheme of the peer's CertificateVerify.
  public internal(set) var peerSignatureScheme: SignatureScheme?
  /// What the server asked of the client's certificate; nil where it asked for none.
  public internal(set) var certificateRequest: CertificateRequest?
  /// In what form the server showed who it is (RFC 7250).
  public internal(set) var serverCertificateType = CertificateType.x509
  /// How much older the client says that the ticket is than this server finds, in seconds; nil where no session
  /// is resumed.
  public internal(set) var ticketAgeSkew: Int64?
  /// By which credential this side showed who it is; nil where it did not.
  public internal(set) var credential: Credential?
  /// Its place among the configuration's.
  public internal(set) var credentialIndex: Int?
  /// What a client found of each of its credentials when it was asked for a certificate.
  public internal(set) var credentialJudgements: [CredentialJudgement] = []
  /// Whether this side sent a certificate.
  public internal(set) var sentCertificate = false
}

/// Which pre-shared key a handshake used.
public enum PreSharedKeyUse: Sendable, Hashable {
  /// That of a session, which was resumed.
  case session
  /// An external one of this identity.
  case external(identity: [UInt8])
}

/// What became of early data (RFC 9846, Section 2.3).
public enum EarlyDataStatus: String, Sendable {
  /// There was none.
  case none
  /// The client offered it, and the server has not answered.
  case offered
  /// The server takes it.
  case accepted
  /// The server does not take it: what was sent has to be sent again, if that is wanted.
  case rejected
}
