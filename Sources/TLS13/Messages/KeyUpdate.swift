import Bytes

/// KeyUpdate (RFC 9846, Section 4.7.3).
enum KeyUpdate {
  /// Whether the sender wants the receiver's keys updated too.
  static func read(_ message: borrowing HandshakeMessage) throws(HandshakeError) -> Bool {
    var reader = message.reader
    let value: UInt8
    do {
      value = try reader.integer("request_update")
      try reader.finish("KeyUpdate")
    } catch { throw .malformed(error) }
    // RFC 9846 §4.7.3 MUST: no other value.
    switch value {
    case 0: return false
    case 1: return true
    default: throw .keyUpdateValue(value)
    }
  }

  /// The message.
  static func message(requestsUpdate: Bool) -> [UInt8] {
    [HandshakeType.keyUpdate.rawValue, 0, 0, 1, requestsUpdate ? 1 : 0]
  }
}
