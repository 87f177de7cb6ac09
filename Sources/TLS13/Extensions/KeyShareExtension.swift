import Bytes

/// `KeyShareEntry` (RFC 9846, Section 4.3.8), a view into the message that carried it.
struct KeyShareEntry: ~Escapable {
  let group: NamedGroup
  let keyExchange: Span<UInt8>

  @_lifetime(copy reader)
  init(from reader: inout ByteReader) throws(DecodeError) {
    group = NamedGroup(rawValue: try reader.integer("KeyShareEntry.group"))
    keyExchange = try reader.vector16("KeyShareEntry.key_exchange", 1...0xFFFF).rest()
  }

  /// Appends an entry.
  static func write(_ group: NamedGroup, _ share: [UInt8], into output: inout [UInt8]) {
    output.write(group.rawValue)
    output.writeVector16 { output in output += share }
  }
}
