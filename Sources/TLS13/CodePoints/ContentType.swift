/// `ContentType` (RFC 9846, Section 5.1): what a record carries.
///
/// A peer may send a value that has no name here, so this is a number with names, not an enumeration.
public struct ContentType: RawRepresentable, Sendable, Hashable {
  /// The number on the wire.
  public let rawValue: UInt8

  /// The code point of this number.
  @inlinable
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Kept for middleboxes (Appendix E.4).
  public static let changeCipherSpec = ContentType(rawValue: 0x14)
  /// One alert.
  public static let alert = ContentType(rawValue: 0x15)
  /// Handshake messages, whole, several or in parts.
  public static let handshake = ContentType(rawValue: 0x16)
  /// Application data; on the outside, every protected record.
  public static let applicationData = ContentType(rawValue: 0x17)
}

extension ContentType: CustomStringConvertible {
  /// The name that the RFCs use, or the number.
  public var description: String {
    switch self {
    case .changeCipherSpec: "change_cipher_spec"
    case .alert: "alert"
    case .handshake: "handshake"
    case .applicationData: "application_data"
    default: "0x" + String(rawValue, radix: 16)
    }
  }
}
