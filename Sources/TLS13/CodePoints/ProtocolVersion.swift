/// `ProtocolVersion` (RFC 9846, Section 4.2.2).
public struct ProtocolVersion: RawRepresentable, Sendable, Hashable {
  /// The number on the wire.
  public let rawValue: UInt16

  /// The version of this number.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// 0x0301, the record version of a first ClientHello.
  public static let tls10 = ProtocolVersion(rawValue: 0x0301)
  /// 0x0303, which every legacy version field holds.
  public static let tls12 = ProtocolVersion(rawValue: 0x0303)
  /// 0x0304, the version that this implementation speaks.
  public static let tls13 = ProtocolVersion(rawValue: 0x0304)
}
