import Foundation

/// What `openssl speed` measures, an algorithm at a time; it counts its own processor time.
enum OpenSSLSpeed {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Which figure of the program's output is wanted.
  enum Figure: Sendable {
    /// Bytes per second of `-evp NAME`.
    case bytes(name: String, byteCount: Int)
    /// Operations per second, by the line's code and the field's place in it.
    case operations(name: String, line: String, field: Int)
  }

  /// Runs for one second.
  static func measure(_ figure: Figure) throws -> Double {
    switch figure {
    case .bytes(let name, let byteCount):
      let output = try run(["-bytes", "\(byteCount)", "-evp", name])
      return try field(2, of: "+F", in: output, after: ":")
    case .operations(let name, let line, let place):
      return try field(place, of: line, in: try run([name]), after: ":")
    }
  }

  static func version() throws -> String {
    try output(["version"]).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private static func field(
    _ place: Int, of code: String, in output: String, after separator: Character
  ) throws -> Double {
    for line in output.split(separator: "\n") {
      // +F:25:AES-128-GCM:4308894185.07, or +F4:3:256:50311.66:16947.27.
      let parts = line.split(separator: separator).map(String.init)
      guard parts.first == code else { continue }
      guard let value = code == "+F" ? parts.last.flatMap(Double.init) : Double(parts[place + 1])
      else { break }
      return value
    }
    throw Failure(description: "openssl speed printed no line \(code):\n\(output)")
  }

  private static func run(_ arguments: [String]) throws -> String {
    try output(["speed", "-mr", "-seconds", "1"] + arguments)
  }

  private static func output(_ arguments: [String]) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["openssl"] + arguments
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(description: "openssl \(arguments.joined(separator: " ")) failed")
    }
    return String(decoding: data, as: UTF8.self)
  }
}
