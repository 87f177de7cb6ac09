import Foundation
import JSON
import TestSupport
import Testing

@testable import VectorRunner

/// Where files of tests are, and runs of them.
enum Fixtures {
  static let folder = VectorFile.packageFolder.appendingPathComponent(
    "Tests/VectorRunnerTests/Fixtures")

  static func wycheproof() throws -> [String] {
    let folder = folder.appendingPathComponent("wycheproof").path
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      .map { folder + "/" + $0 }
  }

  static func run(_ document: JSONValue) -> Tally {
    Runner().run(Input(name: "test", bytes: Array(document.description.utf8)), nil)
  }

  static func read(_ path: String) throws -> JSONValue {
    try JSONReader.read(Array(Data(contentsOf: URL(fileURLWithPath: path))))
  }
}

extension JSONValue {
  /// The value with `change` made to every test of every group, of which there are `names`.
  func changingTests(
    _ names: (groups: String, tests: String) = ("testGroups", "tests"),
    _ change: (JSONValue) -> JSONValue
  ) -> JSONValue {
    changing(names.groups) { groups in
      guard case .array(let list) = groups else { return groups }
      return .array(
        list.map { group in
          group.changing(names.tests) { tests in
            guard case .array(let list) = tests else { return tests }
            return .array(list.map(change))
          }
        })
    }
  }

  func changing(_ name: String, _ change: (JSONValue) -> JSONValue) -> JSONValue {
    guard case .object(let members) = self else { return self }
    return .object(
      members.map { $0.name == name ? Member(name, change($0.value)) : $0 })
  }
}

@Suite struct `Wycheproof's schemas` {
  /// Files whose algorithm is not supported: all of their cases are skipped, and the file fails for it.
  private static let unsupported = [
    "secp224r1", "secp256k1", "_sha1_", "_sha224_", "xchacha20",
  ]

  @Test func `are read, good cases pass and broken ones are refused`() throws {
    let files = try Fixtures.wycheproof()
    #expect(files.count == 63)
    var passed = 0
    for file in files {
      let tally = Runner().run(try Input(path: file), nil)
      #expect(tally.failed == 0, "\(file): \(tally.failures.first ?? ("", ""))")
      if Self.unsupported.contains(where: { file.contains($0) }) {
        #expect(tally.passed == 0 && tally.skipped > 0 && tally.problem != nil, "\(file)")
      } else {
        #expect(tally.problem == nil, "\(file): \(tally.problem ?? "")")
        #expect(tally.passed > 0, "\(file)")
      }
      passed += tally.passed
    }
    #expect(passed > 1_100)
  }

  /// Whoever accepts everything, or refuses everything, is found out.
  @Test func `the other result makes every case fail`() throws {
    for file in try Fixtures.wycheproof()
    where !Self.unsupported.contains(where: { file.contains($0) }) {
      let turned = try Fixtures.read(file).changingTests { test in
        test.changing("result") { result in
          result == "valid" ? "invalid" : result == "invalid" ? "valid" : result
        }
      }
      let tally = Fixtures.run(turned)
      #expect(tally.problem == nil, "\(file)")
      #expect(tally.failed > 0, "\(file)")
      #expect(
        tally.passed == tally.acceptableAccepted + tally.acceptableRefused,
        "\(file): \(tally.passed) pass")
    }
  }

  @Test func `what a schema demands and is not there is said`() throws {
    for file in try Fixtures.wycheproof() {
      let document = try Fixtures.read(file)
      for (name, change) in [
        ("schema", JSONValue.string("other_schema_v1.json")), ("numberOfTests", .number(1_000_000)),
        ("algorithm", .null),
      ] {
        let tally = Fixtures.run(document.changing(name) { _ in change })
        #expect(tally.problem != nil && tally.passed == 0, "\(file) \(name)")
      }
      let tally = Fixtures.run(document.changingTests { $0.changing("result") { _ in "maybe" } })
      #expect(tally.problem != nil, "\(file)")
    }
  }

  @Test func `members may come in any order`() throws {
    for file in try Fixtures.wycheproof() {
      let document = try Fixtures.read(file)
      let before = Fixtures.run(document)
      func turned(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let members):
          .object(members.reversed().map { .init($0.name, turned($0.value)) })
        case .array(let list): .array(list.map(turned))
        default: value
        }
      }
      let after = Fixtures.run(turned(document))
      #expect(before.passed == after.passed && before.skipped == after.skipped, "\(file)")
      #expect(after.failed == 0, "\(file)")
    }
  }
}
