/// Several measurements of one thing.
public struct Sample: Sendable {
  private let sorted: [Double]

  /// At least one value.
  public init(_ values: [Double]) { sorted = values.sorted() }

  public var median: Double {
    guard !sorted.isEmpty else { return .nan }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
  public var low: Double { sorted.first ?? .nan }
  public var high: Double { sorted.last ?? .nan }
}
