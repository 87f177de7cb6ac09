import Foundation
import Testing

/// A conversation with the built executable, in a folder of its own.
///
/// Each line is one of: `$ COMMAND` runs it (`mtls` is the one that was built, `$MTLS` its path; `$SERVER` the
/// server's address);
/// `& COMMAND` starts a server; `exit N` (0 unless said), `stdout TEXT`, `stderr TEXT`, `server TEXT` (in its
/// standard error), each also with `!` in front; `mode FILE OCTAL`; `exists FILE` (`*` at the end stands for the
/// rest of a name); `missing FILE`; `same FILE FILE`; `json SCHEMA` (standard output is such a value);
/// `write FILE TEXT`; `env NAME=VALUE`.
final class Script {
  struct Failure: Error, CustomStringConvertible { let description: String }

  private let folder: URL
  private var environment = ProcessInfo.processInfo.environment
  private var server: Process?
  private var exit: Int32 = 0
  private var expectedExit: Int32 = 0
  private var stdout = Data()
  private var stderr = ""
  private var command = ""

  /// The executable beside the test bundle.
  static let executable: URL = {
    let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    return own.deletingLastPathComponent().appendingPathComponent("mtls")
  }()

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("mtls-script-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    guard FileManager.default.isExecutableFile(atPath: Script.executable.path) else {
      throw Failure(description: "\(Script.executable.path) was not built")
    }
  }

  deinit {
    // The signal to terminate may be blocked: the threads that tests run on pass their masks on.
    if let server, server.isRunning {
      kill(server.processIdentifier, SIGKILL)
      server.waitUntilExit()
    }
    try? FileManager.default.removeItem(at: folder)
  }

  /// Plays a script; the first line that does not come true throws.
  static func play(_ text: String) throws {
    let script = try Script()
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where !line.isEmpty && !line.hasPrefix("#") {
      do { try script.take(String(line)) } catch {
        throw Failure(
          description: """
            line \(number + 1): \(line)
            \(error)
            after: \(script.command)
            exit \(script.exit)
            stdout: \(String(decoding: script.stdout.prefix(2000), as: UTF8.self))
            stderr: \(script.stderr.prefix(2000))
            """)
      }
    }
    try script.checkExit()
  }

  private func take(_ line: String) throws {
    let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
    let rest = parts.count > 1 ? parts[1] : ""
    let words = rest.split(separator: " ").map(String.init)
    switch parts[0] {
    case "$":
      try checkExit()
      command = rest
      try run(arguments(rest))
    case "&": try serve(arguments(rest))
    case "exit": expectedExit = try #require(Int32(rest))
    case "stdout": try expect(String(decoding: stdout, as: UTF8.self).contains(rest), "not there")
    case "!stdout": try expect(!String(decoding: stdout, as: UTF8.self).contains(rest), "there")
    case "stderr": try expect(stderr.contains(rest), "not there")
    case "!stderr": try expect(!stderr.contains(rest), "there")
    case "server": try expectOfServer(rest)
    case "mode":
      let found = try FileManager.default.attributesOfItem(atPath: path(words[0]))[
        .posixPermissions]
      let mode = try #require((found as? NSNumber)?.intValue)
      try expect(mode == Int(words[1], radix: 8), "the mode is \(String(mode, radix: 8))")
    case "exists": try expect(!matches(rest).isEmpty, "there is no such file")
    case "missing": try expect(matches(rest).isEmpty, "there is such a file")
    case "same":
      let files = try words.map { try Data(contentsOf: folder.appendingPathComponent($0)) }
      try expect(files[0] == files[1], "the files differ")
    case "json":
      let value = try JSONSerialization.jsonObject(with: stdout) as? [String: Any]
      try expect(value?["schema"] as? String == rest, "another schema")
    case "write":
      let text = words.dropFirst().joined(separator: " ") + "\n"
      try Data(text.utf8).write(to: folder.appendingPathComponent(words[0]))
    case "env":
      let pair = rest.split(separator: "=", maxSplits: 1).map(String.init)
      environment[pair[0]] = pair.count > 1 ? pair[1] : ""
    default: throw Failure(description: "no such line in a script")
    }
  }

  private func checkExit() throws {
    defer { expectedExit = 0 }
    try expect(exit == expectedExit, "exit code \(exit), not \(expectedExit)")
  }

  private func expect(_ isTrue: Bool, _ problem: String) throws {
    if !isTrue { throw Failure(description: problem) }
  }

  private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  private func matches(_ pattern: String) throws -> [String] {
    let url = folder.appendingPathComponent(pattern)
    let name = url.lastPathComponent
    let all = try FileManager.default.contentsOfDirectory(
      atPath: url.deletingLastPathComponent().path)
    guard name.hasSuffix("*") else { return all.filter { $0 == name } }
    return all.filter { $0.hasPrefix(name.dropLast()) }
  }

  private func process(_ words: [String]) -> Process {
    let process = Process()
    if words[0] == "mtls" {
      process.executableURL = Script.executable
      process.arguments = Array(words.dropFirst())
    } else {
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = words
    }
    process.currentDirectoryURL = folder
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    return process
  }

  /// Output goes through files, which never block.
  private func output(_ name: String) throws -> FileHandle {
    let path = path(name)
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    return try #require(FileHandle(forWritingAtPath: path))
  }

  private func run(_ words: [String]) throws {
    let process = process(words)
    process.standardOutput = try output(".stdout")
    process.standardError = try output(".stderr")
    try process.run()
    process.waitUntilExit()
    exit = process.terminationStatus
    stdout = try Data(contentsOf: folder.appendingPathComponent(".stdout"))
    stderr = String(
      decoding: try Data(contentsOf: folder.appendingPathComponent(".stderr")), as: UTF8.self)
  }

  private func serve(_ words: [String]) throws {
    // The signal to terminate may be blocked: the threads that tests run on pass their masks on.
    if let server, server.isRunning {
      kill(server.processIdentifier, SIGKILL)
      server.waitUntilExit()
    }
    try? FileManager.default.removeItem(atPath: path(".ready"))
    let process = process(words + ["--listen", "127.0.0.1:0", "--ready-file", ".ready"])
    process.standardOutput = try output(".server-out")
    process.standardError = try output(".server")
    try process.run()
    server = process
    for _ in 0..<1_500 {
      if let line = try? String(contentsOfFile: path(".ready"), encoding: .utf8) {
        environment["SERVER"] = line.trimmingCharacters(in: .newlines)
        return
      }
      usleep(20_000)
    }
    throw Failure(
      description: "no server: "
        + ((try? String(contentsOfFile: path(".server"), encoding: .utf8)) ?? ""))
  }

  private func expectOfServer(_ text: String) throws {
    for _ in 0..<1_500 {
      let said = try String(contentsOfFile: path(".server"), encoding: .utf8)
      if said.contains(text) { return }
      usleep(20_000)
    }
    throw Failure(
      description: "the server said: "
        + (try String(contentsOfFile: path(".server"), encoding: .utf8)))
  }

  private func arguments(_ line: String) -> [String] {
    Script.words(line).map {
      $0.replacingOccurrences(of: "$SERVER", with: environment["SERVER"] ?? "")
        .replacingOccurrences(of: "$MTLS", with: Script.executable.path)
    }
  }

  /// Cuts a line into words; quotation marks keep words together.
  private static func words(_ line: String) -> [String] {
    var words: [String] = []
    var word = ""
    var quote: Character?
    var isWord = false
    for character in line {
      if let open = quote {
        if character == open { quote = nil } else { word.append(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        isWord = true
      } else if character == " " {
        if isWord { words.append(word) }
        word = ""
        isWord = false
      } else {
        word.append(character)
        isWord = true
      }
    }
    if isWord { words.append(word) }
    return words
  }
}
