/// Why bytes are not the DER that they have to be.
public struct DERError: Error, Sendable, Equatable {
  /// What rule is broken.
  public enum Reason: Sendable, Equatable {
    /// The bytes end before the value does.
    case truncated
    /// Another type stands there than the one expected.
    case unexpectedTag(found: Tag, expected: Tag)
    /// A tag number above 30.
    case longTag
    /// The indefinite form of length, which is BER alone (X.690, Section 10.1).
    case indefiniteLength
    /// A length in more octets than needed (X.690, Section 10.1), or of more than four.
    case longLength
    /// Octets follow the end of the value.
    case trailingBytes(count: Int)
    /// Contents that the type does not allow, or not in this form.
    case contents(String)
    /// Values nested deeper than anything sensible.
    case tooDeep
  }

  /// What rule is broken.
  public let reason: Reason
  /// The field, as the ASN.1 module names it.
  public let field: String
  /// Where in the outermost value, in bytes.
  public let offset: Int

  /// An error at `offset`.
  public init(_ reason: Reason, field: StaticString, offset: Int) {
    self.reason = reason
    self.field = "\(field)"
    self.offset = offset
  }
}

extension DERError: CustomStringConvertible {
  /// One sentence: which field, where, and what is wrong with it.
  public var description: String {
    let what =
      switch reason {
      case .truncated: "is cut short"
      case .unexpectedTag(let found, let expected): "is a \(found) where a \(expected) is expected"
      case .longTag: "has a tag number above 30"
      case .indefiniteLength: "has an indefinite length, which DER forbids"
      case .longLength: "has a length that is not in its shortest form"
      case .trailingBytes(let count): "is followed by \(count) bytes that do not belong there"
      case .contents(let text): text
      case .tooDeep: "is nested too deep"
      }
    return "\(field) at byte \(offset) \(what)"
  }
}
