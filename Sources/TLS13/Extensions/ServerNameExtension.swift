import Bytes

/// server_name (RFC 6066, Section 3): the DNS name that the client wants to speak with.
enum ServerNameExtension {
  /// Reads ServerNameList of a ClientHello: one host_name, in ASCII without a trailing dot.
  static func read(_ reader: consuming ByteReader) throws(HandshakeError) -> String {
    do throws(DecodeError) {
      var reader = reader
      var list = try reader.vector16("ServerNameList", 1...0xFFFF)
      try reader.finish("server_name")
      let start = list.offset
      let type: UInt8 = try list.integer("NameType")
      guard type == 0 else {
        throw .invalidValue(field: "NameType", offset: start, value: UInt64(type))
      }
      let name = try list.vector16("HostName", 1...0xFFFF).rest()
      // RFC 6066 §3 MUST NOT: more than one name of the same type, and there is only this type.
      try list.finish("ServerNameList")
      for index in name.indices {
        guard name[index] > 0x20, name[index] < 0x7F else {
          throw .invalidValue(
            field: "HostName", offset: start + 3 + index, value: UInt64(name[index]))
        }
      }
      return String(decoding: [UInt8](copying: name), as: UTF8.self)
    } catch { throw .malformed(error) }
  }

  /// Appends the extension of a ClientHello.
  static func write(_ name: String, into output: inout [UInt8]) {
    output.writeExtension(.serverName) { output in
      output.writeVector16 { output in
        output.append(0)
        output.writeVector16 { output in output += name.utf8 }
      }
    }
  }
}
