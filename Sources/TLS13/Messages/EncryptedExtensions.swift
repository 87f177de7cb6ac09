import Bytes

/// EncryptedExtensions (RFC 9846, Section 4.4.1).
struct EncryptedExtensions {
  /// The protocol that the server selected.
  var applicationProtocol: ApplicationProtocol?
  /// Whether the server takes the early data.
  var acceptsEarlyData = false
  /// Whether the server has used the name that the client asked for.
  var acknowledgesServerName = false
  /// The largest protected record that the server takes (RFC 8449).
  var recordSizeLimit: Int?
  /// How many tickets the server means to send (RFC 9149).
  var expectedTickets: UInt8?

  /// In what form the server wants the client to show who it is (RFC 7250).
  var clientCertificateType: CertificateType?
  /// In what form the server shows who it is.
  var serverCertificateType: CertificateType?

  /// For a server to fill in.
  init() {}

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
        acknowledgesServerName = true
      case .earlyData:
        do { try data.finish("early_data") } catch { throw .malformed(error) }
        acceptsEarlyData = true
      case .recordSizeLimit:
        recordSizeLimit = try RecordSizeLimit.read(data, upTo: RecordSizeLimit.maximum)
      case .clientCertificateType:
        clientCertificateType = try CertificateTypes.readSelected(data)
      case .serverCertificateType:
        serverCertificateType = try CertificateTypes.readSelected(data)
      case .ticketRequest: expectedTickets = try TicketRequest.readHint(data)
      default: break
      }
    }
    do { try reader.finish("EncryptedExtensions") } catch { throw .malformed(error) }
  }

  /// Appends the message.
  func write(into output: inout [UInt8]) {
    HandshakeMessage.write(.encryptedExtensions, into: &output) { output in
      output.writeVector16 { output in
        if acknowledgesServerName { output.writeExtension(.serverName) { _ in } }
        if let applicationProtocol { ALPN.write([applicationProtocol], into: &output) }
        if let recordSizeLimit { RecordSizeLimit.write(recordSizeLimit, into: &output) }
        if let expectedTickets {
          output.writeExtension(.ticketRequest) { output in output.append(expectedTickets) }
        }
        if let clientCertificateType {
          output.writeExtension(.clientCertificateType) { output in
            output.append(clientCertificateType.rawValue)
          }
        }
        if let serverCertificateType {
          output.writeExtension(.serverCertificateType) { output in
            output.append(serverCertificateType.rawValue)
          }
        }
        if acceptsEarlyData { output.writeExtension(.earlyData) { _ in } }
      }
    }
  }
}
