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
}
