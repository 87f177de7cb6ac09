import Bytes

/// Writes ClientHello (RFC 9846, Section 4.2.2): the first, and the second after a HelloRetryRequest, which
/// differs only in key share, cookie, early_data and pre_shared_key.
struct ClientHelloWriter {
  private let common: Shared<ClientConfiguration>
  let random: [UInt8]
  let sessionID: [UInt8]
  let serverName: String?
  /// Replaces what this implementation would send, for the replay of published traces.
  var rehearsal: ClientRehearsal?

  /// The extensions in the order in which they are sent.
  private static let order: [ExtensionType] = [
    .serverName, .supportedGroups, .signatureAlgorithms, .signatureAlgorithmsCert,
    .applicationLayerProtocolNegotiation, .statusRequest, .signedCertificateTimestamp,
    .certificateAuthorities, .clientCertificateType, .serverCertificateType, .compressCertificate,
    .delegatedCredential, .recordSizeLimit, .ticketRequest, .supportedVersions,
    .cookie, .pskKeyExchangeModes, .postHandshakeAuth, .keyShare, .earlyData, .preSharedKey,
  ]

  /// Code points that mean nothing; nil where none are sent.
  var grease: GREASE?
  /// The order of this connection; ``preSharedKey`` is the last.
  private var order = ClientHelloWriter.order

  /// Pre-shared keys that are offered, with what the second ClientHello has left of them.
  var offers: [OfferedKey] = []
  /// Whether early data follows the message.
  var announcesEarlyData = false

  init(
    _ configuration: Shared<ClientConfiguration>, random: [UInt8], sessionID: [UInt8],
    serverName: String?,
    rehearsal: ClientRehearsal?
  ) {
    common = configuration
    self.random = random
    self.sessionID = sessionID
    self.serverName = serverName
    self.rehearsal = rehearsal
  }

  var configuration: ClientConfiguration {
    _read { yield common.configuration }
  }

  /// Strews in what the configuration wants to be strewn in, once for both ClientHellos.
  mutating func vary(using random: inout some RandomSource) {
    if configuration.sendsGREASE {
      let grease = GREASE(using: &random)
      self.grease = grease
      order.insert(grease.extensions.first, at: 0)
      order.insert(grease.extensions.second, at: order.count - 1)
    }
    if configuration.permutesExtensions {
      // RFC 9846 §4.3.11 MUST: pre_shared_key stays the last.
      for index in stride(from: order.count - 2, to: 0, by: -1) {
        let bytes = random.bytes(2)
        order.swapAt(index, (Int(bytes[0]) << 8 | Int(bytes[1])) % (index + 1))
      }
    }
  }

  /// Extensions that the message has, to hold the server's answers against.
  func offers(_ type: ExtensionType) -> Bool {
    if let rehearsal { return rehearsal.order.contains(type) }
    return switch type {
    case .serverName: serverName != nil
    case .applicationLayerProtocolNegotiation: !configuration.applicationProtocols.isEmpty
    case .cookie: false
    case .pskKeyExchangeModes: !configuration.keyExchangeModes.isEmpty
    case .preSharedKey: !offers.isEmpty
    case .postHandshakeAuth: configuration.allowsPostHandshakeAuthentication
    case .earlyData: announcesEarlyData
    case .recordSizeLimit: configuration.recordSizeLimit != nil
    case .ticketRequest: configuration.ticketRequest != nil
    case .statusRequest: configuration.requestsOCSP
    case .signedCertificateTimestamp: configuration.requestsCertificateTimestamps
    case .certificateAuthorities: !configuration.certificateAuthorities.isEmpty
    case .clientCertificateType: CertificateTypes.areSent(clientCertificateTypes)
    case .serverCertificateType:
      CertificateTypes.areSent(configuration.serverCertificateTypes)
    case .compressCertificate: !configuration.certificateCompression.isEmpty
    case .delegatedCredential: !configuration.delegatedCredentialSchemes.isEmpty
    default: ClientHelloWriter.order.contains(type)
    }
  }

  /// The whole message, with its header.
  ///
  /// - Parameter retry: The transcript up to a HelloRetryRequest; nil for the first ClientHello.
  func message(shares: [KeyShare], cookie: [UInt8]?, after retry: Transcript?) -> [UInt8] {
    var message: [UInt8] = []
    message.reserveCapacity(512)
    HandshakeMessage.write(.clientHello, into: &message) { output in
      output.write(ProtocolVersion.tls12.rawValue)
      output += random
      output.writeVector8 { output in output += sessionID }
      output.writeCodePoints(
        greased(grease?.cipherSuite, configuration.cipherSuites.map(\.rawValue)))
      output.writeVector8 { output in output.append(0) }
      output.writeVector16 { output in
        for type in rehearsal?.order ?? order {
          if let raw = rehearsal?.raw[type] {
            output.writeExtension(type) { output in output += raw }
          } else {
            write(type, shares, cookie, isFirst: retry == nil, into: &output)
          }
        }
      }
    }
    if !offers.isEmpty { PreSharedKeyExtension.fillBinders(offers, &message, after: retry) }
    return message
  }

