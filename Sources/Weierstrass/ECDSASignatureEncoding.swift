import Bytes

// ECDSA-Sig-Value (RFC 3279, Section 2.2.3): SEQUENCE of two positive INTEGERs, in the one form of DER.
extension ECDSA {
  /// The DER form of r ‖ s: at most 72, 104 or 139 bytes.
  public static func derSignature(_ raw: Span<UInt8>) -> [UInt8] {
    let r = withoutZeros(raw.extracting(0..<raw.count / 2))
    let s = withoutZeros(raw.extracting((raw.count / 2)...))
    let count = byteCount(r) + byteCount(s)
    var der: [UInt8] = []
    der.reserveCapacity(3 + count)
    der.append(0x30)
    // Two numbers of a curve of this module take fewer than 256 bytes.
    if count >= 0x80 { der.append(0x81) }
    der.append(UInt8(count))
    append(r, to: &der)
    append(s, to: &der)
    return der
  }

  /// A number without the zeros in front of it.
  @_lifetime(copy number)
  private static func withoutZeros(_ number: Span<UInt8>) -> Span<UInt8> {
    var start = 0
    while start < number.count - 1, number[start] == 0 { start += 1 }
    return number.extracting(start...)
  }

  /// How many bytes `append` appends.
  private static func byteCount(_ number: Span<UInt8>) -> Int {
    2 + number.count + (number[0] >= 0x80 ? 1 : 0)
  }

  private static func append(_ number: Span<UInt8>, to output: inout [UInt8]) {
    output.append(0x02)
    output.append(UInt8(byteCount(number) - 2))
    if number[0] >= 0x80 { output.append(0) }
    for index in number.indices { output.append(number[index]) }
  }

  /// r ‖ s of a DER signature, 64, 96 or 132 bytes.
  ///
  /// - Throws: ``WeierstrassError/malformedSignature`` for any other form than DER's, for leftover bytes, and
  ///   for numbers that are negative or do not fit. Zero and numbers from n on are refused by `verify`.
  public static func rawSignature(
    _ curve: Curve, der: Span<UInt8>
  ) throws(WeierstrassError) -> [UInt8] {
    var raw = [UInt8](repeating: 0, count: 2 * curve.scalarByteCount)
    var span = raw.mutableSpan
    try readRawSignature(curve, der: der, into: &span)
    return raw
  }

  /// What `isGood` says of r ‖ s of a DER signature; false for what ``rawSignature(_:der:)`` refuses. Allocates nothing.
  @inline(__always)
  static func check(
    _ curve: Curve, der: Span<UInt8>, _ isGood: (Span<UInt8>) -> Bool
  ) -> Bool {
    var raw = [132 of UInt8](repeating: 0)
    var span = raw.mutableSpan
    var used = span._mutatingExtracting(0..<2 * curve.scalarByteCount)
    do { try readRawSignature(curve, der: der, into: &used) } catch { return false }
    return isGood(used.span)
  }

  /// The same into memory of so many zero bytes; allocates nothing.
  public static func readRawSignature(
    _ curve: Curve, der: Span<UInt8>, into raw: inout MutableSpan<UInt8>
  ) throws(WeierstrassError) {
    let size = curve.scalarByteCount
    // A length of 128 and more, which P-521 needs, has a byte in front that says so.
    let start = der.count - 3 >= 0x80 ? 3 : 2
    guard der.count >= 2, der[0] == 0x30, start == 2 ? der[1] < 0x80 : der[1] == 0x81,
      Int(der[start - 1]) == der.count - start
    else { throw .malformedSignature }
    var position = start
    for number in 0..<2 {
      guard der.count - position >= 3, der[position] == 0x02, der[position + 1] < 0x80 else {
        throw .malformedSignature
      }
      let length = Int(der[position + 1])
      position += 2
      guard length >= 1, length <= der.count - position, der[position] < 0x80 else {
        throw .malformedSignature
      }
      var start = position
      if length > 1, der[position] == 0 {
        // A leading zero stands only where the number would be negative without it.
        guard der[position + 1] >= 0x80 else { throw .malformedSignature }
        start += 1
      }
      position += length
      guard position - start <= size else { throw .malformedSignature }
      let end = (number + 1) * size
      for index in start..<position { raw[end - position + index] = der[index] }
    }
    guard position == der.count else { throw .malformedSignature }
  }
}
