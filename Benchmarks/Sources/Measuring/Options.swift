import Foundation

/// What is said on the command line: rounds, seconds, a filter and the file to write.
public struct Options {
  /// How often ours and the peers' are measured, in turn.
  public let rounds: Int
  /// How long one measurement takes.
  public let seconds: Double
  /// A part of the names of what is measured; empty for everything.
  public let filter: String
  /// The file for the results.
  public let out: String

  /// Reads the command line; ends the program with its usage where it is wrong.
  public init(program: String, rounds: Int, out: String) {
    var arguments = Array(CommandLine.arguments.dropFirst())
    func value(_ name: String) -> String? {
      guard let index = arguments.firstIndex(of: name), index + 1 < arguments.count else {
        return nil
      }
      let value = arguments[index + 1]
      arguments.removeSubrange(index...index + 1)
      return value
    }
    self.rounds = value("--rounds").map { Int($0) ?? 0 } ?? rounds
    seconds = value("--seconds").map { Double($0) ?? 0 } ?? 0.3
    self.out = value("--out") ?? out
    filter = value("--filter") ?? ""
    guard arguments.isEmpty, self.rounds > 0, seconds > 0 else {
      say("usage: \(program) [--rounds \(rounds)] [--seconds 0.3] [--filter TEXT] [--out FILE]")
      exit(2)
    }
  }

  /// Whether what has this name is wanted.
  public func wants(_ name: String) -> Bool { filter.isEmpty || name.contains(filter) }

  /// Writes the records as JSON.
  public func write(_ records: [some Encodable]) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let file = URL(fileURLWithPath: out)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try encoder.encode(records).write(to: file)
    say("written to \(out)")
  }
}

/// Talks to a person, on standard error.
public func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
