/// Numbers and their big-endian bytes.
enum LimbBytes {
  /// The number of exactly 8·count bytes.
  static func limbs<let count: Int>(
    _ bytes: Span<UInt8>, as _: Limbs<count>.Type = Limbs<count>.self
  )
    -> Limbs<count>
  {
    var limbs = Limbs<count>(repeating: 0)
    for index in 0..<count {
      var limb: UInt = 0
      let start = 8 * (count - 1 - index)
      for offset in 0..<8 { limb = limb << 8 | UInt(bytes[start + offset]) }
      limbs[index] = limb
    }
    return limbs
  }

  /// Writes 8·count bytes at `start`.
  static func write<let count: Int>(
    _ limbs: Limbs<count>, into bytes: inout MutableSpan<UInt8>, at start: Int = 0
  ) {
    for index in 0..<count {
      let limb = limbs[count - 1 - index]
      for offset in 0..<8 {
        bytes[start + 8 * index + offset] = UInt8(truncatingIfNeeded: limb >> UInt(56 - 8 * offset))
      }
    }
  }

  /// Appends 8·count bytes.
  static func append<let count: Int>(_ limbs: Limbs<count>, to bytes: inout [UInt8]) {
    for index in (0..<count).reversed() {
      for shift in stride(from: 56, through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: limbs[index] >> UInt(shift)))
      }
    }
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
