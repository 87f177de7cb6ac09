/// `NamedGroup` (RFC 9846, Section 4.3.7).
///
/// A peer may send a value that has no name here, so this is a number with names, not an enumeration.
public struct NamedGroup: RawRepresentable, Sendable, Hashable {
  /// The number on the wire.
  public let rawValue: UInt16

  /// The code point of this number.
  @inlinable
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// P-256.
  public static let secp256r1 = NamedGroup(rawValue: 0x0017)
  /// P-384.
  public static let secp384r1 = NamedGroup(rawValue: 0x0018)
  /// P-521.
  public static let secp521r1 = NamedGroup(rawValue: 0x0019)
  /// Curve25519 (RFC 7748).
  public static let x25519 = NamedGroup(rawValue: 0x001D)
  /// Curve448 (RFC 7748).
  public static let x448 = NamedGroup(rawValue: 0x001E)
  /// A finite field of 2,048 bits (RFC 7919).
  public static let ffdhe2048 = NamedGroup(rawValue: 0x0100)
  /// A finite field of 3,072 bits (RFC 7919).
  public static let ffdhe3072 = NamedGroup(rawValue: 0x0101)
  /// A finite field of 4,096 bits (RFC 7919).
  public static let ffdhe4096 = NamedGroup(rawValue: 0x0102)
  /// ML-KEM-512 (draft-ietf-tls-mlkem, Section 4.1).
  public static let mlkem512 = NamedGroup(rawValue: 0x0200)
  /// ML-KEM-768 (draft-ietf-tls-mlkem, Section 4.1).
  public static let mlkem768 = NamedGroup(rawValue: 0x0201)
  /// ML-KEM-1024 (draft-ietf-tls-mlkem, Section 4.1).
  public static let mlkem1024 = NamedGroup(rawValue: 0x0202)
  /// P-256 and ML-KEM-768 (draft-ietf-tls-ecdhe-mlkem, Section 5.1).
  public static let secp256r1MLKEM768 = NamedGroup(rawValue: 0x11EB)
  /// Curve25519 and ML-KEM-768 (draft-ietf-tls-ecdhe-mlkem, Section 5.2).
  public static let x25519MLKEM768 = NamedGroup(rawValue: 0x11EC)
  /// P-384 and ML-KEM-1024 (draft-ietf-tls-ecdhe-mlkem, Section 5.3).
  public static let secp384r1MLKEM1024 = NamedGroup(rawValue: 0x11ED)
}

extension NamedGroup: CustomStringConvertible {
  /// The name that the RFCs use, or the number.
  public var description: String {
    switch self {
    case .secp256r1: "secp256r1"
    case .secp384r1: "secp384r1"
    case .secp521r1: "secp521r1"
    case .x25519: "x25519"
    case .x448: "x448"
    case .ffdhe2048: "ffdhe2048"
    case .ffdhe3072: "ffdhe3072"
    case .ffdhe4096: "ffdhe4096"
    case .mlkem512: "MLKEM512"
    case .mlkem768: "MLKEM768"
    case .mlkem1024: "MLKEM1024"
    case .secp256r1MLKEM768: "SecP256r1MLKEM768"
    case .x25519MLKEM768: "X25519MLKEM768"
    case .secp384r1MLKEM1024: "SecP384r1MLKEM1024"
    default: "0x" + String(rawValue, radix: 16)
    }
  }
}
