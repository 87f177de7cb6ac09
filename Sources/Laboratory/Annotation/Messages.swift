import TLS13

/// Handshake messages byte by byte.
package enum Annotation {
  /// A whole handshake message, with its header (RFC 9846, Section 4).
  ///
  /// - Parameter bytes: From the type on. Whatever they are, the leaves of the tree cover each of them once.
  package static func message(_ bytes: [UInt8]) -> Field {
    var walker = Annotator(bytes)
    let type = Int(bytes.first ?? 0)
    let name = messageName(bytes)
    walker.number(
      "msg_type", 1, "what kind of handshake message this is", section("4")
    ) { "\(handshakeType($0)) (\($0))" }
    let length = walker.number("length", 3, "bytes that follow in this message", section("4"))
    if let length {
      walker.limited(length) { body in annotateBody(type, isRetry: isRetry(bytes), &body) }
    }
    return Field(
      name: name, range: 0..<bytes.count, meaning: meaning(type, isRetry(bytes)),
      section: messageSection(type, isRetry(bytes)), children: walker.finish())
  }

  /// The name of a message, with HelloRetryRequest told from ServerHello.
  package static func messageName(_ bytes: [UInt8]) -> String {
    isRetry(bytes) ? "HelloRetryRequest" : structName(Int(bytes.first ?? 0))
  }

  /// ServerHello.random of a HelloRetryRequest: SHA-256 of "HelloRetryRequest" (RFC 9846, Section 4.2.3).
  static let retryRandom: [UInt8] = [
    0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
    0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
  ]

  static func isRetry(_ bytes: [UInt8]) -> Bool {
    bytes.first == 2 && bytes.count >= 38 && Array(bytes[6..<38]) == retryRandom
  }

  static func handshakeType(_ value: Int) -> String {
    HandshakeType(rawValue: UInt8(truncatingIfNeeded: value)).description
  }

  private static func structName(_ type: Int) -> String {
    switch type {
    case 1: "ClientHello"
    case 2: "ServerHello"
    case 4: "NewSessionTicket"
    case 5: "EndOfEarlyData"
    case 8: "EncryptedExtensions"
    case 11: "Certificate"
    case 13: "CertificateRequest"
    case 15: "CertificateVerify"
    case 20: "Finished"
    case 24: "KeyUpdate"
    case 25: "CompressedCertificate"
    case 254: "message_hash"
    default: "message of type \(type)"
    }
  }

  private static func messageSection(_ type: Int, _ isRetry: Bool) -> String {
    switch type {
    case 1: section("4.2.2")
    case 2: section(isRetry ? "4.2.4" : "4.2.3")
    case 4: section("4.7.1")
    case 5: section("4.6")
    case 8: section("4.4.1")
    case 11: section("4.5.1")
    case 13: section("4.4.2")
    case 15: section("4.5.2")
    case 20: section("4.5.3")
    case 24: section("4.7.3")
    case 25: "RFC 8879, Section 4"
    default: section("4")
    }
  }

  private static func meaning(_ type: Int, _ isRetry: Bool) -> String {
    switch type {
    case 1: "The client says what it can do, and sends its shares of the key exchange."
    case 2:
      isRetry
        ? "The server asks for a ClientHello with another share, or with a cookie."
        : "The server chooses version, suite and key exchange. From here on both sides have the handshake's keys."
    case 4: "A ticket, by which the client can resume this session."
    case 5: "The client ends its early data; what follows is under the handshake's keys."
    case 8:
      "The server's answers to extensions that are not needed to agree on keys; the first message under them."
    case 11:
      "The sender's certificates, its own first; with none, the sender says that it has none to show."
    case 13: "The server asks for the client's certificate, and says which it could accept."
    case 15:
      "A signature over everything so far proves that the sender holds its certificate's private key."
    case 20:
      "A MAC over everything so far proves that both sides saw the same handshake, and have its keys."
    case 24: "The sender changes its keys, and may ask the other side to do so."
    case 25: "The sender's certificates, compressed."
    default: "A message that RFC 9846 does not know."
    }
  }

  private static func annotateBody(_ type: Int, isRetry: Bool, _ body: inout Annotator) {
    switch type {
    case 1: clientHello(&body)
    case 2: serverHello(&body, isRetry: isRetry)
    case 4: newSessionTicket(&body)
    case 5: break
    case 8: extensions(&body, of: .encryptedExtensions)
    case 11: certificate(&body)
    case 13:
      body.opaqueVector(
        "certificate_request_context", lengthBytes: 1,
        "empty during the handshake; afterwards it tells requests apart", section("4.4.2"))
      extensions(&body, of: .certificateRequest)
    case 15:
      body.number(
        "algorithm", 2, "how the signature was made", section("4.5.2"), CodePoint.signature)
      body.opaqueVector(
        "signature", lengthBytes: 2,
        "over 64 spaces, a context string, a zero and the transcript's hash", section("4.5.2"))
    case 20:
      body.opaque(
        "verify_data", body.remaining,
        "HMAC(finished_key, Transcript-Hash of all messages before this one)", section("4.5.3"))
    case 24:
      body.number(
        "request_update", 1, "whether the receiver has to change its sending keys, too",
        section("4.7.3")
      ) {
        ["update_not_requested (0)", "update_requested (1)"].indices.contains($0)
          ? ["update_not_requested (0)", "update_requested (1)"][$0] : "\($0), which is illegal"
      }
    case 25: compressedCertificate(&body)
    case 254:
      body.opaque("hash", body.remaining, "Hash(ClientHello1)", section("4.1"))
    default: break
    }
  }

  private static func newSessionTicket(_ body: inout Annotator) {
    let place = section("4.7.1")
    body.number("ticket_lifetime", 4, "how long the ticket may be used, from its issuance", place) {
      $0 == 0 ? "0: to be dropped at once" : "\($0) s"
    }
    body.number(
      "ticket_age_add", 4, "added to the ticket's age, so that who listens cannot link connections",
      place)
    body.opaqueVector(
      "ticket_nonce", lengthBytes: 1,
      "tells the tickets of a connection apart; the key is made with it", place)
    body.opaqueVector(
      "ticket", lengthBytes: 2, "the identity under which the client will offer the key", place)
    extensions(&body, of: .newSessionTicket)
  }

  private static func compressedCertificate(_ body: inout Annotator) {
    let place = "RFC 8879, Section 4"
    body.number("algorithm", 2, "how the Certificate message was compressed", place) {
      [1: "zlib (1)", 2: "brotli (2)", 3: "zstd (3)"][$0] ?? "\($0)"
    }
    body.number(
      "uncompressed_length", 3, "bytes of the Certificate message once it is decompressed", place)
    body.opaqueVector(
      "compressed_certificate_message", lengthBytes: 3,
      "the body of the Certificate message, compressed", place)
  }
}
