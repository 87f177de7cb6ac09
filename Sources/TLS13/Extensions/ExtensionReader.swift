import Bytes

/// Walks through a block of extensions (RFC 9846, Section 4.3), refusing duplicates and misplaced ones.
struct ExtensionReader: ~Copyable, ~Escapable {
  /// More extensions than this in one message are no handshake that anybody needs.
  static let limit = 128

  private var reader: ByteReader
  private let place: ExtensionRules.Place

  /// Reads the vector of extensions in front of `message`, and refuses duplicates before anything else.
  @_lifetime(copy message)
  init(
    _ message: inout ByteReader, _ place: ExtensionRules.Place, minimum: Int = 0
  ) throws(HandshakeError) {
    let base: Int
    let bytes: Span<UInt8>
    do {
      let vector = try message.vector16("extensions", minimum...0xFFFF)
      base = vector.offset
      bytes = vector.rest()
    } catch { throw .malformed(error) }
    try ExtensionReader.refuseDuplicates(ByteReader(bytes, base: base), place)
    reader = ByteReader(bytes, base: base)
    self.place = place
  }

  /// RFC 9846 §4.3 MUST NOT: more than one extension of the same type.
  private static func refuseDuplicates(
    _ extensions: consuming ByteReader, _ place: ExtensionRules.Place
  ) throws(HandshakeError) {
    var extensions = extensions
    var seen: [128 of UInt16] = .init(repeating: 0)
    var count = 0
    while !extensions.isAtEnd {
      let type: UInt16
      do throws(DecodeError) {
        guard count < limit else {
          throw .lengthOutOfBounds(
            field: "extensions", offset: extensions.offset, length: count)
        }
        type = try extensions.integer("extension_type")
        _ = try extensions.vector16("extension_data")
      } catch { throw .malformed(error) }
      for index in 0..<count where seen[index] == type {
        throw .duplicateExtension(ExtensionType(rawValue: type), in: place.message)
      }
      seen[count] = type
      count += 1
    }
  }

  /// Whether every extension was read.
  var isAtEnd: Bool { reader.isAtEnd }

  /// The next extension's type; nil after the last. Its contents are read with ``data()``.
  mutating func next() throws(HandshakeError) -> ExtensionType? {
    guard !reader.isAtEnd else { return nil }
    let type: ExtensionType
    do {
      type = ExtensionType(rawValue: try reader.integer("extension_type"))
    } catch { throw .malformed(error) }
    // RFC 9846 §4.3 MUST: a known extension stands where Table 1 has it.
    if let places = ExtensionRules.places(of: type), !places.contains(place) {
      throw .misplacedExtension(type, in: place.message)
    }
    return type
  }

  /// The contents of the extension that ``next()`` told.
  @_lifetime(copy self)
  mutating func data() throws(HandshakeError) -> ByteReader {
    do { return try reader.vector16("extension_data") } catch { throw .malformed(error) }
  }
}
