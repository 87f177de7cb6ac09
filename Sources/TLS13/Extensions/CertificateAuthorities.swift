import Bytes

/// certificate_authorities (RFC 9846, Section 4.3.4): names of acceptable authorities, in DER.
enum CertificateAuthorities {
  /// The extension has room for 65,535 bytes of names. Those that fit are sent.
  static let maximumByteCount = 0xFFFF - 2

  /// Reads the list: at least one name.
  static func read(_ reader: consuming ByteReader) throws(HandshakeError) -> [[UInt8]] {
    do {
      var reader = reader
      var list = try reader.vector16("authorities", 3...0xFFFF)
      try reader.finish("certificate_authorities")
      var names: [[UInt8]] = []
      while !list.isAtEnd {
        names.append([UInt8](copying: try list.vector16("DistinguishedName", 1...0xFFFF).rest()))
      }
      return names
    } catch { throw .malformed(error) }
  }

  /// Appends the extension; nothing where there is no name.
  static func write(_ names: [[UInt8]], into output: inout [UInt8]) {
    var total = 0
    let fitting = names.prefix { name in
      total += 2 + name.count
      return total <= maximumByteCount
    }
    guard !fitting.isEmpty else { return }
    output.writeExtension(.certificateAuthorities) { output in
      output.writeVector16 { output in
        for name in fitting { output.writeVector16 { output in output += name } }
      }
    }
  }
}
