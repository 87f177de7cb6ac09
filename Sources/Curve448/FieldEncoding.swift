internal import Bignum

extension Field448 {
  /// The number of 56 little-endian bytes: seven bytes make a limb.
  init(_ bytes: Span<UInt8>) {
    func limb(_ index: Int) -> UInt64 {
      var limb: UInt64 = 0
      for place in (7 * index..<7 * index + 7).reversed() {
        limb = limb << 8 | UInt64(bytes[place])
      }
      return limb
    }
    self.init(
      low: Half448(l0: limb(0), l1: limb(1), l2: limb(2), l3: limb(3)),
      high: Half448(l0: limb(4), l1: limb(5), l2: limb(6), l3: limb(7)))
  }

  /// The number as 56 little-endian bytes, fully reduced.
  func write(into output: inout MutableSpan<UInt8>, at start: Int = 0) {
    let r = reduced
    func write(_ limb: UInt64, _ index: Int) {
      for place in 0..<7 {
        output[start + 7 * index + place] = UInt8(truncatingIfNeeded: limb >> UInt64(8 * place))
      }
    }
    write(r.low.l0, 0)
    write(r.low.l1, 1)
    write(r.low.l2, 2)
    write(r.low.l3, 3)
    write(r.high.l0, 4)
    write(r.high.l1, 5)
    write(r.high.l2, 6)
    write(r.high.l3, 7)
  }

  /// Below the prime, limbs below 2^56.
  var reduced: Field448 {
    // Below 2^448 + 2^402, and so below twice the prime.
    let r = carried
    // Adding 2^224 + 1 carries into bit 448 exactly where the number is not below the prime.
    let quotient = Self.carryingStrictly(r, adding: 1).carry
    return Self.carryingStrictly(r, adding: quotient).number
  }

  /// The number with factor·(2^224 + 1) added, in limbs below 2^56, and what is above bit 448.
  @inline(__always)
  private static func carryingStrictly(
    _ a: Field448, adding factor: UInt64
  ) -> (number: Field448, carry: UInt64) {
    let l0 = a.low.l0 &+ factor
    let l1 = a.low.l1 &+ l0 >> 56
    let l2 = a.low.l2 &+ l1 >> 56
    let l3 = a.low.l3 &+ l2 >> 56
    let l4 = a.high.l0 &+ l3 >> 56 &+ factor
    let l5 = a.high.l1 &+ l4 >> 56
    let l6 = a.high.l2 &+ l5 >> 56
    let l7 = a.high.l3 &+ l6 >> 56
    return (
      Field448(
        low: Half448(l0: l0 & mask, l1: l1 & mask, l2: l2 & mask, l3: l3 & mask),
        high: Half448(l0: l4 & mask, l1: l5 & mask, l2: l6 & mask, l3: l7 & mask)), l7 >> 56
    )
  }

  private static let inverter = Inverter<7>([
    0xFFFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF, 0xFFFF_FFFE_FFFF_FFFF,
    0xFFFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF,
  ])

  /// The inverse, and zero of zero.
  var inverse: Field448 {
    let r = reduced
    let (low, high) = (r.low, r.high)
    let w = Self.inverter.inverse([
      UInt(low.l0 | low.l1 << 56), UInt(low.l1 >> 8 | low.l2 << 48),
      UInt(low.l2 >> 16 | low.l3 << 40), UInt(low.l3 >> 24 | high.l0 << 32),
      UInt(high.l0 >> 32 | high.l1 << 24), UInt(high.l1 >> 40 | high.l2 << 16),
      UInt(high.l2 >> 48 | high.l3 << 8),
    ])
    let mask = UInt(Self.mask)
    return Field448(
      low: Half448(
        l0: UInt64(w[0] & mask), l1: UInt64((w[0] >> 56 | w[1] << 8) & mask),
        l2: UInt64((w[1] >> 48 | w[2] << 16) & mask), l3: UInt64((w[2] >> 40 | w[3] << 24) & mask)),
      high: Half448(
        l0: UInt64((w[3] >> 32 | w[4] << 32) & mask), l1: UInt64((w[4] >> 24 | w[5] << 40) & mask),
        l2: UInt64((w[5] >> 16 | w[6] << 48) & mask), l3: UInt64(w[6] >> 8)))
  }

  /// Whether the number is zero modulo the prime, in constant time.
  var isZero: Bool {
    let r = reduced
    let (low, high) = (r.low, r.high)
    return low.l0 | low.l1 | low.l2 | low.l3 | high.l0 | high.l1 | high.l2 | high.l3 == 0
  }

  /// Bit 0 of the reduced number: the sign of RFC 8032, Section 5.2.2.
  var sign: UInt8 { UInt8(truncatingIfNeeded: reduced.low.l0 & 1) }
}
