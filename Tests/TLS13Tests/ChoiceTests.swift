import Bytes
import Cryptography
import PKI
import TLS13
import TestSupport
import Testing

@Suite struct `What a server chooses` {
  private static func pair(
    _ change: (inout ClientConfiguration, inout ServerConfiguration) throws -> Void
  ) throws -> MemoryPair {
    let identities = try Identities()
    var client = ClientConfiguration(verification: identities.verification(.server))
    var server = ServerConfiguration(
      credentials: [try identities.credential(.p256, .server, names: ["server.test"])],
      clientAuthentication: .none)
    try change(&client, &server)
    return try MemoryPair(client, server)
  }

  @Test(arguments: [
    (false, CipherSuite.aes256GCMSHA384), (true, .chaCha20Poly1305SHA256),
  ])
  func `is the suite that the one or the other side prefers`(
    byClient: Bool, expected: CipherSuite
  ) throws {
    let pair = try Self.pair { client, server in
      client.cipherSuites = [.chaCha20Poly1305SHA256, .aes256GCMSHA384]
      server.cipherSuites = [.aes256GCMSHA384, .chaCha20Poly1305SHA256]
      server.prefersClientOrder = byClient
    }
    try pair.run()
    #expect(pair.serverSummary.cipherSuite == expected)
  }

  @Test(arguments: [(false, NamedGroup.secp256r1), (true, .secp384r1)])
  func `is a group with a share, or the one liked best`(
    retries: Bool, expected: NamedGroup
  ) throws {
    let pair = try Self.pair { client, server in
      client.groups = [.secp256r1, .secp384r1]
      server.groups = [.secp384r1, .secp256r1]
      server.retriesForPreferredGroup = retries
    }
    try pair.run()
    #expect(pair.serverSummary.group == expected)
    #expect(pair.serverSummary.usedHelloRetryRequest == retries)
  }

  @Test(arguments: [
    // By default the hybrid group and the curve both have a share, so that neither costs a round trip.
    (NamedGroup.all, NamedGroup.all, nil, NamedGroup.x25519MLKEM768, false),
    (NamedGroup.all, [.x25519], nil, .x25519, false),
    (NamedGroup.all, [.secp256r1], nil, .secp256r1, true),
    (NamedGroup.all, [.x25519], 1, .x25519, true),
    ([.mlkem768, .secp256r1, .x25519], [.x25519], nil, .x25519, true),
    ([.x25519, .x25519MLKEM768], NamedGroup.all, nil, .x25519, false),
    ([.x25519MLKEM768], NamedGroup.all, nil, .x25519MLKEM768, false),
  ])
  func `is post-quantum where both sides have a share of it`(
    offered: [NamedGroup], known: [NamedGroup], shares: Int?, expected: NamedGroup, retries: Bool
  ) throws {
    let pair = try Self.pair { client, server in
      client.groups = offered
      client.keyShareCount = shares
      server.groups = known
    }
    try pair.run()
    #expect(pair.serverSummary.group == expected)
    #expect(pair.serverSummary.usedHelloRetryRequest == retries)
  }

  @Test(arguments: [false, true])
  func `is whether middleboxes see a change_cipher_spec that nobody asked for`(
    always: Bool
  ) throws {
    let pair = try Self.pair { client, server in
      client.compatibilityMode = false
      server.alwaysSendsChangeCipherSpec = always
    }
    try pair.runServer()
    let record: [UInt8] = [20, 3, 3, 0, 1, 1]
    let length = 5 + Int(pair.toClient[3]) << 8 + Int(pair.toClient[4])
    #expect((Array(pair.toClient[length..<length + 6]) == record) == always)
    try pair.run()
    #expect(pair.clientIsConnected)
  }

  @Test func `is no acknowledgement of the name when a session is resumed`() throws {
    // RFC 6066 §3 MUST NOT; the name holds all the same.
    var random = SystemRandom()
    let keys = TicketKeys(using: &random)
    let identities = try Identities()
    let client = ClientConfiguration(verification: identities.verification(.server))
    var server = ServerConfiguration(
      credentials: [try identities.credential(.p256, .server, names: ["server.test"])],
      clientAuthentication: .none)
    server.resumption = ServerResumption(tickets: .sealed(keys), epoch: PolicyEpoch(rawValue: 0))
    let first = try MemoryPair(client, server)
    try first.run()
    let sessions = first.client.takeSessions()
    var output: [UInt8] = []
    first.client = try ClientConnection(
      client, server: ReferenceIdentity("server.test"), resuming: #require(sessions.first),
      now: Identities.now, random: &random, output: &output)
    first.server = ServerConnection(server)
    first.toServer = output
    first.toClient = []
    try first.runServer()
    let flight = first.toClient
    try first.runClient()
    try first.run()
    #expect(first.serverSummary.preSharedKey == .session)
    #expect(first.serverSummary.serverName == "server.test")
    // ServerHello, change_cipher_spec, then EncryptedExtensions (12 bytes) and Finished (36 bytes).
    let hello = 5 + Int(flight[3]) << 8 + Int(flight[4])
    #expect(Int(flight[hello + 6 + 3]) << 8 + Int(flight[hello + 6 + 4]) == 12 + 36 + 17)
  }
}

