extension Annotation {
  /// What is inside of an extension.
  ///
  /// - Returns: What it says, in short.
  static func extensionData(
    _ type: Int, _ message: ExtensionPlace, _ data: inout Annotator
  ) -> String? {
    let place = ExtensionMeaning.section(type)
    // An empty extension says by its presence what it has to say.
    if data.isAtEnd { return "present" }
    switch type {
    case 0: return serverName(&data, place)
    case 5: return statusRequest(&data, message, place)
    case 10: return codePoints("named_group_list", "named_group", &data, place, CodePoint.group)
    case 13, 50:
      return codePoints(
        "supported_signature_algorithms", "signature_scheme", &data, place, CodePoint.signature)
    case 11:
      return list("ec_point_format_list", 1, "format", 1, &data, place) {
        $0 == 0 ? "uncompressed (0)" : "\($0)"
      }
    case 15:
      data.number("mode", 1, "whether the sender takes heartbeats", place) { "\($0)" }
      return nil
    case 16: return protocols(&data, place)
    case 18: return timestamps(&data, place)
    case 19, 20: return certificateTypes(&data, message, place)
    case 21:
      let count = data.remaining
      data.opaque(
        "padding", count, "zeros, so that the message has a length of the client's choosing", place,
        value: "\(count) bytes")
      return "\(count) bytes"
    case 27:
      return list("algorithms", 1, "algorithm", 2, &data, place) {
        [1: "zlib (1)", 2: "brotli (2)", 3: "zstd (3)"][$0] ?? "\($0)"
      }
    case 28:
      return data.number(
        "RecordSizeLimit", 2, "the longest inner plaintext the sender takes, with its type byte",
        place
      ) {
        "\($0) bytes"
      }.map { "\($0) bytes" }
    case 34: return delegatedCredential(&data, message, place)
    case 41: return preSharedKey(&data, message, place)
    case 42:
      return data.number(
        "max_early_data_size", 4, "the most early data that may be sent with this ticket", place
      ) {
        "\($0) bytes"
      }.map { "\($0) bytes" }
    case 43: return versions(&data, message, place)
    case 44:
      data.opaqueVector(
        "cookie", lengthBytes: 2, "comes back as it is in the second ClientHello", place)
      return nil
    case 45:
      return list("ke_modes", 1, "mode", 1, &data, place) {
        [0: "psk_ke (0)", 1: "psk_dhe_ke (1)"][$0]
          ?? ($0 & 0x1F == 0x0B ? "GREASE (\($0))" : "\($0)")
      }
    case 47: return authorities(&data, place)
    case 48: return filters(&data, place)
    case 51: return keyShare(&data, message, place)
    case 58:
      if message == .encryptedExtensions {
        data.number("expected_count", 1, "tickets the server will send", place)
        return nil
      }
      data.number("new_session_count", 1, "tickets wanted where a new session is made", place)
      data.number("resumption_count", 1, "tickets wanted where a session is resumed", place)
      return nil
    case 65037: return encryptedClientHello(&data, message, place)
    case 65281:
      data.opaqueVector(
        "renegotiated_connection", lengthBytes: 1, "empty: TLS 1.3 does not renegotiate", place)
      return nil
    default:
      let count = data.remaining
      let why =
        CodePoint.isGrease(type)
        ? "any bytes: they mean nothing, so that the receiver stays tolerant"
        : "what this extension says, as it stands"
      data.opaque("extension_data", count, why, place)
      return "\(count) bytes"
    }
  }

  private static func list(
    _ name: String, _ lengthBytes: Int, _ element: String, _ size: Int, _ data: inout Annotator,
    _ place: String, _ show: (Int) -> String
  ) -> String? {
    var names: [String] = []
    data.vector(name, lengthBytes: lengthBytes, "most preferred first", place) { list in
      while !list.isAtEnd {
        if let value = list.number(element, size, "one that the sender takes", place, show) {
          names.append(show(value))
        }
      }
      return "\(names.count)"
    }
    return names.map { $0.split(separator: " ").first.map(String.init) ?? $0 }.joined(
      separator: ", ")
  }

  private static func codePoints(
    _ name: String, _ element: String, _ data: inout Annotator, _ place: String,
    _ show: (Int) -> String
  ) -> String? {
    list(name, 2, element, 2, &data, place, show)
  }

  private static func serverName(_ data: inout Annotator, _ place: String) -> String? {
    var names: [String] = []
    data.vector(
      "server_name_list", lengthBytes: 2, "names of the server that the client wants", place
    ) { list in
      while !list.isAtEnd {
        list.number("name_type", 1, "zero is a DNS name; there are no others", place) {
          $0 == 0 ? "host_name (0)" : "\($0)"
        }
        list.opaqueVector("HostName", lengthBytes: 2, "a DNS name without a dot at its end", place)
        {
          names.append(Annotator.text($0))
          return Annotator.text($0)
        }
      }
      return nil
    }
    return names.joined(separator: ", ")
  }

