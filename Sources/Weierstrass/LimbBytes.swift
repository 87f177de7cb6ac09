/// Numbers and their big-endian bytes.
enum LimbBytes {
  /// The number of exactly `Width.bytes` bytes.
  static func limbs<let count: Int>(
    _ bytes: Span<UInt8>, as _: Limbs<count>.Type = Limbs<count>.self
  ) -> Limbs<count> {
    var limbs = Limbs<count>(repeating: 0)
    for place in 0..<Width<count>.bytes {
      limbs[place / 8] |= UInt(bytes[Width<count>.bytes - 1 - place]) << UInt(place % 8 * 8)
    }
    return limbs
  }

  /// Writes `Width.bytes` bytes.
  static func write<let count: Int>(_ limbs: Limbs<count>, into bytes: inout MutableSpan<UInt8>) {
    for place in 0..<Width<count>.bytes {
      bytes[Width<count>.bytes - 1 - place] = byte(place, of: limbs)
    }
  }

  /// Appends `Width.bytes` bytes.
  static func append<let count: Int>(_ limbs: Limbs<count>, to bytes: inout [UInt8]) {
    for place in (0..<Width<count>.bytes).reversed() { bytes.append(byte(place, of: limbs)) }
  }

  @inline(__always)
  private static func byte<let count: Int>(_ place: Int, of limbs: Limbs<count>) -> UInt8 {
    UInt8(truncatingIfNeeded: limbs[place / 8] >> UInt(place % 8 * 8))
  }

  /// Whether the number is zero, in constant time.
  static func isZero<let count: Int>(_ limbs: Limbs<count>) -> Bool {
    var union: UInt = 0
    for index in 0..<count { union |= limbs[index] }
    return union == 0
  }

  /// Whether two numbers are equal, in constant time.
  static func areEqual<let count: Int>(_ a: Limbs<count>, _ b: Limbs<count>) -> Bool {
    var difference: UInt = 0
    for index in 0..<count { difference |= a[index] ^ b[index] }
    return difference == 0
  }
}
