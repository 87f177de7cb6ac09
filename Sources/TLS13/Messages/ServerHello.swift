import Bytes

/// ServerHello, and HelloRetryRequest, which has the same form (RFC 9846, Section 4.2.3 and 4.2.4).
struct ServerHello {
  /// The value of `random` that makes a ServerHello a HelloRetryRequest: SHA-256 of "HelloRetryRequest".
  static let retryRandom: [UInt8] = [
    0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
    0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
  ]

  let isRetryRequest: Bool
  let cipherSuite: CipherSuite
  /// The version in supported_versions.
  private(set) var selectedVersion: UInt16 = 0
  /// The group of the server's share, or the one that a HelloRetryRequest asks for.
  private(set) var group: NamedGroup?
  /// The server's share; empty in a HelloRetryRequest.
  private(set) var share: [UInt8] = []
  private(set) var cookie: [UInt8]?
  /// The pre-shared key that the server selected, by its place among those offered.
  private(set) var selectedIdentity: UInt16?

  /// Reads and checks the message against what was offered.
  init(
    _ message: borrowing HandshakeMessage, sessionID: [UInt8], offers: (ExtensionType) -> Bool
  ) throws(HandshakeError) {
    var reader = message.reader
    let legacyVersion: UInt16
    let random: [UInt8]
    let echo: [UInt8]
    let compressionOffset: Int
    let compression: UInt8
    do {
      legacyVersion = try reader.integer("legacy_version")
      random = [UInt8](copying: try reader.read(32, "random"))
      echo = [UInt8](copying: try reader.vector8("legacy_session_id_echo", 0...32).rest())
      cipherSuite = CipherSuite(rawValue: try reader.integer("cipher_suite"))
      compressionOffset = reader.offset
      compression = try reader.integer("legacy_compression_method")
    } catch { throw .malformed(error) }
    // RFC 9846 §4.2.3 MUST: look at random first.
    isRetryRequest = random == ServerHello.retryRandom
    var hasVersion = false
    if !reader.isAtEnd {
      hasVersion = try readExtensions(&reader, offers)
    }
    do { try reader.finish("ServerHello") } catch { throw .malformed(error) }

    guard hasVersion else {
      // RFC 9846 §4.2.3 MUST: the sentinel tells of somebody who forced an older version.
      if !isRetryRequest, ServerHello.isSentinel(random) { throw .downgrade }
      throw .olderServer
    }
    // RFC 9846 §4.3.1 MUST: only TLS 1.3 was offered.
    guard selectedVersion == ProtocolVersion.tls13.rawValue else {
      throw .versionSelected(selectedVersion)
    }
    guard legacyVersion == ProtocolVersion.tls12.rawValue else {
      throw .legacyVersion(legacyVersion)
    }
    // RFC 9846 §4.2.3 MUST: echo, compression.
    guard echo == sessionID else { throw .sessionIDNotEchoed }
    guard compression == 0 else {
      throw .malformed(
        .invalidValue(
          field: "legacy_compression_method", offset: compressionOffset,
          value: UInt64(compression)))
    }
  }

  private static func isSentinel(_ random: [UInt8]) -> Bool {
    let tail = Array(random.suffix(8))
    let sentinel: [UInt8] = [0x44, 0x4F, 0x57, 0x4E, 0x47, 0x52, 0x44]
    return tail == sentinel + [1] || tail == sentinel + [0]
  }

  /// Whether supported_versions stands among the extensions.
  private mutating func readExtensions(
    _ reader: inout ByteReader, _ offers: (ExtensionType) -> Bool
  ) throws(HandshakeError) -> Bool {
    var extensions = try ExtensionReader(
      &reader, isRetryRequest ? .helloRetryRequest : .serverHello)
    var hasVersion = false
    while let type = try extensions.next() {
      var data = try extensions.data()
      // RFC 9846 §4.3 MUST: only answers to what was sent; the cookie alone comes unasked (§4.2.4).
      guard offers(type) || (isRetryRequest && type == .cookie) else {
        throw .unofferedExtension(type, in: .serverHello)
      }
      do {
        switch type {
        case .supportedVersions:
          selectedVersion = try data.integer("selected_version")
          hasVersion = true
        case .keyShare where isRetryRequest:
          group = NamedGroup(rawValue: try data.integer("selected_group"))
        case .keyShare:
          let entry = try KeyShareEntry(from: &data)
          group = entry.group
          share = [UInt8](copying: entry.keyExchange)
        case .preSharedKey: selectedIdentity = try data.integer("selected_identity")
        case .cookie:
          cookie = [UInt8](copying: try data.vector16("cookie", 1...0xFFFF).rest())
        default: continue
        }
        try data.finish("extension_data")
      } catch { throw .malformed(error) }
    }
    return hasVersion
  }

  /// Appends a ServerHello with a key share, a selected pre-shared key, or both.
  static func write(
    random: [UInt8], sessionID: [UInt8], _ suite: CipherSuite, _ share: KeyShare?,
    selectedIdentity: Int?, into output: inout [UInt8]
  ) {
    write(random: random, sessionID: sessionID, suite, into: &output) { output in
      if let selectedIdentity {
        output.writeExtension(.preSharedKey) { output in
          output.write(UInt16(truncatingIfNeeded: selectedIdentity))
        }
      }
      if let share {
        output.writeExtension(.keyShare) { output in
          KeyShareEntry.write(share.group, share.bytes, into: &output)
        }
      }
    }
  }

  /// Appends a HelloRetryRequest that asks for a share of `group`.
  static func writeRetryRequest(
    sessionID: [UInt8], _ suite: CipherSuite, _ group: NamedGroup, cookie: [UInt8]?,
    into output: inout [UInt8]
  ) {
    write(random: retryRandom, sessionID: sessionID, suite, into: &output) { output in
      output.writeExtension(.keyShare) { output in output.write(group.rawValue) }
      if let cookie { Cookie.write(cookie, into: &output) }
    }
  }

  private static func write(
    random: [UInt8], sessionID: [UInt8], _ suite: CipherSuite, into output: inout [UInt8],
    _ extensions: (inout [UInt8]) -> Void
  ) {
    HandshakeMessage.write(.serverHello, into: &output) { output in
      output.write(ProtocolVersion.tls12.rawValue)
      output += random
      output.writeVector8 { output in output += sessionID }
      output.write(suite.rawValue)
      output.append(0)
      output.writeVector16 { output in
        extensions(&output)
        output.writeExtension(.supportedVersions) { output in
          output.write(ProtocolVersion.tls13.rawValue)
        }
      }
    }
  }
}
