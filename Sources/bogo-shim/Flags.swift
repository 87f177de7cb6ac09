import Bytes

/// What a flag does to the options.
enum Flag {
  case on(WritableKeyPath<Options, Bool>)
  case number(WritableKeyPath<Options, Int>)
  case optionalNumber(WritableKeyPath<Options, Int?>)
  case numbers(WritableKeyPath<Options, [Int]>)
  case text(WritableKeyPath<Options, String>)
  case bytes(WritableKeyPath<Options, [UInt8]>)
  /// Of the newest credential.
  case credentialText(WritableKeyPath<CredentialOptions, String>)
  case credentialNumbers(WritableKeyPath<CredentialOptions, [Int]>)
  case credentialBytes(WritableKeyPath<CredentialOptions, [UInt8]>)
  case credentialOn(WritableKeyPath<CredentialOptions, Bool>)
  case newCredential(CredentialOptions.Kind)
  case policy(Policy)
  /// Makes no difference here: a manner of BoringSSL's API, or something that is always so.
  case nothing
  /// The same, with a value.
  case nothingOf
}

/// What cannot be done here: the runner wants the exit status 89.
struct Unimplemented: Error {
  let flag: String
}

/// The table of flags. What is missing in it is not implemented.
struct FlagTable {
  private let flags: [String: Flag] = [
    "-port": .number(\.port), "-shim-id": .number(\.shimID), "-ipv6": .on(\.usesIPv6),
    "-server": .on(\.isServer), "-resume-count": .number(\.resumeCount),

    "-min-version": .number(\.minimumVersion), "-max-version": .number(\.maximumVersion),
    "-no-tls13": .on(\.refusesTLS13), "-no-tls12": .nothing, "-no-tls11": .nothing,
    "-no-tls1": .nothing, "-cipher": .nothingOf, "-server-preference": .on(\.prefersServerOrder),
    "-curves": .numbers(\.groups), "-key-shares": .numbers(\.keyShares),
    "-no-key-shares": .on(\.sendsNoKeyShares), "-verify-prefs": .numbers(\.verifySchemes),
    "-host-name": .text(\.hostName), "-advertise-alpn": .text(\.advertisedProtocols),
    "-select-alpn": .text(\.selectedProtocol), "-decline-alpn": .on(\.declinesProtocols),
    "-reject-alpn": .on(\.rejectsProtocols),

    "-new-x509-credential": .newCredential(.x509),
    "-new-psk-credential": .newCredential(.preSharedKey),
    "-new-rpk-credential": .newCredential(.rawPublicKey),
    "-new-delegated-credential": .newCredential(.delegated),
    "-delegated-credential": .credentialBytes(\.delegated),
    "-ocsp-response": .credentialBytes(\.ocspResponse),
    "-signed-cert-timestamps": .credentialBytes(\.timestamps),
    "-must-match-issuer": .credentialOn(\.mustMatchIssuer),

    "-enable-ocsp-stapling": .on(\.requestsOCSP),
    "-enable-signed-cert-timestamps": .on(\.requestsTimestamps),
    "-expect-ocsp-response": .bytes(\.expectedOCSPResponse),
    "-expect-signed-cert-timestamps": .bytes(\.expectedTimestamps),
    "-use-ocsp-callback": .on(\.usesOCSPCallback),
    "-set-ocsp-in-callback": .on(\.setsOCSPInCallback),
    "-decline-ocsp-callback": .on(\.declinesOCSP), "-fail-ocsp-callback": .on(\.failsOCSP),
    "-enable-grease": .on(\.usesGREASE), "-permute-extensions": .on(\.permutesExtensions),
    "-install-cert-compression-algs": .on(\.compressesCertificates),
    "-install-one-cert-compression-alg": .number(\.compression),
    "-accepted-peer-cert-types": .numbers(\.acceptedCertificateTypes),
    "-available-client-cert-types": .numbers(\.availableCertificateTypes),
    "-expect-peer-certificate-type": .optionalNumber(\.expectedPeerType),
    "-expect-peer-rpk-sha256": .bytes(\.expectedRawKeyHash),
    "-server-supported-groups-hint": .numbers(\.serverGroupsHint),
    "-max-cert-list": .number(\.maximumCertificateList),
    "-no-server-name-ack": .on(\.refusesAcknowledgement),
    "-resumption-across-names-enabled": .on(\.resumesAcrossNames),
    "-expect-resumable-across-names": .on(\.expectsAcrossNames),
    "-expect-not-resumable-across-names": .on(\.expectsNotAcrossNames),
    "-expect-ticket-age-skew": .number(\.expectedSkew),
    "-fail-early-callback": .on(\.failsHello), "-fail-ddos-callback": .on(\.failsConnection),
    "-fail-cert-callback": .on(\.failsCredential),
    "-early-write-after-message": .number(\.earlyWriteAfter),
    "-srtp-profiles": .nothingOf,
    "-psk-importer-key": .credentialBytes(\.key),
    "-psk-importer-identity": .credentialBytes(\.identity),
    "-psk-importer-context": .credentialBytes(\.context), "-psk-importer-sha256": .nothing,
    "-psk-importer-sha384": .credentialOn(\.hashesBySHA384),
    "-cert-file": .credentialText(\.chainFile),
    "-key-file": .credentialText(\.keyFile),
    "-signing-prefs": .credentialNumbers(\.signingSchemes), "-trust-cert": .nothingOf,
    "-verify-peer": .on(\.verifiesPeer),
    "-require-any-client-certificate": .on(\.requiresClientCertificate),
    "-use-custom-verify-callback": .on(\.usesCustomVerifyCallback),
    "-verify-fail": .on(\.refusesPeer), "-use-client-ca-list": .text(\.clientAuthorities),

    "-shim-writes-first": .on(\.writesFirst), "-shim-initial-write": .text(\.initialWrite),
    "-repeat-shim-initial-write": .number(\.initialWriteCount),
    "-shim-shuts-down": .on(\.shutsDown), "-check-close-notify": .on(\.checksCloseNotify),
    "-send-alert": .on(\.sendsAlert),
    "-write-different-record-sizes": .on(\.writesDifferentSizes),
    "-key-update": .on(\.updatesKeys), "-key-update-before-read": .on(\.updatesKeysBeforeReading),
    "-export-keying-material": .number(\.exportedByteCount),
    "-export-label": .text(\.exportLabel), "-export-context": .text(\.exportContext),
    "-use-export-context": .on(\.usesExportContext),
    "-use-exporter-between-reads": .on(\.exportsBetweenReads),
    "-max-send-fragment": .number(\.maximumSendFragment),

    "-expect-version": .number(\.expectedVersion),
    "-expect-server-name": .text(\.expectedServerName),
    "-expect-no-server-name": .on(\.expectsNoServerName),
    "-expect-alpn": .text(\.expectedProtocol),
    "-expect-advertised-alpn": .text(\.expectedAdvertisedProtocols),
    "-expect-curve-id": .number(\.expectedGroup), "-expect-cipher": .number(\.expectedCipherSuite),
    "-expect-cipher-aes": .number(\.expectedCipherSuiteAES), "-expect-cipher-no-aes": .nothingOf,
    "-expect-peer-signature-algorithm": .number(\.expectedPeerScheme),
    "-expect-peer-verify-pref": .numbers(\.expectedPeerSchemes),
    "-expect-peer-cert-file": .text(\.expectedPeerCertificateFile),
    "-expect-no-peer-cert": .on(\.expectsNoPeerCertificate),
    "-expect-client-ca-list": .text(\.expectedClientAuthorities),
    "-expect-selected-credential": .optionalNumber(\.expectedCredential),
    "-expect-hrr": .on(\.expectsRetry), "-expect-no-hrr": .on(\.expectsNoRetry),
    "-expect-no-session": .on(\.expectsNoSession),
    "-expect-session-miss": .on(\.expectsSessionMiss),
    "-expect-ticket-supports-early-data": .on(\.expectsEarlyTicket),
    "-expect-accept-early-data": .on(\.expectsAcceptedEarlyData),
    "-expect-reject-early-data": .on(\.expectsRejectedEarlyData),
    "-expect-no-offer-early-data": .on(\.expectsNoEarlyData),
    "-expect-early-data-reason": .text(\.expectedEarlyDataReason),

    "-no-ticket": .on(\.refusesTickets), "-enable-early-data": .on(\.usesEarlyData),
    "-renew-ticket": .nothing, "-skip-ticket": .on(\.refusesTickets),
    "-resumption-delay": .number(\.resumptionDelay),
    "-fips-202205": .policy(.fips202205), "-wpa-202304": .policy(.wpa202304),
    "-cnsa-202407": .policy(.cnsa202407), "-cnsa1-202603": .policy(.cnsa1202603),
    "-cnsa2-202603": .policy(.cnsa2202603),

    // Manners of BoringSSL's API, without meaning for an engine that is handed bytes.
    "-async": .nothing, "-partial-write": .nothing, "-read-size": .nothingOf,
    "-implicit-handshake": .nothing, "-no-op-extra-handshake": .nothing,
    "-handshake-twice": .nothing, "-use-early-callback": .nothing,
    "-use-old-client-cert-callback": .nothing,
    "-install-ddos-callback": .nothing, "-peek-then-read": .nothing,
    "-private-key-delay-ms": .nothingOf, "-read-with-unfinished-write": .on(\.writesFirst),
    "-use-ticket-callback": .nothing, "-use-ticket-aead-callback": .nothing,
    "-expect-verify-result": .nothing, "-reverify-on-resume": .on(\.verifiesAgain),
    "-expect-no-session-id": .nothing,
    "-expect-session-id": .nothing, "-expect-ticket-renewal": .nothing,
    // Of older versions, and without effect on TLS 1.3.
    "-renegotiate-once": .nothing, "-renegotiate-freely": .nothing,
    "-renegotiate-ignore": .nothing, "-renegotiate-explicit": .nothing,
    "-forbid-renegotiation-after-handshake": .nothing, "-expect-total-renegotiations": .nothingOf,
    "-false-start": .nothing, "-allow-false-start-without-alpn": .nothing,
    "-cbc-record-splitting": .nothing, "-no-legacy-server-connect": .nothing,
    "-expect-secure-renegotiation": .nothing, "-expect-extended-master-secret": .nothing,
    "-initial-timeout-duration-ms": .nothingOf,
  ]

