import Foundation
import Measuring

/// A plot of one metric as SVG: a group of bars for each workload, with its confidence intervals.
enum Plot {
  private static let colours: [String: String] = [
    "swift-mtls": "#d9480f", "swift-mtls-cached": "#f59f00", "openssl-3.0": "#1864ab",
    "openssl-3.5": "#4dabf7", "go": "#0b7285", "gnutls": "#868e96", "rustls": "#5f3dc4",
  ]
  private static let names = 190.0
  private static let bars = 470.0
  private static let barHeight = 15.0

  static func svg(_ title: String, _ measurements: [Measurement]) -> String {
    var body = ""
    var y = 44.0
    for one in measurements where !one.implementations.isEmpty {
      // Each group has its own scale: a handshake on P-384 costs ten on P-256.
      let highest = one.implementations.compactMap { one.estimate($0)?.high }.max() ?? 1
      let scale = highest > 0 ? bars / highest : 0
      body += text(one.workload, x: 8, y: y + 12, weight: "bold")
      y += 20
      for name in one.implementations {
        guard let estimate = one.estimate(name) else { continue }
        body += bar(name, estimate, one.metric, y: y, scale: scale)
        y += barHeight + 3
      }
      y += 12
    }
    let width = Int(names + bars + 90)
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(Int(y))" \
      viewBox="0 0 \(width) \(Int(y))" font-family="system-ui, sans-serif" font-size="12">
      <rect width="100%" height="100%" fill="#ffffff"/>
      \(text(title, x: 8, y: 24, weight: "bold", size: 16))\(body)</svg>

      """
  }

  private static func bar(
    _ name: String, _ estimate: Estimate, _ metric: Metric, y: Double, scale: Double
  ) -> String {
    let middle = y + barHeight / 2
    func place(_ value: Double) -> String { String(format: "%.1f", names + value * scale) }
    return text(name, x: names - 8, y: y + 12, anchor: "end")
      + """
      <rect x="\(names)" y="\(y)" width="\(String(format: "%.1f", estimate.value * scale))" \
      height="\(barHeight)" fill="\(colours[name] ?? "#495057")"/>
      <path d="M\(place(estimate.low)) \(middle)H\(place(estimate.high))\
      M\(place(estimate.low)) \(middle - 4)v8M\(place(estimate.high)) \(middle - 4)v8" \
      stroke="#212529" fill="none"/>

      """ + text(metric.text(estimate.value), x: names + estimate.high * scale + 6, y: y + 12)
  }

  private static func text(
    _ text: String, x: Double, y: Double, weight: String = "normal", size: Int = 12,
    anchor: String = "start"
  ) -> String {
    """
    <text x="\(String(format: "%.1f", x))" y="\(y)" font-weight="\(weight)" font-size="\(size)" \
    text-anchor="\(anchor)" fill="#212529">\(text)</text>

    """
  }
}
