/// The identifier octet of a DER value (X.690, Section 8.1.2). Tag numbers above 30, which take
/// more than one octet, occur in nothing that this package reads and are refused.
public struct Tag: RawRepresentable, Sendable, Hashable {
  /// The identifier octet.
  public let rawValue: UInt8

  /// The tag of this octet.
  @inlinable
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// BOOLEAN.
  public static let boolean = Tag(rawValue: 0x01)
  /// INTEGER.
  public static let integer = Tag(rawValue: 0x02)
  /// BIT STRING.
  public static let bitString = Tag(rawValue: 0x03)
  /// OCTET STRING.
  public static let octetString = Tag(rawValue: 0x04)
  /// NULL.
  public static let null = Tag(rawValue: 0x05)
  /// OBJECT IDENTIFIER.
  public static let objectIdentifier = Tag(rawValue: 0x06)
  /// ENUMERATED.
  public static let enumerated = Tag(rawValue: 0x0A)
  /// UTF8String.
  public static let utf8String = Tag(rawValue: 0x0C)
  /// PrintableString.
  public static let printableString = Tag(rawValue: 0x13)
  /// TeletexString, also called T61String.
  public static let teletexString = Tag(rawValue: 0x14)
  /// IA5String.
  public static let ia5String = Tag(rawValue: 0x16)
  /// UTCTime.
  public static let utcTime = Tag(rawValue: 0x17)
  /// GeneralizedTime.
  public static let generalizedTime = Tag(rawValue: 0x18)
  /// VisibleString.
  public static let visibleString = Tag(rawValue: 0x1A)
  /// UniversalString.
  public static let universalString = Tag(rawValue: 0x1C)
  /// BMPString.
  public static let bmpString = Tag(rawValue: 0x1E)
  /// SEQUENCE and SEQUENCE OF.
  public static let sequence = Tag(rawValue: 0x30)
  /// SET and SET OF.
  public static let set = Tag(rawValue: 0x31)

  /// A context-specific tag with a primitive value, such as an implicitly tagged string: [number].
  @inlinable
  public static func context(_ number: UInt8) -> Tag { Tag(rawValue: 0x80 | number) }

  /// A context-specific tag around other values, such as every explicit tag: [number].
  @inlinable
  public static func constructedContext(_ number: UInt8) -> Tag { Tag(rawValue: 0xA0 | number) }

  /// Whether the value is made of other values.
  public var isConstructed: Bool { rawValue & 0x20 != 0 }
}

extension Tag: CustomStringConvertible {
  /// The type's name, or the context-specific number.
  public var description: String {
    switch self {
    case .boolean: "BOOLEAN"
    case .integer: "INTEGER"
    case .bitString: "BIT STRING"
    case .octetString: "OCTET STRING"
    case .null: "NULL"
    case .objectIdentifier: "OBJECT IDENTIFIER"
    case .enumerated: "ENUMERATED"
    case .utf8String: "UTF8String"
    case .printableString: "PrintableString"
    case .teletexString: "TeletexString"
    case .ia5String: "IA5String"
    case .utcTime: "UTCTime"
    case .generalizedTime: "GeneralizedTime"
    case .visibleString: "VisibleString"
    case .universalString: "UniversalString"
    case .bmpString: "BMPString"
    case .sequence: "SEQUENCE"
    case .set: "SET"
    default:
      rawValue & 0xC0 == 0x80 ? "[\(rawValue & 0x1F)]" : "tag 0x" + String(rawValue, radix: 16)
    }
  }
}
