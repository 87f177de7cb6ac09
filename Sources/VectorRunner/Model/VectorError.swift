/// Why a file of vectors cannot be run.
public struct VectorError: Error, CustomStringConvertible, Sendable {
  /// One sentence for a person, to follow the file's name.
  public let description: String

  /// An error of this text.
  public init(_ description: String) { self.description = description }
}

/// Why a case gives no answer.
enum CaseProblem: Error {
  /// What it asks for is not done here; the reason, for a person.
  case skip(String)
  /// The case is not what its schema says.
  case malformed(String)
}
