import Bytes
public import DER

/// One attribute of a name: its type and its value (RFC 5280, Section 4.1.2.4).
public struct NameAttribute: Sendable, Hashable {
  /// What the value is, such as ``DER/ObjectIdentifier/commonName``.
  public let type: ObjectIdentifier
  /// The value as text; for a value that is no string, `#` and its DER in hexadecimal (RFC 4514).
  public let value: String
  /// Whether the value is a string.
  public let isText: Bool
  /// AttributeTypeAndValue in DER.
  let der: [UInt8]

  /// An attribute whose value is text: a PrintableString or a UTF8String, or an IA5String where its
  /// type wants one.
  public init(_ type: ObjectIdentifier, _ value: String) {
    self.type = type
    self.value = value
    isText = true
    let wantsIA5 = type == .domainComponent || type == .emailAddress
    der = NameAttribute.encoded(type) { output in
      if wantsIA5, value.utf8.allSatisfy({ $0 < 0x80 }) {
        output.writeDER(.ia5String) { output in output += value.utf8 }
      } else {
        output.writeDirectoryString(value)
      }
    }
  }

  /// An attribute with this value in DER.
  ///
  /// - Throws: `DERError` where `value` is no single value, or a string with octets that its type
  ///   forbids.
  public init(_ type: ObjectIdentifier, der value: Span<UInt8>) throws(DERError) {
    var reader = DERReader(value)
    let content = try reader.value("AttributeValue")
    self.type = type
    (self.value, isText) = try NameAttribute.text(of: content, "AttributeValue")
    der = NameAttribute.encoded(type) { output in output.write(content.encoded) }
    try reader.finish("AttributeValue")
  }

  /// Reads AttributeTypeAndValue.
  init(_ encoded: borrowing DERValue, _ field: StaticString) throws(DERError) {
    der = [UInt8](copying: encoded.encoded)
    var pair = try DERReader(inside: encoded, field)
    type = try pair.objectIdentifier(field)
    let content = try pair.value(field)
    try pair.finish(field)
    (value, isText) = try NameAttribute.text(of: content, field)
  }

  /// Checks AttributeTypeAndValue without keeping anything of it.
  static func check(_ encoded: borrowing DERValue, _ field: StaticString) throws(DERError) {
    var pair = try DERReader(inside: encoded, field)
    _ = try pair.objectIdentifier(field)
    let content = try pair.value(field)
    try pair.finish(field)
    // Most are plain, and need no text to be made of them.
    if !content.isPlainText { _ = try text(of: content, field) }
  }

  private static func text(
    of content: borrowing DERValue, _ field: StaticString
  ) throws(DERError) -> (String, isText: Bool) {
    switch content.tag {
    case .utf8String, .printableString, .ia5String, .visibleString, .teletexString, .bmpString,
      .universalString:
      guard let text = content.text else {
        throw DERError(
          .contents("has a \(content.tag) with octets that the type does not allow"),
          field: field, offset: content.offset)
      }
      return (text, true)
    default:
      try content.requireDER(field)
      return ("#" + Hex.encode(content.encoded), false)
    }
  }

  private static func encoded(
    _ type: ObjectIdentifier, _ writeValue: (inout [UInt8]) -> Void
  ) -> [UInt8] {
    var der: [UInt8] = []
    der.writeSequence { output in
      output.writeObjectIdentifier(type)
      writeValue(&output)
    }
    return der
  }
}
