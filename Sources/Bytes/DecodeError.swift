/// Why bytes are not the structure they claim to be.
public enum DecodeError: Error, Sendable {
  /// The bytes end `missing` bytes before the end of `field`.
  case truncated(field: StaticString, offset: Int, missing: Int)
  /// `count` bytes follow the end of `field`.
  case trailingBytes(field: StaticString, offset: Int, count: Int)
  /// The length in front of `field` is outside its bounds.
  case lengthOutOfBounds(field: StaticString, offset: Int, length: Int)
  /// `field` has a value that its definition forbids.
  case invalidValue(field: StaticString, offset: Int, value: UInt64)
}

extension DecodeError: CustomStringConvertible {
  /// One sentence: which field, where, and what is wrong with it.
  public var description: String {
    switch self {
    case .truncated(let field, let offset, let missing):
      "\(field) is cut short at offset \(offset): \(missing) more bytes are needed"
    case .trailingBytes(let field, let offset, let count):
      "\(count) bytes are left over after \(field) at offset \(offset)"
    case .lengthOutOfBounds(let field, let offset, let length):
      "\(field) at offset \(offset) has the forbidden length \(length)"
    case .invalidValue(let field, let offset, let value):
      "\(field) at offset \(offset) has the forbidden value \(value)"
    }
  }
}

extension DecodeError: Equatable {
  /// Whether two errors say the same.
  public static func == (left: DecodeError, right: DecodeError) -> Bool {
    left.description == right.description
  }
}
