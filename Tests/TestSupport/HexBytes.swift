import Bytes

/// Bytes that stand as hexadecimal digits in a file of vectors.
public struct HexBytes: Decodable, Sendable, Equatable, ExpressibleByStringLiteral {
  /// The bytes.
  public let bytes: [UInt8]

  /// The digits of a JSON string.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let bytes = Hex.decode(text) else {
      throw VectorFile.Failure(description: "not hexadecimal: \(text.prefix(40))")
    }
    self.bytes = bytes
  }

  /// Digits in a test, with or without spaces.
  public init(stringLiteral text: String) {
    guard let bytes = Hex.decode(text.filter { !$0.isWhitespace }) else {
      preconditionFailure("not hexadecimal: \(text)")
    }
    self.bytes = bytes
  }
}