  /// The options of the first connection, of those that resume, and of those after rejected early data.
  func parse(_ arguments: [String]) throws -> (initial: Options, resumed: Options, retried: Options)
  {
    var all = [Options(), Options(), Options()]
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      var name = argument
      let isForHandshaker = remove("-on-handshaker", from: &name)
      _ = remove("-on-shim", from: &name)
      let concerned =
        remove("-on-initial", from: &name)
        ? [0]
        : remove("-on-resume", from: &name)
          ? [1] : remove("-on-retry", from: &name) ? [2] : [0, 1, 2]
      guard let flag = flags[name] else { throw Unimplemented(flag: name) }
      let value = try flag.takesValue ? value(of: name, from: &rest) : ""
      if isForHandshaker { continue }
      for index in concerned { try apply(flag, value, to: &all[index], name) }
    }
    return (all[0], all[1], all[2])
  }

  private func remove(_ prefix: String, from name: inout String) -> Bool {
    guard name.hasPrefix(prefix + "-") else { return false }
    name.removeFirst(prefix.count)
    return true
  }

  private func value(of name: String, from rest: inout ArraySlice<String>) throws -> String {
    guard let value = rest.popFirst() else { throw Unimplemented(flag: name) }
    return value
  }

  private func apply(
    _ flag: Flag, _ value: String, to options: inout Options, _ name: String
  ) throws {
    func number() throws -> Int {
      guard let number = Int(value) else { throw Unimplemented(flag: name) }
      return number
    }
    switch flag {
    case .on(let field): options[keyPath: field] = true
    case .number(let field): options[keyPath: field] = try number()
    case .optionalNumber(let field): options[keyPath: field] = try number()
    case .numbers(let field): options[keyPath: field].append(try number())
    case .text(let field): options[keyPath: field] = value
    case .bytes(let field):
      guard let bytes = Base64.decode(Array(value.utf8).span) else {
        throw Unimplemented(flag: name)
      }
      options[keyPath: field] = bytes
    case .credentialText(let field):
      options.credentials[options.credentials.count - 1][keyPath: field] = value
    case .credentialNumbers(let field):
      options.credentials[options.credentials.count - 1][keyPath: field].append(try number())
    case .credentialBytes(let field):
      guard let bytes = Base64.decode(Array(value.utf8).span) else {
        throw Unimplemented(flag: name)
      }
      options.credentials[options.credentials.count - 1][keyPath: field] = bytes
    case .credentialOn(let field):
      options.credentials[options.credentials.count - 1][keyPath: field] = true
    case .newCredential(let kind): options.credentials.append(CredentialOptions(kind: kind))
    case .policy(let policy): options.policy = policy
    case .nothing, .nothingOf: break
    }
  }
}

extension Flag {
  /// Whether a value follows.
  var takesValue: Bool {
    switch self {
    case .on, .newCredential, .credentialOn, .policy, .nothing: false
    default: true
    }
  }
}
