import Bytes

// Lists of 16-bit code points: NamedGroupList (RFC 9846, Section 4.3.7), SignatureSchemeList (4.3.3),
// CipherSuite cipher_suites<2..2^16-2> (4.2.2).

/// Reads a list of code points behind its length in two bytes; at least one, and whole ones.
func readCodePoints(
  _ reader: inout ByteReader, _ field: StaticString
) throws(DecodeError) -> [UInt16] {
  let start = reader.offset
  var list = try reader.vector16(field, 2...0xFFFE)
  guard list.remaining.isMultiple(of: 2) else {
    throw .lengthOutOfBounds(field: field, offset: start, length: list.remaining)
  }
  var values: [UInt16] = []
  values.reserveCapacity(list.remaining / 2)
  while !list.isAtEnd { values.append(try list.integer(field)) }
  return values
}

/// Reads an extension that is nothing but such a list.
func readCodePointExtension(
  _ reader: consuming ByteReader, _ field: StaticString
) throws(HandshakeError) -> [UInt16] {
  do {
    var reader = reader
    let values = try readCodePoints(&reader, field)
    try reader.finish(field)
    return values
  } catch { throw .malformed(error) }
}

extension [UInt8] {
  /// Appends such a list.
  mutating func writeCodePoints(_ values: some Sequence<UInt16>) {
    writeVector16 { output in for value in values { output.write(value) } }
  }
}
