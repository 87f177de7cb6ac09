import Bytes

/// tls_flags in a ticket (draft-ietf-tls-tlsflags, Section 2): a set of bits, of which one is known here.
struct TicketFlags: Sendable, Hashable {
  /// The session may be resumed for any name that the server's certificate has (draft-ietf-tls-cross-sni).
  static let acrossNames = 8

  private(set) var bytes: [UInt8] = []

  /// None.
  init() {}

  /// Reads the extension: at least one bit, and no zeros behind the last.
  init(_ reader: consuming ByteReader) throws(HandshakeError) {
    do {
      var reader = reader
      bytes = [UInt8](copying: try reader.vector8("flags", 1...0xFF).rest())
      try reader.finish("tls_flags")
    } catch { throw .malformed(error) }
    guard bytes.last != 0 else { throw .ticketFlags }
  }

  /// Whether this bit is set.
  func contains(_ bit: Int) -> Bool {
    bit / 8 < bytes.count && bytes[bit / 8] & 1 << UInt8(bit % 8) != 0
  }

  /// Sets this bit.
  mutating func insert(_ bit: Int) {
    while bytes.count <= bit / 8 { bytes.append(0) }
    bytes[bit / 8] |= 1 << UInt8(bit % 8)
  }

  /// Appends the extension; nothing where no bit is set.
  func write(into output: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    output.writeExtension(.tlsFlags) { output in
      output.writeVector8 { output in output += bytes }
    }
  }
}
