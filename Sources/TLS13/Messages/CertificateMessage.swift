import Bytes
import PKI

/// Certificate (RFC 9846, Section 4.5.1).
struct CertificateMessage {
  /// A chain longer than this is not worth anybody's time: path building stops at fewer.
  static let maximumCount = 32

  let context: [UInt8]
  /// The sender's certificate first; empty from a client that has none.
  private(set) var chain: [Certificate] = []

  /// Reads the message. An extension of a certificate must answer one of ours, by `offers`.
  init(
    _ message: borrowing HandshakeMessage, offers: (ExtensionType) -> Bool
  ) throws(HandshakeError) {
    var reader = message.reader
    do {
      context = [UInt8](copying: try reader.vector8("certificate_request_context").rest())
    } catch { throw .malformed(error) }
    var list = try CertificateMessage.list(&reader)
    do { try reader.finish("Certificate") } catch { throw .malformed(error) }
    while !list.isAtEnd {
      guard chain.count < CertificateMessage.maximumCount else {
        throw .certificateUnreadable(index: chain.count, reason: "the chain is too long")
      }
      let der: [UInt8]
      do {
        der = [UInt8](copying: try list.vector24("cert_data", 1...0xFF_FFFF).rest())
      } catch { throw .malformed(error) }
      var extensions = try ExtensionReader(&list, .certificate)
      while let type = try extensions.next() {
        _ = try extensions.data()
        guard offers(type) else { throw .unofferedExtension(type, in: .certificate) }
      }
      do { chain.append(try Certificate(der: der)) } catch {
        throw .certificateUnreadable(index: chain.count, reason: "\(error)")
      }
    }
  }

  @_lifetime(copy reader)
  private static func list(_ reader: inout ByteReader) throws(HandshakeError) -> ByteReader {
    do { return try reader.vector24("certificate_list") } catch { throw .malformed(error) }
  }

  /// Appends the message.
  static func write(context: [UInt8], _ chain: [Certificate], into output: inout [UInt8]) {
    HandshakeMessage.write(.certificate, into: &output) { output in
      output.writeVector8 { output in output += context }
      output.writeVector24 { output in
        for certificate in chain {
          output.writeVector24 { output in output += certificate.der }
          output.writeVector16 { _ in }
        }
      }
    }
  }
}
