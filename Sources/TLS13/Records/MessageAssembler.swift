import Bytes

/// Puts handshake messages together that are split over records (RFC 9846, Section 5.1).
///
/// Nothing is stored while messages arrive whole, which is nearly always.
struct MessageAssembler: ~Copyable {
  static let headerByteCount = 4

  /// The beginning of a message whose end has not come.
  private var stored: [UInt8] = []
  /// Its whole length; nil while its header is not whole.
  private var expected: Int?

  /// Whether a message has begun and not ended.
  var isMidMessage: Bool { !stored.isEmpty }

  /// The length of the message in front of `bytes` with its header; nil while the header is not whole.
  static func messageByteCount(
    _ bytes: Span<UInt8>, limit: Int
  ) throws(HandshakeError) -> Int? {
    guard bytes.count >= headerByteCount else { return nil }
    let length = Int(bytes[1]) << 16 | Int(bytes[2]) << 8 | Int(bytes[3])
    // Bounded here, before a byte of it is stored.
    guard length <= limit else {
      throw .messageTooLong(HandshakeType(rawValue: bytes[0]), byteCount: length)
    }
    return headerByteCount + length
  }

  /// Keeps bytes of a message that is not whole.
  mutating func store(_ bytes: Span<UInt8>) { stored.write(bytes) }

  /// Adds what follows; says whether the message is whole now.
  ///
  /// A peer may send a message byte by byte: what is there already is not looked at again.
  mutating func complete(
    with bytes: Span<UInt8>, limit: Int
  ) throws(HandshakeError) -> Bool {
    stored.write(bytes)
    if expected == nil {
      expected = try MessageAssembler.messageByteCount(stored.span, limit: limit)
    }
    return expected.map { $0 <= stored.count } ?? false
  }

  /// Hands over what is stored, to be completed and parsed.
  mutating func take() -> [UInt8] {
    var taken: [UInt8] = []
    swap(&taken, &stored)
    expected = nil
    return taken
  }
}
