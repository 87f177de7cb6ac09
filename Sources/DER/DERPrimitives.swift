// The primitive types, each in the one form that DER allows.

extension DERReader {
  /// Reads a BOOLEAN: 0x00 or 0xFF (X.690, Section 11.1).
  public mutating func boolean(_ field: StaticString) throws(DERError) -> Bool {
    let value = try self.value(.boolean, field)
    guard value.contents.count == 1 else {
      throw DERError(
        .contents("is a BOOLEAN of another length than 1"), field: field, offset: value.offset)
    }
    switch value.contents[0] {
    case 0x00: return false
    case 0xFF: return true
    default:
      throw DERError(
        .contents("is a BOOLEAN that is neither 0x00 nor 0xFF"), field: field, offset: value.offset)
    }
  }

  /// Reads an INTEGER as its contents: two's complement, big-endian, in the fewest octets (X.690,
  /// Section 8.3).
  @_lifetime(copy self)
  public mutating func integer(_ field: StaticString) throws(DERError) -> Span<UInt8> {
    let value = try self.value(.integer, field)
    try checkInteger(value.contents, field, value.offset)
    return value.contents
  }

  /// Reads an INTEGER that is not negative, without the leading zero octet; zero is no octets.
  @_lifetime(copy self)
  public mutating func unsignedInteger(_ field: StaticString) throws(DERError) -> Span<UInt8> {
    let start = offset
    let contents = try integer(field)
    guard contents[0] < 0x80 else {
      throw DERError(.contents("is negative"), field: field, offset: start)
    }
    return contents[0] == 0 ? contents.extracting(1...) : contents
  }

  /// Reads an INTEGER in 0...`maximum`.
  public mutating func smallInteger(
    _ field: StaticString, maximum: Int = Int(Int32.max)
  ) throws(DERError) -> Int {
    let start = offset
    let contents = try unsignedInteger(field)
    var number = 0
    guard contents.count <= 7 else {
      throw DERError(.contents("is too large a number"), field: field, offset: start)
    }
    for index in contents.indices { number = number << 8 | Int(contents[index]) }
    guard number <= maximum else {
      throw DERError(.contents("is too large a number"), field: field, offset: start)
    }
    return number
  }

  /// Reads a NULL.
  public mutating func null(_ field: StaticString) throws(DERError) {
    let value = try self.value(.null, field)
    guard value.contents.count == 0 else {
      throw DERError(.contents("is a NULL with contents"), field: field, offset: value.offset)
    }
  }

  /// Reads an OCTET STRING.
  @_lifetime(copy self)
  public mutating func octetString(_ field: StaticString) throws(DERError) -> Span<UInt8> {
    try value(.octetString, field).contents
  }

  /// Reads an OBJECT IDENTIFIER.
  public mutating func objectIdentifier(_ field: StaticString) throws(DERError) -> ObjectIdentifier
  {
    let value = try self.value(.objectIdentifier, field)
    guard let identifier = ObjectIdentifier(contents: value.contents) else {
      throw DERError(
        .contents("is an OBJECT IDENTIFIER with a number that is cut short, too long or padded"),
        field: field, offset: value.offset)
    }
    return identifier
  }

  /// Reads a BIT STRING of whole octets.
  @_lifetime(copy self)
  public mutating func octetAlignedBitString(
    _ field: StaticString, tag: Tag = .bitString
  ) throws(DERError) -> Span<UInt8> {
    let value = try self.value(tag, field)
    guard value.contents.count >= 1, value.contents[0] == 0 else {
      throw DERError(
        .contents("is a BIT STRING that is no whole number of octets"), field: field,
        offset: value.offset)
    }
    return value.contents.extracting(1...)
  }

  /// Reads a BIT STRING of named bits: bit 0 is the lowest of the result. Trailing zeros are left
  /// out (X.690, Section 11.2.2), unless `allowsTrailingZeros`: then only the unused bits have to
  /// be zero.
  public mutating func namedBits(
    _ field: StaticString, tag: Tag = .bitString, allowsTrailingZeros: Bool = false
  ) throws(DERError) -> UInt32 {
    let value = try self.value(tag, field)
    func failure(_ text: String) -> DERError {
      DERError(.contents(text), field: field, offset: value.offset)
    }
    let contents = value.contents
    guard contents.count >= 1, contents[0] <= 7, contents.count <= 5 else {
      throw failure("is a malformed BIT STRING")
    }
    let unused = contents[0]
    guard contents.count > 1 else {
      guard unused == 0 else { throw failure("is a malformed BIT STRING") }
      return 0
    }
    let last = contents[contents.count - 1]
    let zeros = last.trailingZeroBitCount
    guard allowsTrailingZeros ? zeros >= Int(unused) : zeros == Int(unused) else {
      throw failure("is a BIT STRING of named bits with trailing zeros, or with unused bits set")
    }
    var bits: UInt32 = 0
    for index in 1..<contents.count {
      for bit in 0..<8 where contents[index] & (0x80 >> UInt8(bit)) != 0 {
        bits |= 1 << UInt32((index - 1) * 8 + bit)
      }
    }
    return bits
  }

  private func checkInteger(
    _ contents: Span<UInt8>, _ field: StaticString, _ start: Int
  ) throws(DERError) {
    guard contents.count > 0 else {
      throw DERError(.contents("is an INTEGER without contents"), field: field, offset: start)
    }
    guard contents.count > 1 else { return }
    let padded =
      (contents[0] == 0 && contents[1] < 0x80) || (contents[0] == 0xFF && contents[1] >= 0x80)
    guard !padded else {
      throw DERError(
        .contents("is an INTEGER in more octets than needed"), field: field, offset: start)
    }
  }
}
