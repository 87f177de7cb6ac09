import Foundation

/// The PyPI package cryptography-vectors, which Tests/install-peers.sh puts under .peers.
enum PublishedSuite {
  struct Missing: Error, CustomStringConvertible {
    let path: String
    var description: String { "\(path) is missing: run Tests/install-peers.sh" }
  }

  /// The path of one of its files.
  static func path(_ name: String) throws -> String {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let libraries = root.appendingPathComponent(".peers/venv/lib").path
    for python in (try? FileManager.default.contentsOfDirectory(atPath: libraries)) ?? [] {
      let path = "\(libraries)/\(python)/site-packages/cryptography_vectors/\(name)"
      if FileManager.default.fileExists(atPath: path) { return path }
    }
    throw Missing(path: "cryptography_vectors/\(name)")
  }

  /// The lines of one of its text files.
  static func lines(_ name: String) throws -> [Substring] {
    let data = try Data(contentsOf: URL(fileURLWithPath: path(name)))
    return String(decoding: data, as: UTF8.self)
      .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
  }

  /// The cases of a file in the form of NIST's CAVP: lines `name = value` in blocks. A block without the
  /// field `last` holds for those that follow, and so does what stands in brackets.
  static func cases(_ name: String, last: String) throws -> [Case] {
    var cases: [Case] = []
    var context: [String: String] = [:]
    var block: [String: String] = [:]
    func end() {
      guard !block.isEmpty else { return }
      if block[last] == nil {
        context.merge(block) { $1 }
      } else {
        cases.append(Case(fields: context.merging(block) { $1 }))
      }
      block = [:]
    }
    for line in try lines(name) {
      let text = line.trimmingCharacters(in: .whitespaces)
      if text.isEmpty {
        end()
      } else if text.hasPrefix("[") {
        end()
        let inner = text.dropFirst().prefix { $0 != "]" }
        context["section"] = String(inner)
        for part in inner.split(separator: ",") {
          let pair = part.split(separator: "=").map { $0.trimmingCharacters(in: .whitespaces) }
          if pair.count == 2 { context[pair[0]] = pair[1] }
        }
      } else if !text.hasPrefix("#") {
        let pair = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
          .map { $0.trimmingCharacters(in: .whitespaces) }
        if pair.count == 2 {
          // Some files have no empty lines between cases.
          if block[pair[0]] != nil, block[last] != nil { end() }
          block[pair[0]] = pair[1]
        } else {
          block[text] = ""
        }
      }
    }
    end()
    guard !cases.isEmpty else { throw Missing(path: "cases in \(name)") }
    return cases
  }
}

/// One case: its fields by their names.
struct Case {
  let fields: [String: String]

  subscript(name: String) -> String { fields[name] ?? "" }

  func number(_ name: String) -> Int { Int(self[name]) ?? -1 }

  /// The bytes of a field in hexadecimal, or of a text in quotes.
  func bytes(_ name: String) -> [UInt8] {
    let text = self[name]
    if text.hasPrefix("\"") { return Array(text.dropFirst().dropLast().utf8) }
    var digits = Array(text.utf8)
    if digits.count % 2 == 1 { digits.insert(UInt8(ascii: "0"), at: 0) }
    return stride(from: 0, to: digits.count, by: 2).map { index in
      UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16) ?? 0
    }
  }

  /// The bytes of a number in so many bytes; nil where it has more.
  func number(_ name: String, byteCount: Int) -> [UInt8]? {
    var bytes = self.bytes(name)
    while bytes.count > byteCount, bytes.first == 0 { bytes.removeFirst() }
    guard bytes.count <= byteCount else { return nil }
    return [UInt8](repeating: 0, count: byteCount - bytes.count) + bytes
  }

  /// Whether the case is expected to be good: `P (0)` or `Pass`.
  var isGood: Bool { self["Result"].hasPrefix("P") || self["Result"].hasPrefix("p") }
}
