import Bytes
import Cryptography
import DER
import MutualTLS
import PKI
import Synchronization
import TLS13

/// The configuration of `mtls serve`, made of its options, and made again when a file has changed.
final class ServeSetup: Sendable {
  /// How old the newest ticket key of this server's own gets, in seconds. With two older ones kept, every ticket of a
  /// day is opened.
  private static let ticketKeyLife: Int64 = 43_200

  private let invocation: Invocation
  private let ticketKeys: TicketKeys?
  private let ticketKeyFile: String?
  private let cache: SessionCache?
  private let earlyData: EarlyDataPolicy?
  private let keyLog: KeyLog?
  private let retryCookies: RetryCookies?
  private let state: Mutex<State>

  private struct State {
    var files: FileWatch
    var ticketKeyFile: FileWatch
    var nextRotation: Time
    /// How clients are judged that are asked after the handshake.
    var later: PeerVerification?
  }

  init(_ invocation: Invocation) throws(Explanation) {
    self.invocation = invocation
    let kind = invocation.value("resumption") ?? "tickets"
    ticketKeyFile = invocation.value("ticket-keys")
    if ticketKeyFile != nil, kind != "tickets" {
      throw Explanation(.usage, "ticket keys are for --resumption tickets", at: "--ticket-keys")
    }
    var random = SystemRandom()
    do throws(FileFailure) {
      if let ticketKeyFile {
        ticketKeys = try TicketKeyFile.read(ticketKeyFile)
      } else {
        ticketKeys = kind == "tickets" ? TicketKeys(using: &random) : nil
      }
    } catch { throw Explanation(error) }
    cache = kind == "cache" ? SessionCache() : nil
    retryCookies =
      invocation.flag("stateless-retry") ? RetryCookies(using: &random) : nil
    earlyData = try ServeSetup.earlyData(invocation, sharesKeys: ticketKeyFile != nil)
    if earlyData != nil, kind == "off" {
      throw Explanation(.usage, "without resumption there is no early data", at: "--max-early-data")
    }
    keyLog = try SecretOptions.log(invocation)
    let paths =
      invocation.all("cert") + invocation.all("key") + invocation.all("crl")
      + invocation.all("staple") + invocation.all("ocsp-response")
      + (invocation.value("cacert").map { [$0] } ?? [])
      + invocation.all("host-cacert").compactMap { ServeSetup.pair($0)?.value }
      + (invocation.value("psk-file").map { [$0] } ?? [])
    state = Mutex(
      State(
        files: FileWatch(paths), ticketKeyFile: FileWatch(ticketKeyFile.map { [$0] } ?? []),
        nextRotation: Time.now.adding(seconds: ServeSetup.ticketKeyLife), later: nil))
  }

  /// How clients are judged that are asked for their certificate after the handshake; nil where none are.
  var later: PeerVerification? { state.withLock { $0.later } }

  /// Looks after keys and files; tells the server when something is new.
  func look(_ server: Server) {
    let console = invocation.console
    let now = Time.now
    let (filesChanged, keysChanged, isOld) = state.withLock { state in
      let isOld = now >= state.nextRotation
      if isOld { state.nextRotation = now.adding(seconds: ServeSetup.ticketKeyLife) }
      return (state.files.hasChanged(), state.ticketKeyFile.hasChanged(), isOld)
    }
    let isAsked = Hangup.take()
    if let path = ticketKeyFile, let ticketKeys, keysChanged || isAsked {
      do {
        try TicketKeyFile.reread(path, into: ticketKeys)
        console.talk("\(path): ticket keys read again")
      } catch { console.warn("\(error); the ticket keys stay what they were") }
    } else if let ticketKeys, ticketKeyFile == nil, isOld {
      var random = SystemRandom()
      ticketKeys.rotate(using: &random)
    }
    if filesChanged || isAsked {
      do {
        server.replaceConfiguration(try configuration())
        console.talk("certificates, roots, CRLs and keys read again; sessions are judged anew")
      } catch { console.warn("\(error.text); the server goes on with what it had") }
    }
  }

