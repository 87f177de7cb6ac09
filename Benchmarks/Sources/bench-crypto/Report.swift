import Foundation
import Measuring

/// The figures of one operation over all rounds.
struct Row {
  let operation: Operation
  let ours: Sample
  let peer: Sample?

  var ratio: Double? { peer.map { ours.median / $0.median } }

  static let heading =
    column("operation", 26) + column("ours", 14, right: true) + column("peer", 14, right: true)
    + column("ratio", 8, right: true) + "   spread"

  /// Ours, theirs, the ratio of the medians, and how far ours and theirs were spread.
  var text: String {
    let ratio = ratio.map { String(format: "%.2f", $0) } ?? "-"
    let spread =
      "±\(Row.percent(ours))" + (peer.map { " / ±\(Row.percent($0))" } ?? "")
    return Row.column(operation.name, 26) + Row.column(figure(ours.median), 14, right: true)
      + Row.column(peer.map { figure($0.median) } ?? "-", 14, right: true)
      + Row.column(ratio, 8, right: true) + "   " + spread
  }

  private func figure(_ value: Double) -> String {
    switch operation.unit {
    case .bytes: String(format: "%.2f GB/s", value / 1e9)
    case .operations: String(format: "%.2f µs", 1e6 / value)
    }
  }

  private static func percent(_ sample: Sample) -> String {
    String(format: "%.0f %%", 50 * (sample.high - sample.low) / sample.median)
  }

  private static func column(_ text: String, _ width: Int, right: Bool = false) -> String {
    let space = String(repeating: " ", count: max(0, width - text.count))
    return right ? space + text : text + space
  }
}

/// A row of `crypto.json`.
struct Record: Encodable {
  let operation: String
  let backend: String
  let unit: String
  let ours: Double
  let peer: String?
  let peer_value: Double?
  let ratio: Double?
}
