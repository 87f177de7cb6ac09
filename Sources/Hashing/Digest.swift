/// What a hash function makes of a message: at most 64 bytes, held in place.
public struct Digest: Sendable {
  /// Length in bytes.
  public let count: Int
  var storage: [64 of UInt8]

  /// `count` zero bytes, to be filled.
  init(count: Int) {
    self.count = count
    storage = [64 of UInt8](repeating: 0)
  }

  /// A view of the digest.
  public var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    get { storage.span.extracting(0..<count) }
  }
}

extension Digest: Hashable {
  /// Whether two digests are the same; the time does not tell where they differ.
  public static func == (left: Digest, right: Digest) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for index in 0..<left.count { difference |= left.storage[index] ^ right.storage[index] }
    return difference == 0
  }

  /// Feeds the bytes to `hasher`.
  public func hash(into hasher: inout Hasher) {
    for index in 0..<count { hasher.combine(storage[index]) }
  }
}
