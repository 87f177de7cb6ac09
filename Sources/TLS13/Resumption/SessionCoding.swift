public import Bytes
import Cryptography
import PKI

extension Session {
  /// Raised when the layout below changes, so that older files are not misread.
  private static let layout: UInt8 = 2

  /// The session in a form that ``read(_:trusting:)`` reads, its key included: whoever has these bytes is this client.
  ///
  /// - Returns: Nil for the session of a server that showed a raw public key (RFC 7250): whom to trust then, the
  ///   application says each time.
  public func serialized() -> SecretBytes? {
    guard peer?.rawPublicKey == nil else { return nil }
    var bytes: [UInt8] = []
    defer { wipe(&bytes) }
    // Room in advance: an array that grows leaves what it held behind.
    bytes.reserveCapacity(
      4096 + key.identity.count + (peer?.chain ?? []).reduce(0) { $0 + $1.der.count + 3 }
        + (peer?.path?.certificates ?? []).reduce(0) { $0 + $1.der.count + 3 })
    bytes.append(Session.layout)
    bytes.write(cipherSuite.rawValue)
    bytes.writeVector16 { bytes in bytes += key.identity }
    key.write(into: &bytes)
    bytes.write(received.secondsSince1970)
    bytes.write(lifetime)
    bytes.write(ageAdd)
    bytes.write(maximumEarlyData)
    bytes.append((sentCertificate ? 1 : 0) | (isAcrossNames ? 2 : 0))
    bytes.write(epoch.rawValue)
    // Nothing has the number 0.
    bytes.write(peerSignatureScheme?.rawValue ?? 0)
    bytes.writeVector8 { bytes in bytes += applicationProtocol?.name ?? [] }
    bytes.writeVector16 { bytes in bytes += (server.map { "\($0)" } ?? "").utf8 }
    bytes.writeVector8 { bytes in bytes += peer?.path?.root.fingerprint ?? [] }
    bytes.writeVector24 { bytes in
      for certificate in peer?.path?.certificates.dropLast() ?? peer?.chain[...] ?? [] {
        bytes.writeVector24 { bytes in bytes += certificate.der }
      }
    }
    return SecretBytes(copying: bytes.span)
  }

  /// Reads what ``serialized()`` wrote.
  ///
  /// - Parameter verification: How servers are judged now: a session under other roots or rules is not used.
  /// - Returns: Nil where the root of the session's path is not trusted any more.
  /// - Throws: ``DecodeError`` where that is not what `bytes` are.
  public static func read(
    _ bytes: Span<UInt8>, trusting verification: PeerVerification
  ) throws(DecodeError) -> Session? {
    var reader = ByteReader(bytes)
    let layout: UInt8 = try reader.integer("layout")
    guard layout == Session.layout else {
      throw .invalidValue(field: "layout", offset: 0, value: UInt64(layout))
    }
    let suite = CipherSuite(rawValue: try reader.integer("suite"))
    guard let hash = suite.parameters?.hash else {
      throw .invalidValue(field: "suite", offset: 1, value: UInt64(suite.rawValue))
    }
    let identity = [UInt8](copying: try reader.vector16("ticket", 1...0xFFFF).rest())
    let secret = SecretBytes(copying: try reader.vector8("key", 32...48).rest())
    let received = Time(secondsSince1970: try reader.integer("received"))
    let lifetime: UInt32 = try reader.integer("lifetime")
    let ageAdd: UInt32 = try reader.integer("age_add")
    let maximumEarlyData: UInt32 = try reader.integer("early_data")
    let flags: UInt8 = try reader.integer("flags")
    let epoch = PolicyEpoch(rawValue: try reader.integer("epoch"))
    let scheme: UInt16 = try reader.integer("scheme")
    let alpn = [UInt8](copying: try reader.vector8("protocol").rest())
    let name = String(
      decoding: [UInt8](copying: try reader.vector16("name").rest()), as: UTF8.self)
    let root = [UInt8](copying: try reader.vector8("root").rest())
    var list = try reader.vector24("certificates")
    try reader.finish("session")
    var certificates: [Certificate] = []
    while !list.isAtEnd {
      let start = list.offset
      let der = [UInt8](copying: try list.vector24("certificate").rest())
      guard let certificate = try? Certificate(der: der) else {
        throw .invalidValue(field: "certificate", offset: start, value: 0)
      }
      certificates.append(certificate)
    }
    var path: VerifiedPath?
    if !root.isEmpty {
      guard case .verify(let verifier) = verification,
        let trusted = verifier.roots[fingerprint: root]
      else { return nil }
      path = VerifiedPath(remembered: certificates + [trusted])
    }
    let chain = certificates.isEmpty ? path?.certificates ?? [] : certificates
    return Session(
      PreSharedKey(identity: identity, secret, hash, .resumption), suite: suite,
      server: name.isEmpty ? nil : ReferenceIdentity(name),
      peer: chain.isEmpty ? nil : PeerIdentity(chain: chain, path: path),
      applicationProtocol: alpn.isEmpty ? nil : ApplicationProtocol(alpn),
      sentCertificate: flags & 1 != 0, isAcrossNames: flags & 2 != 0, epoch: epoch,
      peerSignatureScheme: scheme == 0 ? nil : SignatureScheme(rawValue: scheme),
      received: received, lifetime: lifetime,
      ageAdd: ageAdd, maximumEarlyData: maximumEarlyData)
  }
}
