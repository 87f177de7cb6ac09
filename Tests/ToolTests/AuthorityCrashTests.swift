import Foundation
import TestSupport
import Testing

/// `kill -9` at random moments of many issuances, four at a time: 100 of them, or as many as the environment
/// variable MTLS_CRASH_ISSUANCES says (`make test-authority-crash`: 1,000).
@Suite struct `An authority whose processes are killed` {
  private final class Folder {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("mtls-crash-\(UUID().uuidString)")

    init() throws {
      try FileManager.default.createDirectory(
        at: url.appendingPathComponent("out"), withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func start(_ arguments: [String], stdout: Any? = nil) throws -> Process {
      let process = Process()
      process.executableURL = Script.executable
      process.arguments = arguments
      process.currentDirectoryURL = url
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = stdout ?? FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      return process
    }

    func run(_ arguments: String...) throws -> Data {
      let file = url.appendingPathComponent(".stdout")
      _ = FileManager.default.createFile(atPath: file.path, contents: nil)
      let process = try start(arguments, stdout: FileHandle(forWritingTo: file))
      process.waitUntilExit()
      #expect(process.terminationStatus == 0, "\(arguments)")
      return try Data(contentsOf: file)
    }

    func contents(_ name: String) throws -> [String: Data] {
      let folder = url.appendingPathComponent(name)
      var contents: [String: Data] = [:]
      for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
        contents[name] = try Data(contentsOf: folder.appendingPathComponent(name))
      }
      return contents
    }
  }

  @Test func `issues no serial number twice, loses nothing it gave out, and keeps its index`()
    throws
  {
    let count =
      ProcessInfo.processInfo.environment["MTLS_CRASH_ISSUANCES"].flatMap { Int($0) } ?? 100
    var random = SeededRandom()
    let seed = random.seed
    let folder = try Folder()
    _ = try folder.run("ca", "init", "--dir", "ca", "--cn", "Root")
    _ = try folder.run("key", "new", "--out", "a.key")
    _ = try folder.run("csr", "new", "--key", "a.key", "--cn", "a.example", "--out", "a.csr")
    let clock = ContinuousClock()
    // How long one takes, for moments that are spread over all of it.
    let usual = try clock.measure {
      _ = try folder.run(
        "ca", "sign", "--dir", "ca", "--csr", "a.csr", "--profile", "client", "--out",
        "out/first.pem")
    }
    var microseconds = max(2000, 4 * Int(usual / .microseconds(1)))

    var killed = 0
    var finished: [String] = ["first.pem"]
    for start in stride(from: 0, to: count, by: 4) {
      var running: [(name: String, process: Process, death: Int?)] = []
      for number in start..<min(start + 4, count) {
        let name = "\(number).pem"
        let process = try folder.start([
          "ca", "sign", "--dir", "ca", "--csr", "a.csr", "--profile", "client", "--out",
          "out/\(name)",
        ])
        let isDoomed = Int.random(in: 0..<3, using: &random) < 2
        let death = Int.random(in: 0...microseconds, using: &random)
        running.append((name, process, isDoomed ? death : nil))
      }
      var passed = 0
      for (_, process, death) in running.sorted(by: { $0.death ?? 0 < $1.death ?? 0 }) {
        guard let death else { continue }
        usleep(UInt32(death - passed))
        passed = death
        kill(process.processIdentifier, SIGKILL)
      }
      var hits = 0
      for (name, process, _) in running {
        process.waitUntilExit()
        if process.terminationReason == .uncaughtSignal {
          hits += 1
        } else {
          #expect(process.terminationStatus == 0, "seed \(seed), \(name)")
          finished.append(name)
        }
      }
      killed += hits
      // The machine's load moves: most deaths are to come while there is something to kill.
      let doomed = running.count { $0.death != nil }
      microseconds =
        hits == doomed ? microseconds * 5 / 4 + 1 : max(1000, microseconds * 9 / 10)
    }
    // One more, which finds what was cut short.
    _ = try folder.run(
      "ca", "sign", "--dir", "ca", "--csr", "a.csr", "--profile", "client", "--out",
      "out/last.pem")

    let given = try folder.contents("out").filter { !$0.key.contains(".new-") }
    let recorded = try folder.contents("ca/issued")
    #expect(finished.allSatisfy { given[$0] != nil }, "seed \(seed)")
    #expect(killed > count / 10 && finished.count > count / 10, "seed \(seed)")
    #expect(recorded.keys.allSatisfy { $0.hasSuffix(".pem") }, "seed \(seed): half written")
    // Nothing that was given out is lost, and each is another.
    let records = Set(recorded.values)
    #expect(records.count == recorded.count, "seed \(seed)")
    #expect(given.values.allSatisfy(records.contains), "seed \(seed)")
    #expect(Set(given.values).count == given.count, "seed \(seed)")

    // The index says what the records say.
    struct List: Decodable {
      struct Entry: Decodable {
        let serialNumber: String
        let fingerprintSHA256: String
      }
      let issued: [Entry]
    }
    struct Shown: Decodable { let certificates: [List.Entry] }
    let list = try JSONDecoder().decode(
      List.self, from: folder.run("ca", "list", "--dir", "ca", "--json")
    ).issued
    let serials = Set(list.map(\.serialNumber))
    #expect(serials.count == list.count, "seed \(seed): a serial number twice")
    #expect(Set(recorded.keys) == Set(serials.map { "\($0).pem" }), "seed \(seed)")
    for part in stride(from: 0, to: recorded.count, by: 500) {
      let some = recorded.values.dropFirst(part).prefix(500).reduce(Data(), +)
      try some.write(to: folder.url.appendingPathComponent("all.pem"))
      let shown = try JSONDecoder().decode(
        Shown.self, from: folder.run("cert", "show", "all.pem", "--json"))
      for one in shown.certificates {
        let entry = list.first { $0.serialNumber == one.serialNumber }
        #expect(entry?.fingerprintSHA256 == one.fingerprintSHA256, "seed \(seed)")
      }
    }
    let index = try String(
      contentsOf: folder.url.appendingPathComponent("ca/index.json"), encoding: .utf8)
    #expect(index.split(separator: "\n").count == list.count + 2, "seed \(seed)")
    print(
      "killed \(killed) of \(count), finished \(finished.count), recorded \(recorded.count), seed \(seed)"
    )
  }
}
