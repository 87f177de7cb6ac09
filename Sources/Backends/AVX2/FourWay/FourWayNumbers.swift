#if arch(x86_64)
  /// A number modulo 2^255 - 19 in limbs of 51 bits, the lowest first.
  public typealias FourWayNumber = (UInt64, UInt64, UInt64, UInt64, UInt64)

  /// Four numbers modulo 2^255 - 19 side by side, on which the multiplications of points of Curve25519 are built; each set of
  /// instructions has its own.
  ///
  /// Factors of a product are products, or sums or differences of two of them.
  public protocol FourWayNumbers: Sendable {
    /// One number in each lane, with limbs below 2^51 + 2^14.
    init(_ n0: FourWayNumber, _ n1: FourWayNumber, _ n2: FourWayNumber, _ n3: FourWayNumber)

    /// The number of one lane, limbs below 2^52.
    func number(lane: Int) -> FourWayNumber

    /// Lane by lane.
    func multiplied(by other: Self) -> Self

    func adding(_ other: Self) -> Self

    /// Adds in lanes 0 and 2, and subtracts in lanes 1 and 3.
    func addingAndSubtracting(_ other: Self) -> Self

    /// Lanes in the order that the name says.
    var lanes0022: Self { get }
    var lanes1133: Self { get }
    var lanes1302: Self { get }

    /// With one lane of `other`.
    func replacingLane0(with other: Self) -> Self
    func replacingLane1(with other: Self) -> Self

    /// Lanes 2, 3, 0 and 1, or where `swap` is 0 and not 1, all where they are: without a branch.
    func exchangingHalves(if swap: UInt64) -> Self

    /// Of X2, Z2, X3 and Z3 in the lanes, or of X3, Z3, X2 and Z2 where `swap` is 1: A, B, C and D with the letters of RFC 7748,
    /// Section 5, and A, B, B and A, so that products are AA, BB, CB and DA. CB and DA may stand in each other's place.
    /// Without a branch.
    func ladderFactors(exchanging swap: UInt64) -> (Self, Self)

    /// Of T, X, Y and Z in the lanes: Y + X, Y - X, Z and T.
    var additionFactors: Self { get }

    /// Of T, X, Y and Z of a point in the lanes: H, E, G and F of RFC 8032, Section 5.1.4, of twice the point, which are
    /// factors of a product.
    var doublingFactors: Self { get }

    /// The entry of a table for a digit from -8 to 8, entry j being the (j + 1)-fold, all in the form of `FourWayPoint`'s
    /// additions. Every entry is looked at.
    static func selected(_ digit: Int8, from table: Span<Self>) -> Self

    /// Of an entry of a table: that of the opposite point where `sign` is -1 and not 0, without a branch.
    func negated(if sign: Int64) -> Self

    /// The Montgomery ladder, compiled for these instructions: ``FourWayLadder``.
    static func ladder(
      _ scalar: (UInt64, UInt64, UInt64, UInt64), _ u: FourWayNumber
    ) -> (x: FourWayNumber, z: FourWayNumber)

    /// Multiplications of points of edwards25519, compiled for these instructions: ``FourWayEdwards``.
    static func multiply(
      digits: Span<Int8>, table: Span<Self>
    ) -> (x: FourWayNumber, y: FourWayNumber, z: FourWayNumber)

    static func multiplyVariableTime(
      _ baseDigits: Span<Int8>, _ baseTable: Span<Self>, _ pointDigits: Span<Int8>,
      _ pointTable: Span<Self>
    ) -> (x: FourWayNumber, y: FourWayNumber, z: FourWayNumber)

    static func multiplyVariableTime(
      pieces bitCount: Int, _ digits: Span<Int8>, _ table: Span<Self>, _ otherDigits: Span<Int8>,
      _ otherTable: Span<Self>
    ) -> (x: FourWayNumber, y: FourWayNumber, z: FourWayNumber)
  }
#endif
