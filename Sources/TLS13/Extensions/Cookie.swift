import Bytes

/// cookie (RFC 9846, Section 4.3.2): what a server wants back with the second ClientHello.
enum Cookie {
  /// Reads a cookie of 1 to 65,535 bytes.
  static func read(_ reader: consuming ByteReader) throws(HandshakeError) -> [UInt8] {
    do {
      var reader = reader
      let cookie = try reader.vector16("cookie", 1...0xFFFF).rest()
      try reader.finish("cookie")
      return [UInt8](copying: cookie)
    } catch { throw .malformed(error) }
  }

  /// Appends the extension.
  static func write(_ cookie: [UInt8], into output: inout [UInt8]) {
    output.writeExtension(.cookie) { output in
      output.writeVector16 { output in output += cookie }
    }
  }
}
