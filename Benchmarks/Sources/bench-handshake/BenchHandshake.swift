import Foundation
import Measuring

/// Measures full handshakes, ours and the peers' in turn, and writes the table and
/// `results/handshake.json`.
@main
enum BenchHandshake {
  static func main() throws {
    var arguments = Array(CommandLine.arguments.dropFirst())
    let rounds = value("--rounds", &arguments).flatMap(Int.init) ?? 7
    let seconds = value("--seconds", &arguments).flatMap(Double.init) ?? 0.3
    let out = value("--out", &arguments) ?? "results/handshake.json"
    let filter = value("--filter", &arguments) ?? ""
    guard arguments.isEmpty, rounds > 0, seconds > 0 else {
      say("usage: bench-handshake [--rounds 7] [--seconds 0.3] [--filter TEXT] [--out FILE]")
      exit(2)
    }
    say("\(rounds) rounds, ours and the peers' in turn; openssl-3.0 is \(OpenSSL.version)")
    var records: [Record] = []
    for workload in Workload.all where filter.isEmpty || workload.name.contains(filter) {
      let world = try World(workload.key)
      defer { world.remove() }
      let implementations: [any Implementation] = [
        SwiftMTLS(workload, world), try OpenSSL(workload, world),
      ]
      var measurements = implementations.map { Measurement(implementation: $0.name) }
      for _ in 0..<rounds {
        for (index, implementation) in implementations.enumerated() {
          try measure(implementation, seconds, &measurements[index])
        }
      }
      Report.print(workload.name, measurements)
      records += measurements.flatMap { $0.records(workload.name) }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let file = URL(fileURLWithPath: out)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try encoder.encode(records).write(to: file)
    say("\nwritten to \(out)")
  }

  /// One round: the rate without any clock inside, then each side's share.
  private static func measure(
    _ implementation: any Implementation, _ seconds: Double, _ measurement: inout Measurement
  ) throws {
    var failure: (any Error)?
    var none = SideTimes(isOn: false)
    let perSecond = rate(seconds: seconds) {
      do { try implementation.handshake(&none) } catch { failure = error }
    }
    if let failure { throw failure }
    measurement.rates.append(perSecond)
    var times = SideTimes(isOn: true)
    let count = max(10, Int(perSecond * seconds / 4))
    for _ in 0..<count { try implementation.handshake(&times) }
    measurement.client.append(times.clientSeconds / Double(count) * 1e6)
    measurement.server.append(times.serverSeconds / Double(count) * 1e6)
  }

  private static func value(_ name: String, _ arguments: inout [String]) -> String? {
    guard let index = arguments.firstIndex(of: name), index + 1 < arguments.count else {
      return nil
    }
    let value = arguments[index + 1]
    arguments.removeSubrange(index...index + 1)
    return value
  }

  private static func say(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}
