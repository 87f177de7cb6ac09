internal import Processor

#if arch(x86_64)
  internal import AVX2
  internal import IFMA
#endif

/// Multiples of a public point that is multiplied again and again, by public scalars alone.
///
/// A scalar is cut into eight pieces of 32 bits, of which each has its own multiples, and all share their doublings:
/// 32 instead of 256 of them.
struct PieceMultiples: Sendable {
  private static let pieceCount = 8
  private static let pieceBitCount = 32

  /// Entry 2^(w-2)·i + j is (2j + 1)·2^(32·i)·P, for j below 2^(w-2).
  private enum Table: Sendable {
    case plain([TablePoint])
    #if arch(x86_64)
      case avx2([AVX2FourNumbers])
      case ifma([IFMAFourNumbers])
    #endif
  }

  /// The base point's, made with the first prepared key: 30 KB, or 40 for four multiplications at a time.
  private static let baseWidth = 7
  private static let baseTable = multiples(of: BaseTables.base ?? .identity, width: baseWidth)
  #if arch(x86_64)
    private static let baseTableAVX2 = multiples(
      of: BaseTables.base ?? .identity, width: baseWidth
    ).map { AVX2FourNumbers($0) }
    private static let baseTableIFMA = multiples(
      of: BaseTables.base ?? .identity, width: baseWidth
    ).map { IFMAFourNumbers($0) }
  #endif

  /// Width of the non-adjacent form, w.
  private let width: Int
  private let table: Table

  init(variableTime point: EdwardsPoint, width: Int, on processor: Processor) {
    self.width = width
    let multiples = Self.multiples(of: point, width: width)
    #if arch(x86_64)
      if processor.hasIFMA {
        table = .ifma(multiples.map { IFMAFourNumbers($0) })
        return
      }
      if processor.hasAVX2 {
        table = .avx2(multiples.map { AVX2FourNumbers($0) })
        return
      }
    #endif
    table = .plain(multiples)
  }

  private static func multiples(of point: EdwardsPoint, width: Int) -> [TablePoint] {
    var start = point
    var points: [EdwardsPoint] = []
    points.reserveCapacity(pieceCount << (width - 2))
    for _ in 0..<pieceCount {
      let twice = start.doubled(withT: true)
      var next = start
      for _ in 0..<1 << (width - 2) {
        points.append(next)
        next = next + twice
      }
      start = twice
      for _ in 1..<pieceBitCount { start = start.doubled(withT: true) }
    }
    return BaseTables.normalized(points)
  }

  /// v·P + u·B, these being the multiples of P, for numbers below 2^255, of 32 little-endian bytes. T is left out.
  func multiplyVariableTime(_ v: Span<UInt8>, addingBase u: Span<UInt8>) -> EdwardsPoint {
    let digits = EdwardsPoint.nonAdjacentForm(variableTime: v, width: width)
    let baseDigits = EdwardsPoint.nonAdjacentForm(variableTime: u, width: Self.baseWidth)
    switch table {
    case .plain(let table):
      let baseTable = Self.baseTable
      var sum = EdwardsPoint.identity
      for offset in (0..<Self.pieceBitCount).reversed() {
        sum = sum.doubled(withT: true)
        Self.add(baseDigits.span, baseTable.span, at: offset, to: &sum)
        Self.add(digits.span, table.span, at: offset, to: &sum)
      }
      return sum
    #if arch(x86_64)
      case .avx2(let table):
        let baseTable = Self.baseTableAVX2
        return EdwardsPoint(
          AVX2FourNumbers.multiplyVariableTime(
            pieces: Self.pieceBitCount, digits.span, table.span, baseDigits.span, baseTable.span))
      case .ifma(let table):
        let baseTable = Self.baseTableIFMA
        return EdwardsPoint(
          IFMAFourNumbers.multiplyVariableTime(
            pieces: Self.pieceBitCount, digits.span, table.span, baseDigits.span, baseTable.span))
    #endif
    }
  }

  /// Adds what the digits at one place of each piece say.
  @inline(__always)
  private static func add(
    _ digits: Span<Int8>, _ table: Span<TablePoint>, at offset: Int, to sum: inout EdwardsPoint
  ) {
    let entryCount = table.count / pieceCount
    for piece in 0..<pieceCount {
      let digit = Int(digits[piece * pieceBitCount + offset])
      guard digit != 0 else { continue }
      let entry = table[piece * entryCount + abs(digit) / 2]
      sum = sum.adding(digit < 0 ? entry.negated : entry)
    }
  }
}
