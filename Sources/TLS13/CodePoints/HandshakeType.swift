/// `HandshakeType` (RFC 9846, Section 4).
///
/// A peer may send a value that has no name here, so this is a number with names, not an enumeration.
public struct HandshakeType: RawRepresentable, Sendable, Hashable {
  /// The number on the wire.
  public let rawValue: UInt8

  /// The code point of this number.
  @inlinable
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Section 4.2.2.
  public static let clientHello = HandshakeType(rawValue: 0x01)
  /// Section 4.2.3, HelloRetryRequest too (4.2.4).
  public static let serverHello = HandshakeType(rawValue: 0x02)
  /// Section 4.7.1.
  public static let newSessionTicket = HandshakeType(rawValue: 0x04)
  /// Section 4.6.
  public static let endOfEarlyData = HandshakeType(rawValue: 0x05)
  /// Section 4.4.1.
  public static let encryptedExtensions = HandshakeType(rawValue: 0x08)
  /// Section 4.5.1.
  public static let certificate = HandshakeType(rawValue: 0x0B)
  /// Section 4.4.2.
  public static let certificateRequest = HandshakeType(rawValue: 0x0D)
  /// Section 4.5.2.
  public static let certificateVerify = HandshakeType(rawValue: 0x0F)
  /// Section 4.5.3.
  public static let finished = HandshakeType(rawValue: 0x14)
  /// Section 4.7.3.
  public static let keyUpdate = HandshakeType(rawValue: 0x18)
  /// RFC 8879, Section 4.
  public static let compressedCertificate = HandshakeType(rawValue: 0x19)
  /// Section 4.1, never sent.
  public static let messageHash = HandshakeType(rawValue: 0xFE)
}

extension HandshakeType: CustomStringConvertible {
  /// The name that the RFCs use, or the number.
  public var description: String {
    switch self {
    case .clientHello: "client_hello"
    case .serverHello: "server_hello"
    case .newSessionTicket: "new_session_ticket"
    case .endOfEarlyData: "end_of_early_data"
    case .encryptedExtensions: "encrypted_extensions"
    case .certificate: "certificate"
    case .certificateRequest: "certificate_request"
    case .certificateVerify: "certificate_verify"
    case .finished: "finished"
    case .keyUpdate: "key_update"
    case .compressedCertificate: "compressed_certificate"
    case .messageHash: "message_hash"
    default: "0x" + String(rawValue, radix: 16)
    }
  }
}
