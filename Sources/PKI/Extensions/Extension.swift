import Bytes
public import DER

/// One extension (RFC 5280, Section 4.2): its kind, whether it is critical, and its value in DER.
public struct Extension: Sendable, Hashable {
  /// What it is.
  public let identifier: ObjectIdentifier
  /// Whether one who does not know it must refuse the certificate.
  public let isCritical: Bool
  /// The contents of extnValue.
  public let value: [UInt8]

  /// An extension with this value in DER.
  public init(_ identifier: ObjectIdentifier, isCritical: Bool = false, value: [UInt8]) {
    self.identifier = identifier
    self.isCritical = isCritical
    self.value = value
  }

  /// Reads Extensions: at least one, none twice (RFC 5280, Section 4.2).
  static func list(
    _ sequence: consuming DERReader, _ field: StaticString
  ) throws(DERError) -> [Extension] {
    var list = ExtensionList(sequence, field)
    var extensions: [Extension] = []
    while let one = try list.next() {
      extensions.append(
        Extension(
          one.identifier, isCritical: one.isCritical, value: [UInt8](copying: one.value)))
    }
    return extensions
  }

  /// Appends the extension.
  func write(into output: inout [UInt8]) {
    output.writeSequence { output in
      output.writeObjectIdentifier(identifier)
      if isCritical { output.writeBoolean(true) }
      output.writeOctetString(value.span)
    }
  }
}
