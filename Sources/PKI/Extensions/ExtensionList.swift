import Bytes
import DER

/// Walks through Extensions where they stand: at least one, none twice (RFC 5280, Section 4.2).
struct ExtensionList: ~Copyable, ~Escapable {
  /// One extension; its value is a view.
  struct Element: ~Escapable {
    let identifier: ObjectIdentifier
    let isCritical: Bool
    /// The contents of extnValue.
    let value: Span<UInt8>
    /// Where they stand in the outermost value.
    let range: Range<Int>

    @_lifetime(copy value)
    fileprivate init(
      identifier: ObjectIdentifier, isCritical: Bool, value: borrowing DERValue
    ) {
      self.identifier = identifier
      self.isCritical = isCritical
      self.value = value.contents
      range = value.contentsOffset..<value.range.upperBound
    }
  }

  /// Quadratic work over extensions stays small.
  private static let limit = 64

  private var sequence: DERReader
  private let field: StaticString
  /// All of them, and where they begin in the outermost value.
  private let all: Span<UInt8>
  private let start: Int
  /// Where in `all` the identifiers that were seen stand.
  private var seen = [64 of UInt32](repeating: 0)
  private var count = 0

  @_lifetime(copy sequence)
  init(_ sequence: consuming DERReader, _ field: StaticString) {
    all = sequence.rest
    start = sequence.offset
    self.sequence = sequence
    self.field = field
  }

  /// The next one; nil after the last.
  @_lifetime(copy self)
  mutating func next() throws(DERError) -> Element? {
    let offset = sequence.offset
    guard !sequence.isAtEnd else {
      guard count > 0 else {
        throw DERError(.contents("is empty"), field: field, offset: offset)
      }
      return nil
    }
    var inner = try sequence.sequence("extension")
    let place = inner.offset - start
    let identifier = try inner.objectIdentifier("extnID")
    guard !wasSeen(all.extracting(place..<inner.offset - start)) else {
      throw DERError(
        .contents("has the extension \(identifier) twice"), field: field, offset: offset)
    }
    guard count < ExtensionList.limit else {
      throw DERError(.contents("has more than 64 extensions"), field: field, offset: offset)
    }
    seen[count] = UInt32(truncatingIfNeeded: place)
    count += 1
    return try ExtensionList.element(&inner, identifier)
  }

  /// Whether an extension before has this identifier. Values in DER are not the beginning of one another, so that as
  /// many octets are compared.
  private func wasSeen(_ identifier: Span<UInt8>) -> Bool {
    for index in 0..<count {
      let place = Int(seen[index])
      guard place + identifier.count <= all.count else { continue }
      if equalVariableTime(all.extracting(place..<place + identifier.count), identifier) {
        return true
      }
    }
    return false
  }

  /// Reads what follows the identifier. `critical` is left out where it is false (X.690, Section 11.5).
  @_lifetime(copy sequence)
  private static func element(
    _ sequence: inout DERReader, _ identifier: ObjectIdentifier
  ) throws(DERError) -> Element {
    var isCritical = false
    if sequence.nextTag == .boolean {
      let start = sequence.offset
      isCritical = try sequence.boolean("critical")
      guard isCritical else {
        throw DERError(
          .contents("encodes its default value FALSE"), field: "critical", offset: start)
      }
    }
    let value = try sequence.value(.octetString, "extnValue")
    try sequence.requireEnd("extension")
    return Element(identifier: identifier, isCritical: isCritical, value: value)
  }
}
