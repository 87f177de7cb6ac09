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
      // A case of decapsulation that is refused has no K, and so cannot be said to be valid.
      var kept = 0
      let hasK = file.contains("mlkem") && !file.contains("keygen")
      let turned = try Fixtures.read(file).changingTests { test in
        if hasK, test["result"] == "invalid", test["K"] == nil {
          kept += 1
          return test
        }
        return test.changing("result") { result in
          result == "valid" ? "invalid" : result == "invalid" ? "valid" : result
        }
      }
      let tally = Fixtures.run(turned)
      #expect(tally.problem == nil, "\(file)")
      #expect(tally.failed > 0, "\(file)")
      #expect(
        tally.passed == kept + tally.acceptableAccepted + tally.acceptableRefused,
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

  /// A file of one group and one test.
  private static func file(
    _ schema: String, _ algorithm: String, _ group: [JSONValue.Member], _ test: [JSONValue.Member]
  ) -> JSONValue {
    [
      "schema": .string(schema), "algorithm": .string(algorithm), "numberOfTests": .number(1),
      "testGroups": .array([
        .object(group + [.init("tests", .array([.object([.init("tcId", .number(1))] + test)]))])
      ]),
    ]
  }

  private static func hex(_ bytes: [UInt8]) -> JSONValue {
    .string(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
  }

  private static func aead(
    _ algorithm: String, key: Int, nonce: Int, tag: Int, _ result: String
  ) -> Tally {
    func octets(_ count: Int) -> JSONValue { hex([UInt8](repeating: 7, count: count)) }
    return Fixtures.run(
      file(
        "aead_test_schema_v1.json", algorithm,
        [
          .init("type", "AeadTest"), .init("ivSize", .number(8 * nonce)),
          .init("keySize", .number(8 * key)), .init("tagSize", .number(8 * tag)),
        ],
        [
          .init("key", octets(key)), .init("iv", octets(nonce)), .init("aad", ""),
          .init("msg", ""), .init("ct", ""), .init("tag", octets(tag)),
          .init("result", .string(result)),
        ]))
  }

  @Test(arguments: [
    ("AES-GCM", 17, 12, 16), ("AES-GCM", 0, 12, 16), ("AES-GCM", 16, 0, 16), ("AES-GCM", 16, 12, 5),
    ("AES-GCM", 16, 12, 0), ("AES-CCM", 15, 12, 16), ("AES-CCM", 16, 6, 16),
    ("AES-CCM", 16, 14, 16),
    ("AES-CCM", 16, 12, 5), ("AES-CCM", 16, 12, 2), ("CHACHA20-POLY1305", 16, 12, 16),
    ("CHACHA20-POLY1305", 32, 8, 16), ("CHACHA20-POLY1305", 32, 24, 16),
    ("CHACHA20-POLY1305", 32, 12, 15), ("CHACHA20-POLY1305", 32, 12, 0),
  ])
  func `sizes that there are not are refused`(name: String, key: Int, nonce: Int, tag: Int) {
    let tally = Self.aead(name, key: key, nonce: nonce, tag: tag, "invalid")
    #expect(tally.passed == 1 && tally.isGood, "\(tally.skipReasons) \(tally.problem ?? "")")
  }

  @Test func `a size that is not supported is skipped, with the reason, and proves nothing`() {
    let tally = Self.aead("CHACHA20-POLY1305", key: 32, nonce: 12, tag: 12, "valid")
    #expect(tally.skipReasons == ["RFC 8439 has no tag cut short": 1])
    #expect(tally.passed == 0 && !tally.isGood)
    let other = Self.aead("AEGIS128", key: 16, nonce: 16, tag: 16, "invalid")
    #expect(other.skipReasons == ["the algorithm AEGIS128 is not supported": 1])
    #expect(!other.isGood)
  }

  /// SubjectPublicKeyInfo of P-256, with another algorithm identifier or another point.
  private static func info(_ parameters: [UInt8], _ point: [UInt8]) -> [UInt8] {
    func value(_ tag: UInt8, _ bytes: [UInt8]) -> [UInt8] { [tag, UInt8(bytes.count)] + bytes }
    let identifier: [UInt8] = [6, 7, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 2, 1]
    return value(0x30, value(0x30, identifier + parameters) + value(3, [0] + point))
  }

  @Test func `keys of forms that RFC 5480 leaves out are refused, or skipped where they are valid`()
    throws
  {
    let path = Fixtures.folder.appendingPathComponent("wycheproof/ecdh_secp256r1_test.json").path
    guard case .array(let groups)? = try Fixtures.read(path)["testGroups"],
      case .array(let tests)? = groups.first?["tests"],
      case .string(let text)? = tests.first?["public"],
      case .string(let number)? = tests.first?["private"], let shared = tests.first?["shared"]
    else { throw VectorError("no tests") }
    let digits = Array(text)
    let all = stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0...($0 + 1)]), radix: 16)
    }
    let point = Array(all.suffix(65))
    let named: [UInt8] = [6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7]
    let compressed = [2 + point[64] & 1] + point[1...32]
    func run(_ key: [UInt8], _ result: String) -> Tally {
      Fixtures.run(
        Self.file(
          "ecdh_test_schema_v1.json", "ECDH",
          [.init("type", "EcdhTest"), .init("curve", "secp256r1"), .init("encoding", "asn")],
          [
            .init("public", Self.hex(key)), .init("private", .string(number)),
            .init("shared", shared), .init("result", .string(result)),
          ]))
    }
    #expect(run(Self.info(named, point), "valid").passed == 1)
    let explicit: [UInt8] = [0x30, 3, 2, 1, 1]
    for key in [Self.info(explicit, point), Self.info(named, compressed)] {
      for result in ["invalid", "acceptable"] { #expect(run(key, result).passed == 1) }
      let tally = run(key, "valid")
      #expect(tally.skipped == 1 && tally.failed == 0 && !tally.isGood, "\(tally.skipReasons)")
    }
    // Hybrid points, infinity, no parameters, NULL: these are none.
    for key in [
      Self.info(named, [6 + point[64] & 1] + point[1...]), Self.info(named, [0]),
      Self.info([], point), Self.info([5, 0], point), Self.info(named, []),
    ] {
      #expect(run(key, "invalid").passed == 1)
      #expect(run(key, "valid").failed == 1)
    }
  }

  @Test func `schemas are known with and without their version, and no other version`() throws {
    for file in try Fixtures.wycheproof() {
      let document = try Fixtures.read(file)
      guard case .string(let schema)? = document["schema"] else { throw VectorError("no schema") }
      let stem = schema.replacingOccurrences(of: "_v1.json", with: "")
        .replacingOccurrences(of: ".json", with: "")
      let before = Fixtures.run(document)
      for name in ["\(stem).json", "\(stem)_v1.json", "../schemas/\(stem)_v1.json"] {
        let after = Fixtures.run(document.changing("schema") { _ in .string(name) })
        #expect(after.passed == before.passed && after.skipped == before.skipped, "\(name)")
      }
      let other = Fixtures.run(document.changing("schema") { _ in .string("\(stem)_v2.json") })
      #expect(other.problem?.contains("not known here") == true, "\(stem)")
    }
  }
}
