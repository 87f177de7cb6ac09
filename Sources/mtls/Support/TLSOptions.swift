import Bytes
import Cryptography
import MutualTLS
import PKI
import TLS13

/// What commands that speak TLS have in common, in curl's spelling.
enum TLSOptions {
  static let own =
    [
      Option(
        "cert", "E", .file,
        "certificate chain to present, its own first, in PEM, or a .p12; of several the one that the server asks for",
        repeatable: true),
      Option(
        "key", nil, .file,
        "private key of the certificate, in the same order: a file, or a name (pkcs11:…); none for one that holds its own",
        repeatable: true),
    ] + PasswordSource.reading
  static let algorithms = [
    Option("alpn", nil, .text("NAMES"), "protocols for ALPN, comma-separated, such as http/1.1"),
    Option(
      "groups", nil, .text("NAMES"),
      "groups, comma-separated, most preferred first: "
        + known(NamedGroup.all, of: NamedGroup.implemented)),
    Option("curves", nil, .text("NAMES"), "the same as --groups, as curl spells it"),
    Option(
      "ciphers", nil, .text("NAMES"),
      "cipher suites, comma-separated, most preferred first: "
        + known(CipherSuite.all, of: CipherSuite.implemented)),
    Option(
      "sigalgs", nil, .text("NAMES"),
      "signature schemes to accept, as rsa_pss_rsae_sha256 or RSA-PSS+SHA256, comma- or colon-separated"
    ),
  ]
  static let client =
    own + [
      Option("cacert", nil, .file, "trusted roots, a file or a folder; the system's unless named"),
      Option("insecure", "k", .flag, "do not verify the server: for laboratories alone"),
      Option("server-name", nil, .text("NAME"), "who the server has to be, instead of the host"),
    ] + RevocationOptions.all + algorithms + SessionOptions.all + PreSharedKeyOptions.all + [
      CompressionOptions.option,
      Option(
        "enable-pha", nil, .flag,
        "let the server ask for the certificate after the handshake, as openssl spells it"),
      SecretOptions.keyLog,
      Option("connect-timeout", nil, .number("SECONDS"), "for connection and handshake; 10"),
      Option("max-time", "m", .number("SECONDS"), "for everything; without a bound unless named"),
    ]

  static func suites(_ invocation: Invocation) throws(Explanation) -> [CipherSuite]? {
    try list(invocation, "ciphers", CipherSuite.implemented)
  }

  static func groups(_ invocation: Invocation) throws(Explanation) -> [NamedGroup]? {
    if invocation.value("groups") != nil, invocation.value("curves") != nil {
      throw Explanation(.usage, "--groups and --curves are the same; name one of them")
    }
    guard let text = invocation.value("groups") ?? invocation.value("curves") else { return nil }
    let other = [
      "p-256": "secp256r1", "p-384": "secp384r1", "p-521": "secp521r1", "p256": "secp256r1",
      "p384": "secp384r1", "p521": "secp521r1",
    ]
    let words = words(text).map { other[$0.lowercased()] ?? $0 }
    return try chosen(words, NamedGroup.implemented, "groups")
  }

  static func protocols(_ invocation: Invocation) throws(Explanation) -> [ApplicationProtocol]? {
    guard let text = invocation.value("alpn") else { return nil }
    var protocols: [ApplicationProtocol] = []
    for word in words(text) {
      guard let one = ApplicationProtocol(word.utf8) else {
        throw Explanation(
          .usage, "a protocol's name has 1 to 255 bytes", at: "--alpn",
          rule: "RFC 7301, Section 3.1")
      }
      protocols.append(one)
    }
    return protocols
  }

  /// The configuration of a client, and what it presents.
  static func client(_ invocation: Invocation) throws(Explanation) -> ClientConfiguration {
    var configuration = ClientConfiguration(verification: try verification(invocation))
    if case .verify(let verifier) = configuration.verification {
      configuration.requestsOCSP = verifier.policy.revocation.mode != .off
    }
    configuration.credentials = try credentials(invocation)
    configuration.preSharedKeys = try PreSharedKeyOptions.keys(invocation)
    configuration.keyExchangeModes = try PreSharedKeyOptions.modes(invocation)
    configuration.allowsPostHandshakeAuthentication = invocation.flag("enable-pha")
    configuration.keyLog = try SecretOptions.log(invocation)
    configuration.certificateCompression = try CompressionOptions.algorithms(invocation)
    if let schemes = try schemes(invocation) { configuration.signatureSchemes = schemes }
    if let suites = try suites(invocation) { configuration.cipherSuites = suites }
    if let groups = try groups(invocation) { configuration.groups = groups }
    if let protocols = try protocols(invocation) { configuration.applicationProtocols = protocols }
    let console = invocation.console
    for (path, credential) in zip(invocation.all("cert"), configuration.credentials) {
      console.talk("\(path): \(Expiry.text(credential.chain[0], at: .now, console))")
    }
    return configuration
  }

