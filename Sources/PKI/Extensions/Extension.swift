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

  /// Reads an extension. `critical` is left out where it is false (X.690, Section 11.5).
  init(from reader: inout DERReader) throws(DERError) {
    var sequence = try reader.sequence("extension")
    identifier = try sequence.objectIdentifier("extnID")
    var critical = false
    if sequence.nextTag == .boolean {
      let start = sequence.offset
      critical = try sequence.boolean("critical")
      guard critical else {
        throw DERError(
          .contents("encodes its default value FALSE"), field: "critical", offset: start)
      }
    }
    isCritical = critical
    value = [UInt8](copying: try sequence.octetString("extnValue"))
    try sequence.finish("extension")
  }

  /// Reads Extensions: at least one, none twice (RFC 5280, Section 4.2).
  static func list(
    _ sequence: consuming DERReader, _ field: StaticString
  ) throws(DERError) -> [Extension] {
    var sequence = sequence
    guard !sequence.isAtEnd else {
      throw DERError(.contents("is empty"), field: field, offset: sequence.offset)
    }
    var extensions: [Extension] = []
    while !sequence.isAtEnd {
      let start = sequence.offset
      let one = try Extension(from: &sequence)
      guard !extensions.contains(where: { $0.identifier == one.identifier }) else {
        throw DERError(
          .contents("has the extension \(one.identifier) twice"), field: field, offset: start)
      }
      // Quadratic work over extensions stays small.
      guard extensions.count < 64 else {
        throw DERError(.contents("has more than 64 extensions"), field: field, offset: start)
      }
      extensions.append(one)
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
