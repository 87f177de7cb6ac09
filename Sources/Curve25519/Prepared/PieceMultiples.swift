/// Multiples of a public point that is multiplied again and again, by public scalars alone.
///
/// A scalar is cut into eight pieces of 32 bits, of which each has its own multiples, and all share their doublings:
/// 32 instead of 256 of them.
struct PieceMultiples: Sendable {
  private static let pieceCount = 8
  private static let pieceBitCount = 32

  /// Of the base point: 30 KB, made with the first prepared key.
  static let base = PieceMultiples(variableTime: BaseTables.base ?? .identity, width: 7)

  /// Width of the non-adjacent form, w.
  private let width: Int
  /// Entry 2^(w-2)·i + j is (2j + 1)·2^(32·i)·P, for j below 2^(w-2).
  private let multiples: [TablePoint]

  init(variableTime point: EdwardsPoint, width: Int) {
    self.width = width
    var start = point
    var points: [EdwardsPoint] = []
    points.reserveCapacity(Self.pieceCount << (width - 2))
    for _ in 0..<Self.pieceCount {
      let twice = start.doubled(withT: true)
      var next = start
      for _ in 0..<1 << (width - 2) {
        points.append(next)
        next = next + twice
      }
      start = twice
      for _ in 1..<Self.pieceBitCount { start = start.doubled(withT: true) }
    }
    multiples = BaseTables.normalized(points)
  }

  /// u·P + v·Q, this being the multiples of P, for numbers below 2^255, of 32 little-endian bytes. T is left out.
  func multiplyVariableTime(
    _ u: Span<UInt8>, adding v: Span<UInt8>, of other: PieceMultiples
  ) -> EdwardsPoint {
    let digits = EdwardsPoint.nonAdjacentForm(variableTime: u, width: width)
    let otherDigits = EdwardsPoint.nonAdjacentForm(variableTime: v, width: other.width)
    var sum = EdwardsPoint.identity
    for offset in (0..<Self.pieceBitCount).reversed() {
      sum = sum.doubled(withT: true)
      add(digits.span, at: offset, to: &sum)
      other.add(otherDigits.span, at: offset, to: &sum)
    }
    return sum
  }

  /// Adds what the digits at one place of each piece say.
  @inline(__always)
  private func add(_ digits: Span<Int8>, at offset: Int, to sum: inout EdwardsPoint) {
    let table = multiples.span
    for piece in 0..<Self.pieceCount {
      let digit = Int(digits[piece * Self.pieceBitCount + offset])
      guard digit != 0 else { continue }
      let entry = table[piece << (width - 2) + abs(digit) / 2]
      sum = sum.adding(digit < 0 ? entry.negated : entry)
    }
  }
}
