import Bytes

/// What a server reads out of a ClientHello (RFC 9846, Section 4.2.2).
struct ClientHello {
  /// What must be the same in the second ClientHello (Section 4.2.2).
  struct Constant: Equatable {
    var random: [UInt8] = []
    var sessionID: [UInt8] = []
    var cipherSuites: [UInt16] = []
    var groups: [UInt16]?
    var signatureSchemes: [UInt16]?
    var signatureSchemesCert: [UInt16]?
    var serverName: String?
    var protocols: [ApplicationProtocol] = []
    var recordSizeLimit: Int?
    var ticketRequest: TicketRequest?
    var requestsOCSP = false
    var requestsTimestamps = false
    var compressions: [UInt16] = []
    var delegatedSchemes: [UInt16] = []
    /// Nil where the client says nothing, which stands for X.509.
    var clientCertificateTypes: [CertificateType]?
    var serverCertificateTypes: [CertificateType]?

    /// What is to come beside the server's certificate.
    var demands: CertificateDemands {
      CertificateDemands(
        status: requestsOCSP, timestamps: requestsTimestamps, compressions: compressions,
        delegatedSchemes: delegatedSchemes)
    }
  }

  /// A share's group and where its bytes stand in the message.
  struct Share {
    let group: NamedGroup
    let range: Range<Int>
  }

  var constant = Constant()
  /// nil where there is no key_share.
  private(set) var shares: [Share]?
  private(set) var cookie: [UInt8]?
  private(set) var certificateAuthorities: [[UInt8]]?
  /// Whether the client takes tickets for psk_dhe_ke (Section 4.3.9).
  var acceptsTickets: Bool { modes?.contains(.pskDHE) ?? false }
  /// Nil where there is no psk_key_exchange_modes.
  private(set) var modes: [KeyExchangeMode]?
  private(set) var preSharedKeys: OfferedPreSharedKeys?
  private(set) var offersEarlyData = false
  private(set) var acceptsPostHandshakeAuthentication = false
  private var versions: [UInt16]?

  /// Reads and checks the message; what depends on the server's configuration is checked elsewhere.
  init(_ message: borrowing HandshakeMessage) throws(HandshakeError) {
    var reader = message.reader
    let legacyVersion: UInt16
    let isUncompressed: Bool
    do {
      legacyVersion = try reader.integer("legacy_version")
      constant.random = [UInt8](copying: try reader.read(32, "random"))
      constant.sessionID = [UInt8](copying: try reader.vector8("legacy_session_id", 0...32).rest())
      constant.cipherSuites = try readCodePoints(&reader, "cipher_suites")
      let compression = try reader.vector8("legacy_compression_methods", 1...0xFF).rest()
      isUncompressed = compression.count == 1 && compression[0] == 0
    } catch { throw .malformed(error) }
    // A ClientHello of TLS 1.2 or before may end here (Section 4.2.2).
    guard !reader.isAtEnd else { throw .versionNotOffered }
    try readExtensions(&reader, message.bytes)
    do { try reader.finish("ClientHello") } catch { throw .malformed(error) }

    // RFC 9846 §4.3.1 MUST: the version comes from supported_versions alone.
    guard let versions, versions.contains(ProtocolVersion.tls13.rawValue) else {
      throw .versionNotOffered
    }
    // RFC 9846 §4.2.2 MUST: legacy_version is 0x0303, compression is null and nothing else.
    guard legacyVersion == ProtocolVersion.tls12.rawValue else {
      throw .legacyVersion(legacyVersion)
    }
    guard isUncompressed else { throw .legacyCompression }
    try requireMandatoryExtensions()
    try checkShares()
  }

  /// RFC 9846 §9.2 MUST: what a ClientHello for TLS 1.3 has to contain.
  private func requireMandatoryExtensions() throws(HandshakeError) {
    if preSharedKeys == nil {
      guard constant.signatureSchemes != nil else {
        throw .missingExtension(.signatureAlgorithms, in: .clientHello)
      }
      guard constant.groups != nil else {
        throw .missingExtension(.supportedGroups, in: .clientHello)
      }
    }
    if constant.groups != nil, shares == nil {
      throw .missingExtension(.keyShare, in: .clientHello)
    }
    if shares != nil, constant.groups == nil {
      throw .missingExtension(.supportedGroups, in: .clientHello)
    }
  }

  /// RFC 9846 §4.3.8 MUST NOT: two shares of a group, a share outside supported_groups, or out of its order.
  private func checkShares() throws(HandshakeError) {
    guard let shares, let groups = constant.groups else { return }
    var next = 0
    for (index, share) in shares.enumerated() {
      if shares[..<index].contains(where: { $0.group == share.group }) {
        throw .duplicateKeyShare(share.group)
      }
      guard let place = groups[next...].firstIndex(of: share.group.rawValue) else {
        throw .keyShareOutsideGroups(share.group)
      }
      next = place + 1
    }
  }

