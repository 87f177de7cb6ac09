/// Poly1305 (RFC 8439, Section 2.5) in limbs of 64 bits.
struct Poly1305 {
  /// The sum so far, less than 2^130 + a little: `h2` holds the bits from 128 on.
  var h0: UInt64 = 0
  var h1: UInt64 = 0
  var h2: UInt64 = 0
  /// r, clamped.
  let r0: UInt64
  let r1: UInt64
  private let s0: UInt64
  private let s1: UInt64

  /// Takes the one-time key, r and s, from 32 bytes.
  @inline(__always)
  init(key: UnsafeRawPointer) {
    r0 = unsafe word(key) & 0x0FFF_FFFC_0FFF_FFFF
    r1 = unsafe word(key + 8) & 0x0FFF_FFFC_0FFF_FFFC
    s0 = unsafe word(key + 16)
    s1 = unsafe word(key + 24)
  }

  /// Takes `count` blocks of 16 bytes, each with a bit 2^128 added.
  mutating func update(_ blocks: UnsafeRawPointer, count: Int) {
    for index in 0..<count {
      let block = unsafe blocks + 16 * index
      unsafe add(word(block), word(block + 8), 1)
      multiply()
    }
  }

  /// Takes one block of two words, with a bit 2^128 added.
  mutating func update(_ low: UInt64, _ high: UInt64) {
    add(low, high, 1)
    multiply()
  }

  /// Takes the last bytes of a bare message, fewer than 16, ended by a one (Section 2.5.1).
  mutating func update(partial bytes: UnsafeRawPointer, count: Int) {
    var low: UInt64 = 0
    var high: UInt64 = 0
    for index in 0...count {
      let byte =
        index == count ? 1 : unsafe UInt64(bytes.load(fromByteOffset: index, as: UInt8.self))
      if index < 8 {
        low |= byte << UInt64(8 * index)
      } else {
        high |= byte << UInt64(8 * index - 64)
      }
    }
    add(low, high, 0)
    multiply()
  }

  /// The tag: the sum reduced below 2^130 - 5, plus s, modulo 2^128.
  func tag() -> (low: UInt64, high: UInt64) {
    // h - p = h + 5 - 2^130; of the two, the one in 0..<p.
    // Carries go by wide sums: of overflow flags the compiler makes branches.
    let g0 = UInt128(h0) &+ 5
    let g1 = UInt128(h1) &+ g0 >> 64
    let mask = 0 &- (h2 &+ UInt64(truncatingIfNeeded: g1 >> 64)) >> 2
    let low = (h0 & ~mask) | (UInt64(truncatingIfNeeded: g0) & mask)
    let high = (h1 & ~mask) | (UInt64(truncatingIfNeeded: g1) & mask)
    let sum = UInt128(low) &+ UInt128(s0)
    return (
      UInt64(truncatingIfNeeded: sum), high &+ s1 &+ UInt64(truncatingIfNeeded: sum >> 64)
    )
  }

  @inline(__always)
  private mutating func add(_ low: UInt64, _ high: UInt64, _ top: UInt64) {
    let x = UInt128(h0) &+ UInt128(low)
    let y = UInt128(h1) &+ UInt128(high) &+ x >> 64
    h0 = UInt64(truncatingIfNeeded: x)
    h1 = UInt64(truncatingIfNeeded: y)
    h2 = h2 &+ top &+ UInt64(truncatingIfNeeded: y >> 64)
  }

  /// h = h r mod 2^130 - 5, not wholly reduced.
  @inline(__always)
  private mutating func multiply() {
    // r1 is a multiple of 4: r1 2^128 = (r1 / 4) 2^130 = 5 (r1 / 4).
    let five = r1 &+ r1 >> 2
    let d0 = UInt128(h0) &* UInt128(r0) &+ UInt128(h1) &* UInt128(five)
    var d1 = UInt128(h0) &* UInt128(r1) &+ UInt128(h1) &* UInt128(r0)
    d1 &+= UInt128(h2 &* five) &+ d0 >> 64
    let d2 = h2 &* r0 &+ UInt64(truncatingIfNeeded: d1 >> 64)
    let x = UInt128(UInt64(truncatingIfNeeded: d0)) &+ UInt128(d2 >> 2 &+ d2 & ~3)
    let y = UInt128(UInt64(truncatingIfNeeded: d1)) &+ x >> 64
    h0 = UInt64(truncatingIfNeeded: x)
    h1 = UInt64(truncatingIfNeeded: y)
    h2 = d2 & 3 &+ UInt64(truncatingIfNeeded: y >> 64)
  }
}

@inline(__always)
private func word(_ bytes: UnsafeRawPointer) -> UInt64 {
  unsafe UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
}