  private func write(
    _ type: ExtensionType, _ shares: [KeyShare], _ cookie: [UInt8]?, isFirst: Bool,
    into output: inout [UInt8]
  ) {
    switch type {
    case .serverName:
      if let serverName { ServerNameExtension.write(serverName, into: &output) }
    case .supportedGroups:
      output.writeExtension(type) { output in
        output.writeCodePoints(greased(grease?.group, configuration.groups.map(\.rawValue)))
      }
    case .signatureAlgorithms:
      output.writeExtension(type) { output in
        output.writeCodePoints(
          greased(grease?.signatureScheme, configuration.signatureSchemes.map(\.rawValue)))
      }
    case .signatureAlgorithmsCert:
      output.writeExtension(type) { output in
        output.writeCodePoints(configuration.certificateSignatureSchemes.lazy.map(\.rawValue))
      }
    case .applicationLayerProtocolNegotiation:
      if !configuration.applicationProtocols.isEmpty {
        ALPN.write(configuration.applicationProtocols, into: &output)
      }
    case .supportedVersions:
      output.writeExtension(type) { output in
        output.writeVector8 { output in
          if let grease { output.write(grease.version) }
          output.write(ProtocolVersion.tls13.rawValue)
        }
      }
    case .cookie:
      if let cookie { Cookie.write(cookie, into: &output) }
    case .pskKeyExchangeModes:
      // With psk_dhe_ke the server may send tickets, which also prove that it accepted our certificate.
      guard !configuration.keyExchangeModes.isEmpty else { break }
      output.writeExtension(type) { output in
        output.writeVector8 { output in
          output += configuration.keyExchangeModes.lazy.map(\.rawValue)
        }
      }
    case .keyShare:
      output.writeExtension(type) { output in
        output.writeVector16 { output in
          // RFC 8701 §3.1: a share of the meaningless group, where its list has it, too.
          if let grease, isFirst {
            KeyShareEntry.write(NamedGroup(rawValue: grease.group), [0], into: &output)
          }
          for share in shares { KeyShareEntry.write(share.group, share.bytes, into: &output) }
        }
      }
    case .postHandshakeAuth:
      if configuration.allowsPostHandshakeAuthentication { output.writeExtension(type) { _ in } }
    case .recordSizeLimit:
      if let limit = configuration.recordSizeLimit { RecordSizeLimit.write(limit, into: &output) }
    case .statusRequest: if configuration.requestsOCSP { StatusRequest.write(into: &output) }
    case .signedCertificateTimestamp:
      if configuration.requestsCertificateTimestamps { output.writeExtension(type) { _ in } }
    case .certificateAuthorities:
      CertificateAuthorities.write(configuration.certificateAuthorities, into: &output)
    case .clientCertificateType:
      CertificateTypes.write(type, clientCertificateTypes, into: &output)
    case .serverCertificateType:
      CertificateTypes.write(type, configuration.serverCertificateTypes, into: &output)
    case .compressCertificate:
      CompressCertificate.write(configuration.certificateCompression, into: &output)
    case .delegatedCredential:
      guard !configuration.delegatedCredentialSchemes.isEmpty else { break }
      output.writeExtension(type) { output in
        output.writeCodePoints(configuration.delegatedCredentialSchemes.lazy.map(\.rawValue))
      }
    case .ticketRequest: configuration.ticketRequest?.write(into: &output)
    case .earlyData:
      if announcesEarlyData { output.writeExtension(type) { _ in } }
    case .preSharedKey:
      if !offers.isEmpty { PreSharedKeyExtension.write(offers, into: &output) }
    default:
      guard let grease else { break }
      if type == grease.extensions.first { output.writeExtension(type) { _ in } }
      if type == grease.extensions.second {
        output.writeExtension(type) { output in output.append(0) }
      }
    }
  }

  /// The forms in which this side can show who it is.
  var clientCertificateTypes: [CertificateType] { configuration.offeredCertificateTypes }

  /// A list of code points with one in front that means nothing.
  private func greased(_ value: UInt16?, _ values: [UInt16]) -> [UInt16] {
    value.map { [$0] + values } ?? values
  }
}

/// A share to send.
struct KeyShare {
  let group: NamedGroup
  let bytes: [UInt8]
}

/// What a published trace's client sends that this implementation would not: another order of extensions,
/// and some that it does not have.
package struct ClientRehearsal: Sendable {
  package var order: [ExtensionType]
  package var raw: [ExtensionType: [UInt8]]
  /// The same for the second ClientHello; nil where it is like the first.
  package var second: (order: [ExtensionType], raw: [ExtensionType: [UInt8]])?

  package init(
    order: [ExtensionType], raw: [ExtensionType: [UInt8]],
    second: (order: [ExtensionType], raw: [ExtensionType: [UInt8]])? = nil
  ) {
    self.order = order
    self.raw = raw
    self.second = second
  }
}