@Suite struct `A credential` {
  @Test(arguments: [SignatureScheme.rsaPSSRSAESHA512, .rsaPKCS1SHA256Legacy])
  func `of a client signs by the schemes that it names`(_ scheme: SignatureScheme) throws {
    let identities = try Identities()
    var client = ClientConfiguration(verification: identities.verification(.server))
    client.credential = try identities.credential(
      .rsa(bitCount: 2048), .client, names: ["client.test"], signatureSchemes: [scheme])
    var server = ServerConfiguration(
      credentials: [try identities.credential(.p256, .server, names: ["server.test"])],
      clientAuthentication: .required(identities.verification(.client)))
    server.signatureSchemes.append(.rsaPKCS1SHA256Legacy)
    let pair = try MemoryPair(client, server)
    try pair.run()
    #expect(pair.serverSummary.peerSignatureScheme == scheme)
  }

  @Test func `of a client does not sign by RSASSA-PKCS1-v1_5 unless both sides name it`() throws {
    let identities = try Identities()
    var client = ClientConfiguration(verification: identities.verification(.server))
    client.credential = try identities.credential(
      .rsa(bitCount: 2048), .client, names: ["client.test"],
      signatureSchemes: [.rsaPKCS1SHA256Legacy])
    let server = ServerConfiguration(
      credentials: [try identities.credential(.p256, .server, names: ["server.test"])],
      clientAuthentication: .required(identities.verification(.client)))
    let result = try #require(try `A peer that is refused`.failure(MemoryPair(client, server)))
    #expect(result.received == .certificateRequired)
  }

  @Test func `of a server does not sign by RSASSA-PKCS1-v1_5`() throws {
    // draft-ietf-tls-tls13-pkcs1, Section 3 MUST NOT.
    let identities = try Identities()
    var client = ClientConfiguration(verification: identities.verification(.server))
    client.signatureSchemes = [.rsaPKCS1SHA256Legacy]
    let server = ServerConfiguration(
      credentials: [
        try identities.credential(
          .rsa(bitCount: 2048), .server, names: ["server.test"],
          signatureSchemes: [.rsaPKCS1SHA256Legacy])
      ], clientAuthentication: .none)
    let result = try #require(try `A peer that is refused`.failure(MemoryPair(client, server)))
    #expect(result.side == "server")
    #expect(result.received == .handshakeFailure)
  }

  @Test func `whose keyUsage lacks digitalSignature is refused, whoever judges it`() throws {
    // RFC 9846 §4.5.1.2 MUST.
    var random = SystemRandom()
    let key = try PrivateKey.generate(.p256, using: &random)
    let name = SubjectFields(commonName: "server.test").name
    let certificate = try CertificateBuilder(
      serialNumber: CertificateBuilder.randomSerialNumber(using: &random), issuer: name,
      notBefore: Identities.now.adding(days: -1), notAfter: Identities.now.adding(days: 1),
      subject: name, subjectPublicKeyInfo: SubjectPublicKeyInfo(key.publicKey),
      extensions: [KeyUsage.keyAgreement.asExtension]
    ).sign(with: key, using: &random)
    let client = ClientConfiguration(verification: .application { _, _ in nil })
    let server = ServerConfiguration(
      credentials: [try Credential(chain: [certificate], key: key)], clientAuthentication: .none)
    let result = try #require(try `A peer that is refused`.failure(MemoryPair(client, server)))
    #expect(result.side == "client")
    #expect(result.received == .unsupportedCertificate)
  }

  @Test(arguments: [Alert.accessDenied, .certificateUnknown])
  func `is refused by the application with the alert that it names`(_ alert: Alert) throws {
    let identities = try Identities()
    let client = ClientConfiguration(
      verification: .application { chain, now in
        chain.isEmpty || now != Identities.now ? nil : alert
      })
    let server = ServerConfiguration(
      credentials: [try identities.credential(.p256, .server, names: ["server.test"])],
      clientAuthentication: .none)
    let result = try #require(try `A peer that is refused`.failure(MemoryPair(client, server)))
    #expect(result.side == "client")
    #expect(result.received == alert)
  }
}