  private static func protocols(_ data: inout Annotator, _ place: String) -> String? {
    var names: [String] = []
    data.vector(
      "protocol_name_list", lengthBytes: 2, "most preferred first; the server's answer has one",
      place
    ) { list in
      while !list.isAtEnd {
        list.opaqueVector(
          "ProtocolName", lengthBytes: 1, "a protocol to speak over this connection", place
        ) {
          names.append(Annotator.text($0))
          return Annotator.text($0)
        }
      }
      return nil
    }
    return names.joined(separator: ", ")
  }

  private static func statusRequest(
    _ data: inout Annotator, _ message: ExtensionPlace, _ place: String
  ) -> String? {
    data.number("status_type", 1, "one is OCSP", place) { $0 == 1 ? "ocsp (1)" : "\($0)" }
    if message == .certificate {
      data.opaqueVector(
        "OCSPResponse", lengthBytes: 3, "says that the certificate is not revoked, in DER",
        section("4.5.1.1"))
      return "OCSP response"
    }
    data.opaqueVector(
      "responder_id_list", lengthBytes: 2,
      "responders that the sender trusts; empty leaves it open", place)
    data.opaqueVector("request_extensions", lengthBytes: 2, "extensions of the OCSP request", place)
    return "OCSP"
  }

  private static func timestamps(_ data: inout Annotator, _ place: String) -> String? {
    var count = 0
    data.vector("sct_list", lengthBytes: 2, "promises of logs to show the certificate", place) {
      list in
      while !list.isAtEnd {
        list.vector("SerializedSCT", lengthBytes: 2, "a signed certificate timestamp", place) {
          one in
          one.number("version", 1, "zero is v1", "RFC 6962, Section 3.2") {
            $0 == 0 ? "v1 (0)" : "\($0)"
          }
          one.opaque("id", 32, "the log's key, hashed", "RFC 6962, Section 3.2")
          one.number("timestamp", 8, "milliseconds since 1970", "RFC 6962, Section 3.2")
          one.opaqueVector(
            "extensions", lengthBytes: 2, "of the timestamp", "RFC 6962, Section 3.2")
          one.number(
            "algorithm", 2, "of the signature", "RFC 6962, Section 3.2", CodePoint.signature)
          one.opaqueVector("signature", lengthBytes: 2, "by the log", "RFC 6962, Section 3.2")
          return nil
        }
        count += 1
      }
      return "\(count)"
    }
    return "\(count)"
  }

  private static func certificateTypes(
    _ data: inout Annotator, _ message: ExtensionPlace, _ place: String
  ) -> String? {
    guard message == .clientHello else {
      return data.number(
        "certificate_type", 1, "the type that the server chose", place, CodePoint.certificateType
      )
      .map(CodePoint.certificateType)
    }
    return list(
      "certificate_types", 1, "certificate_type", 1, &data, place, CodePoint.certificateType)
  }

  private static func delegatedCredential(
    _ data: inout Annotator, _ message: ExtensionPlace, _ place: String
  ) -> String? {
    guard message == .certificate else {
      return codePoints(
        "supported_signature_algorithms", "signature_scheme", &data, place, CodePoint.signature)
    }
    data.number("valid_time", 4, "seconds from the certificate's notBefore", place) { "\($0) s" }
    data.number(
      "dc_cert_verify_algorithm", 2, "of the delegated key's signatures", place, CodePoint.signature
    )
    data.vector("ASN1_subjectPublicKeyInfo", lengthBytes: 3, "the delegated key", place) { key in
      key.append(DERFields.any(key.peek(key.remaining)))
      return nil
    }
    data.number("algorithm", 2, "of the signature below", place, CodePoint.signature)
    data.opaqueVector("signature", lengthBytes: 2, "by the certificate's key", place)
    return nil
  }

  private static func versions(
    _ data: inout Annotator, _ message: ExtensionPlace, _ place: String
  ) -> String? {
    guard message == .clientHello else {
      return data.number(
        "selected_version", 2, "the version that the server chose", place, CodePoint.version
      )
      .map(CodePoint.version)
    }
    return list("versions", 1, "version", 2, &data, place, CodePoint.version).map { text in
      text.isEmpty ? "none" : text
    }
  }

  private static func authorities(_ data: inout Annotator, _ place: String) -> String? {
    var count = 0
    data.vector(
      "authorities", lengthBytes: 2, "names of authorities whose certificates are trusted", place
    ) { list in
      while !list.isAtEnd {
        list.vector("DistinguishedName", lengthBytes: 2, "an authority's name, in DER", place) {
          name in
          name.append(DERFields.any(name.peek(name.remaining)))
          return nil
        }
        count += 1
      }
      return "\(count)"
    }
    return "\(count)"
  }

