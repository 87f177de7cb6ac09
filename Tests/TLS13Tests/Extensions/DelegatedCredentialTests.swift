import Bytes
import Cryptography
import DER
import PKI
import TestSupport
import Testing

@testable import TLS13

@Suite struct `A delegated credential` {
  /// A certificate of its own making, and what may be wrong with the delegation.
  struct Delegation {
    var allowsDelegation = true
    var allowsSignatures = true
    /// Seconds from now until the delegation ends.
    var remaining: Int64 = 3600
    var scheme = SignatureScheme.ed25519
    var keyType = KeyType.ed25519
    var isClient = false
    var changesSignature = false

    func credential() throws -> Credential {
      var random = SystemRandom()
      let issuer = try PrivateKey.generate(.p256, using: &random)
      let name = SubjectFields(commonName: "server.test").name
      var extensions: [Extension] = []
      if allowsSignatures {
        extensions.append(
          Extension(
            ObjectIdentifier(2, 5, 29, 15), isCritical: true, value: [0x03, 0x02, 0x07, 0x80]))
      }
      if allowsDelegation {
        extensions.append(
          Extension(ObjectIdentifier(1, 3, 6, 1, 4, 1, 44363, 44), value: [0x05, 0x00]))
      }
      let start = Identities.now.adding(days: -1)
      let certificate = try CertificateBuilder(
        serialNumber: CertificateBuilder.randomSerialNumber(using: &random), issuer: name,
        notBefore: start, notAfter: Identities.now.adding(days: 30), subject: name,
        subjectPublicKeyInfo: SubjectPublicKeyInfo(issuer.publicKey), extensions: extensions
      ).sign(with: issuer, using: &random)
      let key = try PrivateKey.generate(keyType, using: &random)
      let delegated = try DelegatedCredential(
        delegating: key.publicKey, for: scheme, validTime: UInt32(86_400 + remaining), by: issuer,
        .ecdsaSecp256r1SHA256, of: certificate, isClient: isClient, using: &random)
      guard changesSignature else {
        return try Credential(chain: [certificate], delegated: delegated, key: key)
      }
      var bytes = delegated.bytes
      bytes[bytes.count - 1] ^= 1
      return try Credential(
        chain: [certificate], delegated: DelegatedCredential(reading: bytes), key: key)
    }
  }

  static func pair(
    _ delegation: Delegation, accepted: [SignatureScheme] = [.ed25519, .ecdsaSecp384r1SHA384]
  ) throws -> MemoryPair {
    var client = ClientConfiguration(verification: .unverified)
    client.delegatedCredentialSchemes = accepted
    let server = ServerConfiguration(
      credentials: [try delegation.credential()], clientAuthentication: .none)
    return try MemoryPair(client, server)
  }

  @Test func `signs for a server whose client accepts such`() throws {
    let pair = try Self.pair(Delegation())
    try pair.run()
    #expect(pair.clientIsConnected && pair.serverIsConnected)
    #expect(pair.clientSummary.peer?.delegated?.scheme == .ed25519)
    #expect(pair.clientSummary.peerSignatureScheme == .ed25519)
  }

  @Test func `signs for a client whose server accepts such`() throws {
    var client = ClientConfiguration(verification: .unverified)
    client.credential = try Delegation(isClient: true).credential()
    var server = ServerConfiguration(
      credentials: [try Identities().credential(.p256, .server, names: ["server.test"])],
      clientAuthentication: .required(.unverified))
    server.delegatedCredentialSchemes = [.ed25519]
    let pair = try MemoryPair(client, server)
    try pair.run()
    #expect(pair.serverSummary.peer?.delegated != nil)
    // One for servers is none for clients (RFC 9345, Section 4).
    client.credential = try Delegation(isClient: false).credential()
    let other = try MemoryPair(client, server)
    let failure = try #require(throws: ConnectionFailure.self) { try other.run() }
    #expect(failure.alertToSend == .illegalParameter)
  }

  @Test func `is not used where the client does not accept it`() throws {
    for accepted in [[], [.ecdsaSecp384r1SHA384]] as [[SignatureScheme]] {
      let pair = try Self.pair(Delegation(), accepted: accepted)
      let failure = try #require(throws: ConnectionFailure.self) { try pair.run() }
      #expect(failure.alertToSend == .handshakeFailure)
    }
  }

  @Test(arguments: [
    "ended", "too long", "no DelegationUsage", "no digitalSignature", "changed", "for clients",
  ])
  func `is refused where it does not hold`(_ fault: String) throws {
    var delegation = Delegation()
    switch fault {
    case "ended": delegation.remaining = -1
    case "too long": delegation.remaining = DelegatedCredential.maximumRemaining + 1
    case "no DelegationUsage": delegation.allowsDelegation = false
    case "no digitalSignature": delegation.allowsSignatures = false
    case "changed": delegation.changesSignature = true
    default: delegation.isClient = true
    }
    let pair = try Self.pair(delegation)
    try pair.runServer()
    let failure = try #require(throws: ConnectionFailure.self) { try pair.runClient() }
    // RFC 9345 §4.1.3 MUST: illegal_parameter.
    #expect(failure.alertToSend == .illegalParameter, "\(fault)")
    guard case .handshake(.delegatedCredential) = failure.reason else {
      Issue.record("\(failure)")
      return
    }
  }

  @Test func `has a key that fits, and is none of RSA`() throws {
    #expect(throws: CredentialError.notForDelegation(.rsaPSSRSAESHA256)) {
      try Delegation(scheme: .rsaPSSRSAESHA256, keyType: .rsa(bitCount: 2048)).credential()
    }
    #expect(throws: CredentialError.notForDelegation(.ed25519)) {
      try Delegation(scheme: .ed25519, keyType: .p256).credential()
    }
    #expect(throws: DelegatedCredentialError.self) { try DelegatedCredential(reading: [1, 2, 3]) }
  }
}
