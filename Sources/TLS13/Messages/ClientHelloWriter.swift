import Bytes

/// Writes ClientHello (RFC 9846, Section 4.2.2): the first, and the second after a HelloRetryRequest, which
/// differs only in key share, cookie, early_data and pre_shared_key.
struct ClientHelloWriter {
  let configuration: ClientConfiguration
  let random: [UInt8]
  let sessionID: [UInt8]
  let serverName: String?
  /// Replaces what this implementation would send, for the replay of published traces.
  var rehearsal: ClientRehearsal?

  /// The extensions in the order in which they are sent.
  private static let order: [ExtensionType] = [
    .serverName, .supportedGroups, .signatureAlgorithms, .signatureAlgorithmsCert,
    .applicationLayerProtocolNegotiation, .supportedVersions, .cookie, .pskKeyExchangeModes,
    .postHandshakeAuth, .keyShare, .earlyData, .preSharedKey,
  ]

  /// Pre-shared keys that are offered, with what the second ClientHello has left of them.
  var offers: [OfferedKey] = []
  /// Whether early data follows the message.
  var announcesEarlyData = false

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
      output.writeCodePoints(configuration.cipherSuites.lazy.map(\.rawValue))
      output.writeVector8 { output in output.append(0) }
      output.writeVector16 { output in
        for type in rehearsal?.order ?? ClientHelloWriter.order {
          if let raw = rehearsal?.raw[type] {
            output.writeExtension(type) { output in output += raw }
          } else {
            write(type, shares, cookie, into: &output)
          }
        }
      }
    }
    if !offers.isEmpty { PreSharedKeyExtension.fillBinders(offers, &message, after: retry) }
    return message
  }

  private func write(
    _ type: ExtensionType, _ shares: [KeyShare], _ cookie: [UInt8]?, into output: inout [UInt8]
  ) {
    switch type {
    case .serverName:
      if let serverName { ServerNameExtension.write(serverName, into: &output) }
    case .supportedGroups:
      output.writeExtension(type) { output in
        output.writeCodePoints(configuration.groups.lazy.map(\.rawValue))
      }
    case .signatureAlgorithms:
      output.writeExtension(type) { output in
        output.writeCodePoints(configuration.signatureSchemes.lazy.map(\.rawValue))
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
        output.writeVector8 { output in output.write(ProtocolVersion.tls13.rawValue) }
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
          for share in shares { KeyShareEntry.write(share.group, share.bytes, into: &output) }
        }
      }
    case .postHandshakeAuth:
      if configuration.allowsPostHandshakeAuthentication { output.writeExtension(type) { _ in } }
    case .earlyData:
      if announcesEarlyData { output.writeExtension(type) { _ in } }
    case .preSharedKey:
      if !offers.isEmpty { PreSharedKeyExtension.write(offers, into: &output) }
    default: break
    }
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
