import Bytes

/// WAIT_EE: the keys of the handshake are in use (RFC 9846, Section 4.4.1).
struct WaitEncryptedExtensions: ~Copyable {
  private let writer: ClientHelloWriter
  private var secrets: HandshakeSecrets

  init(_ writer: ClientHelloWriter, _ secrets: consuming HandshakeSecrets) {
    self.writer = writer
    self.secrets = secrets
  }

  consuming func receive(
    _ message: borrowing HandshakeMessage, _ shared: inout ClientShared
  ) throws(HandshakeError) -> ClientHandshake.State {
    try message.require(.encryptedExtensions, while: "WAIT_EE")
    let extensions = try EncryptedExtensions(message, offers: { writer.offers($0) })
    if let selected = extensions.applicationProtocol {
      // RFC 7301 §3.2: the server selects out of what was offered.
      guard shared.configuration.applicationProtocols.contains(selected) else {
        throw .applicationProtocolNotOffered
      }
      shared.summary.applicationProtocol = selected
    }
    secrets.transcript.add(message.bytes)
    return .waitCertificateRequestOrCertificate(
      WaitCertificateRequestOrCertificate(writer, secrets))
  }
}
