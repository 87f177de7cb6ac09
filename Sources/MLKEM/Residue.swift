/// Arithmetic modulo q = 3329 in signed 16 bits, without branches and divisions.
enum Residue {
  static let q: Int16 = 3329

  /// a·b·2⁻¹⁶ mod q, of absolute value below q where |a·b| < q·2¹⁵ (Montgomery's reduction). The upper
  /// halves of products are what vectors of 16-bit integers have an instruction for.
  @inline(__always)
  static func product(_ a: Int16, _ b: Int16) -> Int16 {
    let high = Int16(truncatingIfNeeded: (Int32(a) &* Int32(b)) &>> 16)
    // -3327 is the inverse of q modulo 2¹⁶: the lower halves of a·b and t·q are the same.
    let t = a &* (b &* -3327)
    return high &- Int16(truncatingIfNeeded: (Int32(t) &* 3329) &>> 16)
  }

  /// The residue nearest to zero, of absolute value at most 1664 (Barrett's reduction).
  @inline(__always)
  static func reduced(_ a: Int16) -> Int16 {
    // 20159 is 2²⁶/q.
    let high = Int16(truncatingIfNeeded: (Int32(a) &* 20_159) &>> 16)
    return a &- ((high &+ 512) &>> 10) &* 3329
  }

  /// 0..<q, from -q..<q.
  @inline(__always)
  static func nonnegative(_ a: Int16) -> Int16 { a &+ ((a &>> 15) & 3329) }

  /// 17^BitRev₇(i)·2¹⁶ mod q, signed (FIPS 203, Section 4.3 and Appendix A, in Montgomery's form).
  static let zetas: [128 of Int16] = [
    -1044, -758, -359, -1517, 1493, 1422, 287, 202,
    -171, 622, 1577, 182, 962, -1202, -1474, 1468,
    573, -1325, 264, 383, -829, 1458, -1602, -130,
    -681, 1017, 732, 608, -1542, 411, -205, -1571,
    1223, 652, -552, 1015, -1293, 1491, -282, -1544,
    516, -8, -320, -666, -1618, -1162, 126, 1469,
    -853, -90, -271, 830, 107, -1421, -247, -951,
    -398, 961, -1508, -725, 448, -1065, 677, -1275,
    -1103, 430, 555, 843, -1251, 871, 1550, 105,
    422, 587, 177, -235, -291, -460, 1574, 1653,
    -246, 778, 1159, -147, -777, 1483, -602, 1119,
    -1590, 644, -872, 349, 418, 329, -156, -75,
    817, 1097, 603, 610, 1322, -1285, -1465, 384,
    -1215, -136, 1218, -1335, -874, 220, -1187, -1659,
    -1185, -1530, -1278, 794, -1510, -854, -870, 478,
    -108, -308, 996, 991, 958, -1460, 1522, 1628,
  ]
}
