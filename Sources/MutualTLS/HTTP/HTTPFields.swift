/// The header lines of a message, in their order; names compare without regard to case.
public struct HTTPFields: Sendable, Hashable {
  /// One line.
  public struct Field: Sendable, Hashable {
    /// The name as it was written.
    public let name: String
    /// The value without white space around it.
    public let value: String
  }

  /// All lines.
  public private(set) var lines: [Field] = []

  /// No lines.
  public init() {}

  /// Why a line cannot be a header.
  public enum Problem: Error, Sendable, Equatable {
    /// The name is no token.
    case name(String)
    /// The value has a control character; CR and LF would begin another line.
    case value(name: String)
  }

  /// Appends a line.
  ///
  /// - Throws: ``Problem``, so that nothing that comes from outside can smuggle in a line of its own.
  public mutating func add(_ name: String, _ value: String) throws(Problem) {
    guard HTTPCharacters.all(name.utf8, are: .token) else { throw .name(name) }
    guard value.isEmpty || HTTPCharacters.all(value.utf8, are: .fieldValue) else {
      throw .value(name: name)
    }
    lines.append(Field(name: name, value: value))
  }

  /// Appends a line of the program's own making.
  mutating func append(_ name: String, _ value: String) {
    lines.append(Field(name: name, value: value))
  }

  /// All values under a name.
  public func values(_ name: String) -> [String] {
    let wanted = name.lowercased()
    return lines.compactMap { $0.name.lowercased() == wanted ? $0.value : nil }
  }

  /// The first value under a name.
  public subscript(name: String) -> String? { values(name).first }

  /// Whether a comma-separated list under `name` has `token`.
  public func contains(_ token: String, in name: String) -> Bool {
    values(name).contains { value in
      value.split(separator: ",").contains {
        HTTPFields.trimmed($0).lowercased() == token.lowercased()
      }
    }
  }

  static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return text
  }
}
