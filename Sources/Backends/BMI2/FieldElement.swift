#if arch(x86_64)
  /// A number modulo the prime of a curve, below it, as `Weierstrass` keeps it: P-256's in Montgomery's form. No branch
  /// and no index depends on a value.
  protocol FieldElement: BitwiseCopyable {
    /// Limbs of 64 bits, the lowest first.
    static var limbCount: Int { get }

    /// Reads `limbCount` limbs.
    init(_ limbs: UnsafePointer<UInt>)
    /// Writes `limbCount` limbs.
    func store(_ limbs: UnsafeMutablePointer<UInt>)

    static func + (a: Self, b: Self) -> Self
    static func - (a: Self, b: Self) -> Self
    static func * (a: Self, b: Self) -> Self
    var squared: Self { get }
    /// Half of it, or of it and the prime if it is odd.
    var half: Self { get }
  }
#endif
