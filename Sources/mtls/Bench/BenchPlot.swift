/// A picture of a benchmark as SVG: how long handshakes took, and how many there were over time.
struct BenchPlot {
  private static let width = 760
  private static let left = 60
  private static let right = 740
  private let report: BenchReport

  init(_ report: BenchReport) { self.report = report }

  var svg: String {
    let tally = report.tally
    let isResumed = tally.resumed.verdict.count > tally.full.verdict.count
    let histogram = isResumed ? tally.resumed.verdict : tally.full.verdict
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(BenchPlot.width)" height="470" \
      viewBox="0 0 \(BenchPlot.width) 470" font-family="system-ui, sans-serif" font-size="12">
      <rect width="100%" height="100%" fill="#ffffff"/>
      \(text(report.title, 14, 24, weight: "bold"))\
      \(text(headline(histogram, isResumed), 14, 44))\
      \(distribution(histogram, top: 70, bottom: 230))\
      \(timeline(tally.timeline, top: 290, bottom: 430))</svg>

      """
  }

  private func headline(_ histogram: LatencyHistogram, _ isResumed: Bool) -> String {
    "\(BenchText.number(report.tally.completed)) handshakes, "
      + "\(BenchText.fixed(report.rate, 1_000, 1)) a second; \(isResumed ? "resumed" : "full") ones: "
      + BenchReport.percentiles.map {
        "\($0.0) \(BenchText.time(histogram.percentile($0.1) ?? 0))"
      }.joined(separator: ", ")
  }

  /// Bars over a logarithmic axis of time, with the percentiles as lines.
  private func distribution(_ histogram: LatencyHistogram, top: Int, bottom: Int) -> String {
    let classes = histogram.filled
    guard let first = classes.first, let last = classes.last else { return "" }
    // The axis runs over whole decades of microseconds, in thousandths of a decade.
    let from = BenchPlot.logarithm(max(1, first.range.lowerBound)) / 1_000 * 1_000
    let to = (BenchPlot.logarithm(max(1, last.range.upperBound)) / 1_000 + 1) * 1_000
    func place(_ microseconds: Int) -> Int {
      BenchPlot.left + (BenchPlot.logarithm(max(1, microseconds)) - from)
        * (BenchPlot.right - BenchPlot.left) / max(1, to - from)
    }
    // Classes are too narrow to be seen one by one: three points of the picture make a bar.
    var bars: [Int: Int] = [:]
    for entry in classes { bars[place(entry.range.lowerBound) / 3, default: 0] += entry.count }
    let highest = bars.values.max() ?? 1
    var body = ""
    for (bar, count) in bars.sorted(by: { $0.key < $1.key }) {
      let height = max(1, count * (bottom - top - 16) / highest)
      body +=
        "<rect x=\"\(bar * 3)\" y=\"\(bottom - height)\" width=\"3\" height=\"\(height)\" fill=\"#d9480f\"/>\n"
    }
    for (index, (name, fraction)) in BenchReport.percentiles.enumerated() {
      let x = place(histogram.percentile(fraction) ?? 1)
      let y = top + 12 * (index % 2)
      body +=
        "<path d=\"M\(x) \(y + 4)V\(bottom)\" stroke=\"#1864ab\" stroke-dasharray=\"3 3\"/>\n"
        + text(name, x + 3, y + 8)
    }
    var decade = from
    while decade <= to {
      let microseconds = BenchPlot.power(decade / 1_000)
      let x = place(microseconds)
      body += "<path d=\"M\(x) \(bottom)v5\" stroke=\"#212529\"/>\n"
      body += text(BenchPlot.tick(microseconds), x, bottom + 20, anchor: "middle")
      decade += 1_000
    }
    return body + axis(bottom) + text("time of a handshake", BenchPlot.left, bottom + 38)
  }

  /// Handshakes in each tenth of a second.
  private func timeline(_ counts: [Int], top: Int, bottom: Int) -> String {
    guard let highest = counts.max(), highest > 0 else { return "" }
    var points = ""
    for (index, count) in counts.enumerated() {
      let x =
        BenchPlot.left + index * (BenchPlot.right - BenchPlot.left) / max(1, counts.count - 1)
      points += "\(index == 0 ? "M" : "L")\(x) \(bottom - count * (bottom - top - 10) / highest)"
    }
    return
      "<path d=\"\(points)\" fill=\"none\" stroke=\"#d9480f\" stroke-width=\"1.5\"/>\n"
      + axis(bottom) + text("\(BenchText.number(highest * 10))/s", 4, top + 14)
      + text("0 s", BenchPlot.left, bottom + 18)
      + text(BenchText.seconds(counts.count * 100), BenchPlot.right, bottom + 18, anchor: "end")
      + text("handshakes a second", BenchPlot.left + 60, bottom + 18)
  }

  private func axis(_ y: Int) -> String {
    "<path d=\"M\(BenchPlot.left) \(y)H\(BenchPlot.right)\" stroke=\"#212529\"/>\n"
  }

  private func text(
    _ text: String, _ x: Int, _ y: Int, weight: String = "normal", anchor: String = "start"
  ) -> String {
    "<text x=\"\(x)\" y=\"\(y)\" font-weight=\"\(weight)\" text-anchor=\"\(anchor)\" "
      + "fill=\"#212529\">\(BenchPlot.escaped(text))</text>\n"
  }

  /// A host's name is somebody else's text.
  static func escaped(_ text: String) -> String {
    text.map { character in
      switch character {
      case "<": "&lt;"
      case ">": "&gt;"
      case "&": "&amp;"
      case "\"": "&quot;"
      default: "\(character)"
      }
    }.joined()
  }

  /// The logarithm to the base of ten, in thousandths, of a number of 1 or more.
  static func logarithm(_ value: Int) -> Int {
    var decades = 0
    var power = 1
    while power <= value / 10 {
      power *= 10
      decades += 1
    }
    // Within the decade, from 1 to 10, by squaring: each step gives a binary digit.
    var rest = Double(value) / Double(power)
    var fraction = 0.0
    var step = 0.5
    for _ in 0..<14 {
      rest *= rest
      if rest >= 10 {
        rest /= 10
        fraction += step
      }
      step /= 2
    }
    return decades * 1_000 + Int(fraction * 1_000)
  }

  private static func power(_ exponent: Int) -> Int {
    (0..<max(0, exponent)).reduce(1) { power, _ in power * 10 }
  }

  private static func tick(_ microseconds: Int) -> String {
    switch microseconds {
    case ..<1_000: "\(microseconds) µs"
    case ..<1_000_000: "\(microseconds / 1_000) ms"
    default: "\(microseconds / 1_000_000) s"
    }
  }
}