  /// The credentials of --cert and --key: the first --key belongs to the first --cert that does not hold its own
  /// key; none without them.
  static func credentials(
    _ invocation: Invocation, _ staples: Staples = .none
  ) throws(Explanation) -> [Credential] {
    let certs = invocation.all("cert")
    var keys = invocation.all("key")[...]
    guard keys.count <= certs.count else {
      throw Explanation(.usage, "--key needs its certificate", next: "--cert FILE")
    }
    let passwords = try PasswordSource(invocation)
    let everyOneHasKey = keys.count == certs.count
    var credentials: [Credential] = []
    for cert in certs {
      var contents = try Reading.bytes(cert)
      defer { wipe(&contents) }
      let isContainer = FileContents(of: contents) == .pkcs12
      let key = everyOneHasKey || !isContainer ? keys.popFirst() : nil
      guard key != nil || isContainer || holdsKey(contents) else {
        throw Explanation(
          .usage,
          certs.count == 1
            ? "--cert needs its private key"
            : "each --cert needs its private key, in the same order",
          next: "--key FILE")
      }
      if let key, try HardwareKeyOptions.signer(key) == nil, Files.isReadableByOthers(key) {
        invocation.console.talk(
          "warning: \(key): others than you may read this private key; chmod 600 \(key)")
      }
      credentials.append(try Reading.credential(cert: cert, key: key, passwords, staples))
    }
    guard keys.isEmpty else {
      throw Explanation(.usage, "--key needs its certificate", next: "--cert FILE")
    }
    return credentials
  }

  /// Whether a private key stands in PEM beside the certificate.
  private static func holdsKey(_ contents: [UInt8]) -> Bool {
    String(decoding: contents, as: UTF8.self).contains("PRIVATE KEY-----")
  }

  /// The schemes of --sigalgs, by the names of the RFCs or of OpenSSL.
  static func schemes(_ invocation: Invocation) throws(Explanation) -> [SignatureScheme]? {
    guard let text = invocation.value("sigalgs") else { return nil }
    let other = [
      "ecdsa+sha256": "ecdsa_secp256r1_sha256", "ecdsa+sha384": "ecdsa_secp384r1_sha384",
      "ecdsa+sha512": "ecdsa_secp521r1_sha512", "rsa-pss+sha256": "rsa_pss_rsae_sha256",
      "rsa-pss+sha384": "rsa_pss_rsae_sha384", "rsa-pss+sha512": "rsa_pss_rsae_sha512",
    ]
    return try chosen(
      words(text).map { other[$0.lowercased()] ?? $0 }, SignatureScheme.all, "sigalgs")
  }

  /// The signers of those keys of --key that are elsewhere.
  static func signers(_ invocation: Invocation) throws(Explanation) -> [any ExternalSigner] {
    var signers: [any ExternalSigner] = []
    for path in invocation.all("key") {
      if let signer = try HardwareKeyOptions.signer(path) { signers.append(signer) }
    }
    return signers
  }

  /// Who the server has to be.
  static func identity(
    _ invocation: Invocation, host: String
  ) throws(Explanation) -> ReferenceIdentity {
    let text = invocation.value("server-name") ?? host
    guard let identity = ReferenceIdentity(text) else {
      throw Explanation(
        .usage, "\(text) is neither a DNS name nor an IP address", rule: "RFC 9525, Section 6.1",
        next: "name the server with --server-name")
    }
    return identity
  }

  static func connectDeadline(_ invocation: Invocation) throws(Explanation) -> Deadline {
    let seconds = try invocation.number("connect-timeout", in: 1...86_400) ?? 10
    return try deadline(invocation).orSooner(.seconds(seconds))
  }

  static func deadline(_ invocation: Invocation) throws(Explanation) -> Deadline {
    try invocation.number("max-time", in: 1...86_400).map { .after(.seconds($0)) } ?? .never
  }

  private static func verification(
    _ invocation: Invocation
  ) throws(Explanation) -> PeerVerification {
    if invocation.flag("insecure") {
      guard invocation.value("cacert") == nil else {
        throw Explanation(.usage, "--insecure and --cacert contradict each other")
      }
      invocation.console.talk("warning: --insecure: the server may be anybody")
      return .unverified
    }
    let roots =
      if let path = invocation.value("cacert") { try Reading.roots(path, invocation.console) } else
      {
        try Reading.systemRoots(invocation.console)
      }
    var policy = VerificationPolicy(purpose: .server)
    policy.revocation = try RevocationOptions.policy(invocation)
    return .verify(PeerVerifier(roots: roots, policy: policy))
  }

  /// What help says of a list: what it is by default, and what else may be named.
  private static func known<Code: Equatable & CustomStringConvertible>(
    _ usual: [Code], of all: [Code]
  ) -> String {
    func names(_ codes: [Code]) -> String { codes.map(\.description).joined(separator: ",") }
    return "\(names(usual)) unless named; also \(names(all.filter { !usual.contains($0) }))"
  }

  private static func words(_ text: String) -> [String] {
    text.split(whereSeparator: { $0 == "," || $0 == ":" }).map(String.init)
  }

  private static func list<Code: Equatable & CustomStringConvertible>(
    _ invocation: Invocation, _ option: String, _ known: [Code]
  ) throws(Explanation) -> [Code]? {
    guard let text = invocation.value(option) else { return nil }
    return try chosen(words(text), known, option)
  }

  private static func chosen<Code: Equatable & CustomStringConvertible>(
    _ words: [String], _ known: [Code], _ option: String
  ) throws(Explanation) -> [Code] {
    var codes: [Code] = []
    for word in words {
      guard let code = known.first(where: { $0.description.lowercased() == word.lowercased() })
      else {
        let names = known.map(\.description)
        throw Explanation(
          .usage, "\(word) is not known here", at: "--\(option)",
          next: Suggestion.nearest(word, among: names).map { "did you mean: \($0)" }
            ?? names.joined(separator: ", "))
      }
      if !codes.contains(code) { codes.append(code) }
    }
    guard !codes.isEmpty else { throw Explanation(.usage, "names nothing", at: "--\(option)") }
    return codes
  }
}
