import Bytes
import PKI
import ZlibCompression

@testable import TLS13

/// Each handshake message: the input is one, with its header.
enum FuzzedMessages {
  static func run(_ input: [UInt8]) {
    guard input.count >= 4 else { return }
    var bytes = input
    // The length is made right: what stands behind it is to be read, not refused.
    let length = bytes.count - 4
    bytes[1] = UInt8(truncatingIfNeeded: length >> 16)
    bytes[2] = UInt8(truncatingIfNeeded: length >> 8)
    bytes[3] = UInt8(truncatingIfNeeded: length)
    let message = HandshakeMessage(bytes.span, endsRecord: true)
    switch message.type {
    case .clientHello: _ = try? ClientHello(message)
    case .serverHello:
      _ = try? ServerHello(message, sessionID: [], offers: { _ in true })
    case .encryptedExtensions:
      _ = try? EncryptedExtensions(message, offers: { _ in true })
    case .certificateRequest:
      guard let request = try? CertificateRequest(message) else { return }
      for filter in request.filters { _ = "\(filter)" }
    case .certificate: _ = try? CertificateMessage(message, offers: { _ in true })
    case .compressedCertificate:
      guard
        let expanded = try? CompressedCertificate.expand(message, [.zlib], limit: 1 << 16).message
      else { return }
      let certificate = HandshakeMessage(expanded.span, endsRecord: true)
      _ = try? CertificateMessage(certificate, offers: { _ in true })
    case .certificateVerify: _ = try? CertificateVerify(message)
    case .newSessionTicket:
      guard let ticket = try? NewSessionTicket(message) else { return }
      var output: [UInt8] = []
      ticket.write(into: &output)
    case .keyUpdate: _ = try? KeyUpdate.read(message)
    case .finished: break
    default:
      // What is kept elsewhere is read again: sessions of a client, and of a server in its tickets.
      _ = try? Session.read(bytes.span.extracting(4...), trusting: .unverified)
      _ = ServerSession.read(bytes.span.extracting(4...), identity: [1], roots: nil)
    }
  }
}
