import Foundation
import Measuring

/// Measures handshakes, records and memory, ours and the peers' in turn, and writes
/// `results/handshake.json` with a table, plots and a report beside it.
@main
enum BenchHandshake {
  static func main() {
    do { try run() } catch {
      say("bench-handshake: \(error)")
      exit(1)
    }
  }

  private static func run() throws {
    let options = Options(program: "bench-handshake", rounds: 9, out: "results/handshake.json")
    let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path
    let peers = ProcessInfo.processInfo.environment["BENCH_PEERS"] ?? "../.peers/bench"
    let all = Implementation.all(ours: "\(folder)/peer-swift-mtls", peers: peers)
    for one in all where !FileManager.default.isExecutableFile(atPath: one.program) {
      throw BenchFailure("\(one.program) is missing: make bench builds it")
    }
    var rounds = Rounds(options, all)
    say("\(options.rounds) rounds; \(all.map(\.name).joined(separator: ", ")) in turn")
    var measurements: [Measurement] = []
    func add(_ more: [Measurement]) {
      Table.print(more)
      measurements += more
    }
    for workload in Workload.handshakes where options.wants(workload.name) {
      add(try rounds.handshakes(workload))
    }
    for workload in Workload.idle where options.wants(workload.name) {
      add(try rounds.allocations(workload, counter: "\(peers)/libcount.so"))
    }
    for workload in Workload.records where options.wants(workload.name) {
      add(try rounds.records(workload))
    }
    for workload in Workload.idle where options.wants("memory-\(workload.name)") {
      add([try rounds.memory(workload)])
    }
    try options.write(measurements.flatMap(\.records))
    try Files.write(measurements, rounds.versions, beside: options.out, rounds: options.rounds)
  }
}
