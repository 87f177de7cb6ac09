/// Durations, counted in classes: how many there were, whatever their number, in memory that is bounded.
///
/// A class is at most 1/64 of its values wide, so a percentile is off by less than 1.6 %. Below 64 µs
/// each microsecond has its own; the last class takes what is longer than an hour.
struct LatencyHistogram: Sendable {
  /// Classes for each power of two.
  private static let steps = 64
  private static let stepBits = 6
  /// The longest that is told apart, in microseconds.
  static let limit = 3_600_000_000

  private(set) var count = 0
  private var classes: [Int] = []
  private var sum = 0
  private var least = Int.max
  private var greatest = 0

  /// Adds a duration in microseconds; less than none counts as none.
  mutating func add(_ microseconds: Int) {
    let value = min(max(0, microseconds), LatencyHistogram.limit)
    let index = LatencyHistogram.index(of: value)
    if index >= classes.count {
      classes += [Int](repeating: 0, count: index + 1 - classes.count)
    }
    classes[index] += 1
    count += 1
    sum += value
    least = min(least, value)
    greatest = max(greatest, value)
  }

  /// Adds all of another.
  mutating func add(_ other: LatencyHistogram) {
    if other.classes.count > classes.count {
      classes += [Int](repeating: 0, count: other.classes.count - classes.count)
    }
    for (index, number) in other.classes.enumerated() { classes[index] += number }
    count += other.count
    sum += other.sum
    least = min(least, other.least)
    greatest = max(greatest, other.greatest)
  }

  /// The least duration; nil where there is none.
  var minimum: Int? { count > 0 ? least : nil }
  /// The greatest duration.
  var maximum: Int? { count > 0 ? greatest : nil }
  /// The mean.
  var mean: Int? { count > 0 ? sum / count : nil }

  /// The duration that `fraction` of all do not exceed (nearest rank), in microseconds: the upper bound of its class,
  /// never more than the greatest.
  func percentile(_ fraction: Double) -> Int? {
    guard count > 0 else { return nil }
    let rank = min(count, max(1, Int((fraction * Double(count)).rounded(.up))))
    var seen = 0
    for (index, number) in classes.enumerated() {
      seen += number
      if seen >= rank { return max(least, min(greatest, LatencyHistogram.last(of: index))) }
    }
    return greatest
  }

  /// Classes that are not empty, with their bounds in microseconds: for plots.
  var filled: [(range: ClosedRange<Int>, count: Int)] {
    classes.enumerated().filter { $0.element > 0 }.map { index, number in
      let last = LatencyHistogram.last(of: index)
      return (index == 0 ? 0...0 : (LatencyHistogram.last(of: index - 1) + 1)...last, number)
    }
  }

  /// The class of a duration.
  static func index(of value: Int) -> Int {
    guard value >= steps else { return value }
    let exponent = Int.bitWidth - 1 - value.leadingZeroBitCount
    return (exponent - stepBits + 1) * steps + value >> (exponent - stepBits) - steps
  }

  /// The greatest duration of a class.
  static func last(of index: Int) -> Int {
    guard index >= 2 * steps else { return index }
    let shift = index / steps - 1
    return (index % steps + steps + 1) << shift - 1
  }
}
