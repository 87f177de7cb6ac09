import Foundation
import Measuring

/// What stands beside `handshake.json`: the same as CSV, the ratios, a plot for each metric, and one page.
enum Files {
  static func write(
    _ measurements: [Measurement], _ versions: [(name: String, version: String)],
    beside out: String, rounds: Int
  ) throws {
    let base = URL(fileURLWithPath: out).deletingPathExtension()
    func write(_ text: String, _ suffix: String) throws {
      let place = URL(fileURLWithPath: base.path + suffix)
      try text.write(to: place, atomically: true, encoding: .utf8)
      say("written to \(place.lastPathComponent)")
    }
    try write(csv(measurements), ".csv")
    try write(ratios(measurements), "-ratios.csv")
    var plots: [(Metric, String)] = []
    for metric in Metric.allCases {
      let chosen = measurements.filter { $0.metric == metric && !$0.implementations.isEmpty }
      guard !chosen.isEmpty else { continue }
      let unit = metric.unit == "1" ? "count" : metric.unit
      let svg = Plot.svg("\(metric.rawValue) (\(unit))", chosen)
      try write(svg, "-\(metric.rawValue).svg")
      plots.append((metric, svg))
    }
    try write(Page.html(measurements, plots, versions, rounds: rounds), ".html")
  }

  private static func csv(_ measurements: [Measurement]) -> String {
    "workload,implementation,metric,value,unit,low,high\n"
      + measurements.flatMap(\.records).map {
        "\($0.workload),\($0.implementation),\($0.metric),\($0.value),\($0.unit),\($0.low),\($0.high)\n"
      }.joined()
  }

  private static func ratios(_ measurements: [Measurement]) -> String {
    var text = "workload,metric,implementation,peer,ratio,low,high,winner\n"
    for one in measurements {
      for own in one.implementations where own.hasPrefix("swift-mtls") {
        for peer in one.implementations {
          guard let ratio = one.ratio(own, to: peer) else { continue }
          let winner = !ratio.isDecided ? "none" : ratio.value > 1 ? own : peer
          text += "\(one.workload),\(one.metric.rawValue),\(own),\(peer),"
          text += "\(ratio.value),\(ratio.low),\(ratio.high),\(winner)\n"
        }
      }
    }
    return text
  }
}
