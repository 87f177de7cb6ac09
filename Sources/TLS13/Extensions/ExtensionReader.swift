import Bytes

/// Walks through a block of extensions (RFC 9846, Section 4.3), refusing duplicates and misplaced ones.
struct ExtensionReader: ~Copyable, ~Escapable {
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
    var seen = SeenTypes()
    while !extensions.isAtEnd {
      let type: UInt16
      do {
        type = try extensions.integer("extension_type")
        _ = try extensions.vector16("extension_data")
      } catch { throw .malformed(error) }
      guard seen.insert(type) else {
        throw .duplicateExtension(ExtensionType(rawValue: type), in: place.message)
      }
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

/// The extension types of one message. The first are compared one by one; a message with more than that gets a
/// bit for each type there is.
private struct SeenTypes {
  private static let few = 32

  private var first: [32 of UInt16] = .init(repeating: 0)
  private var count = 0
  private var all: [UInt64] = []

  /// Adds a type, and says whether it had not come before.
  mutating func insert(_ type: UInt16) -> Bool {
    if count < SeenTypes.few {
      for index in 0..<count where first[index] == type { return false }
      first[count] = type
      count += 1
      return true
    }
    if all.isEmpty {
      all = [UInt64](repeating: 0, count: 1024)
      for index in 0..<SeenTypes.few { mark(first[index]) }
    }
    guard all[Int(type >> 6)] & 1 << UInt64(type & 63) == 0 else { return false }
    mark(type)
    return true
  }

  private mutating func mark(_ type: UInt16) {
    all[Int(type >> 6)] |= 1 << UInt64(type & 63)
  }
}
