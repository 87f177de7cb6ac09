import Bytes

/// One handshake message as it arrived (RFC 9846, Section 4), a view into the record or the assembler.
struct HandshakeMessage: ~Escapable {
  let type: HandshakeType
  /// With the four bytes of header, as the transcript wants it.
  let bytes: Span<UInt8>
  /// Whether its record ends with it.
  let endsRecord: Bool

  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>, endsRecord: Bool) {
    type = HandshakeType(rawValue: bytes[0])
    self.bytes = bytes
    self.endsRecord = endsRecord
  }

  /// A reader of what follows the header.
  var reader: ByteReader {
    @_lifetime(copy self)
    get {
      ByteReader(
        bytes.extracting(MessageAssembler.headerByteCount..<bytes.count),
        base: MessageAssembler.headerByteCount)
    }
  }

  /// RFC 9846 §5.1 MUST: a message before a change of keys ends its record.
  func requireEndOfRecord() throws(HandshakeError) {
    guard endsRecord else { throw .messageSpansKeyChange(type) }
  }

  /// Refuses any other message than the one that `state` waits for.
  func require(_ expected: HandshakeType, while state: String) throws(HandshakeError) {
    guard type == expected else { throw .unexpectedMessage(type, while: state) }
  }

  /// Appends a message of this type, whose length is filled in when `body` is written.
  static func write<E: Error>(
    _ type: HandshakeType, into output: inout [UInt8], _ body: (inout [UInt8]) throws(E) -> Void
  ) throws(E) {
    output.append(type.rawValue)
    try output.writeVector24(body)
  }
}
