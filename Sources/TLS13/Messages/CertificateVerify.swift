import Bytes

/// CertificateVerify (RFC 9846, Section 4.5.2).
struct CertificateVerify: ~Escapable {
  let scheme: SignatureScheme
  let signature: Span<UInt8>

  @_lifetime(copy message)
  init(_ message: borrowing HandshakeMessage) throws(HandshakeError) {
    var reader = message.reader
    do {
      scheme = SignatureScheme(rawValue: try reader.integer("algorithm"))
      signature = try reader.vector16("signature").rest()
      try reader.finish("CertificateVerify")
    } catch { throw .malformed(error) }
  }

  /// Appends the message.
  static func write(_ scheme: SignatureScheme, _ signature: [UInt8], into output: inout [UInt8]) {
    HandshakeMessage.write(.certificateVerify, into: &output) { output in
      output.write(scheme.rawValue)
      output.writeVector16 { output in output += signature }
    }
  }
}
