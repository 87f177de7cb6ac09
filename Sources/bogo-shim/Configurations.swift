import Bytes
import Cryptography
import MutualTLS
import PKI
import TLS13

/// What the flags mean in terms of TLS13.
extension Options {
  /// Refuses what is not TLS 1.3.
  func requireTLS13() throws {
    if refusesTLS13 { throw Unimplemented(flag: "-no-tls13") }
    if maximumVersion != 0, maximumVersion < 0x0304 { throw Unimplemented(flag: "-max-version") }
    if expectedVersion != 0, expectedVersion != 0x0304 {
      throw Unimplemented(flag: "-expect-version")
    }
  }

  /// The groups of the flags, or BoringSSL's own; nothing is left out silently.
  private func namedGroups() throws -> [NamedGroup] {
    switch policy {
    case .fips202205: return [.secp256r1, .secp384r1]
    case .wpa202304: return [.secp384r1]
    case .none, .cnsa202407: break
    }
    guard !groups.isEmpty else { return [.x25519, .secp256r1, .secp384r1] }
    return try groups.map { number in
      let group = NamedGroup(rawValue: UInt16(truncatingIfNeeded: number))
      guard group.agreement != nil else { throw Unimplemented(flag: "-curves \(group)") }
      return group
    }
  }

  private var suites: [CipherSuite] {
    switch policy {
    case .none: CipherSuite.all
    case .fips202205: [.aes128GCMSHA256, .aes256GCMSHA384]
    case .wpa202304: [.aes256GCMSHA384]
    case .cnsa202407: [.aes256GCMSHA384, .aes128GCMSHA256, .chaCha20Poly1305SHA256]
    }
  }

  /// The schemes of the policy, for both directions.
  private var policySchemes: [SignatureScheme]? {
    switch policy {
    case .none, .cnsa202407: nil
    case .fips202205:
      [
        .ecdsaSecp256r1SHA256, .ecdsaSecp384r1SHA384, .rsaPSSRSAESHA256, .rsaPSSRSAESHA384,
        .rsaPSSRSAESHA512,
      ]
    case .wpa202304: [.ecdsaSecp384r1SHA384, .rsaPSSRSAESHA384, .rsaPSSRSAESHA512]
    }
  }

  /// The schemes of the flags, or BoringSSL's own.
  private func schemes() -> [SignatureScheme] {
    if let policySchemes { return policySchemes }
    guard !verifySchemes.isEmpty else {
      return [
        .ecdsaSecp256r1SHA256, .rsaPSSRSAESHA256, .ecdsaSecp384r1SHA384, .rsaPSSRSAESHA384,
        .rsaPSSRSAESHA512,
      ]
    }
    return verifySchemes.map { SignatureScheme(rawValue: UInt16(truncatingIfNeeded: $0)) }
  }

  /// The runner's certificates are made to test protocols, and its own shim believes every one.
  private var verification: PeerVerification {
    guard refusesPeer else { return .unverified }
    // OpenSSL's callback has an error for "the application says no"; BoringSSL's own has not.
    let alert = usesCustomVerifyCallback ? Alert.certificateUnknown : .handshakeFailure
    return .application { _, _ in alert }
  }

  /// The credentials that have a chain and a key.
  func loadCredentials() throws -> [Credential] {
    try usableCredentials.filter { $0.kind == .x509 && !$0.keyFile.isEmpty }.map { options in
      let schemes = options.signingSchemes.map {
        SignatureScheme(rawValue: UInt16(truncatingIfNeeded: $0))
      }
      return try Credential(
        chain: CertificateFile.certificates(in: Files.read(options.chainFile)),
        key: KeyFile.privateKey(in: Files.read(options.keyFile)),
        signatureSchemes: schemes.isEmpty ? policySchemes : schemes)
    }
  }

  /// External keys, imported (RFC 9258).
  private func preSharedKeys() throws -> [PreSharedKey] {
    try usableCredentials.filter { $0.kind == .preSharedKey }.flatMap { options in
      try PreSharedKey.importing(
        identity: options.identity, key: SecretBytes(copying: options.key.span),
        context: options.context, hash: options.hashesBySHA384 ? .sha384 : .sha256)
    }
  }

  func clientConfiguration() throws -> ClientConfiguration {
    var configuration = ClientConfiguration(verification: verification)
    configuration.cipherSuites = suites
    configuration.groups = try namedGroups()
    if sendsNoKeyShares {
      configuration.keyShareCount = 0
    } else if !keyShares.isEmpty {
      guard configuration.groups.prefix(keyShares.count).map({ Int($0.rawValue) }) == keyShares
      else { throw Unimplemented(flag: "-key-shares") }
      configuration.keyShareCount = keyShares.count
    }
    configuration.signatureSchemes = schemes()
    configuration.applicationProtocols = try protocols(advertisedProtocols)
    let credentials = try loadCredentials()
    guard credentials.count <= 1 else { throw Unimplemented(flag: "-new-x509-credential") }
    configuration.credential = credentials.first
    configuration.preSharedKeys = try preSharedKeys()
    configuration.sendsEarlyData = usesEarlyData
    return configuration
  }

  func serverConfiguration(_ memory: Memory) throws -> ServerConfiguration {
    var configuration = ServerConfiguration(
      credentials: try loadCredentials(),
      clientAuthentication: requiresClientCertificate
        ? .required(verification) : verifiesPeer ? .optional(verification) : .none)
    configuration.cipherSuites = suites
    configuration.groups = try namedGroups()
    configuration.signatureSchemes = schemes()
    // As BoringSSL's server does.
    configuration.prefersClientOrder = !prefersServerOrder && policy != .cnsa202407
    configuration.retriesForPreferredGroup = true
    configuration.alwaysSendsChangeCipherSpec = true
    configuration.confirmsAcceptance = false
    if !selectedProtocol.isEmpty {
      guard let selected = ApplicationProtocol(selectedProtocol.utf8) else {
        throw Unimplemented(flag: "-select-alpn")
      }
      configuration.applicationProtocols = [selected]
    }
    if rejectsProtocols { configuration.applicationProtocols = ["no such protocol"] }
    configuration.certificateAuthorities = try names(clientAuthorities)
    configuration.preSharedKeys = try preSharedKeys()
    if !refusesTickets {
      var resumption = ServerResumption(
        tickets: .sealed(memory.ticketKeys), epoch: PolicyEpoch(rawValue: 0))
      if usesEarlyData {
        var policy = EarlyDataPolicy(replayGuard: memory.replayGuard)
        policy.tolerance = 60
        policy.allowsAuthenticatedClients = true
        resumption.earlyData = policy
      }
      configuration.resumption = resumption
    }
    return configuration
  }

  /// Names in hexadecimal, between commas.
  func names(_ text: String) throws -> [[UInt8]] {
    if text.isEmpty || text == "<NULL>" || text == "<EMPTY>" { return [] }
    return try text.split(separator: ",").map {
      guard let name = Hex.decode($0) else { throw Unimplemented(flag: "a name that is not one") }
      return name
    }
  }

  /// Names of protocols, each behind its length.
  private func protocols(_ text: String) throws -> [ApplicationProtocol] {
    var rest = Array(text.utf8)[...]
    var protocols: [ApplicationProtocol] = []
    while let length = rest.popFirst() {
      guard rest.count >= length, let name = ApplicationProtocol(rest.prefix(Int(length))) else {
        throw Unimplemented(flag: "-advertise-alpn")
      }
      protocols.append(name)
      rest = rest.dropFirst(Int(length))
    }
    return protocols
  }
}
