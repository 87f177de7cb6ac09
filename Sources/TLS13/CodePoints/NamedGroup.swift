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
    default: "0x" + String(rawValue, radix: 16)
    }
  }
}
