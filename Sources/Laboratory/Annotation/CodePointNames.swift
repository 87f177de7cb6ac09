import TLS13

/// Code points as a person reads them: the RFC's name and the number. More names than the protocol of this
/// package has, since peers send them.
enum CodePoint {
  static func hex(_ value: Int, digits: Int = 4) -> String {
    let text = String(value, radix: 16)
    return "0x" + String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  /// Whether this is one of the values that mean nothing, so that peers stay tolerant (RFC 8701, Section 2).
  static func isGrease(_ value: Int) -> Bool {
    value & 0x0F0F == 0x0A0A && value >> 8 == value & 0xFF
  }

  private static func named(_ value: Int, _ known: String, _ more: [Int: String]) -> String {
    if isGrease(value) { return "GREASE (\(hex(value)))" }
    if let name = more[value] { return "\(name) (\(hex(value)))" }
    return known.hasPrefix("0x") ? hex(value) : "\(known) (\(hex(value)))"
  }

  static func version(_ value: Int) -> String {
    let names = [
      0x0300: "SSL 3.0", 0x0301: "TLS 1.0", 0x0302: "TLS 1.1", 0x0303: "TLS 1.2", 0x0304: "TLS 1.3",
    ]
    return named(value, "0x0", names)
  }

  static func suite(_ value: Int) -> String {
    let known = CipherSuite(rawValue: UInt16(truncatingIfNeeded: value)).description
    return named(value, known, olderSuites)
  }

  static func group(_ value: Int) -> String {
    let known = NamedGroup(rawValue: UInt16(truncatingIfNeeded: value)).description
    return named(value, known, moreGroups)
  }

  static func signature(_ value: Int) -> String {
    let known = SignatureScheme(rawValue: UInt16(truncatingIfNeeded: value)).description
    return named(value, known, moreSignatures)
  }

  static func `extension`(_ value: Int) -> String {
    let known = ExtensionType(rawValue: UInt16(truncatingIfNeeded: value)).description
    if isGrease(value) { return "GREASE" }
    return moreExtensions[value] ?? known
  }

  static func alert(_ value: Int) -> String {
    let known = Alert(rawValue: UInt8(truncatingIfNeeded: value)).description
    return (moreAlerts[value] ?? known) + " (\(value))"
  }

  static func certificateType(_ value: Int) -> String {
    ["0": "X509 (0)", "1": "OpenPGP (1)", "2": "RawPublicKey (2)"]["\(value)"] ?? "\(value)"
  }

  static func contentType(_ value: Int) -> String {
    switch value {
    case 20: "change_cipher_spec (20)"
    case 21: "alert (21)"
    case 22: "handshake (22)"
    case 23: "application_data (23)"
    default: "\(value)"
    }
  }

  private static let olderSuites: [Int: String] = [
    0x00FF: "TLS_EMPTY_RENEGOTIATION_INFO_SCSV", 0x5600: "TLS_FALLBACK_SCSV",
    0x002F: "TLS_RSA_WITH_AES_128_CBC_SHA", 0x0035: "TLS_RSA_WITH_AES_256_CBC_SHA",
    0x0033: "TLS_DHE_RSA_WITH_AES_128_CBC_SHA", 0x0039: "TLS_DHE_RSA_WITH_AES_256_CBC_SHA",
    0x0067: "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256", 0x006B: "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256",
    0x003C: "TLS_RSA_WITH_AES_128_CBC_SHA256", 0x003D: "TLS_RSA_WITH_AES_256_CBC_SHA256",
    0x009C: "TLS_RSA_WITH_AES_128_GCM_SHA256", 0x009D: "TLS_RSA_WITH_AES_256_GCM_SHA384",
    0x009E: "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", 0x009F: "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
    0xC009: "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", 0xC00A: "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
    0xC013: "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", 0xC014: "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
    0xC023: "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
    0xC024: "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
    0xC027: "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
    0xC028: "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
    0xC02B: "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    0xC02C: "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    0xC02F: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    0xC030: "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    0xCCA8: "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    0xCCA9: "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    0xCCAA: "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
  ]

  private static let moreGroups: [Int: String] = [
    0x0100: "ffdhe2048", 0x0101: "ffdhe3072", 0x0102: "ffdhe4096", 0x0103: "ffdhe6144",
    0x0104: "ffdhe8192", 0x001A: "brainpoolP256r1", 0x001B: "brainpoolP384r1",
    0x001C: "brainpoolP512r1", 0x001F: "brainpoolP256r1tls13", 0x0020: "brainpoolP384r1tls13",
    0x0021: "brainpoolP512r1tls13", 0x0013: "secp192r1", 0x0015: "secp224r1", 0x0016: "secp256k1",
    0x6399: "X25519Kyber768Draft00",
  ]

  private static let moreSignatures: [Int: String] = [
    0x0201: "rsa_pkcs1_sha1", 0x0203: "ecdsa_sha1", 0x0202: "dsa_sha1", 0x0301: "rsa_sha224",
    0x0302: "dsa_sha224", 0x0303: "ecdsa_sha224", 0x0402: "dsa_sha256", 0x0502: "dsa_sha384",
    0x0602: "dsa_sha512", 0x0809: "rsa_pss_pss_sha256", 0x080A: "rsa_pss_pss_sha384",
    0x080B: "rsa_pss_pss_sha512", 0x081A: "ecdsa_brainpoolP256r1tls13_sha256",
    0x081B: "ecdsa_brainpoolP384r1tls13_sha384", 0x081C: "ecdsa_brainpoolP512r1tls13_sha512",
  ]

  private static let moreExtensions: [Int: String] = [
    1: "max_fragment_length", 11: "ec_point_formats", 17: "status_request_v2",
    18: "signed_certificate_timestamp", 22: "encrypt_then_mac", 23: "extended_master_secret",
    24: "token_binding", 35: "session_ticket", 52: "transparency_info", 55: "external_id_hash",
    56: "external_session_id", 57: "quic_transport_parameters", 65281: "renegotiation_info",
    13172: "next_protocol_negotiation", 17513: "application_settings",
    17613: "application_settings", 64768: "ech_outer_extensions", 65037: "encrypted_client_hello",
  ]

  private static let moreAlerts: [Int: String] = [
    21: "decryption_failed_RESERVED", 30: "decompression_failure_RESERVED",
    41: "no_certificate_RESERVED", 60: "export_restriction_RESERVED",
    100: "no_renegotiation_RESERVED", 111: "certificate_unobtainable_RESERVED",
    114: "bad_certificate_hash_value_RESERVED", 121: "ech_required",
  ]
}
