import Foundation

/// Something that a test needs is not there.
struct MissingProgram: Error, CustomStringConvertible {
  let name: String
  var description: String { "\(name) is missing: run Tests/install-peers.sh" }
}

/// Something did not happen in time.
struct Late: Error, CustomStringConvertible {
  let description: String
}

/// A program that a test has started: killed at the latest when nobody holds it any more.
final class Child {
  private let process = Process()
  private let input = Pipe()
  private let outputFile: URL

  /// Starts a program; what it prints goes to a file, so that it never waits for a reader.
  init(_ program: String, _ arguments: [String]) throws {
    // A program that has ended must not take the tests with it when they write to it.
    signal(SIGPIPE, SIG_IGN)
    outputFile = try World.shared.get().folder
      .appendingPathComponent("output-\(UUID().uuidString)")
    guard FileManager.default.createFile(atPath: outputFile.path, contents: nil) else {
      throw Late(description: "no file for the output of \(program)")
    }
    let output = try FileHandle(forWritingTo: outputFile)
    process.executableURL = URL(fileURLWithPath: try Self.path(of: program))
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = output
    process.standardError = output
    process.environment = ProcessInfo.processInfo.environment
      .merging(["LC_ALL": "C.UTF-8"]) { $1 }
    try process.run()
    try output.close()
  }

  deinit {
    stop()
    try? FileManager.default.removeItem(at: outputFile)
  }

  /// All that it has printed.
  var bytes: [UInt8] { (try? Data(contentsOf: outputFile)).map { [UInt8]($0) } ?? [] }
  /// All that it has printed, as text.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Types `bytes`, without waiting until they are read.
  func type(_ bytes: [UInt8]) {
    let handle = input.fileHandleForWriting
    DispatchQueue.global().async { try? handle.write(contentsOf: Data(bytes)) }
  }

  /// Types a line.
  func type(_ text: String) { type(Array(text.utf8)) }

  /// Ends what it can read.
  func endInput() { try? input.fileHandleForWriting.close() }

  /// Waits until what it prints satisfies `condition`, and gives that.
  @discardableResult
  func wait(
    _ what: String, seconds: Double = 30, until condition: (String) -> Bool
  ) throws -> String {
    let end = Date().addingTimeInterval(seconds)
    while true {
      let hasEnded = !process.isRunning
      let text = text
      if condition(text) { return text }
      guard !hasEnded, Date() < end else {
        throw Late(description: "\(what) did not come; printed:\n\(text)")
      }
      usleep(3000)
    }
  }

  /// Waits until it says "listening PORT", and gives the port.
  func port(_ name: String) throws -> UInt16 {
    let text = try wait("the port of \(name)") { $0.contains("\n") }
    let words = text.split(whereSeparator: \.isWhitespace)
    guard words.count > 1, words[0] == "listening", let port = UInt16(words[1]) else {
      throw Late(description: "\(name) does not listen; printed:\n\(text)")
    }
    return port
  }

  /// Waits until it ends by itself, and gives its status.
  func waitForExit(seconds: Double = 30) throws -> Int32 {
    let end = Date().addingTimeInterval(seconds)
    while process.isRunning {
      guard Date() < end else { throw Late(description: "it did not end; printed:\n\(text)") }
      usleep(3000)
    }
    return process.terminationStatus
  }

  /// Kills it without leaving it the time to say goodbye.
  func stop() {
    guard process.isRunning else { return }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  private static func path(of program: String) throws -> String {
    let places = [
      "go-peer": ".peers/go-peer", "openssl-3.5": ".peers/openssl-3.5",
      "openssl.py": "Tests/Peers/openssl.py",
    ]
    if let place = places[program] {
      let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      let path = root.appendingPathComponent(place).path
      guard FileManager.default.isExecutableFile(atPath: path) else {
        throw MissingProgram(name: program)
      }
      return path
    }
    let folders = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    for folder in folders.split(separator: ":") {
      let path = "\(folder)/\(program)"
      if FileManager.default.isExecutableFile(atPath: path) { return path }
    }
    throw MissingProgram(name: program)
  }
}
