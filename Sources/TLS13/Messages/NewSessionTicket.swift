import Bytes

/// NewSessionTicket (RFC 9846, Section 4.7.1).
struct NewSessionTicket {
  /// The longest life of a ticket: 7 days.
  static let maximumLifetime: UInt32 = 604_800

  let lifetime: UInt32
  let ageAdd: UInt32
  let nonce: [UInt8]
  let ticket: [UInt8]
  /// Bytes of early data that the ticket allows; zero where it allows none.
  private(set) var maximumEarlyData: UInt32 = 0
  private(set) var flags = TicketFlags()
  /// An extension that means nothing (RFC 8701).
  private var grease: ExtensionType?

  /// A ticket to send.
  init(
    lifetime: UInt32, ageAdd: UInt32, nonce: [UInt8], ticket: [UInt8],
    maximumEarlyData: UInt32 = 0, flags: TicketFlags = TicketFlags(), grease: ExtensionType? = nil
  ) {
    self.flags = flags
    self.grease = grease
    self.maximumEarlyData = maximumEarlyData
    self.lifetime = lifetime
    self.ageAdd = ageAdd
    self.nonce = nonce
    self.ticket = ticket
  }

  /// Reads the message.
  init(_ message: borrowing HandshakeMessage) throws(HandshakeError) {
    var reader = message.reader
    do {
      lifetime = try reader.integer("ticket_lifetime")
      ageAdd = try reader.integer("ticket_age_add")
      nonce = [UInt8](copying: try reader.vector8("ticket_nonce").rest())
      ticket = [UInt8](copying: try reader.vector16("ticket", 1...0xFFFF).rest())
    } catch { throw .malformed(error) }
    var extensions = try ExtensionReader(&reader, .newSessionTicket)
    // RFC 9846 §4.7.1 MUST: unrecognized extensions are ignored.
    while let type = try extensions.next() {
      var data = try extensions.data()
      if type == .tlsFlags {
        flags = try TicketFlags(data)
        continue
      }
      guard type == .earlyData else { continue }
      do {
        maximumEarlyData = try data.integer("max_early_data_size")
        try data.finish("early_data")
      } catch { throw .malformed(error) }
    }
    do { try reader.finish("NewSessionTicket") } catch { throw .malformed(error) }
  }

  /// Appends the message.
  func write(into output: inout [UInt8]) {
    HandshakeMessage.write(.newSessionTicket, into: &output) { output in
      output.write(lifetime)
      output.write(ageAdd)
      output.writeVector8 { output in output += nonce }
      output.writeVector16 { output in output += ticket }
      output.writeVector16 { output in
        if maximumEarlyData > 0 {
          output.writeExtension(.earlyData) { output in output.write(maximumEarlyData) }
        }
        flags.write(into: &output)
        if let grease { output.writeExtension(grease) { _ in } }
      }
    }
  }
}
