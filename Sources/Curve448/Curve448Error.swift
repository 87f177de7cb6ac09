/// Why a key, or a context, is refused.
public enum Curve448Error: Error, Sendable, Equatable {
  /// Keys have 56 bytes.
  case wrongLength(Int)
  /// The peer's point has a small order, so that the secret would be zero (RFC 7748, Section 6.2).
  case zeroSecret
  /// Contexts have at most 255 bytes (RFC 8032, Section 2).
  case contextTooLong(Int)
}

extension Curve448Error: CustomStringConvertible {
  /// One sentence for a person.
  public var description: String {
    switch self {
    case .wrongLength(let count): "a key has 56 bytes, not \(count)"
    case .zeroSecret: "the public key is a point of small order, which gives no secret"
    case .contextTooLong(let count): "a context has at most 255 bytes, not \(count)"
    }
  }
}
