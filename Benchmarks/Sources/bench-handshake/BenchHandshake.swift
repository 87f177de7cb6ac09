import Foundation
import Measuring

/// Measures full handshakes, ours and the peers' in turn, and writes the table and
/// `results/handshake.json`.
@main
enum BenchHandshake {
  static func main() throws {
    let options = Options(
      program: "bench-handshake", rounds: 7, out: "results/handshake.json")
    say("\(options.rounds) rounds, ours and the peers' in turn; openssl-3.0 is \(OpenSSL.version)")
    var records: [Record] = []
    for workload in Workload.all where options.wants(workload.name) {
      let world = try World(workload.key)
      defer { world.remove() }
      let implementations: [any Implementation] = [
        SwiftMTLS(workload, world), try OpenSSL(workload, world),
      ]
      var measurements = implementations.map { Measurement(implementation: $0.name) }
      for _ in 0..<options.rounds {
        for (index, implementation) in implementations.enumerated() {
          try measure(implementation, options.seconds, &measurements[index])
        }
      }
      Report.print(workload.name, measurements)
      records += measurements.flatMap { $0.records(workload.name) }
    }
    try options.write(records)
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
}
