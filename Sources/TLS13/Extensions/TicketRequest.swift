import Bytes

/// How many tickets a client would like to have (RFC 9149, Section 2).
public struct TicketRequest: Sendable, Hashable {
  /// Tickets after a full handshake.
  public var forNewSession: UInt8
  /// Tickets after a resumption.
  public var forResumption: UInt8

  /// So many tickets after a full handshake, and so many after a resumption.
  public init(forNewSession: UInt8, forResumption: UInt8) {
    self.forNewSession = forNewSession
    self.forResumption = forResumption
  }

  /// Reads the extension of a ClientHello.
  static func read(_ reader: consuming ByteReader) throws(HandshakeError) -> TicketRequest {
    do {
      var reader = reader
      let new: UInt8 = try reader.integer("new_session_count")
      let resumed: UInt8 = try reader.integer("resumption_count")
      try reader.finish("ticket_request")
      return TicketRequest(forNewSession: new, forResumption: resumed)
    } catch { throw .malformed(error) }
  }

  /// Reads the extension of EncryptedExtensions: how many tickets the server means to send.
  static func readHint(_ reader: consuming ByteReader) throws(HandshakeError) -> UInt8 {
    do {
      var reader = reader
      let count: UInt8 = try reader.integer("expected_count")
      try reader.finish("ticket_request")
      return count
    } catch { throw .malformed(error) }
  }

  /// Appends the extension of a ClientHello.
  func write(into output: inout [UInt8]) {
    output.writeExtension(.ticketRequest) { output in
      output.append(forNewSession)
      output.append(forResumption)
    }
  }
}