  /// The configuration by what the files hold now.
  func configuration() throws(Explanation) -> ServerConfiguration {
    let staples = try Staples(invocation)
    let credentials = try TLSOptions.credentials(invocation, staples)
    try staples.check(credentials)
    let keys = try PreSharedKeyOptions.keys(invocation)
    guard !credentials.isEmpty || !keys.isEmpty else {
      throw Explanation(
        .usage, "--cert and --key are missing",
        next: "name a certificate and its key, or external keys with --psk-file")
    }
    let roots = try invocation.value("cacert").map { path throws(Explanation) in
      try Reading.roots(path, invocation.console)
    }
    let revocation = try RevocationOptions.policy(invocation)
    let mode = invocation.value("client-auth") ?? "required"
    var configuration = ServerConfiguration(
      credentials: credentials,
      clientAuthentication: try authentication(mode, roots, revocation, at: "--cacert"))
    configuration.certificateAuthorities = roots?.names ?? []
    configuration.certificateFilters = try filters()
    configuration.preSharedKeys = keys
    configuration.allowsKeyWithoutExchange = try PreSharedKeyOptions.modes(invocation).contains(
      .psk)
    configuration.keyLog = keyLog
    configuration.certificateCompression = try CompressionOptions.algorithms(invocation)
    configuration.retryCookies = retryCookies
    if let suites = try TLSOptions.suites(invocation) { configuration.cipherSuites = suites }
    if let groups = try TLSOptions.groups(invocation) { configuration.groups = groups }
    if let schemes = try TLSOptions.schemes(invocation) { configuration.signatureSchemes = schemes }
    configuration.applicationProtocols = try TLSOptions.protocols(invocation) ?? ["http/1.1"]
    configuration.hosts = try hosts(credentials, roots, mode, revocation)
    if invocation.value("post-handshake-auth") != nil {
      guard let roots else { throw ServeSetup.noRoots("--post-handshake-auth") }
      let later = verification(roots, revocation)
      state.withLock { $0.later = later }
    }
    configuration.resumption = try resumption(configuration)
    let console = invocation.console
    for credential in credentials {
      let own = credential.chain[0]
      console.talk("\(own.subject.text): \(Expiry.text(own, at: .now, console))")
    }
    return configuration
  }

  /// The rule for purposes of clients' certificates, for judgement and report.
  static func policy(_ invocation: Invocation) -> VerificationPolicy {
    var policy = VerificationPolicy(purpose: .client)
    policy.clientPurpose =
      invocation.value("client-purpose").flatMap(ClientPurpose.init) ?? .clientAuth
    return policy
  }

  private func verification(
    _ roots: TrustRoots, _ revocation: RevocationPolicy
  ) -> PeerVerification {
    var policy = ServeSetup.policy(invocation)
    policy.revocation = revocation
    return .verify(PeerVerifier(roots: roots, policy: policy))
  }

  private func authentication(
    _ mode: String, _ roots: TrustRoots?, _ revocation: RevocationPolicy, at place: String
  ) throws(Explanation) -> ClientAuthentication {
    guard mode != "none" else { return .none }
    guard let roots else { throw ServeSetup.noRoots(place) }
    let verification = verification(roots, revocation)
    return mode == "optional" ? .optional(verification) : .required(verification)
  }

  private static func noRoots(_ place: String) -> Explanation {
    Explanation(
      .usage, "whose clients are to be trusted? The system's roots never are", at: place,
      next: "--cacert FILE, or --client-auth none to ask for no certificates")
  }

  private func filters() throws(Explanation) -> [ExtensionFilter] {
    var purposes: [DER.ObjectIdentifier] = []
    for text in invocation.all("want-eku") {
      switch text {
      case "clientAuth": purposes.append(.clientAuth)
      case "serverAuth": purposes.append(.serverAuth)
      default:
        guard let purpose = DER.ObjectIdentifier(dotted: text), purpose != .anyExtendedKeyUsage
        else {
          throw Explanation(
            .usage, "\(text) is neither clientAuth, serverAuth nor the OID of one purpose",
            at: "--want-eku", rule: "RFC 9846, Section 4.3.5")
        }
        purposes.append(purpose)
      }
    }
    return purposes.isEmpty ? [] : [ExtensionFilter(extendedKeyUsage: purposes)]
  }

