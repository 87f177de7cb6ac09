// Values that are kept without being understood: what is in them has to be DER all the same.

extension DERReader {
  /// Reads the next value, whatever it is, with every value inside it: each as ``DERValue/requireDER(_:)`` wants it.
  @_lifetime(copy self)
  public mutating func opaqueValue(_ field: StaticString) throws(DERError) -> DERValue {
    let value = try self.value(field)
    try value.requireDER(field)
    return value
  }

  /// The same for a value that must be of this type.
  @_lifetime(copy self)
  public mutating func opaqueValue(_ tag: Tag, _ field: StaticString) throws(DERError) -> DERValue {
    let value = try self.value(tag, field)
    try value.requireDER(field)
    return value
  }
}

extension DERValue {
  /// Goes through a value of a type that is not known, down to the values that hold no others.
  ///
  /// - Throws: ``DERError`` where a length is not the shortest, a string comes in pieces (X.690, Section 10.2), or a
  ///   BOOLEAN, INTEGER, NULL or OBJECT IDENTIFIER has contents that it cannot have.
  public func requireDER(_ field: StaticString) throws(DERError) {
    if tag.isConstructed {
      guard tag.mayBeConstructed else {
        throw DERError(
          .contents("has a \(tag), of a type that DER does not put together from others"),
          field: field, offset: offset)
      }
      var inner = try DERReader(inside: self, field)
      while !inner.isAtEnd { _ = try inner.opaqueValue(field) }
      return
    }
    var single = DERReader(encoded)
    do throws(DERError) {
      switch tag {
      case .boolean: _ = try single.boolean(field)
      case .integer: _ = try single.integer(field)
      case .null: try single.null(field)
      case .objectIdentifier: _ = try single.objectIdentifier(field)
      case Tag(rawValue: Tag.sequence.rawValue & 0x1F), Tag(rawValue: Tag.set.rawValue & 0x1F):
        throw DERError(
          .contents("has a SEQUENCE or SET that is marked as made of no others"), field: field,
          offset: 0)
      default: break
      }
    } catch {
      // The reader counted from the value's own start.
      throw DERError(error.reason, field: field, offset: offset + error.offset)
    }
  }
}

extension Tag {
  /// Whether DER has values of this type made of others: SEQUENCE, SET, EXTERNAL, EMBEDDED PDV, CHARACTER STRING, and
  /// every type with a tag of its own.
  fileprivate var mayBeConstructed: Bool {
    guard rawValue & 0xC0 == 0 else { return true }
    return [0x08, 0x0B, 0x10, 0x11, 0x1D].contains(rawValue & 0x1F)
  }
}
