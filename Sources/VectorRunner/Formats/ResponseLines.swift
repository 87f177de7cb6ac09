internal import JSON

/// Reads the lines of NIST's CAVP and what others have made like them: `[name = value]` for what follows, and
/// blocks of `name = value`. What a block is is found out by the names in it; one that is nothing by itself
/// holds for those that follow.
final class ResponseLines: CaseReader {
  private(set) var source: String
  let count: Int? = nil

  private var lines: TextLines
  /// What holds for all that follows, by names in small letters.
  private var context: [String: String] = [:]
  private var section = ""
  private var block: [String: String] = [:]
  private var names: [String] = []
  /// What stands in comments at the front: the algorithm, where it stands nowhere else.
  private var header = ""
  private var isInHeader = true
  private var queue: [Case] = []
  private var number = 0
  private var isAtEnd = false
  private let fileName: String

  /// Whether a file's first bytes look like it.
  static func look(_ front: [UInt8]) -> Bool {
    for line in front.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
      let text = trimmed(String(decoding: line, as: UTF8.self))
      if text.isEmpty || text.hasPrefix("#") { continue }
      if text.hasPrefix("["), text.contains("]") { return true }
      guard let place = text.firstIndex(of: "=") else { return false }
      let name = trimmed(text[..<place])
      return !name.isEmpty && name.count < 40
        && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == " ") }
    }
    return false
  }

  init(_ input: Input) throws(VectorError) {
    lines = TextLines(input)
    fileName = String(input.name.split(separator: "/").last ?? "")
    source = "lines of NAME = VALUE"
    try readHeader(input)
    if header.contains("CAVS") { source = "NIST CAVP" }
    let quoted = header.split(separator: "\"", omittingEmptySubsequences: false)
    if quoted.count > 1 { source += " \(quoted[1])" }
  }

  /// The comments before the first line of another kind.
  private func readHeader(_ input: Input) throws(VectorError) {
    var front = TextLines(input)
    while let line = try front.next() {
      let text = trimmed(line)
      if text.isEmpty { continue }
      guard text.hasPrefix("#") else { break }
      if header.utf8.count < 4_096 { header += text.dropFirst() + "\n" }
    }
    lines = TextLines(input)
  }

  func next() throws(VectorError) -> Case? {
    while queue.isEmpty {
      if isAtEnd { return nil }
      guard let line = try lines.next() else {
        isAtEnd = true
        endBlock()
        continue
      }
      read(trimmed(line))
    }
    return queue.removeFirst()
  }

  private func read(_ text: String) {
    if text.isEmpty {
      endBlock()
    } else if text.hasPrefix("[") {
      endBlock()
      let inner = text.dropFirst().prefix { $0 != "]" }
      if !inner.contains("=") || inner.contains(",") { section = String(inner) }
      if ["P-", "K-", "B-"].contains(where: { inner.hasPrefix($0) }) {
        context["curve"] = trimmed(inner.prefix { $0 != "," })
      }
      for part in inner.split(separator: ",") {
        let pair = part.split(separator: "=", maxSplits: 1)
        if pair.count == 2 { context[trimmed(pair[0]).lowercased()] = trimmed(pair[1]) }
      }
    } else if !text.hasPrefix("#") {
      let pair = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = trimmed(pair[0]).lowercased()
      // Some files have no empty lines between their cases: a name that comes again begins the next.
      if block[name] != nil { endBlock() }
      if block.isEmpty || !names.contains(name) { names.append(name) }
      block[name] = pair.count == 2 ? trimmed(pair[1]) : ""
    }
  }

  /// Why a block cannot be run; what is no name is not repeated.
  private static func obstacle(_ names: [String]) -> String {
    if names.contains(where: { $0.hasPrefix("-----begin") }) {
      return "blocks with PEM in them are of no form known here"
    }
    let known = names.filter { $0.utf8.count <= 40 }
    guard known.count == names.count, known.count <= 20 else {
      return "blocks of lines that are no NAME = VALUE are of no form known here"
    }
    return "blocks of \(known.joined(separator: ", ")) are of no form known here"
  }

  private func endBlock() {
    guard !block.isEmpty else { return }
    defer {
      block = [:]
      names = []
    }
    let all = context.merging(block) { $1 }
    let one = ResponseBlock(
      own: Set(block.keys), values: all, section: section, header: header, fileName: fileName)
    let id =
      all["count"].map { "COUNT \($0)" }
      ?? block["len"].map { "Len \($0)" } ?? "case \(number + 1)"
    let title = section.isEmpty ? id : "[\(section)] \(id)"
    let cases = one.cases(title)
    if !cases.isEmpty {
      number += 1
      queue += cases
      if let digest = block["md"], all["seed"] != nil { context["seed"] = digest }
      return
    }
    // Inputs of HKDF stand apart from its outputs.
    guard block.count > 3,
      !Set(block.keys).isSubset(of: ["count", "hash", "ikm", "salt", "info", "l"])
    else {
      context = all
      return
    }
    number += 1
    queue.append(Case(title, nil, Fields(), obstacle: ResponseLines.obstacle(names)))
  }
}

/// Reads `sign.input` of the Ed25519 authors: seed and key, key, message, signature and message, between colons.
final class SignInput: CaseReader {
  let source = "Ed25519 of its authors, sign.input"
  let count: Int? = nil
  private var lines: TextLines

  init(_ input: Input) { lines = TextLines(input) }

  /// Whether a file's first bytes look like it.
  static func looks(_ front: [UInt8]) -> Bool {
    guard let line = front.split(separator: 0x0A, maxSplits: 1).first else { return false }
    let parts = line.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    return parts.count >= 4 && parts[0].count == 128 && parts[1].count == 64
  }

  func next() throws(VectorError) -> Case? {
    while let line = try lines.next() {
      let parts = line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      if parts.count < 4 {
        if trimmed(line).isEmpty { continue }
        throw VectorError("line \(lines.number) has no four fields")
      }
      let fields = Fields(own: [
        "algorithm": "Ed25519", "private": .string(String(parts[0].prefix(64))),
        "public": .string(parts[1]), "message": .string(parts[2]),
        "signature": .string(String(parts[3].prefix(128))),
      ])
      return Case("line \(lines.number)", .eddsaSign, fields)
    }
    return nil
  }
}
