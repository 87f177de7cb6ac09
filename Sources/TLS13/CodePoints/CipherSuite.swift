/// `CipherSuite` (RFC 9846, Appendix B.4).
///
/// A peer may send a value that has no name here, so this is a number with names, not an enumeration.
public struct CipherSuite: RawRepresentable, Sendable, Hashable {
  /// The number on the wire.
  public let rawValue: UInt16

  /// The code point of this number.
  @inlinable
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// TLS_AES_128_GCM_SHA256.
  public static let aes128GCMSHA256 = CipherSuite(rawValue: 0x1301)
  /// TLS_AES_256_GCM_SHA384.
  public static let aes256GCMSHA384 = CipherSuite(rawValue: 0x1302)
  /// TLS_CHACHA20_POLY1305_SHA256.
  public static let chaCha20Poly1305SHA256 = CipherSuite(rawValue: 0x1303)
  /// TLS_AES_128_CCM_SHA256.
  public static let aes128CCMSHA256 = CipherSuite(rawValue: 0x1304)
  /// TLS_AES_128_CCM_8_SHA256: with tags of 8 bytes.
  public static let aes128CCM8SHA256 = CipherSuite(rawValue: 0x1305)
}

extension CipherSuite: CustomStringConvertible {
  /// The name that the RFCs use, or the number.
  public var description: String {
    switch self {
    case .aes128GCMSHA256: "TLS_AES_128_GCM_SHA256"
    case .aes256GCMSHA384: "TLS_AES_256_GCM_SHA384"
    case .chaCha20Poly1305SHA256: "TLS_CHACHA20_POLY1305_SHA256"
    case .aes128CCMSHA256: "TLS_AES_128_CCM_SHA256"
    case .aes128CCM8SHA256: "TLS_AES_128_CCM_8_SHA256"
    default: "0x" + String(rawValue, radix: 16)
    }
  }
}
