import Foundation
import TestSupport

/// Other people's programs, against which ours is checked. Where one is missing, the test fails.
struct Program {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// What a program said and how it ended.
  struct Result {
    let status: Int32
    /// Standard output and standard error together.
    let output: String
  }

  /// A folder for one test's files, removed with this value's owner.
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("swift-mtls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// OpenSSL 3.5, which Tests/install-peers.sh puts under .peers.
  static let modern = VectorFile.packageFolder.appendingPathComponent(".peers/openssl-3.5").path

  func remove() { try? FileManager.default.removeItem(at: folder) }

  func write(_ name: String, _ text: String) throws {
    try write(name, Array(text.utf8))
  }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    try Data(bytes).write(to: folder.appendingPathComponent(name))
  }

  func read(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
  }

  /// Runs a program in the folder.
  func run(_ name: String, _ arguments: [String]) throws -> Result {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let places =
      name.hasPrefix("/") ? [name] : path.split(separator: ":").map { "\($0)/\(name)" }
    guard let place = places.first(where: FileManager.default.isExecutableFile) else {
      throw Failure(description: "the program \(name) is missing; install it for this test")
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: place)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: String(decoding: data, as: UTF8.self))
  }

  /// Runs a program that has to succeed.
  @discardableResult
  func check(_ name: String, _ arguments: [String]) throws -> String {
    let result = try run(name, arguments)
    guard result.status == 0 else {
      throw Failure(
        description: "\(name) \(arguments.joined(separator: " ")) ended with \(result.status): "
          + result.output)
    }
    return result.output
  }
}
