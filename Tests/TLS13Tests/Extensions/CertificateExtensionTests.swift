import Bytes
import Cryptography
import PKI
import TestSupport
import Testing

@testable import TLS13

@Suite struct `What comes beside certificates` {
  static let response: [UInt8] = [0x30, 3, 0x0A, 1, 0]
  static let timestamps: [[UInt8]] = [[1, 2, 3], [4]]

  /// Both sides have a response and timestamps.
  static func world() throws -> ResumptionWorld {
    var world = try ResumptionWorld()
    func credential(_ profile: SigningProfile, _ name: String) throws -> Credential {
      var random = SystemRandom()
      let key = try PrivateKey.generate(.ed25519, using: &random)
      let request = try SigningRequest.make(
        subject: SubjectFields(commonName: name).name,
        alternativeNames: [try GeneralName(text: name)], key: key, using: &random)
      let issued = try world.identities.authority.issue(
        request, profile: profile, days: 30, now: Identities.now, using: &random)
      return try Credential(
        chain: [issued.certificate], key: key, ocspResponse: Self.response,
        signedCertificateTimestamps: Self.timestamps)
    }
    world.server.credentials = [try credential(.server, "server.test")]
    world.client.credential = try credential(.client, "client.test")
    return world
  }

  @Test func `comes both ways where it is asked for`() throws {
    var world = try Self.world()
    world.client.requestsOCSP = true
    world.client.requestsCertificateTimestamps = true
    world.server.requestsOCSP = true
    world.server.requestsCertificateTimestamps = true
    let pair = try MemoryPair(world.client, world.server)
    try pair.run()
    for summary in [pair.clientSummary, pair.serverSummary] {
      #expect(summary.peer?.evidence.ocspResponses == [Self.response])
      #expect(summary.peer?.evidence.signedCertificateTimestamps == Self.timestamps)
    }
  }

  @Test func `does not come where it is not`() throws {
    let world = try Self.world()
    let pair = try MemoryPair(world.client, world.server)
    try pair.run()
    for summary in [pair.clientSummary, pair.serverSummary] {
      #expect(summary.peer?.evidence.ocspResponses == [nil])
      #expect(summary.peer?.evidence.signedCertificateTimestamps == [])
    }
  }

  @Test func `is for the application to judge`() throws {
    var world = try Self.world()
    world.client.requestsOCSP = true
    world.client.evidenceCheck = { peer, _ in
      peer.evidence.ocspResponses.first == Self.response ? .badCertificateStatusResponse : nil
    }
    let pair = try MemoryPair(world.client, world.server)
    try pair.runServer()
    let failure = try #require(throws: ConnectionFailure.self) { try pair.runClient() }
    #expect(failure.alertToSend == .badCertificateStatusResponse)

    world.client.evidenceCheck = nil
    world.server.evidenceCheck = { peer, _ in
      peer.evidence.ocspResponses == [nil] ? .badCertificateStatusResponse : nil
    }
    let second = try MemoryPair(world.client, world.server)
    let refused = try #require(throws: ConnectionFailure.self) { try second.run() }
    #expect(refused.alertToSend == .badCertificateStatusResponse)
  }

  /// What a client says to a certificate with this extension.
  static func error(
    _ type: UInt16, _ data: [UInt8], offers: (ExtensionType) -> Bool = { _ in true }
  ) throws -> HandshakeError? {
    let credential = try #require(try ResumptionWorld().server.credentials.first)
    var message: [UInt8] = []
    HandshakeMessage.write(.certificate, into: &message) { output in
      output.append(0)
      output.writeVector24 { output in
        output.writeVector24 { output in output += credential.chain[0].der }
        output.writeVector16 { output in
          output.write(type)
          output.writeVector16 { output in output += data }
        }
      }
    }
    do throws(HandshakeError) {
      _ = try CertificateMessage(
        HandshakeMessage(message.span, endsRecord: true), offers: offers)
      return nil
    } catch { return error }
  }

  @Test(
    arguments: [
      (5, [1, 0, 0, 1, 9], nil), (5, [1, 0, 0, 0], Alert.decodeError),
      (5, [2, 0, 0, 1, 9], .decodeError), (5, [1, 0, 0, 1, 9, 9], .decodeError),
      (5, [], .decodeError), (18, [0, 3, 0, 1, 7], nil), (18, [0, 0], .decodeError),
      (18, [0, 2, 0, 0], .decodeError), (18, [0, 3, 0, 1, 7, 8], .decodeError),
      (34, [1, 2, 3], .illegalParameter),
    ] as [(UInt16, [UInt8], Alert?)])
  func `is refused where it is malformed`(
    type: UInt16, data: [UInt8], expected: Alert?
  ) throws {
    #expect(try Self.error(type, data)?.alert == expected)
    let unasked = try Self.error(type, data, offers: { _ in false })
    #expect(unasked?.alert == .unsupportedExtension)
  }

