import Foundation

/// Something that shakes hands with itself in memory: a program, and how it is started.
struct Implementation: Sendable {
  let name: String
  let program: String
  var environment: [String: String] = [:]
  var arguments: [String] = []

  /// All of them; the first is ours.
  static func all(ours: String, peers: String) -> [Implementation] {
    [
      Implementation(name: "swift-mtls", program: ours),
      Implementation(name: "swift-mtls-cached", program: ours, arguments: ["cached"]),
      Implementation(name: "openssl-3.0", program: "\(peers)/peer-openssl"),
      Implementation(
        name: "openssl-3.5", program: "\(peers)/peer-openssl",
        environment: ["LD_LIBRARY_PATH": "\(peers)/openssl-3.5"]),
      Implementation(name: "go", program: "\(peers)/peer-go"),
      Implementation(name: "gnutls", program: "\(peers)/peer-gnutls"),
      Implementation(name: "rustls", program: "\(peers)/peer-rustls"),
    ]
  }

  /// With a library in front of all others.
  func preloading(_ library: String) -> Implementation {
    var copy = self
    copy.environment["LD_PRELOAD"] = library
    return copy
  }
}

struct BenchFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// A running program that does what a line tells it to do, and answers with a line of numbers.
final class Peer {
  let implementation: Implementation
  /// What it says of itself.
  let version: String
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()

  /// Nil where the program does not have what the workload is about.
  init?(_ implementation: Implementation, _ workload: Workload, _ world: World) throws {
    self.implementation = implementation
    process.executableURL = URL(fileURLWithPath: implementation.program)
    process.arguments =
      [world.folder.path, workload.group, workload.suite, workload.mode.rawValue]
      + implementation.arguments
    process.environment = ProcessInfo.processInfo.environment.merging(
      implementation.environment
    ) { $1 }
    process.standardInput = input
    process.standardOutput = output
    do { try process.run() } catch {
      throw BenchFailure("\(implementation.program) does not start: \(error)")
    }
    guard let first = Peer.line(output) else {
      throw BenchFailure("\(implementation.name) ended while it prepared \(workload.name)")
    }
    version = first
    if first == "unsupported" {
      close()
      return nil
    }
  }

  /// Nil where the program does not know the command.
  func ask(_ command: String) throws -> [Double]? {
    try input.fileHandleForWriting.write(contentsOf: Data((command + "\n").utf8))
    guard let line = Peer.line(output) else {
      throw BenchFailure("\(implementation.name) ended at \(command)")
    }
    return line == "unsupported" ? nil : line.split(separator: " ").compactMap { Double($0) }
  }

  func close() {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  private static func line(_ pipe: Pipe) -> String? {
    var bytes: [UInt8] = []
    while let one = try? pipe.fileHandleForReading.read(upToCount: 1), let byte = one.first {
      if byte == 0x0A { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(byte)
    }
    return nil
  }
}
