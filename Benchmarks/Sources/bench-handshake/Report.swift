import Foundation
import Measuring

/// A row of `handshake.json`.
struct Record: Encodable {
  let workload: String
  let implementation: String
  let metric: String
  let value: Double
  let unit: String
  let low: Double
  let high: Double
}

/// What was measured of one implementation at one workload, round by round.
struct Measurement {
  let implementation: String
  var rates: [Double] = []
  var client: [Double] = []
  var server: [Double] = []

  func records(_ workload: String) -> [Record] {
    [
      ("handshakes_per_cpu_second", "1/s", rates), ("client_us", "µs", client),
      ("server_us", "µs", server),
    ].compactMap { metric, unit, values in
      guard !values.isEmpty else { return nil }
      let sample = Sample(values)
      return Record(
        workload: workload, implementation: implementation, metric: metric, value: sample.median,
        unit: unit, low: sample.low, high: sample.high)
    }
  }
}

enum Report {
  /// Ours beside each peer: the ratio of the medians, or no winner where the spreads overlap.
  static func print(_ workload: String, _ measurements: [Measurement]) {
    Swift.print("\n\(workload)")
    guard let ours = measurements.first else { return }
    let own = Sample(ours.rates)
    for one in measurements {
      let sample = Sample(one.rates)
      var line = "  " + one.implementation.padding(toLength: 14, withPad: " ", startingAt: 0)
      line += String(
        format: "%8.0f /s  (%.0f–%.0f)", sample.median, sample.low, sample.high)
      if !one.client.isEmpty {
        line += String(
          format: "  client %6.1f µs  server %6.1f µs", Sample(one.client).median,
          Sample(one.server).median)
      }
      if one.implementation != ours.implementation {
        let overlaps = sample.low <= own.high && own.low <= sample.high
        let ratio = String(format: "%.2f", own.median / sample.median)
        line += overlaps ? "  ours \(ratio)×, within the noise" : "  ours \(ratio)×"
      }
      Swift.print(line)
    }
  }
}
