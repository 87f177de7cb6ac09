/// Why a certificate was revoked (RFC 5280, Section 5.3.1).
public struct RevocationReason: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
  /// The number in CRLReason.
  public let rawValue: UInt8

  /// The reason of this number.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// removeFromCRL: in delta CRLs alone.
  public static let removeFromCRL = RevocationReason(rawValue: 8)

  private static let names = [
    "unspecified", "keyCompromise", "cACompromise", "affiliationChanged", "superseded",
    "cessationOfOperation", "certificateHold", "(7)", "removeFromCRL", "privilegeWithdrawn",
    "aACompromise",
  ]

  /// The name in RFC 5280, or the number.
  public var description: String {
    Int(rawValue) < RevocationReason.names.count
      ? RevocationReason.names[Int(rawValue)] : "(\(rawValue))"
  }
}
