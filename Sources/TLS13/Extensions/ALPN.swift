import Bytes

/// application_layer_protocol_negotiation (RFC 7301, Section 3.1).
enum ALPN {
  /// Names beyond so many are checked and passed over: a message of them would take thirty times its size.
  private static let maximumKept = 1_024

  /// Reads ProtocolNameList: at least one name, none empty.
  static func read(_ reader: consuming ByteReader) throws(HandshakeError) -> [ApplicationProtocol] {
    do {
      var reader = reader
      var list = try reader.vector16("protocol_name_list", 2...0xFFFF)
      try reader.finish("application_layer_protocol_negotiation")
      var protocols: [ApplicationProtocol] = []
      while !list.isAtEnd {
        let name = try list.vector8("ProtocolName", 1...255).rest()
        guard protocols.count < ALPN.maximumKept else { continue }
        if let one = ApplicationProtocol([UInt8](copying: name)) { protocols.append(one) }
      }
      return protocols
    } catch { throw .malformed(error) }
  }

  /// Appends the extension.
  static func write(_ protocols: [ApplicationProtocol], into output: inout [UInt8]) {
    output.writeExtension(.applicationLayerProtocolNegotiation) { output in
      output.writeVector16 { output in
        for one in protocols { output.writeVector8 { output in output += one.name } }
      }
    }
  }
}
