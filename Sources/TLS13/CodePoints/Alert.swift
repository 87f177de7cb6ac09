/// `AlertDescription` (RFC 9846, Section 6): what one side tells the other of a failure or of the end.
///
/// A peer may send a value that has no name here, so this is a number with names, not an enumeration.
public struct Alert: RawRepresentable, Sendable, Hashable {
  /// The number on the wire.
  public let rawValue: UInt8

  /// The code point of this number.
  @inlinable
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// `close_notify(0)`.
  public static let closeNotify = Alert(rawValue: 0x00)
  /// `unexpected_message(10)`.
  public static let unexpectedMessage = Alert(rawValue: 0x0A)
  /// `bad_record_mac(20)`.
  public static let badRecordMAC = Alert(rawValue: 0x14)
  /// `record_overflow(22)`.
  public static let recordOverflow = Alert(rawValue: 0x16)
  /// `handshake_failure(40)`.
  public static let handshakeFailure = Alert(rawValue: 0x28)
  /// `bad_certificate(42)`.
  public static let badCertificate = Alert(rawValue: 0x2A)
  /// `unsupported_certificate(43)`.
  public static let unsupportedCertificate = Alert(rawValue: 0x2B)
  /// `certificate_revoked(44)`.
  public static let certificateRevoked = Alert(rawValue: 0x2C)
  /// `certificate_expired(45)`.
  public static let certificateExpired = Alert(rawValue: 0x2D)
  /// `certificate_unknown(46)`.
  public static let certificateUnknown = Alert(rawValue: 0x2E)
  /// `illegal_parameter(47)`.
  public static let illegalParameter = Alert(rawValue: 0x2F)
  /// `unknown_ca(48)`.
  public static let unknownCA = Alert(rawValue: 0x30)
  /// `access_denied(49)`.
  public static let accessDenied = Alert(rawValue: 0x31)
  /// `decode_error(50)`.
  public static let decodeError = Alert(rawValue: 0x32)
  /// `decrypt_error(51)`.
  public static let decryptError = Alert(rawValue: 0x33)
  /// `protocol_version(70)`.
  public static let protocolVersion = Alert(rawValue: 0x46)
  /// `insufficient_security(71)`.
  public static let insufficientSecurity = Alert(rawValue: 0x47)
  /// `internal_error(80)`.
  public static let internalError = Alert(rawValue: 0x50)
  /// `inappropriate_fallback(86)`.
  public static let inappropriateFallback = Alert(rawValue: 0x56)
  /// `user_canceled(90)`.
  public static let userCanceled = Alert(rawValue: 0x5A)
  /// `missing_extension(109)`.
  public static let missingExtension = Alert(rawValue: 0x6D)
  /// `unsupported_extension(110)`.
  public static let unsupportedExtension = Alert(rawValue: 0x6E)
  /// `unrecognized_name(112)`.
  public static let unrecognizedName = Alert(rawValue: 0x70)
  /// `bad_certificate_status_response(113)`.
  public static let badCertificateStatusResponse = Alert(rawValue: 0x71)
  /// `unknown_psk_identity(115)`.
  public static let unknownPSKIdentity = Alert(rawValue: 0x73)
  /// `certificate_required(116)`.
  public static let certificateRequired = Alert(rawValue: 0x74)
  /// `general_error(117)`.
  public static let generalError = Alert(rawValue: 0x75)
  /// `no_application_protocol(120)`.
  public static let noApplicationProtocol = Alert(rawValue: 0x78)
}

extension Alert {
  /// Whether this is a closure alert (RFC 9846, Section 6.1); all others are errors.
  var isClosing: Bool { self == .closeNotify || self == .userCanceled }
}

extension Alert: CustomStringConvertible {
  /// The name that the RFCs use, or the number.
  public var description: String {
    switch self {
    case .closeNotify: "close_notify"
    case .unexpectedMessage: "unexpected_message"
    case .badRecordMAC: "bad_record_mac"
    case .recordOverflow: "record_overflow"
    case .handshakeFailure: "handshake_failure"
    case .badCertificate: "bad_certificate"
    case .unsupportedCertificate: "unsupported_certificate"
    case .certificateRevoked: "certificate_revoked"
    case .certificateExpired: "certificate_expired"
    case .certificateUnknown: "certificate_unknown"
    case .illegalParameter: "illegal_parameter"
    case .unknownCA: "unknown_ca"
    case .accessDenied: "access_denied"
    case .decodeError: "decode_error"
    case .decryptError: "decrypt_error"
    case .protocolVersion: "protocol_version"
    case .insufficientSecurity: "insufficient_security"
    case .internalError: "internal_error"
    case .inappropriateFallback: "inappropriate_fallback"
    case .userCanceled: "user_canceled"
    case .missingExtension: "missing_extension"
    case .unsupportedExtension: "unsupported_extension"
    case .unrecognizedName: "unrecognized_name"
    case .badCertificateStatusResponse: "bad_certificate_status_response"
    case .unknownPSKIdentity: "unknown_psk_identity"
    case .certificateRequired: "certificate_required"
    case .generalError: "general_error"
    case .noApplicationProtocol: "no_application_protocol"
    default: "0x" + String(rawValue, radix: 16)
    }
  }
}