  @Test(
    arguments: [
      (5, [1, 0, 0, 0, 0], nil), (5, [2, 7, 7], nil), (5, [1, 0, 0], Alert.decodeError),
      (5, [1, 0, 0, 0, 0, 0], .decodeError), (18, [], nil), (18, [0], .decodeError),
      (27, [2, 0, 1], nil), (27, [0], .decodeError), (27, [3, 0, 1, 0], .decodeError),
      (27, [4, 0, 1, 0, 1], .decodeError), (34, [0, 2, 8, 7], nil), (34, [0, 0], .decodeError),
      (34, [0, 3, 8, 7, 4], .decodeError), (20, [2, 0, 2], nil), (20, [1, 0], .illegalParameter),
      (20, [0], .illegalParameter), (20, [2, 2], .decodeError), (19, [1, 0], .illegalParameter),
    ] as [(UInt16, [UInt8], Alert?)])
  func `is asked for in the forms of the RFCs`(
    type: UInt16, data: [UInt8], expected: Alert?
  ) throws {
    let hello = HelloForge.client().adding(type, data)
    #expect(try `A server in START`.alert(hello.clientHello) == expected)
  }
}

@Suite struct `Compressed certificates` {
  /// Puts a byte in front, and so makes longer what is to be shorter: enough to see who does what.
  static let mark = CertificateCompression(
    algorithm: 0xFF01, compress: { [7] + $0 },
    decompress: { bytes, count in
      bytes.first == 7 && bytes.count == count + 1 ? Array(bytes.dropFirst()) : nil
    })

  @Test func `go both ways where both sides know the algorithm`() throws {
    var world = try ResumptionWorld()
    world.client.certificateCompression = [Self.mark]
    world.server.certificateCompression = [Self.mark]
    let pair = try MemoryPair(world.client, world.server)
    try pair.run()
    #expect(pair.serverSummary.peer != nil && pair.clientSummary.peer != nil)
    #expect(pair.clientSummary.peerCertificateCompression == 0xFF01)
    #expect(pair.serverSummary.peerCertificateCompression == 0xFF01)
    world.server.certificateCompression = []
    let other = try MemoryPair(world.client, world.server)
    try other.run()
    #expect(other.serverIsConnected)
    #expect(other.clientSummary.peerCertificateCompression == nil)
  }

  @Test func `are no longer than certificates that are not compressed`() throws {
    var world = try ResumptionWorld()
    world.client.certificateCompression = [Self.mark]
    world.server.certificateCompression = [
      CertificateCompression(
        algorithm: 0xFF01, compress: { _ in [7] }, decompress: { _, _ in nil })
    ]
    world.client.maximumCertificateByteCount = 100
    let pair = try MemoryPair(world.client, world.server)
    let failure = try #require(throws: ConnectionFailure.self) { try pair.run() }
    #expect(failure.alertToSend == .badCertificate)
    #expect("\(failure)".contains("more than are accepted"))
  }

  static func error(
    algorithm: UInt16 = 0xFF01, byteCount: Int, _ compressed: [UInt8], left: [UInt8] = []
  ) -> HandshakeError? {
    var message: [UInt8] = []
    HandshakeMessage.write(.compressedCertificate, into: &message) { output in
      output.write(algorithm)
      output.write24(byteCount)
      output.writeVector24 { output in output += compressed }
      output += left
    }
    do throws(HandshakeError) {
      _ = try CompressedCertificate.expand(
        HandshakeMessage(message.span, endsRecord: true), [mark], limit: 1 << 18)
      return nil
    } catch { return error }
  }

  @Test func `are refused with the alert the RFC names`() {
    #expect(Self.error(byteCount: 2, [7, 1, 2])?.alert == nil)
    #expect(Self.error(algorithm: 1, byteCount: 2, [7, 1, 2])?.alert == .illegalParameter)
    #expect(Self.error(byteCount: 2, [7, 1])?.alert == .badCertificate)
    #expect(Self.error(byteCount: 2, [8, 1, 2])?.alert == .badCertificate)
    #expect(Self.error(byteCount: 1 << 19, [7, 1])?.alert == .badCertificate)
    #expect(Self.error(byteCount: 2, [])?.alert == .decodeError)
    #expect(Self.error(byteCount: 2, [7, 1, 2], left: [0])?.alert == .decodeError)
  }

  @Test func `are refused by who did not offer to take them`() throws {
    let world = try ResumptionWorld()
    let pair = try MemoryPair(world.client, world.server)
    try pair.run()
    #expect(pair.clientIsConnected)
    var forged: [UInt8] = []
    HandshakeMessage.write(.compressedCertificate, into: &forged) { output in output += [0, 1] }
    try pair.server.sendHandshake(forged.span, into: &pair.toClient)
    let failure = try #require(throws: ConnectionFailure.self) { try pair.runClient() }
    #expect(failure.alertToSend == .unexpectedMessage)
  }
}