  /// What holds under single names: their certificates, where there are several, and what options say of them.
  private func hosts(
    _ credentials: [Credential], _ roots: TrustRoots?, _ mode: String,
    _ revocation: RevocationPolicy
  ) throws(Explanation) -> [ServerHost] {
    var hosts: [ServerHost] = []
    func index(_ pattern: DNSPattern) -> Int {
      if let found = hosts.firstIndex(where: { $0.pattern == pattern }) { return found }
      hosts.append(ServerHost(pattern))
      return hosts.count - 1
    }
    var modes: [DNSPattern: String] = [:]
    var others: [DNSPattern: TrustRoots] = [:]
    for (option, apply) in [("host-client-auth", true), ("host-cacert", false)] {
      for text in invocation.all(option) {
        guard let (name, value) = ServeSetup.pair(text), let pattern = DNSPattern(name) else {
          throw Explanation(.usage, "\(text) is not NAME=VALUE with a DNS name", at: "--\(option)")
        }
        if apply {
          guard ["required", "optional", "none"].contains(value) else {
            throw Explanation(
              .usage, "\(value) is none of required, optional, none", at: "--\(option)")
          }
          modes[pattern] = value
        } else {
          others[pattern] = try Reading.roots(value, invocation.console)
        }
        _ = index(pattern)
      }
    }
    if credentials.count > 1 {
      for credential in credentials {
        for case .dns(let text) in credential.chain[0].subjectAlternativeNames ?? [] {
          if let pattern = DNSPattern(text) { _ = index(pattern) }
        }
      }
    }
    for place in hosts.indices {
      let pattern = hosts[place].pattern
      hosts[place].credentials = credentials.filter { credential in
        (credential.chain[0].subjectAlternativeNames ?? []).contains { name in
          if case .dns(let text) = name {
            DNSPattern(text)?.covers(pattern) ?? false
          } else {
            false
          }
        }
      }
      guard modes[pattern] != nil || others[pattern] != nil else { continue }
      let own = others[pattern] ?? roots
      hosts[place].clientAuthentication = try authentication(
        modes[pattern] ?? mode, own, revocation, at: "--host-client-auth")
      hosts[place].certificateAuthorities = own?.names
    }
    // The exact name decides before one with a wildcard.
    return hosts.filter { !$0.pattern.isWildcard } + hosts.filter(\.pattern.isWildcard)
  }

  private func resumption(
    _ configuration: ServerConfiguration
  ) throws(Explanation) -> ServerResumption? {
    let tickets: ServerResumption.Tickets
    if let ticketKeys {
      tickets = .sealed(ticketKeys)
    } else if let cache {
      tickets = .stored(cache)
    } else {
      return nil
    }
    // Whatever decides of any client, under any name, makes the epoch.
    var rules: [UInt8] = []
    func add(_ authentication: ClientAuthentication) {
      rules.write(PolicyEpoch(of: authentication).rawValue)
    }
    add(configuration.clientAuthentication)
    for host in configuration.hosts {
      rules += "\(host.pattern)".utf8
      if let authentication = host.clientAuthentication { add(authentication) }
    }
    for name in ["allow-dns", "allow-uri", "allow-fingerprint", "want-eku"] {
      rules += (name + invocation.all(name).joined(separator: "\n")).utf8
    }
    var resumption = ServerResumption(
      tickets: tickets,
      epoch: PolicyEpoch(of: later ?? .unverified, rules: rules))
    if let seconds = try invocation.number("ticket-lifetime", in: 1...604_800) {
      resumption.lifetime = UInt32(seconds)
    }
    if let policy = invocation.value("resumption-policy")
      .flatMap(ServerResumption.ClientPolicy.init(rawValue:))
    {
      resumption.clientPolicy = policy
    }
    resumption.earlyData = earlyData
    return resumption
  }

  private static func earlyData(
    _ invocation: Invocation, sharesKeys: Bool
  ) throws(Explanation) -> EarlyDataPolicy? {
    let limit = try invocation.number("max-early-data", in: 0...1 << 20) ?? 0
    guard limit > 0 else {
      for option in ["early-data-with-client-auth", "replay-store"]
      where invocation.value(option) != nil || invocation.flag(option) {
        throw Explanation(
          .usage, "no early data is taken", at: "--\(option)", next: "--max-early-data 14336")
      }
      return nil
    }
    let console = invocation.console
    let replayGuard: any ReplayGuard
    if let text = invocation.value("replay-store") {
      replayGuard = try ReplayStore.redis(text, invocation)
    } else {
      if sharesKeys {
        console.warn(
          "early data that one server took can be sent to another one that shares its ticket keys: "
            + "name a common --replay-store")
      }
      // Tickets of an earlier process open only under shared keys.
      replayGuard = MemoryReplayGuard(
        startingAt: .now, quiet: sharesKeys ? MemoryReplayGuard.quiet : 0)
    }
    var policy = EarlyDataPolicy(replayGuard: replayGuard)
    policy.maximumByteCount = UInt32(limit)
    policy.allowsAuthenticatedClients = invocation.flag("early-data-with-client-auth")
    return policy
  }

  /// `NAME=VALUE` taken apart.
  static func pair(_ text: String) -> (name: String, value: String)? {
    guard let equals = text.firstIndex(of: "=") else { return nil }
    return (String(text[..<equals]), String(text[text.index(after: equals)...]))
  }
}

extension PolicyEpoch {
  /// The epoch of how clients are judged, and whether they have to come with a certificate.
  fileprivate init(of authentication: ClientAuthentication) {
    switch authentication {
    case .none: self.init(rawValue: 0)
    case .optional(let verification): self.init(of: verification, rules: [1])
    case .required(let verification): self.init(of: verification, rules: [2])
    }
  }
}
