import Bytes
import Cryptography
import PKI

/// What a server remembers of a connection, itself or in a sealed ticket.
struct ServerSession: Sendable {
  /// Raised when the layout below changes, so that older tickets are not misread.
  private static let layout: UInt8 = 2

  let suite: CipherSuite
  let applicationProtocol: ApplicationProtocol?
  let serverName: String?
  /// When the ticket was made.
  let issued: Time
  /// When the peer last proved who it is: the handshake with certificates that all this goes back to.
  let authenticated: Time
  let ageAdd: UInt32
  let maximumEarlyData: UInt32
  let epoch: PolicyEpoch
  /// Who the client is; nil where it showed no certificate.
  let peer: PeerIdentity?
  let peerScheme: SignatureScheme?

  /// Appends the session and its key in a form that ``init(reading:roots:)`` reads.
  func write(_ key: PreSharedKey, into state: inout [UInt8]) {
    state.append(ServerSession.layout)
    state.write(suite.rawValue)
    key.write(into: &state)
    state.write(issued.secondsSince1970)
    state.write(authenticated.secondsSince1970)
    state.write(ageAdd)
    state.write(maximumEarlyData)
    state.write(epoch.rawValue)
    state.writeVector8 { state in state += applicationProtocol?.name ?? [] }
    state.writeVector16 { state in state += (serverName ?? "").utf8 }
    state.write(peerScheme?.rawValue ?? 0)
    // The root is not carried along: the server has it, and one that it has no more is trusted no more.
    state.writeVector8 { state in state += peer?.path?.root.fingerprint ?? [] }
    state.writeVector24 { state in
      let certificates = peer?.path?.certificates.dropLast() ?? peer?.chain[...] ?? []
      for certificate in certificates {
        state.writeVector24 { state in state += certificate.der }
      }
    }
    state.writeVector16 { state in state += peer?.rawPublicKey?.der ?? [] }
  }

  /// Reads what ``write(_:into:)`` wrote; nil where that is not what it is, or the root is gone.
  static func read(
    _ state: Span<UInt8>, identity: [UInt8], roots: TrustRoots?
  ) -> (session: ServerSession, key: PreSharedKey)? {
    do { return try reading(ByteReader(state), identity, roots) } catch { return nil }
  }

  private static func reading(
    _ state: consuming ByteReader, _ identity: [UInt8], _ roots: TrustRoots?
  ) throws -> (session: ServerSession, key: PreSharedKey)? {
    var state = state
    guard try state.integer("layout") == layout else { return nil }
    let suite = CipherSuite(rawValue: try state.integer("suite"))
    guard let hash = suite.parameters?.hash else { return nil }
    let secret = SecretBytes(copying: try state.vector8("key").rest())
    let issued = Time(secondsSince1970: try state.integer("issued"))
    let authenticated = Time(secondsSince1970: try state.integer("authenticated"))
    let ageAdd: UInt32 = try state.integer("age_add")
    let maximumEarlyData: UInt32 = try state.integer("early_data")
    let epoch = PolicyEpoch(rawValue: try state.integer("epoch"))
    let alpn = [UInt8](copying: try state.vector8("protocol").rest())
    let name = [UInt8](copying: try state.vector16("name").rest())
    let scheme: UInt16 = try state.integer("scheme")
    let root = [UInt8](copying: try state.vector8("root").rest())
    var list = try state.vector24("certificates")
    let rawKey = [UInt8](copying: try state.vector16("raw_public_key").rest())
    try state.finish("session")
    var certificates: [Certificate] = []
    while !list.isAtEnd {
      let der = [UInt8](copying: try list.vector24("certificate").rest())
      certificates.append(try Certificate(der: der))
    }
    var path: VerifiedPath?
    if !root.isEmpty {
      guard let trusted = roots?[fingerprint: root] else { return nil }
      path = VerifiedPath(remembered: certificates + [trusted])
    }
    let session = ServerSession(
      suite: suite, applicationProtocol: alpn.isEmpty ? nil : ApplicationProtocol(alpn),
      serverName: name.isEmpty ? nil : String(decoding: name, as: UTF8.self), issued: issued,
      authenticated: authenticated, ageAdd: ageAdd, maximumEarlyData: maximumEarlyData,
      epoch: epoch,
      peer: certificates.isEmpty && path == nil
        ? (rawKey.isEmpty
          ? nil
          : PeerIdentity(
            chain: [], path: nil, rawPublicKey: try SubjectPublicKeyInfo(der: rawKey.span)))
        : PeerIdentity(
          chain: certificates.isEmpty ? path?.certificates ?? [] : certificates, path: path),
      peerScheme: scheme == 0 ? nil : SignatureScheme(rawValue: scheme))
    return (session, PreSharedKey(identity: identity, secret, hash, .resumption))
  }
}
