/// `ExtensionType` (RFC 9846, Section 4.3).
///
/// A peer may send a value that has no name here, so this is a number with names, not an enumeration.
public struct ExtensionType: RawRepresentable, Sendable, Hashable {
  /// The number on the wire.
  public let rawValue: UInt16

  /// The code point of this number.
  @inlinable
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// `server_name` (RFC 6066).
  public static let serverName = ExtensionType(rawValue: 0x0000)
  /// `status_request` (RFC 6066).
  public static let statusRequest = ExtensionType(rawValue: 0x0005)
  /// `supported_groups` (Section 4.3.7).
  public static let supportedGroups = ExtensionType(rawValue: 0x000A)
  /// `signature_algorithms` (Section 4.3.3).
  public static let signatureAlgorithms = ExtensionType(rawValue: 0x000D)
  /// `use_srtp` (RFC 5764).
  public static let useSRTP = ExtensionType(rawValue: 0x000E)
  /// `heartbeat` (RFC 6520).
  public static let heartbeat = ExtensionType(rawValue: 0x000F)
  /// `application_layer_protocol_negotiation` (RFC 7301).
  public static let applicationLayerProtocolNegotiation = ExtensionType(rawValue: 0x0010)
  /// `signed_certificate_timestamp` (RFC 6962).
  public static let signedCertificateTimestamp = ExtensionType(rawValue: 0x0012)
  /// `client_certificate_type` (RFC 7250).
  public static let clientCertificateType = ExtensionType(rawValue: 0x0013)
  /// `server_certificate_type` (RFC 7250).
  public static let serverCertificateType = ExtensionType(rawValue: 0x0014)
  /// `padding` (RFC 7685).
  public static let padding = ExtensionType(rawValue: 0x0015)
  /// `compress_certificate` (RFC 8879).
  public static let compressCertificate = ExtensionType(rawValue: 0x001B)
  /// `record_size_limit` (RFC 8449).
  public static let recordSizeLimit = ExtensionType(rawValue: 0x001C)
  /// `delegated_credential` (RFC 9345).
  public static let delegatedCredential = ExtensionType(rawValue: 0x0022)
  /// `pre_shared_key` (Section 4.3.11).
  public static let preSharedKey = ExtensionType(rawValue: 0x0029)
  /// `early_data` (Section 4.3.10).
  public static let earlyData = ExtensionType(rawValue: 0x002A)
  /// `supported_versions` (Section 4.3.1).
  public static let supportedVersions = ExtensionType(rawValue: 0x002B)
  /// `cookie` (Section 4.3.2).
  public static let cookie = ExtensionType(rawValue: 0x002C)
  /// `psk_key_exchange_modes` (Section 4.3.9).
  public static let pskKeyExchangeModes = ExtensionType(rawValue: 0x002D)
  /// `certificate_authorities` (Section 4.3.4).
  public static let certificateAuthorities = ExtensionType(rawValue: 0x002F)
  /// `oid_filters` (Section 4.3.5).
  public static let oidFilters = ExtensionType(rawValue: 0x0030)
  /// `post_handshake_auth` (Section 4.3.6).
  public static let postHandshakeAuth = ExtensionType(rawValue: 0x0031)
  /// `signature_algorithms_cert` (Section 4.3.3).
  public static let signatureAlgorithmsCert = ExtensionType(rawValue: 0x0032)
  /// `key_share` (Section 4.3.8).
  public static let keyShare = ExtensionType(rawValue: 0x0033)
  /// `ticket_request` (RFC 9149).
  public static let ticketRequest = ExtensionType(rawValue: 0x003A)
  /// `tls_flags` (draft-ietf-tls-tlsflags).
  public static let tlsFlags = ExtensionType(rawValue: 0x003E)
}

extension ExtensionType: CustomStringConvertible {
  /// The name that the RFCs use, or the number.
  public var description: String {
    switch self {
    case .serverName: "server_name"
    case .statusRequest: "status_request"
    case .supportedGroups: "supported_groups"
    case .signatureAlgorithms: "signature_algorithms"
    case .useSRTP: "use_srtp"
    case .heartbeat: "heartbeat"
    case .applicationLayerProtocolNegotiation: "application_layer_protocol_negotiation"
    case .signedCertificateTimestamp: "signed_certificate_timestamp"
    case .clientCertificateType: "client_certificate_type"
    case .serverCertificateType: "server_certificate_type"
    case .padding: "padding"
    case .compressCertificate: "compress_certificate"
    case .recordSizeLimit: "record_size_limit"
    case .delegatedCredential: "delegated_credential"
    case .preSharedKey: "pre_shared_key"
    case .earlyData: "early_data"
    case .supportedVersions: "supported_versions"
    case .cookie: "cookie"
    case .pskKeyExchangeModes: "psk_key_exchange_modes"
    case .certificateAuthorities: "certificate_authorities"
    case .oidFilters: "oid_filters"
    case .postHandshakeAuth: "post_handshake_auth"
    case .signatureAlgorithmsCert: "signature_algorithms_cert"
    case .keyShare: "key_share"
    case .ticketRequest: "ticket_request"
    case .tlsFlags: "tls_flags"
    default: "0x" + String(rawValue, radix: 16)
    }
  }
}
