import Foundation
import JSON
import TestSupport
import Testing

@testable import VectorRunner

@Suite struct `Vectors in this repository` {
  static let folder = VectorFile.packageFolder.appendingPathComponent("Vectors").path

  static func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test func `all pass`() throws {
    let files = try Self.files()
    #expect(files.count == 20)
    for file in files {
      let tally = Runner().run(try Input(path: Self.folder + "/" + file), nil)
      #expect(tally.isGood, "\(file): \(tally.problem ?? tally.failures.first?.reason ?? "")")
      #expect(tally.passed > 0, "\(file)")
    }
  }

  /// The places of strings of hexadecimal digits in a value, by the way to them.
  private static func digits(_ value: JSONValue, _ path: [String] = []) -> [[String]] {
    switch value {
    case .object(let members): members.flatMap { digits($0.value, path + [$0.name]) }
    case .array(let list):
      list.enumerated().flatMap { digits($0.element, path + ["\($0.offset)"]) }
    case .string(let text):
      text.utf8.count >= 8 && text.allSatisfy(\.isHexDigit) && !unread.contains(path.last ?? "")
        ? [path] : []
    default: []
    }
  }

  /// Nothing is computed of it: which message a test was made for.
  private static let unread: Set<String> = ["id", "comment"]

  private static func flip(_ value: JSONValue, _ path: ArraySlice<String>, _ bit: Int) -> JSONValue
  {
    switch value {
    case .object(let members):
      .object(
        members.map { member in
          member.name == path.first
            ? .init(member.name, flip(member.value, path.dropFirst(), bit)) : member
        })
    case .array(let list):
      .array(
        list.enumerated().map { index, element in
          "\(index)" == path.first ? flip(element, path.dropFirst(), bit) : element
        })
    case .string(let text):
      .string(
        String(
          text.enumerated().map { index, character in
            guard index == bit / 4, let digit = character.hexDigitValue else { return character }
            return Character(String(digit ^ 1 << (bit % 4), radix: 16))
          }))
    default: value
    }
  }

  /// A file with one test alone.
  private static func alone(_ document: JSONValue, _ group: Int, _ test: Int) -> JSONValue {
    document.changing("groups") { groups in
      guard case .array(let list) = groups else { return groups }
      return .array([
        list[group].changing("tests") { tests in
          guard case .array(let list) = tests else { return tests }
          return .array([list[test]])
        }
      ])
    }
  }

