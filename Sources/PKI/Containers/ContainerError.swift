import DER

/// Why what is under a password cannot be read.
enum ContainerError: Error, Equatable {
  /// The password is another one, or the contents are damaged: these cannot be told apart.
  case wrongPassword
  /// An algorithm, or a kind of container, that is not read here.
  case unsupported(String)
  /// More work, or more memory, than will be spent on a file.
  case tooCostly(String)
  /// Not in the form that it has to have.
  case malformed(DERError)
}

extension ContainerError: CustomStringConvertible {
  /// One sentence for a person.
  var description: String {
    switch self {
    case .wrongPassword: "the password is wrong, or the contents are damaged"
    case .unsupported(let what): what
    case .tooCostly(let what): what
    case .malformed(let error): "\(error)"
    }
  }

  /// The same for a file.
  func inFile(_ contents: FileContents) -> FileError {
    self == .wrongPassword ? .wrongPassword(contents) : .unreadable(contents, reason: "\(self)")
  }
}

/// Says that a failure to read DER is one of the container.
func readingContainer<Result: ~Copyable>(
  _ body: () throws(DERError) -> Result
) throws(ContainerError) -> Result {
  do { return try body() } catch { throw .malformed(error) }
}
