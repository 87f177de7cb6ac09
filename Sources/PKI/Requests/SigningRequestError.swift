/// Why bytes are no request.
public struct SigningRequestError: Error, Sendable, Equatable, CustomStringConvertible {
  /// One sentence for a person.
  public let description: String
}
