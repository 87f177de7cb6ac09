import Bignum

/// Into Montgomery's form of a curve's prime field, inverses, and back to affine coordinates.
struct FieldConversion<let count: Int>: Sendable {
  /// 2^(128·count) mod p: multiplying by it brings a number into the form.
  private let power2: Limbs<count>
  /// 2^(192·count) mod p: multiplying by it brings the inverse of a number in the form into the form.
  private let power3: Limbs<count>
  private let inverter: Inverter<count>

  private var field: PrimeField<count> { PrimeField() }

  init() {
    let field = PrimeField<count>()
    var power = field.one
    // P-521's numbers are plain, and stay one.
    if count != 9 { for _ in 0..<64 * count { power = field.twice(power) } }
    power2 = power
    power3 = field.multiply(power, power)
    inverter = Inverter(field.prime)
  }

  /// Into Montgomery's form.
  func enter(_ a: Limbs<count>) -> Limbs<count> {
    count == 9 ? field.unpack(a) : field.multiply(a, power2)
  }

  /// The inverse, in Montgomery's form as is `a`; zero of zero.
  func inverse(_ a: Limbs<count>) -> Limbs<count> {
    if count == 9 { return field.unpack(inverter.inverse(field.pack(a))) }
    return field.multiply(inverter.inverse(a), power3)
  }

  /// The affine coordinates, in Montgomery's form; (0, 0) of infinity.
  func affine(_ p: JacobianPoint<count>) -> AffinePoint<count> {
    affine(p, inverseOfZ: inverse(p.z))
  }

  /// The affine coordinates by an inverse known already.
  @inline(never)
  func affine(_ p: JacobianPoint<count>, inverseOfZ inverse: Limbs<count>) -> AffinePoint<count> {
    let inverse2 = field.square(inverse)
    return AffinePoint(
      x: field.multiply(p.x, inverse2),
      y: field.multiply(p.y, field.multiply(inverse2, inverse)))
  }
}