@Suite struct `Raw public keys` {
  struct Keys {
    let server: Credential
    let client: Credential
    init() throws {
      var random = SystemRandom()
      server = Credential(rawPublicKey: try PrivateKey.generate(.ed25519, using: &random))
      client = Credential(rawPublicKey: try PrivateKey.generate(.p256, using: &random))
    }
  }

  static func configurations(
    _ keys: Keys
  ) throws -> (client: ClientConfiguration, server: ServerConfiguration) {
    let identities = try Identities(.ed25519)
    var client = ClientConfiguration(verification: identities.verification(.server))
    client.serverCertificateTypes = [.rawPublicKey]
    client.trustedRawPublicKeys = .keys([try #require(keys.server.rawPublicKey)])
    client.credential = keys.client
    var server = ServerConfiguration(
      credentials: [keys.server],
      clientAuthentication: .required(identities.verification(.client)))
    server.clientCertificateTypes = [.rawPublicKey]
    server.trustedRawPublicKeys = .keys([try #require(keys.client.rawPublicKey)])
    return (client, server)
  }

  @Test func `stand for certificates, and for sessions that are resumed`() throws {
    let keys = try Keys()
    let (client, configured) = try Self.configurations(keys)
    var server = configured
    var random = SystemRandom()
    server.resumption = ServerResumption(
      tickets: .sealed(TicketKeys(using: &random)), epoch: PolicyEpoch(rawValue: 1))
    let pair = try MemoryPair(client, server)
    try pair.run()
    #expect(pair.clientSummary.peer?.rawPublicKey == keys.server.rawPublicKey)
    #expect(pair.serverSummary.peer?.rawPublicKey == keys.client.rawPublicKey)
    #expect(pair.serverSummary.peer?.chain.isEmpty == true)
    let session = try #require(pair.sessions().first)
    let resumed = try MemoryPair(client, server, resuming: session)
    try resumed.run()
    #expect(resumed.serverSummary.preSharedKey == .session)
    #expect(resumed.serverSummary.peer?.rawPublicKey == keys.client.rawPublicKey)
    // Who is trusted no more is not resumed either: what follows is a full handshake, and is refused.
    server.trustedRawPublicKeys = .keys([])
    let refused = try MemoryPair(client, server, resuming: session)
    let failure = try #require(throws: ConnectionFailure.self) { try refused.run() }
    #expect(failure.alertToSend == .certificateUnknown)
  }

  @Test(arguments: [
    "the server's key", "the client's key", "no such credential", "no form in common",
  ])
  func `are refused where they are not trusted or not taken`(_ fault: String) throws {
    var (client, server) = try Self.configurations(try Keys())
    switch fault {
    case "the server's key": client.trustedRawPublicKeys = .keys([])
    case "the client's key": server.trustedRawPublicKeys = .application { _, _ in .accessDenied }
    case "no such credential": client.serverCertificateTypes = [.x509]
    default: server.clientCertificateTypes = [.x509]
    }
    let pair = try MemoryPair(client, server)
    let failure = try #require(throws: ConnectionFailure.self) { try pair.run() }
    let expected: [String: Alert] = [
      "the server's key": .certificateUnknown, "the client's key": .accessDenied,
      "no such credential": .handshakeFailure, "no form in common": .unsupportedCertificate,
    ]
    #expect(failure.alertToSend == expected[fault])
  }

  @Test func `are refused where they are no keys, or more than one`() throws {
    func error(_ entries: [[UInt8]]) -> HandshakeError? {
      var message: [UInt8] = []
      HandshakeMessage.write(.certificate, into: &message) { output in
        output.append(0)
        output.writeVector24 { output in
          for entry in entries {
            output.writeVector24 { output in output += entry }
            output.writeVector16 { _ in }
          }
        }
      }
      do throws(HandshakeError) {
        _ = try CertificateMessage(
          HandshakeMessage(message.span, endsRecord: true), .rawPublicKey, offers: { _ in false })
        return nil
      } catch { return error }
    }
    let der = try #require(try Keys().server.rawPublicKey).der
    #expect(error([der])?.alert == nil)
    #expect(error([[]])?.alert == .decodeError)
    #expect(error([Array(der.dropLast())])?.alert == .decodeError)
    #expect(error([der, der])?.alert == .decodeError)
  }

  @Test func `are no answer to who did not offer them`() {
    #expect(
      ExtensionFault.inEncryptedExtensions([(20, [2])], offers: { _ in false })?.alert
        == .unsupportedExtension)
    #expect(ExtensionFault.inEncryptedExtensions([(20, [])])?.alert == .decodeError)
  }
}
