extension Annotation {
  static func clientHello(_ body: inout Annotator) {
    let place = section("4.2.2")
    body.number(
      "legacy_version", 2,
      "TLS 1.2 for whoever knows no better; supported_versions says what is meant", place,
      CodePoint.version)
    body.opaque("random", 32, "32 random bytes, which make each handshake another", place)
    body.opaqueVector(
      "legacy_session_id", lengthBytes: 1,
      "empty, or 32 bytes that make the handshake look like one of TLS 1.2 to middleboxes (Appendix E.4)",
      place)
    body.vector(
      "cipher_suites", lengthBytes: 2, "an AEAD and a hash each, most preferred first", place
    ) { list in
      var count = 0
      while !list.isAtEnd {
        list.number(
          "cipher_suite", 2, "an AEAD algorithm and a hash", section("B.4"), CodePoint.suite)
        count += 1
      }
      return "\(count)"
    }
    body.vector(
      "legacy_compression_methods", lengthBytes: 1, "the one byte zero: TLS 1.3 does not compress",
      place
    ) { list in
      while !list.isAtEnd { list.number("method", 1, "zero is no compression", place) }
      return nil
    }
    extensions(&body, of: .clientHello)
  }

  static func serverHello(_ body: inout Annotator, isRetry: Bool) {
    let place = section(isRetry ? "4.2.4" : "4.2.3")
    body.number(
      "legacy_version", 2, "TLS 1.2 for middleboxes; supported_versions says what was chosen",
      place,
      CodePoint.version)
    body.opaque(
      "random", 32,
      isRetry
        ? "SHA-256(\"HelloRetryRequest\"): by this value alone the message is told from a ServerHello"
        : "32 random bytes of the server", place)
    body.opaqueVector(
      "legacy_session_id_echo", lengthBytes: 1, "what the client sent as legacy_session_id", place)
    body.number("cipher_suite", 2, "the suite that the server chose", place, CodePoint.suite)
    body.number("legacy_compression_method", 1, "zero", place)
    extensions(&body, of: isRetry ? .helloRetryRequest : .serverHello)
  }

  static func certificate(_ body: inout Annotator) {
    let place = section("4.5.1")
    body.opaqueVector(
      "certificate_request_context", lengthBytes: 1,
      "that of the request which this answers; empty from a server", place)
    body.vector("certificate_list", lengthBytes: 3, "the sender's own certificate first", place) {
      list in
      var count = 0
      while !list.isAtEnd {
        list.group("CertificateEntry", "one certificate and what belongs to it", place) { entry in
          entry.vector(
            "cert_data", lengthBytes: 3, "an X.509 certificate, or a raw key, in DER", place
          ) { data in
            let der = data.peek(data.remaining)
            data.append(DERFields.certificate(der))
            return nil
          }
          extensions(&entry, of: .certificate)
          return nil
        }
        count += 1
      }
      return count == 1 ? "1 certificate" : "\(count) certificates"
    }
  }

  /// The extensions of a message (RFC 9846, Section 4.3).
  static func extensions(_ body: inout Annotator, of message: ExtensionPlace) {
    body.vector(
      "extensions", lengthBytes: 2, "what else the message says, each with its type", section("4.3")
    ) {
      list in
      var count = 0
      while !list.isAtEnd {
        let type = list.peekNumber(2) ?? 0
        list.group(
          CodePoint.extension(type), ExtensionMeaning.text(type), ExtensionMeaning.section(type)
        ) { one in
          one.number("extension_type", 2, "which extension this is", section("4.3")) {
            "\(CodePoint.extension($0)) (\($0))"
          }
          guard let length = one.number("length", 2, "bytes of the extension", section("4.3"))
          else {
            return nil
          }
          guard length <= one.remaining else {
            one.unknown(one.remaining, "the length says \(length) bytes, and fewer are there")
            return nil
          }
          var summary: String?
          one.limited(length) { data in summary = extensionData(type, message, &data) }
          return summary
        }
        count += 1
      }
      return "\(count)"
    }
  }
}

/// The message that an extension stands in, since its form depends on that.
enum ExtensionPlace {
  case clientHello, serverHello, helloRetryRequest, encryptedExtensions, certificateRequest,
    certificate,
    newSessionTicket
}
