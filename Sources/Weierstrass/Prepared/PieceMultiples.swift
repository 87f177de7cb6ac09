/// Multiples of a public point that is multiplied again and again, by public scalars alone.
///
/// A scalar is cut into eight pieces of m bits, of which each has its own multiples, and all share their doublings:
/// m instead of 8·m of them. That takes a third of the products of `multiplyVariableTime`, and is made at the price
/// of about one such multiplication.
struct PieceMultiples<let count: Int>: Sendable {
  static var pieceCount: Int { 8 }
  /// Bits of a piece, m: 33, 49 or 66. Eight of them hold a non-adjacent form, which may be one digit longer than the order.
  static var pieceBitCount: Int { Width<count>.bits / pieceCount + 1 }

  /// Width of the non-adjacent form, w.
  let width: Int
  /// Entry 2^(w-2)·i + j is (2j + 1)·2^(m·i)·P, for j below 2^(w-2).
  let multiples: [AffinePoint<count>]

  init(
    variableTime point: AffinePoint<count>, width: Int, _ conversion: FieldConversion<count>
  ) {
    self.width = width
    var start = JacobianPoint(point)
    var multiples: [JacobianPoint<count>] = []
    multiples.reserveCapacity(Self.pieceCount << (width - 2))
    for _ in 0..<Self.pieceCount {
      multiples += BaseTables.oddMultiples(of: start, count: 1 << (width - 2))
      start.double(times: Self.pieceBitCount)
    }
    self.multiples = BaseTables.affine(conversion, multiples)
  }

  /// u·P + v·Q, this being the multiples of P.
  func multiplyVariableTime(
    _ u: Limbs<count>, adding v: Limbs<count>, of other: PieceMultiples<count>
  ) -> JacobianPoint<count> {
    let form = NonAdjacentForm(variableTime: u, width: width)
    let otherForm = NonAdjacentForm(variableTime: v, width: other.width)
    let zero = Limbs<count>(repeating: 0)
    var sum = JacobianPoint(x: zero, y: zero, z: zero)
    for offset in (0..<Self.pieceBitCount).reversed() {
      sum.double()
      add(form, at: offset, to: &sum)
      other.add(otherForm, at: offset, to: &sum)
    }
    return sum
  }

  /// Adds what the digits at one place of each piece say.
  @inline(__always)
  private func add(
    _ form: borrowing NonAdjacentForm<count>, at offset: Int, to sum: inout JacobianPoint<count>
  ) {
    let table = multiples.span
    let digits = form.digits.span
    for piece in 0..<Self.pieceCount {
      let place = piece * Self.pieceBitCount + offset
      guard place < form.digitCount else { return }
      let digit = Int(digits[place])
      guard digit != 0 else { continue }
      var entry = table[piece << (width - 2) + abs(digit) / 2]
      if digit < 0 { entry.y = PrimeField<count>().negate(entry.y, if: UInt.max) }
      sum.addVariableTime(entry)
    }
  }
}
