/// Which extension may stand in which message (RFC 9846, Section 4.3, Table 1).
enum ExtensionRules {
  /// A message with extensions. HelloRetryRequest is a message of its own here.
  struct Place: OptionSet {
    let rawValue: UInt8
    static let clientHello = Place(rawValue: 1)
    static let serverHello = Place(rawValue: 2)
    static let helloRetryRequest = Place(rawValue: 4)
    static let encryptedExtensions = Place(rawValue: 8)
    static let certificateRequest = Place(rawValue: 16)
    static let certificate = Place(rawValue: 32)
    static let newSessionTicket = Place(rawValue: 64)

    /// The message's type, for errors.
    var message: HandshakeType {
      switch self {
      case .clientHello: .clientHello
      case .serverHello, .helloRetryRequest: .serverHello
      case .encryptedExtensions: .encryptedExtensions
      case .certificateRequest: .certificateRequest
      case .certificate: .certificate
      default: .newSessionTicket
      }
    }
  }

  /// Where `type` may stand; nil for an extension that is not known here.
  static func places(of type: ExtensionType) -> Place? {
    switch type {
    case .serverName: [.clientHello, .encryptedExtensions, .certificateRequest]
    case .statusRequest, .signedCertificateTimestamp, .delegatedCredential:
      [.clientHello, .certificateRequest, .certificate]
    case .supportedGroups, .useSRTP, .heartbeat, .applicationLayerProtocolNegotiation,
      .clientCertificateType, .serverCertificateType, .recordSizeLimit, .ticketRequest:
      [.clientHello, .encryptedExtensions]
    case .signatureAlgorithms, .signatureAlgorithmsCert, .certificateAuthorities,
      .compressCertificate:
      [.clientHello, .certificateRequest]
    case .padding, .pskKeyExchangeModes, .postHandshakeAuth: [.clientHello]
    case .preSharedKey: [.clientHello, .serverHello]
    case .earlyData: [.clientHello, .encryptedExtensions, .newSessionTicket]
    case .supportedVersions, .keyShare: [.clientHello, .serverHello, .helloRetryRequest]
    case .cookie: [.clientHello, .helloRetryRequest]
    case .oidFilters: [.certificateRequest]
    default: nil
    }
  }
}
