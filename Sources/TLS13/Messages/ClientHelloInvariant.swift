import Bytes
import Cryptography

extension ClientHello {
  /// What may differ in a second ClientHello (RFC 9846, Section 4.2.2), and encrypted_client_hello, whose contents
  /// are encrypted anew (RFC 9849, Section 6.1.5).
  private static let changeable: [UInt16] = [
    ExtensionType.keyShare.rawValue, ExtensionType.earlyData.rawValue,
    ExtensionType.cookie.rawValue, ExtensionType.preSharedKey.rawValue,
    ExtensionType.padding.rawValue, 0xFE0D,
  ]

  /// SHA-256 over what stays the same in a second ClientHello: everything up to the extensions, and every
  /// extension but the changeable ones, by their types, known here or not.
  ///
  /// - Parameter message: The message with its header, which was read before.
  static func invariant(_ message: Span<UInt8>) throws(HandshakeError) -> [UInt8] {
    var reader = ByteReader(message)
    var hash = Hash(.sha256)
    var found: [(type: UInt16, data: Range<Int>)] = []
    do {
      _ = try reader.read(MessageAssembler.headerByteCount + 2 + 32, "ClientHello")
      _ = try reader.vector8("legacy_session_id")
      _ = try reader.vector16("cipher_suites")
      _ = try reader.vector8("legacy_compression_methods")
      hash.update(message.extracting(MessageAssembler.headerByteCount..<reader.offset))
      var extensions = try reader.vector16("extensions")
      while !extensions.isAtEnd {
        let type: UInt16 = try extensions.integer("extension_type")
        let data = try extensions.vector16("extension_data")
        guard !changeable.contains(type) else { continue }
        found.append((type, data.offset..<data.offset + data.remaining))
      }
    } catch { throw .malformed(error) }
    for (type, data) in found.sorted(by: { $0.type < $1.type }) {
      var head: [UInt8] = []
      head.write(type)
      head.write(UInt16(truncatingIfNeeded: data.count))
      hash.update(head.span)
      hash.update(message.extracting(data))
    }
    return [UInt8](copying: hash.digest().bytes)
  }
}
