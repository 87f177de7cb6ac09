internal import JSON

/// The kinds of files that are read, told apart by what is in them.
public enum Format: String, Sendable {
  /// The project's own schema (docs/vectors.md).
  case own = "mtls.vectors/1"
  /// Wycheproof, `testvectors_v1`.
  case wycheproof = "Wycheproof"
  /// NIST ACVP, JSON.
  case acvp = "NIST ACVP"
  /// x509-limbo, JSON.
  case limbo = "x509-limbo"
  /// NIST CAVP response files, and others of names and values.
  case responses = "NIST CAVP"
  /// Colon-separated lines of the Ed25519 authors.
  case signInput = "sign.input"

  /// Tells what a file is.
  ///
  /// - Throws: ``VectorError`` where it is nothing that is known here; it says what it looks like.
  static func detect(_ input: Input) throws(VectorError) -> Format {
    let front = try input.front()
    guard let first = front.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else {
      throw VectorError("is empty")
    }
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") { return try detectJSON(input) }
    if ResponseLines.look(front) { return .responses }
    if SignInput.looks(front) { return .signInput }
    if front.starts(with: "-----BEGIN".utf8) { throw VectorError("is PEM, and no vectors") }
    throw VectorError("is of no schema that is known here: neither JSON nor lines of NAME = VALUE")
  }

  private static func detectJSON(_ input: Input) throws(VectorError) -> Format {
    let stream = JSONStream(input)
    defer { input.rewind() }
    var names: Set<String> = []
    var schema: String?
    func look() throws(VectorError) {
      try stream.enterObject()
      while let name = try stream.member() {
        names.insert(name)
        if name == "schema", case .string(let text) = try stream.value() {
          schema = text
        } else if name != "schema" {
          try stream.skip()
        }
      }
    }
    if try stream.isAtArray() {
      try stream.enterArray()
      while try stream.element() {
        if try stream.isAtObject() { try look() } else { try stream.skip() }
      }
    } else {
      try look()
    }
    if schema == Format.own.rawValue { return .own }
    if names.contains("testGroups"), let schema, schema.contains("schema") {
      guard Wycheproof.knows(schema) else {
        throw VectorError("has the schema \(schema), which is not known here")
      }
      return .wycheproof
    }
    if names.contains("testGroups"),
      !names.isDisjoint(with: ["vsId", "acvVersion", "revision", "mode"])
    {
      return .acvp
    }
    if names.contains("testcases") { return .limbo }
    if let schema { throw VectorError("has the schema \(schema), which is not known here") }
    let list = names.sorted().prefix(8).joined(separator: ", ")
    throw VectorError("is JSON of no schema that is known here (its members: \(list))")
  }
}

/// Gives the cases of a file, one by one.
protocol CaseReader: AnyObject {
  /// Where the cases come from, for people.
  var source: String { get }
  /// How many there are, where that is known before they are read.
  var count: Int? { get }
  /// The next case; nil at the end.
  func next() throws(VectorError) -> Case?
}
