import Foundation
import Measuring

/// The report: one HTML page that needs nothing from anywhere.
enum Page {
  static func html(
    _ measurements: [Measurement], _ plots: [(metric: Metric, svg: String)],
    _ versions: [(name: String, version: String)], rounds: Int
  ) -> String {
    var text = """
      <!doctype html>
      <html lang="en"><meta charset="utf-8"><title>swift-mtls: benchmarks</title>
      <style>
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em }
      table { border-collapse: collapse; margin: 0 0 1.5em }
      td, th { padding: .2em .8em; border-bottom: 1px solid #dee2e6; text-align: right }
      td:first-child, th:first-child { text-align: left }
      svg { max-width: 100%; height: auto }
      </style>
      <h1>swift-mtls: benchmarks</h1>
      <p>\(escaped(machine))</p>
      <table><tr><th>implementation</th><th>version</th></tr>

      """
    for one in versions {
      text += "<tr><td>\(one.name)</td><td>\(escaped(one.version))</td></tr>\n"
    }
    text += """
      </table>
      <p>Client and server of one implementation in one thread, over a transport in memory; \(rounds) rounds, the
      implementations in turn. Processor time of the process. Chains of leaf, intermediate and root, verified, names
      checked. A figure is the median of the rounds; in brackets its 95&nbsp;% confidence interval (bootstrap). A ratio
      is the median of the ratios round by round, above 1 where ours is better; where its interval has 1 in it,
      nobody wins.</p>

      """
    for plot in plots {
      text += "<h2>\(plot.metric.rawValue)</h2>\n\(plot.svg)\n"
      for one in measurements where one.metric == plot.metric && !one.implementations.isEmpty {
        text += table(one)
      }
    }
    return text + "</html>\n"
  }

  private static func table(_ one: Measurement) -> String {
    var text =
      "<table><tr><th>\(one.workload)</th><th>\(one.metric.unit)</th><th>95 %</th>"
      + "<th>ours to theirs</th></tr>\n"
    for name in one.implementations {
      guard let estimate = one.estimate(name) else { continue }
      let ratio = one.verdicts(against: name) ?? ""
      text += "<tr><td>\(name)</td><td>\(one.metric.text(estimate.value))</td>"
      text += "<td>\(one.metric.text(estimate.low))–\(one.metric.text(estimate.high))</td>"
      text += "<td>\(ratio)</td></tr>\n"
    }
    return text + "</table>\n"
  }

  /// The processor, its number of cores, the system, and the day.
  private static var machine: String {
    let description = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let model =
      description.split(separator: "\n").first { $0.hasPrefix("model name") }?
      .split(separator: ":").last?.trimmingCharacters(in: .whitespaces) ?? "unknown processor"
    let info = ProcessInfo.processInfo
    let day = ISO8601DateFormatter().string(from: Date())
    return "\(model), \(info.processorCount) cores; \(info.operatingSystemVersionString); \(day)"
  }

  private static func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
  }
}
