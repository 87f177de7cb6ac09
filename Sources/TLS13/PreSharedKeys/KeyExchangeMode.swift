/// `PskKeyExchangeMode` (RFC 9846, Section 4.3.9).
public struct KeyExchangeMode: RawRepresentable, Sendable, Hashable {
  /// The number on the wire.
  public let rawValue: UInt8

  /// The code point of this number.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The pre-shared key alone: without forward secrecy.
  public static let psk = KeyExchangeMode(rawValue: 0)
  /// The pre-shared key and a fresh key exchange.
  public static let pskDHE = KeyExchangeMode(rawValue: 1)
}
