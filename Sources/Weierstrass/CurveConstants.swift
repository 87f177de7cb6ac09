import Bytes
import Processor

/// A curve's numbers, its arithmetic, and multiples of its base point G.
struct CurveConstants<let count: Int>: Sendable {
  /// The curve's b in Montgomery's form.
  let b: Limbs<count>
  /// Arithmetic modulo the order n.
  let order: MontgomeryModulus<count>
  let conversion: FieldConversion<count>
  let base: BaseTables<count>
  #if arch(x86_64)
    /// The same arithmetic by the processor's vectors, where there is one for this curve.
    private(set) var vectors: VectorMultiplication<count>?
  #endif

  var field: PrimeField<count> { PrimeField() }

  init(n: [UInt8], b: [UInt8], x: [UInt8], y: [UInt8], on processor: Processor) {
    let conversion = FieldConversion<count>()
    self.conversion = conversion
    self.b = conversion.enter(LimbBytes.limbs(b.span))
    order = MontgomeryModulus(LimbBytes.limbs(n.span))
    let point = AffinePoint<count>(
      x: conversion.enter(LimbBytes.limbs(x.span)),
      y: conversion.enter(LimbBytes.limbs(y.span)))
    #if arch(x86_64)
      let width = VectorMultiplication<count>.exists(on: processor) ? 5 : 6
      base = BaseTables(of: point, windowWidth: width, conversion)
      if let candidate = VectorMultiplication(base, on: processor),
        candidate.agrees(with: self, at: point)
      {
        vectors = candidate
      }
    #else
      base = BaseTables(of: point, windowWidth: 6, conversion)
    #endif
  }

  /// Reads and checks an uncompressed point (SEC 1, Section 2.3.4).
  func point(_ bytes: Span<UInt8>) throws(WeierstrassError) -> AffinePoint<count> {
    let byteCount = Width<count>.bytes
    guard bytes.count == 1 + 2 * byteCount, bytes[0] == 4 else { throw .malformedPoint }
    let x: Limbs<count> = LimbBytes.limbs(bytes.extracting(1..<1 + byteCount))
    let y: Limbs<count> = LimbBytes.limbs(bytes.extracting((1 + byteCount)...))
    guard isBelow(field.prime, x), isBelow(field.prime, y) else { throw .pointNotOnCurve }
    let point = AffinePoint(x: conversion.enter(x), y: conversion.enter(y))
    guard contains(point) else { throw .pointNotOnCurve }
    return point
  }

  /// Whether a point satisfies the curve's equation: y² = x³ - 3x + b.
  private func contains(_ point: AffinePoint<count>) -> Bool {
    let threeX = field.add(field.twice(point.x), point.x)
    let cube = field.multiply(field.square(point.x), point.x)
    let right = field.add(field.subtract(cube, threeX), b)
    return field.areEqual(field.square(point.y), right)
  }

  /// Reads a secret scalar in 1..<n.
  func scalar(_ bytes: Span<UInt8>) throws(WeierstrassError) -> Limbs<count> {
    guard bytes.count == Width<count>.bytes else { throw .scalarOutOfRange }
    let scalar: Limbs<count> = LimbBytes.limbs(bytes)
    guard isScalar(scalar) else { throw .scalarOutOfRange }
    return scalar
  }

  /// Whether a number is in 1..<n; tells nothing else by its time.
  func isScalar(_ scalar: Limbs<count>) -> Bool {
    !declassified(LimbBytes.isZero(scalar)) && declassified(isBelow(order.modulus, scalar))
  }
}

/// The curves' numbers (SP 800-186, Section 3.2.1), with tables that are computed at first use.
enum Constants {
  static let p256 = makeP256(on: .current)

  static func makeP256(on processor: Processor) -> CurveConstants<4> {
    CurveConstants<4>(
      n: hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
      b: hex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b"),
      x: hex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"),
      y: hex("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"),
      on: processor)
  }

  static let p384 = CurveConstants<6>(
    n: hex(
      "ffffffffffffffffffffffffffffffffffffffffffffffff"
        + "c7634d81f4372ddf581a0db248b0a77aecec196accc52973"),
    b: hex(
      "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe814112"
        + "0314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef"),
    x: hex(
      "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b98"
        + "59f741e082542a385502f25dbf55296c3a545e3872760ab7"),
    y: hex(
      "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147c"
        + "e9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f"),
    on: .current)

  static let p521 = CurveConstants<9>(
    n: hex(
      "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
        + "fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"),
    b: hex(
      "0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109"
        + "e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00"),
    x: hex(
      "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3d"
        + "baa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66"),
    y: hex(
      "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e66"
        + "2c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650"),
    on: .current)

  private static func hex(_ text: String) -> [UInt8] { Hex.decode(text) ?? [] }
}
