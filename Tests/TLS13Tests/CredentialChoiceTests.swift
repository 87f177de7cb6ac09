import Bytes
import Cryptography
import PKI
import TestSupport
import Testing

@testable import TLS13

@Suite struct `A client with several certificates` {
  let identities: Identities
  let other: Identities
  var client: ClientConfiguration
  var server: ServerConfiguration

  init() throws {
    identities = try Identities(.ed25519)
    other = try Identities(.p256, name: "Another")
    client = ClientConfiguration(verification: identities.verification(.server))
    server = ServerConfiguration(
      credentials: [
        try identities.credential(.ed25519, .server, names: ["server.test", "other.test"])
      ],
      clientAuthentication: .required(identities.verification(.client)))
    server.certificateAuthorities = identities.roots.names
  }

  private func run(
    _ server: ServerConfiguration, _ credentials: [Credential], name: String = "server.test"
  ) throws -> MemoryPair {
    var client = client
    client.credentials = credentials
    let pair = try MemoryPair(client, server, name: name)
    try pair.run()
    return pair
  }

  @Test func `shows the one whose issuer the server names`() throws {
    let strange = try other.credential(.p256, .client, names: ["client.test"])
    let known = try identities.credential(.p256, .client, names: ["client.test"])
    let pair = try run(server, [strange, known])
    #expect(pair.serverSummary.peer?.chain.first == known.chain[0])
    let judgements = pair.clientSummary.credentialJudgements
    #expect(judgements.map(\.isChosen) == [false, true])
    #expect(
      judgements[0].obstacles == [.authority(issuer: "CN=Another", named: 1)])
    #expect(judgements[1].obstacles.isEmpty)
  }

  @Test func `shows the one whose key and chain the server can verify`() throws {
    let ecdsa = try identities.credential(.p256, .client, names: ["client.test"])
    let edwards = try identities.credential(.ed25519, .client, names: ["client.test"])
    var server = server
    server.signatureSchemes = [.ed25519]
    let pair = try run(server, [ecdsa, edwards])
    #expect(pair.serverSummary.peer?.chain.first == edwards.chain[0])
    #expect(
      pair.clientSummary.credentialJudgements[0].obstacles.first
        == .signatureScheme(key: "P-256", accepted: [.ed25519]))
    // Of two whose keys do, the one whose issuer signs by what is accepted.
    let chained = try other.credential(.ed25519, .client, names: ["client.test"])
    server.certificateAuthorities = []
    server.certificateSignatureSchemes = [.ed25519]
    let second = try run(server, [chained, edwards])
    #expect(
      second.clientSummary.credentialJudgements[0].obstacles
        == [.chainAlgorithm(index: 0, algorithm: "\(SignatureAlgorithm.ecdsa(.sha256))")])
    #expect(second.serverSummary.peer?.chain.first == edwards.chain[0])
  }

  @Test func `shows the one that is valid now`() throws {
    let old = try identities.credential(
      .p256, .client, names: ["client.test"], issuedAt: Identities.now.adding(days: -60))
    let fresh = try identities.credential(.p256, .client, names: ["client.test"])
    let pair = try run(server, [old, fresh])
    #expect(pair.serverSummary.peer?.chain.first == fresh.chain[0])
  }

  @Test func `shows the one that satisfies oid_filters, or none`() throws {
    let both = try identities.credential(.p256, .both, names: ["client.test"])
    let single = try identities.credential(.p256, .client, names: ["client.test"])
    var server = server
    server.certificateFilters = [
      ExtensionFilter(extendedKeyUsage: [.serverAuth]),
      ExtensionFilter(oid: [6, 3, 0x55, 0x1D, 0x20], values: [5, 0]),
    ]
    let pair = try run(server, [single, both])
    #expect(pair.serverSummary.peer?.chain.first == both.chain[0])
    #expect(pair.clientSummary.certificateRequest?.filters == server.certificateFilters)
    #expect(pair.clientSummary.credentialJudgements[0].obstacles.first?.isDecisive == true)
    // Nothing fits: none is shown, and that is said.
    server.clientAuthentication = .optional(identities.verification(.client))
    let none = try run(server, [single])
    #expect(none.serverSummary.peer == nil)
    #expect(!none.clientSummary.sentCertificate)
    #expect(none.clientSummary.credentialJudgements.map(\.isChosen) == [false])
  }

  @Test func `is refused where it does not keep to oid_filters`() throws {
    let single = try identities.credential(.p256, .client, names: ["client.test"])
    var server = server
    // Ours would not show it: the server checks by itself.
    server.certificateFilters = [ExtensionFilter(extendedKeyUsage: [.serverAuth])]
    #expect(throws: HandshakeError.self) { try server.checkFilters(single.chain[0]) }
    do { try server.checkFilters(single.chain[0]) } catch {
      #expect(error.alert == .unsupportedCertificate)
      #expect(error.rule == "RFC 9846, Section 4.3.5")
    }
  }

  @Test func `refuses oid_filters that break their rules`() throws {
    var server = server
    let filter = ExtensionFilter(keyUsage: .digitalSignature)
    for filters in [
      [filter, filter], [ExtensionFilter(extendedKeyUsage: [.anyExtendedKeyUsage])],
    ] {
      server.certificateFilters = filters
      let failure = #expect(throws: ConnectionFailure.self) { try run(server, []) }
      #expect(failure?.alertToSend == .illegalParameter)
    }
  }

  @Test func `is asked otherwise under another name`() throws {
    let strange = try other.credential(.p256, .client, names: ["client.test"])
    let known = try identities.credential(.p256, .client, names: ["client.test"])
    var host = ServerHost(try #require(DNSPattern("other.test")))
    host.clientAuthentication = .required(other.verification(.client))
    host.certificateAuthorities = other.roots.names
    var server = server
    server.hosts = [host]
    let first = try run(server, [known, strange])
    #expect(first.serverSummary.peer?.chain.first == known.chain[0])
    let second = try run(server, [known, strange], name: "other.test")
    #expect(second.serverSummary.peer?.chain.first == strange.chain[0])
    server.hosts[0].clientAuthentication = ClientAuthentication.none
    let third = try run(server, [known], name: "other.test")
    #expect(third.serverSummary.peer == nil)
    #expect(third.clientSummary.certificateRequest == nil)
  }
}