  private static func filters(_ data: inout Annotator, _ place: String) -> String? {
    data.vector("filters", lengthBytes: 2, "what the client's certificate has to contain", place) {
      list in
      while !list.isAtEnd {
        list.vector("certificate_extension_oid", lengthBytes: 1, "an extension, in DER", place) {
          one in
          one.append(DERFields.any(one.peek(one.remaining)))
          return nil
        }
        list.opaqueVector(
          "certificate_extension_values", lengthBytes: 2, "values that it has to have", place)
      }
      return nil
    }
    return nil
  }

  private static func keyShare(
    _ data: inout Annotator, _ message: ExtensionPlace, _ place: String
  ) -> String? {
    var names: [String] = []
    func entry(_ walker: inout Annotator) {
      walker.group(
        "KeyShareEntry", "a group, and this side's half of the key exchange in it", place
      ) { one in
        let group =
          one.number("group", 2, "the group of the share", section("4.3.7"), CodePoint.group) ?? 0
        one.opaqueVector("key_exchange", lengthBytes: 2, keyExchangeMeaning(group), place)
        let name = CodePoint.group(group)
        names.append(name)
        return name
      }
    }
    switch message {
    case .helloRetryRequest:
      return data.number(
        "selected_group", 2, "the group that the client has to send a share of", place,
        CodePoint.group
      )
      .map(CodePoint.group)
    case .clientHello:
      data.vector(
        "client_shares", lengthBytes: 2, "most preferred first; none asks for a HelloRetryRequest",
        place
      ) { list in
        while !list.isAtEnd { entry(&list) }
        return "\(names.count)"
      }
    default: entry(&data)
    }
    return names.map { $0.split(separator: " ").first.map(String.init) ?? $0 }.joined(
      separator: ", ")
  }

  private static func keyExchangeMeaning(_ group: Int) -> String {
    switch group {
    case 0x17, 0x18, 0x19: "a point of the curve, uncompressed: 4, x, y (Section 4.3.8.2)"
    case 0x1D, 0x1E: "a public key of RFC 7748"
    case 0x0100...0x0104:
      "a public value of the finite field, of the prime's length (Section 4.3.8.1)"
    case 0x11EB...0x11ED, 0x0200...0x0202:
      "an ML-KEM key or ciphertext, with a share of a curve beside it in hybrids"
    default: "the share, in the group's own form"
    }
  }

  private static func preSharedKey(
    _ data: inout Annotator, _ message: ExtensionPlace, _ place: String
  ) -> String? {
    guard message == .clientHello else {
      return data.number(
        "selected_identity", 2, "the place of the chosen key among those offered", place
      )
      .map { "identity \($0)" }
    }
    var count = 0
    data.vector("identities", lengthBytes: 2, "keys that the client has", place) { list in
      while !list.isAtEnd {
        list.group("PskIdentity", "one key's name", place) { one in
          one.opaqueVector(
            "identity", lengthBytes: 2, "a ticket, or the name of an external key", place)
          one.number(
            "obfuscated_ticket_age", 4,
            "milliseconds since the ticket came, plus ticket_age_add; zero for external keys",
            section("4.3.11.1"))
          return nil
        }
        count += 1
      }
      return "\(count)"
    }
    data.vector(
      "binders", lengthBytes: 2, "one for each identity: prove that the client has the key",
      section("4.3.11.2")
    ) { list in
      while !list.isAtEnd {
        list.opaqueVector(
          "PskBinderEntry", lengthBytes: 1,
          "HMAC over the ClientHello up to the binders, under the key",
          section("4.3.11.2"))
      }
      return nil
    }
    return count == 1 ? "1 identity" : "\(count) identities"
  }

  private static func encryptedClientHello(
    _ data: inout Annotator, _ message: ExtensionPlace, _ place: String
  ) -> String? {
    switch message {
    case .clientHello:
      guard
        data.number("type", 1, "outer or inner", place, { $0 == 0 ? "outer (0)" : "inner (1)" })
          == 0
      else {
        return "inner"
      }
      data.number("kdf_id", 2, "of HPKE", place) { $0 == 1 ? "HKDF-SHA256 (1)" : "\($0)" }
      data.number("aead_id", 2, "of HPKE", place) {
        [1: "AES-128-GCM (1)", 2: "AES-256-GCM (2)", 3: "ChaCha20Poly1305 (3)"][$0] ?? "\($0)"
      }
      data.number("config_id", 1, "the server's configuration that was used", place)
      data.opaqueVector("enc", lengthBytes: 2, "HPKE's encapsulated key", place)
      data.opaqueVector("payload", lengthBytes: 2, "the true ClientHello, encrypted", place)
      return "outer"
    case .helloRetryRequest:
      data.opaque(
        "confirmation", data.remaining, "says whether the true ClientHello was taken", place)
    default:
      data.opaque("retry_configs", data.remaining, "configurations to try again with", place)
    }
    return nil
  }
}
