/// Half of a number modulo 2^448 - 2^224 - 1: four limbs of 56 bits, the lowest first.
struct Half448 {
  var l0, l1, l2, l3: UInt64

  static let zero = Half448(l0: 0, l1: 0, l2: 0, l3: 0)

  /// The sum, not carried.
  @inline(__always)
  static func + (a: Half448, b: Half448) -> Half448 {
    Half448(l0: a.l0 &+ b.l0, l1: a.l1 &+ b.l1, l2: a.l2 &+ b.l2, l3: a.l3 &+ b.l3)
  }

  /// The difference, limb by limb; no limb of `b` is larger than that of `a`.
  @inline(__always)
  static func - (a: Half448, b: Half448) -> Half448 {
    Half448(l0: a.l0 &- b.l0, l1: a.l1 &- b.l1, l2: a.l2 &- b.l2, l3: a.l3 &- b.l3)
  }

  /// The bits of `b` where `mask` is all ones, else those of `a`.
  @inline(__always)
  static func choose(_ a: Half448, _ b: Half448, if mask: UInt64) -> Half448 {
    Half448(
      l0: a.l0 ^ ((a.l0 ^ b.l0) & mask), l1: a.l1 ^ ((a.l1 ^ b.l1) & mask),
      l2: a.l2 ^ ((a.l2 ^ b.l2) & mask), l3: a.l3 ^ ((a.l3 ^ b.l3) & mask))
  }

  /// The product of two halves is the sum of column(i)·2^(56·i), i from 0 to 6.
  @inline(__always)
  static func column(_ i: Int, _ a: Half448, _ b: Half448) -> UInt128 {
    @inline(__always) func product(_ x: UInt64, _ y: UInt64) -> UInt128 { UInt128(x) &* UInt128(y) }
    return switch i {
    case 0: product(a.l0, b.l0)
    case 1: product(a.l0, b.l1) &+ product(a.l1, b.l0)
    case 2: product(a.l0, b.l2) &+ product(a.l1, b.l1) &+ product(a.l2, b.l0)
    case 3:
      product(a.l0, b.l3) &+ product(a.l1, b.l2) &+ product(a.l2, b.l1) &+ product(a.l3, b.l0)
    case 4: product(a.l1, b.l3) &+ product(a.l2, b.l2) &+ product(a.l3, b.l1)
    case 5: product(a.l2, b.l3) &+ product(a.l3, b.l2)
    default: product(a.l3, b.l3)
    }
  }

  /// The same of a square.
  @inline(__always)
  func squareColumn(_ i: Int) -> UInt128 {
    @inline(__always) func product(_ x: UInt64, _ y: UInt64) -> UInt128 { UInt128(x) &* UInt128(y) }
    return switch i {
    case 0: product(l0, l0)
    case 1: product(l0 &* 2, l1)
    case 2: product(l0 &* 2, l2) &+ product(l1, l1)
    case 3: product(l0 &* 2, l3) &+ product(l1 &* 2, l2)
    case 4: product(l1 &* 2, l3) &+ product(l2, l2)
    case 5: product(l2 &* 2, l3)
    default: product(l3, l3)
    }
  }
}
