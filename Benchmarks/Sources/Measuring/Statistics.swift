/// Several measurements of one thing.
public struct Sample: Sendable {
  private let sorted: [Double]

  /// At least one value.
  public init(_ values: [Double]) { sorted = values.sorted() }

  /// The middle of the values, or of the two in the middle.
  public var median: Double {
    guard !sorted.isEmpty else { return .nan }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
  /// The least value.
  public var low: Double { sorted.first ?? .nan }
  /// The greatest value.
  public var high: Double { sorted.last ?? .nan }

  /// The median and where it lies with 95 % confidence: the middle 95 % of the medians of samples that are
  /// drawn from this one with replacement (Efron's bootstrap). The same values give the same interval.
  public var estimate: Estimate {
    guard sorted.count > 1 else { return Estimate(value: median, low: median, high: median) }
    var random = SplitMix64(state: 0x9E37_79B9)
    var medians: [Double] = []
    for _ in 0..<2_000 {
      medians.append(Sample(sorted.map { _ in sorted.randomElement(using: &random) ?? 0 }).median)
    }
    medians.sort()
    return Estimate(value: median, low: medians[50], high: medians[1_949])
  }
}

/// A value and the bounds of its 95 % confidence interval.
public struct Estimate: Sendable {
  /// The value itself.
  public let value: Double
  /// The lower bound.
  public let low: Double
  /// The upper bound.
  public let high: Double

  /// The ratio of two implementations that were measured in the same rounds, round by round, so that what
  /// slowed one round down slowed both.
  public static func ratio(_ ours: [Double], to theirs: [Double]) -> Estimate {
    Sample(zip(ours, theirs).map { $0 / $1 }).estimate
  }

  /// Whether the interval leaves no doubt on which side of 1 the value lies.
  public var isDecided: Bool { low > 1 || high < 1 }
}

/// A small generator for resampling (Steele, Lea, Flood, "Fast splittable pseudorandom number generators").
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
