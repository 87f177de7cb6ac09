import Bytes
import PKI

/// Certificate (RFC 9846, Section 4.5.1).
struct CertificateMessage {
  /// A chain longer than this is not worth anybody's time: path building stops at fewer.
  static let maximumCount = 128

  let context: [UInt8]
  /// The sender's certificate first; empty from a client that has none, and where a raw public key is shown.
  private(set) var chain: [Certificate] = []
  /// The sender's key, where raw public keys were agreed on (RFC 7250).
  private(set) var rawPublicKey: SubjectPublicKeyInfo?
  /// What came along.
  private(set) var evidence = CertificateEvidence()
  /// The key to which the certificate's holder has delegated it (RFC 9345).
  private(set) var delegated: DelegatedCredential?

  /// Whether the sender shows nothing.
  var isEmpty: Bool { chain.isEmpty && rawPublicKey == nil }

  /// Reads the message. An extension of a certificate must answer one of ours, by `offers`.
  init(
    _ message: borrowing HandshakeMessage, _ type: CertificateType = .x509,
    offers: (ExtensionType) -> Bool
  ) throws(HandshakeError) {
    var reader = message.reader
    do {
      context = [UInt8](copying: try reader.vector8("certificate_request_context").rest())
    } catch { throw .malformed(error) }
    var list = try CertificateMessage.list(&reader)
    do { try reader.finish("Certificate") } catch { throw .malformed(error) }
    // A leaf and one or two intermediates, nearly always.
    if type == .x509, !list.isAtEnd { chain.reserveCapacity(3) }
    var count = 0
    while !list.isAtEnd {
      guard count < CertificateMessage.maximumCount else {
        throw .certificateUnreadable(index: count, reason: "the chain is too long")
      }
      // RFC 7250 §3: a raw public key stands alone.
      guard type == .x509 || count == 0 else {
        throw .certificateUnreadable(index: count, reason: "a raw public key stands alone")
      }
      let data: [UInt8]
      do {
        let minimum = type == .x509 ? 1 : 0
        data = [UInt8](copying: try list.vector24("cert_data", minimum...0xFF_FFFF).rest())
      } catch { throw .malformed(error) }
      try readExtensions(&list, isFirst: count == 0, offers: offers)
      try add(data, type, index: count)
      count += 1
    }
  }

  private mutating func add(
    _ data: [UInt8], _ type: CertificateType, index: Int
  ) throws(HandshakeError) {
    guard type == .rawPublicKey else {
      do { chain.append(try Certificate(der: data)) } catch {
        throw .certificateUnreadable(index: index, reason: "\(error)")
      }
      return
    }
    do { rawPublicKey = try SubjectPublicKeyInfo(der: data.span) } catch {
      throw .rawPublicKeyUnreadable("\(error)")
    }
  }

  private mutating func readExtensions(
    _ list: inout ByteReader, isFirst: Bool, offers: (ExtensionType) -> Bool
  ) throws(HandshakeError) {
    var extensions = try ExtensionReader(&list, .certificate)
    var response: [UInt8]?
    while let type = try extensions.next() {
      let data = try extensions.data()
      guard offers(type) else { throw .unofferedExtension(type, in: .certificate) }
      switch type {
      case .statusRequest: response = try StatusRequest.readResponse(data)
      case .signedCertificateTimestamp:
        let timestamps = try SignedCertificateTimestamps.read(data)
        if isFirst { evidence.signedCertificateTimestamps = timestamps }
      // RFC 9345 §4.1.1 SHOULD: ignored beside other certificates than the first.
      case .delegatedCredential where isFirst:
        do { delegated = try DelegatedCredential(reading: [UInt8](copying: data.rest())) } catch {
          throw .delegatedCredential("\(error)")
        }
      default: break
      }
    }
    evidence.add(response: response)
  }

  @_lifetime(copy reader)
  private static func list(_ reader: inout ByteReader) throws(HandshakeError) -> ByteReader {
    do { return try reader.vector24("certificate_list") } catch { throw .malformed(error) }
  }

  /// Appends the message with these certificates and nothing beside them.
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

  /// Appends the message for a credential: what it shows, and beside it what the peer asks for.
  static func write(
    context: [UInt8], _ credential: Credential, _ demands: CertificateDemands,
    into output: inout [UInt8]
  ) {
    HandshakeMessage.write(.certificate, into: &output) { output in
      output.writeVector8 { output in output += context }
      output.writeVector24 { output in
        let key = credential.rawPublicKey
        for index in 0..<(key == nil ? credential.chain.count : 1) {
          output.writeVector24 { output in output += key?.der ?? credential.chain[index].der }
          output.writeVector16 { output in
            guard index == 0 else { return }
            if demands.status, let response = credential.ocspResponse {
              StatusRequest.write(response: response, into: &output)
            }
            if demands.timestamps, !credential.signedCertificateTimestamps.isEmpty {
              SignedCertificateTimestamps.write(
                credential.signedCertificateTimestamps, into: &output)
            }
            if let delegated = credential.delegated {
              output.writeExtension(.delegatedCredential) { output in output += delegated.bytes }
            }
          }
        }
      }
    }
  }
}