  /// One bit of one value of one test, of every group: the run fails.
  @Test func `a bit changed makes the run fail`() throws {
    var random = SeededRandom()
    var flipped = 0
    for file in try Self.files() {
      let document = try Fixtures.read(Self.folder + "/" + file)
      guard case .array(let groups)? = document["groups"] else { throw VectorError("no groups") }
      for (groupIndex, group) in groups.enumerated() {
        guard case .array(let tests)? = group["tests"] else { throw VectorError("no tests") }
        let testIndex = Int.random(in: tests.indices, using: &random)
        let one = Self.alone(document, groupIndex, testIndex)
        let before = Fixtures.run(one)
        // What is not run, or may be refused, tells nothing.
        guard before.passed == 1, before.acceptableRefused == 0 else { continue }
        guard case .array(let list)? = one["groups"], let place = list.first else { continue }
        // Of a refused case nothing but the refusal is known: another bit may be refused, too.
        guard case .array(let left)? = place["tests"], left.first?["result"] != "invalid" else {
          continue
        }
        let paths = Self.digits(place)
        guard !paths.isEmpty else { continue }
        for _ in 0..<(paths.count > 20 ? 6 : 2) {
          guard let path = paths.randomElement(using: &random) else { continue }
          let length = Self.length(place, path[...])
          let bit = Int.random(in: 0..<4 * length, using: &random)
          let changed = one.changing("groups") { _ in
            .array([Self.flip(place, path[...], bit)])
          }
          let tally = Fixtures.run(changed)
          let isExcused =
            Self.isExcused(file, path, bit, length) || Self.isExcused(inPoly1305: place, path, bit)
            || Self.isExcused(inDecapsulation: one, place, path, bit, length)
          #expect(
            !tally.isGood || isExcused,
            "\(file), group \(groupIndex), test \(testIndex), \(path.joined(separator: ".")), bit \(bit), seed \(random.seed)"
          )
          flipped += 1
        }
      }
    }
    #expect(flipped > 100)
  }

  /// The same without chance: in each file the last value of a case that passes, and its last bit.
  @Test func `each file has a bit that makes its run fail`() throws {
    for file in try Self.files() {
      let document = try Fixtures.read(Self.folder + "/" + file)
      guard case .array(let groups)? = document["groups"] else { throw VectorError("no groups") }
      var isFound = false
      for (index, group) in groups.enumerated() where !isFound {
        guard case .array(let tests)? = group["tests"] else { throw VectorError("no tests") }
        for (number, test) in tests.enumerated() where test["result"] != "invalid" {
          let one = Self.alone(document, index, number)
          guard Fixtures.run(one).passed == 1, case .array(let list)? = one["groups"],
            let place = list.first,
            let path = Self.digits(place).last(where: {
              !["private", "public"].contains($0.last ?? "")
            })
          else { continue }
          let bit = 4 * Self.length(place, path[...]) - 4
          let changed = one.changing("groups") { _ in
            .array([Self.flip(place, path[...], bit)])
          }
          let tally = Fixtures.run(changed)
          #expect(!tally.isGood, "\(file), \(path.joined(separator: ".")), bit \(bit)")
          isFound = true
          break
        }
      }
      #expect(isFound, "\(file) has no case with a value to change")
    }
  }

  private static func length(_ value: JSONValue, _ path: ArraySlice<String>) -> Int {
    switch value {
    case .string(let text): text.utf8.count
    case .object: value[path.first ?? ""].map { length($0, path.dropFirst()) } ?? 0
    case .array(let list):
      path.first.flatMap { Int($0) }.map { length(list[$0], path.dropFirst()) } ?? 0
    default: 0
    }
  }

  /// Bits that the functions themselves do not look at: those that X25519 and X448 clamp, and the highest of
  /// X25519's coordinates (RFC 7748, Section 5).
  private static func isExcused(_ file: String, _ path: [String], _ bit: Int, _ length: Int) -> Bool
  {
    let name = path.last ?? ""
    if file.hasPrefix("rfc7748") { return ["private", "public"].contains(name) }
    // The private keys of X25519 in a trace are clamped, too.
    return file.hasPrefix("rfc8448") && name == "hex" && length == 64
  }

  /// The bits of r that Poly1305 clamps, and the message where r is zero: its tag is s then (RFC 8439, Section
  /// 2.5.1).
  private static func isExcused(inPoly1305 group: JSONValue, _ path: [String], _ bit: Int) -> Bool {
    guard group["operation"] == "poly1305", case .array(let tests)? = group["tests"],
      case .string(let key)? = tests.first?["key"]
    else { return false }
    switch path.last {
    case "message": return key.hasPrefix(String(repeating: "0", count: 32))
    case "key":
      // The upper half of octets 3, 7, 11 and 15; the lower two bits of octets 4, 8 and 12.
      return [6, 14, 22, 30].contains(bit / 4) || [9, 17, 25].contains(bit / 4) && bit % 4 < 2
    default: return false
    }
  }

  /// The vector s of a decapsulation key where the ciphertext was changed, and its z where it was not: what comes out
  /// depends on one of them alone (FIPS 203, Algorithm 18). Which it is, a bit of the other tells.
  private static func isExcused(
    inDecapsulation one: JSONValue, _ group: JSONValue, _ path: [String], _ bit: Int, _ length: Int
  ) -> Bool {
    guard group["operation"] == "mlkem-decaps", path.last == "dk" else { return false }
    let rank = group["parameterSet"] == "ML-KEM-768" ? 3 : 4
    let (isOfS, isOfZ) = (bit < 8 * 384 * rank, bit >= 4 * length - 8 * 32)
    guard isOfS || isOfZ else { return false }
    let changed = one.changing("groups") { _ in
      .array([flip(group, path[...], isOfS ? 4 * length - 1 : 0)])
    }
    return !Fixtures.run(changed).isGood
  }
}
