import Foundation
import Measuring

/// The figures for a terminal. Bytes on the wire stand in the files alone.
enum Table {
  /// Ours beside each peer: medians, intervals, and ratios where there is a winner.
  static func print(_ measurements: [Measurement]) {
    for one in measurements
    where !one.implementations.isEmpty && one.metric != .bytesToServer
      && one.metric != .bytesToClient
    {
      Swift.print("\n\(one.workload): \(one.metric.rawValue)")
      for name in one.implementations { Swift.print(line(one, name)) }
    }
    fflush(nil)
  }

  private static func line(_ one: Measurement, _ name: String) -> String {
    guard let estimate = one.estimate(name) else { return "" }
    let figures = [estimate.value, estimate.low, estimate.high].map(one.metric.text)
    var line = "  " + name.padding(toLength: 18, withPad: " ", startingAt: 0)
    line += right(figures[0], 9) + right(" (\(figures[1])–\(figures[2]))", 20)
    if let verdicts = one.verdicts(against: name) { line += "   ours " + verdicts }
    return line
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
