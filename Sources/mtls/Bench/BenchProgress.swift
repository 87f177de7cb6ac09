#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The line that tells a person how far a benchmark is: on a terminal alone, and always the same line.
struct BenchProgress {
  private let isShown: Bool
  private let start: Int
  private let total: Int
  private let count: Int?

  /// - Parameter milliseconds: How long it will take.
  init(_ console: Console, start: Int, milliseconds: Int, count: Int?) {
    isShown = isatty(2) == 1 && !console.quiet
    self.start = start
    total = milliseconds
    self.count = count
  }

  func show(_ progress: BenchBoard.Progress) {
    guard isShown else { return }
    let elapsed = max(1, (BenchClock.now - start) / 1_000_000)
    write(
      "\r" + BenchProgress.line(progress, elapsed: elapsed, total: total, count: count)
        + "\u{1B}[K")
  }

  /// Leaves the terminal as if there had been no line.
  func clear() { if isShown { write("\r\u{1B}[K") } }

  /// As in `2.4 s of 10 s, 3,612 handshakes, 1,505/s, median 4.1 ms, 2 failed`; times in milliseconds.
  static func line(
    _ progress: BenchBoard.Progress, elapsed: Int, total: Int, count: Int?
  ) -> String {
    var parts = [BenchText.seconds(elapsed)]
    if let count {
      parts.append(
        "\(BenchText.number(progress.completed)) of \(BenchText.number(count)) handshakes")
    } else {
      parts[0] += " of \(BenchText.seconds(total))"
      parts.append("\(BenchText.number(progress.completed)) handshakes")
    }
    parts.append("\(BenchText.number(progress.completed * 1_000 / max(1, elapsed)))/s")
    if let median = progress.median { parts.append("median \(BenchText.time(median))") }
    if progress.failed > 0 { parts.append("\(BenchText.number(progress.failed)) failed") }
    return parts.joined(separator: ", ")
  }

  private func write(_ text: String) { Console.write(Array(text.utf8), to: 2) }
}

/// Figures as people read them.
enum BenchText {
  /// With a comma at each thousand.
  static func number(_ value: Int) -> String {
    var digits = Array(String(abs(value)))
    var index = digits.count - 3
    while index > 0 {
      digits.insert(",", at: index)
      index -= 3
    }
    return (value < 0 ? "-" : "") + String(digits)
  }

  /// Microseconds, as in `640 µs`, `4.12 ms`, `1.50 s`.
  static func time(_ microseconds: Int) -> String {
    if microseconds < 1_000 { return "\(microseconds) µs" }
    if microseconds < 1_000_000 { return "\(fixed(microseconds, 1_000, 2)) ms" }
    return "\(fixed(microseconds, 1_000_000, 2)) s"
  }

  /// Milliseconds, as in `2.4 s`.
  static func seconds(_ milliseconds: Int) -> String { "\(fixed(milliseconds, 1_000, 1)) s" }

  /// Bytes in a second, as in `1.25 MB/s`.
  static func rate(_ bytes: Int) -> String {
    if bytes < 1_000_000 { return "\(fixed(bytes, 1_000, 1)) kB/s" }
    if bytes < 1_000_000_000 { return "\(fixed(bytes, 1_000_000, 2)) MB/s" }
    return "\(fixed(bytes, 1_000_000_000, 2)) GB/s"
  }

  /// `value / unit` with so many places behind the point, rounded.
  static func fixed(_ value: Int, _ unit: Int, _ places: Int) -> String {
    var scale = 1
    for _ in 0..<places { scale *= 10 }
    let scaled = (value * scale + unit / 2) / unit
    guard places > 0 else { return "\(scaled)" }
    let rest = "\(scaled % scale)"
    return "\(scaled / scale)." + String(repeating: "0", count: places - rest.count) + rest
  }
}
