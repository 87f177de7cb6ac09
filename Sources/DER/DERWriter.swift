import Bytes

// Writing DER is appending to a byte array; the length of a constructed value is put in front of
// its contents once they are there.

extension [UInt8] {
  /// Appends a value whose contents `body` writes.
  public mutating func writeDER<E: Error>(
    _ tag: Tag, _ body: (inout [UInt8]) throws(E) -> Void
  ) throws(E) {
    append(tag.rawValue)
    let start = count
    try body(&self)
    let length = count - start
    if length < 0x80 {
      insert(UInt8(length), at: start)
    } else {
      let octets = (Int.bitWidth - length.leadingZeroBitCount + 7) / 8
      var header = [0x80 | UInt8(octets)]
      for index in (0..<octets).reversed() {
        header.append(UInt8(truncatingIfNeeded: length >> (8 * index)))
      }
      insert(contentsOf: header, at: start)
    }
  }

  /// Appends a SEQUENCE.
  public mutating func writeSequence<E: Error>(
    _ body: (inout [UInt8]) throws(E) -> Void
  ) throws(E) {
    try writeDER(.sequence, body)
  }

  /// Appends an explicitly tagged value: [number].
  public mutating func writeExplicit<E: Error>(
    _ number: UInt8, _ body: (inout [UInt8]) throws(E) -> Void
  ) throws(E) {
    try writeDER(.constructedContext(number), body)
  }

  /// Appends a BOOLEAN.
  public mutating func writeBoolean(_ value: Bool) {
    writeDER(.boolean) { output in output.append(value ? 0xFF : 0) }
  }

  /// Appends an INTEGER that is not negative, from its big-endian octets.
  public mutating func writeUnsignedInteger(_ magnitude: Span<UInt8>) {
    writeDER(.integer) { output in
      var start = 0
      while start < magnitude.count, magnitude[start] == 0 { start += 1 }
      if start == magnitude.count || magnitude[start] >= 0x80 { output.append(0) }
      output.write(magnitude.extracting(start...))
    }
  }

  /// Appends an INTEGER that is not negative.
  public mutating func writeInteger(_ value: Int) {
    precondition(value >= 0, "only numbers that are not negative are written")
    var octets: [UInt8] = []
    octets.write(UInt64(value))
    writeUnsignedInteger(octets.span)
  }

  /// Appends an OBJECT IDENTIFIER.
  public mutating func writeObjectIdentifier(_ identifier: ObjectIdentifier) {
    writeDER(.objectIdentifier) { output in identifier.append(to: &output) }
  }

  /// Appends an OCTET STRING.
  public mutating func writeOctetString(_ octets: Span<UInt8>) {
    writeDER(.octetString) { output in output.write(octets) }
  }

  /// Appends a BIT STRING of whole octets.
  public mutating func writeBitString(_ octets: Span<UInt8>) {
    writeDER(.bitString) { output in
      output.append(0)
      output.write(octets)
    }
  }

  /// Appends a BIT STRING of named bits, bit 0 being the lowest of `bits`, without trailing zeros.
  public mutating func writeNamedBits(_ bits: UInt32) {
    writeDER(.bitString) { output in
      guard bits != 0 else { return output.append(0) }
      let highest = UInt32.bitWidth - 1 - bits.leadingZeroBitCount
      output.append(UInt8(7 - highest % 8))
      for octet in 0...highest / 8 {
        var value: UInt8 = 0
        for bit in 0..<8 where bits >> UInt32(octet * 8 + bit) & 1 == 1 {
          value |= 0x80 >> UInt8(bit)
        }
        output.append(value)
      }
    }
  }

  /// Appends a NULL.
  public mutating func writeNull() { writeDER(.null) { _ in } }

  /// Appends a SET OF with these encoded elements in the order that DER wants (X.690, Section
  /// 11.6).
  public mutating func writeSetOf(_ elements: [[UInt8]]) {
    writeDER(.set) { output in
      for element in elements.sorted(by: { $0.lexicographicallyPrecedes($1) }) { output += element }
    }
  }
}
