import Foundation
import Measuring

/// Measures our primitives and `openssl speed` in turn, and writes the table and `results/crypto.json`.
@main
enum BenchCrypto {
  static func main() throws {
    let options = Options(
      program: "bench-crypto", rounds: 3, out: "results/crypto.json")
    let operations = (SymmetricOperations.all + AsymmetricOperations.all)
      .filter { options.wants($0.name) }
    let backend = ProcessInfo.processInfo.environment["MTLS_CPU"] ?? "best"
    let peer = try OpenSSLSpeed.version()
    say("\(operations.count) operations, \(options.rounds) rounds, ours and \(peer) in turn")
    print(Row.heading)
    var records: [Record] = []
    for operation in operations {
      let row = try measure(operation, options.rounds, options.seconds)
      print(row.text)
      records.append(
        Record(
          operation: operation.name, backend: backend, unit: operation.unit.rawValue,
          ours: row.ours.median, peer: row.peer == nil ? nil : peer,
          peer_value: row.peer?.median, ratio: row.ratio))
    }
    try options.write(records)
  }

  private static func measure(
    _ operation: Operation, _ rounds: Int, _ seconds: Double
  ) throws -> Row {
    var ours: [Double] = []
    var theirs: [Double] = []
    for _ in 0..<rounds {
      ours.append(try operation.measure(seconds))
      if let peer = operation.peer { theirs.append(try OpenSSLSpeed.measure(peer)) }
    }
    return Row(
      operation: operation, ours: Sample(ours), peer: theirs.isEmpty ? nil : Sample(theirs))
  }
}
