import Foundation
import Measuring

/// Measures our primitives and `openssl speed` in turn, and writes the table and `results/crypto.json`.
@main
enum BenchCrypto {
  static func main() throws {
    var arguments = Array(CommandLine.arguments.dropFirst())
    let rounds = value("--rounds", &arguments).flatMap(Int.init) ?? 3
    let seconds = value("--seconds", &arguments).flatMap(Double.init) ?? 0.3
    let out = value("--out", &arguments) ?? "results/crypto.json"
    let filter = value("--filter", &arguments) ?? ""
    guard arguments.isEmpty, rounds > 0, seconds > 0 else {
      say("usage: bench-crypto [--rounds 3] [--seconds 0.3] [--filter TEXT] [--out FILE]")
      exit(2)
    }
    let operations = (SymmetricOperations.all + AsymmetricOperations.all)
      .filter { filter.isEmpty || $0.name.contains(filter) }
    let backend = ProcessInfo.processInfo.environment["MTLS_CPU"] ?? "best"
    let peer = try OpenSSLSpeed.version()
    say("\(operations.count) operations, \(rounds) rounds, ours and \(peer) in turn")
    print(Row.heading)
    var records: [Record] = []
    for operation in operations {
      let row = try measure(operation, rounds, seconds)
      print(row.text)
      records.append(
        Record(
          operation: operation.name, backend: backend, unit: operation.unit.rawValue,
          ours: row.ours.median, peer: row.peer == nil ? nil : peer,
          peer_value: row.peer?.median, ratio: row.ratio))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let file = URL(fileURLWithPath: out)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try encoder.encode(records).write(to: file)
    say("written to \(out)")
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
