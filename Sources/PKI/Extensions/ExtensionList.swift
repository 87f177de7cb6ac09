import DER

/// Walks through Extensions where they stand: at least one, none twice (RFC 5280, Section 4.2).
struct ExtensionList: ~Copyable, ~Escapable {
  /// One extension; its value is a view.
  struct Element: ~Escapable {
    let identifier: ObjectIdentifier
    let isCritical: Bool
    /// The contents of extnValue.
    let value: Span<UInt8>

    @_lifetime(copy value)
    fileprivate init(identifier: ObjectIdentifier, isCritical: Bool, value: Span<UInt8>) {
      self.identifier = identifier
      self.isCritical = isCritical
      self.value = value
    }
  }

  /// Quadratic work over extensions stays small.
  private static let limit = 64

  private var sequence: DERReader
  private let field: StaticString
  private var seen: [ObjectIdentifier] = []

  @_lifetime(copy sequence)
  init(_ sequence: consuming DERReader, _ field: StaticString) {
    self.sequence = sequence
    self.field = field
    seen.reserveCapacity(12)
  }

  /// The next one; nil after the last.
  @_lifetime(copy self)
  mutating func next() throws(DERError) -> Element? {
    let start = sequence.offset
    guard !sequence.isAtEnd else {
      guard !seen.isEmpty else {
        throw DERError(.contents("is empty"), field: field, offset: start)
      }
      return nil
    }
    let one = try ExtensionList.element(&sequence)
    guard !seen.contains(one.identifier) else {
      throw DERError(
        .contents("has the extension \(one.identifier) twice"), field: field, offset: start)
    }
    guard seen.count < ExtensionList.limit else {
      throw DERError(.contents("has more than 64 extensions"), field: field, offset: start)
    }
    seen.append(one.identifier)
    return one
  }

  /// Reads an extension. `critical` is left out where it is false (X.690, Section 11.5).
  @_lifetime(copy reader)
  private static func element(_ reader: inout DERReader) throws(DERError) -> Element {
    var sequence = try reader.sequence("extension")
    let identifier = try sequence.objectIdentifier("extnID")
    var isCritical = false
    if sequence.nextTag == .boolean {
      let start = sequence.offset
      isCritical = try sequence.boolean("critical")
      guard isCritical else {
        throw DERError(
          .contents("encodes its default value FALSE"), field: "critical", offset: start)
      }
    }
    let value = try sequence.octetString("extnValue")
    try sequence.finish("extension")
    return Element(identifier: identifier, isCritical: isCritical, value: value)
  }
}