  private mutating func readExtensions(
    _ reader: inout ByteReader, _ message: Span<UInt8>
  ) throws(HandshakeError) {
    var extensions = try ExtensionReader(&reader, .clientHello)
    while let type = try extensions.next() {
      let data = try extensions.data()
      switch type {
      case .serverName: constant.serverName = try ServerNameExtension.read(data)
      case .supportedGroups:
        constant.groups = try ClientHello.readGroups(data)
      case .signatureAlgorithms:
        constant.signatureSchemes = try readCodePointExtension(
          data, "supported_signature_algorithms")
      case .signatureAlgorithmsCert:
        constant.signatureSchemesCert = try readCodePointExtension(
          data, "supported_signature_algorithms")
      case .applicationLayerProtocolNegotiation: constant.protocols = try ALPN.read(data)
      case .certificateAuthorities:
        certificateAuthorities = try CertificateAuthorities.read(data)
      case .recordSizeLimit:
        // RFC 8449 §4 MUST NOT: a server does not mind a limit above that of TLS 1.3.
        constant.recordSizeLimit = try RecordSizeLimit.read(data, upTo: nil)
      case .statusRequest: constant.requestsOCSP = try StatusRequest.read(data)
      case .signedCertificateTimestamp:
        try ClientHello.requireEmpty(data, "signed_certificate_timestamp")
        constant.requestsTimestamps = true
      case .compressCertificate: constant.compressions = try CompressCertificate.read(data)
      case .delegatedCredential:
        constant.delegatedSchemes = try readCodePointExtension(
          data, "supported_signature_algorithm")
      case .clientCertificateType:
        constant.clientCertificateTypes = try CertificateTypes.read(data)
      case .serverCertificateType:
        constant.serverCertificateTypes = try CertificateTypes.read(data)
      case .ticketRequest: constant.ticketRequest = try TicketRequest.read(data)
      case .supportedVersions: versions = try ClientHello.readVersions(data)
      case .keyShare: shares = try ClientHello.readShares(data)
      case .cookie: cookie = try Cookie.read(data)
      case .pskKeyExchangeModes:
        modes = try ClientHello.readModes(data)
      case .postHandshakeAuth:
        try ClientHello.requireEmpty(data, "post_handshake_auth")
        acceptsPostHandshakeAuthentication = true
      case .earlyData:
        try ClientHello.requireEmpty(data, "early_data")
        offersEarlyData = true
      case .preSharedKey:
        // RFC 9846 §4.3.11 MUST: the last extension.
        guard extensions.isAtEnd else { throw .preSharedKeyNotLast }
        preSharedKeys = try OfferedPreSharedKeys(data)
      default: break
      }
    }
    if preSharedKeys != nil, modes == nil {
      // RFC 9846 §4.3.9 MUST: with pre_shared_key come psk_key_exchange_modes.
      throw .missingExtension(.pskKeyExchangeModes, in: .clientHello)
    }
  }

  private static func readGroups(
    _ data: consuming ByteReader
  ) throws(HandshakeError) -> [UInt16] {
    let groups = try readCodePointExtension(data, "named_group_list")
    // RFC 9846 §4.3.7 MUST NOT: a group twice. A long list is compared with a set of those before.
    if groups.count <= 32 {
      for (index, group) in groups.enumerated() where groups[..<index].contains(group) {
        throw .duplicateGroup(NamedGroup(rawValue: group))
      }
    } else {
      var seen = Set<UInt16>(minimumCapacity: groups.count)
      for group in groups where !seen.insert(group).inserted {
        throw .duplicateGroup(NamedGroup(rawValue: group))
      }
    }
    return groups
  }

  private static func requireEmpty(
    _ data: consuming ByteReader, _ field: StaticString
  ) throws(HandshakeError) {
    do { try data.finish(field) } catch { throw .malformed(error) }
  }

  private static func readVersions(_ data: consuming ByteReader) throws(HandshakeError) -> [UInt16]
  {
    do {
      var data = data
      var list = try data.vector8("versions", 2...254)
      try data.finish("supported_versions")
      var versions: [UInt16] = []
      while !list.isAtEnd { versions.append(try list.integer("ProtocolVersion")) }
      return versions
    } catch { throw .malformed(error) }
  }

  private static func readModes(
    _ data: consuming ByteReader
  ) throws(HandshakeError) -> [KeyExchangeMode] {
    do {
      var data = data
      var list = try data.vector8("ke_modes", 1...255)
      try data.finish("psk_key_exchange_modes")
      var modes: [KeyExchangeMode] = []
      while !list.isAtEnd {
        modes.append(KeyExchangeMode(rawValue: try list.integer("PskKeyExchangeMode")))
      }
      return modes
    } catch { throw .malformed(error) }
  }

  private static func readShares(_ data: consuming ByteReader) throws(HandshakeError) -> [Share] {
    do {
      var data = data
      var list = try data.vector16("client_shares")
      try data.finish("key_share")
      var shares: [Share] = []
      while !list.isAtEnd {
        let entry = try KeyShareEntry(from: &list)
        let end = list.offset
        shares.append(Share(group: entry.group, range: end - entry.keyExchange.count..<end))
      }
      return shares
    } catch { throw .malformed(error) }
  }
}
