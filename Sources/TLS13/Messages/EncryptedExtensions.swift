import Bytes

/// EncryptedExtensions (RFC 9846, Section 4.4.1).
struct EncryptedExtensions {
  /// The protocol that the server selected.
  private(set) var applicationProtocol: ApplicationProtocol?
  /// Whether the server takes the early data.
  private(set) var acceptsEarlyData = false

  /// Reads the message; every extension must answer one that was sent.
  init(
    _ message: borrowing HandshakeMessage, offers: (ExtensionType) -> Bool
  ) throws(HandshakeError) {
    var reader = message.reader
    var extensions = try ExtensionReader(&reader, .encryptedExtensions)
    while let type = try extensions.next() {
      let data = try extensions.data()
      guard offers(type) else { throw .unofferedExtension(type, in: .encryptedExtensions) }
      switch type {
      case .applicationLayerProtocolNegotiation:
        let names = try ALPN.read(data)
        // RFC 7301 §3.1 MUST: exactly one.
        guard names.count == 1 else { throw .applicationProtocolNotOffered }
        applicationProtocol = names.first
      case .serverName:
        // RFC 6066 §3 SHALL: empty.
        do { try data.finish("server_name") } catch { throw .malformed(error) }
      case .earlyData:
        do { try data.finish("early_data") } catch { throw .malformed(error) }
        acceptsEarlyData = true
      default: break
      }
    }
    do { try reader.finish("EncryptedExtensions") } catch { throw .malformed(error) }
  }

  /// Appends the message.
  static func write(
    acknowledgesServerName: Bool, _ selected: ApplicationProtocol?, acceptsEarlyData: Bool,
    into output: inout [UInt8]
  ) {
    HandshakeMessage.write(.encryptedExtensions, into: &output) { output in
      output.writeVector16 { output in
        if acknowledgesServerName { output.writeExtension(.serverName) { _ in } }
        if let selected { ALPN.write([selected], into: &output) }
        if acceptsEarlyData { output.writeExtension(.earlyData) { _ in } }
      }
    }
  }
}
