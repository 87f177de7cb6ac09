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
    case .cnsa1202603: return [.mlkem1024, .secp384r1]
    case .cnsa2202603: return [.mlkem1024]
    case .none, .cnsa202407: break
    }
    guard !groups.isEmpty else { return [.x25519MLKEM768, .x25519, .secp256r1, .secp384r1] }
    return try groups.map { number in
      let group = NamedGroup(rawValue: UInt16(truncatingIfNeeded: number))
      guard group.agreement != nil else { throw Unimplemented(flag: "-curves \(group)") }
      return group
    }
  }

  /// As BoringSSL: the first group, and the first of the other kind, post-quantum or not.
  private func usualShares(of groups: [NamedGroup]) -> [NamedGroup] {
    guard let first = groups.first else { return [] }
    let isPostQuantum = first.agreement?.isPostQuantum
    return [first] + groups.filter { $0.agreement?.isPostQuantum != isPostQuantum }.prefix(1)
  }

  private var suites: [CipherSuite] {
    switch policy {
    case .none: CipherSuite.all
    case .fips202205: [.aes128GCMSHA256, .aes256GCMSHA384]
    case .wpa202304, .cnsa1202603, .cnsa2202603: [.aes256GCMSHA384]
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
    case .cnsa1202603, .cnsa2202603: [.ecdsaSecp384r1SHA384, .rsaPSSRSAESHA384]
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
    // What TLS 1.3 has no place for, such as MD5 and SHA-1, is not offered; without anything left, the default is.
    let known = verifySchemes.map { SignatureScheme(rawValue: UInt16(truncatingIfNeeded: $0)) }
      .filter { $0.algorithm != nil || $0 == .rsaPKCS1SHA256Legacy }
    return known.isEmpty ? [.ecdsaSecp256r1SHA256, .rsaPSSRSAESHA256] : known
  }

  /// The runner's certificates are made to test protocols, and its own shim believes every one.
  private var verification: PeerVerification {
    // Without SSL_VERIFY_PEER what OpenSSL's callback says is noted, and not heeded.
    let isHeeded = verifiesPeer || requiresClientCertificate || usesCustomVerifyCallback
    guard refusesPeer, isHeeded else { return .unverified }
    // OpenSSL's callback has an error for "the application says no"; BoringSSL's own has not.
    let alert = usesCustomVerifyCallback ? Alert.certificateUnknown : .handshakeFailure
    return .application { _, _ in alert }
  }

  /// The credentials that have a key.
  func loadCredentials() throws -> [Credential] {
    try usableCredentials.filter { $0.kind != .preSharedKey && !$0.keyFile.isEmpty }.map(load)
  }

  private func load(_ options: CredentialOptions) throws -> Credential {
    let listed = options.signingSchemes.map {
      SignatureScheme(rawValue: UInt16(truncatingIfNeeded: $0))
    }
    let schemes = listed.isEmpty ? policySchemes : listed
    let key = try KeyFile.privateKey(in: Files.read(options.keyFile))
    if options.kind == .rawPublicKey {
      return Credential(rawPublicKey: key, signatureSchemes: schemes)
    }
    let chain = try CertificateFile.certificates(in: Files.read(options.chainFile))
    let isStapled = !usesOCSPCallback || setsOCSPInCallback
    let response = options.ocspResponse.isEmpty || !isStapled ? nil : options.ocspResponse
    let timestamps = try Options.timestamps(options.timestamps)
    if options.kind == .delegated {
      return try Credential(
        chain: chain, delegated: DelegatedCredential(reading: options.delegated), key: key,
        ocspResponse: response, signedCertificateTimestamps: timestamps,
        requiresNamedIssuer: options.mustMatchIssuer)
    }
    return try Credential(
      chain: chain, key: key, signatureSchemes: schemes, ocspResponse: response,
      signedCertificateTimestamps: timestamps, requiresNamedIssuer: options.mustMatchIssuer)
  }

  /// The timestamps of a SignedCertificateTimestampList.
  private static func timestamps(_ list: [UInt8]) throws -> [[UInt8]] {
    guard !list.isEmpty else { return [] }
    do {
      // RFC 6962 §3.3: sct_list<1..2^16-1> of SerializedSCT<1..2^16-1>.
      var reader = ByteReader(list.span)
      var entries = try reader.vector16("sct_list", 1...0xFFFF)
      try reader.finish("SignedCertificateTimestampList")
      var timestamps: [[UInt8]] = []
      while !entries.isAtEnd {
        timestamps.append(
          [UInt8](copying: try entries.vector16("SerializedSCT", 1...0xFFFF).rest()))
      }
      return timestamps
    } catch { throw Refusal(name: "timestampList") }
  }

  /// The algorithms of the runner's, which shrink, lengthen, or begin with chance.
  private var compressions: [CertificateCompression] {
    let all = [
      CertificateCompression(
        algorithm: 0xFF02, compress: { [1, 2, 3, 4] + $0 },
        decompress: { bytes, _ in
          bytes.starts(with: [1, 2, 3, 4]) ? Array(bytes.dropFirst(4)) : nil
        }),
      CertificateCompression(
        algorithm: 0xFF01, compress: { $0.starts(with: [0, 0]) ? Array($0.dropFirst(2)) : nil },
        decompress: { bytes, count in bytes.count + 2 == count ? [0, 0] + bytes : nil }),
      CertificateCompression(
        algorithm: 0xFF03,
        compress: { body in
          var random = SystemRandom()
          return random.bytes(1) + body
        }, decompress: { bytes, _ in Array(bytes.dropFirst()) }),
    ]
    return all.filter { compressesCertificates || Int($0.algorithm) == compression }
  }

  private var peerTypes: [CertificateType] {
    acceptedCertificateTypes.isEmpty
      ? [.x509]
      : acceptedCertificateTypes.map { CertificateType(rawValue: UInt8(truncatingIfNeeded: $0)) }
  }

  private var rawKeyTrust: RawPublicKeyTrust {
    refusesPeer ? .application { _, _ in .certificateUnknown } : .unverified
  }

  /// External keys, imported (RFC 9258).
  private func preSharedKeys() throws -> [PreSharedKey] {
    try usableCredentials.filter { $0.kind == .preSharedKey }.flatMap { try $0.importedKeys() }
  }

  func clientConfiguration() throws -> ClientConfiguration {
    var configuration = ClientConfiguration(verification: verification)
    configuration.cipherSuites = suites
    configuration.groups = try namedGroups()
    if let predicted = configuration.groups.first(where: {
      serverGroupsHint.contains(Int($0.rawValue))
    }) {
      configuration.keyShareGroups = [predicted]
    } else if sendsNoKeyShares {
      configuration.keyShareCount = 0
    } else if !keyShares.isEmpty {
      configuration.keyShareGroups = keyShares.map {
        NamedGroup(rawValue: UInt16(truncatingIfNeeded: $0))
      }
    } else {
      configuration.keyShareGroups = usualShares(of: configuration.groups)
    }
    configuration.signatureSchemes = schemes()
    configuration.applicationProtocols = try protocols(advertisedProtocols)
    let credentials = try loadCredentials()
    configuration.credentials = credentials
    configuration.failsWithoutFittingCredential = true
    configuration.judgesAgainAtResumption = verifiesAgain
    configuration.requestsOCSP = requestsOCSP
    configuration.requestsCertificateTimestamps = requestsTimestamps
    if usesOCSPCallback, failsOCSP {
      configuration.evidenceCheck = { _, _ in .badCertificateStatusResponse }
    }
    configuration.sendsGREASE = usesGREASE
    if maximumSendFragment > 0 { configuration.maximumFragment = maximumSendFragment }
    configuration.requiresPreSharedKey =
      credentials.isEmpty && usableCredentials.contains { $0.kind == .preSharedKey }
      && !verifiesPeer && !usesCustomVerifyCallback
    configuration.permutesExtensions = permutesExtensions
    configuration.certificateCompression = compressions
    configuration.serverCertificateTypes = peerTypes
    configuration.trustedRawPublicKeys = rawKeyTrust
    if !availableCertificateTypes.isEmpty {
      configuration.clientCertificateTypes = availableCertificateTypes.map {
        CertificateType(rawValue: UInt8(truncatingIfNeeded: $0))
      }
    }
    if maximumCertificateList > 0 {
      configuration.maximumCertificateByteCount = maximumCertificateList
    }
    if failsCredential { configuration.requestCheck = { _ in .internalError } }
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
    configuration.sendsGREASE = true
    if maximumSendFragment > 0 { configuration.maximumFragment = maximumSendFragment }
    configuration.acknowledgesServerName = !refusesAcknowledgement
    configuration.certificateCompression = compressions
    configuration.clientCertificateTypes = peerTypes
    configuration.trustedRawPublicKeys = rawKeyTrust
    if failsHello {
      configuration.helloCheck = { _ in .handshakeFailure }
    } else if failsConnection || failsCredential || (usesOCSPCallback && failsOCSP) {
      configuration.helloCheck = { _ in .internalError }
    }
    if maximumCertificateList > 0 {
      configuration.maximumCertificateByteCount = maximumCertificateList
    }
    configuration.preSharedKeys = try preSharedKeys()
    configuration.prefersCertificates = usableCredentials.first?.kind != .preSharedKey
    if !refusesTickets {
      var resumption = ServerResumption(
        tickets: .sealed(memory.ticketKeys), epoch: PolicyEpoch(rawValue: 0))
      resumption.isAcrossNames = resumesAcrossNames
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

extension CredentialOptions {
  /// What the external key becomes (RFC 9258).
  func importedKeys() throws -> [PreSharedKey] {
    try PreSharedKey.importing(
      identity: identity, key: SecretBytes(copying: key.span), context: context,
      hash: hashesBySHA384 ? .sha384 : .sha256)
  }
}
