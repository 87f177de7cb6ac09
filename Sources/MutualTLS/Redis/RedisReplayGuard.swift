public import Bytes
import Synchronization
public import TLS13

/// Remembers the ClientHellos with early data of all servers that share a name, in Redis (RFC 9846, Section 8.2).
///
/// It fails closed: where Redis is away, is too slow, might forget what it was told before its time, or has started
/// too recently to know, no early data is taken, and the handshakes go on without it. Give it a server of its own or
/// one that does not evict keys, and no replicas that may take over without the newest entries.
public final class RedisReplayGuard: ReplayGuard {
  /// Where Redis is, and how to enter.
  public struct Settings: Sendable {
    /// Host and port.
    public var place: HostPort
    /// The number of the database.
    public var database = 0
    /// The user for AUTH; nil is the default user.
    public var user: String?
    /// What the names of keys begin with; the same on all servers of a name.
    public var prefix = "mtls:0rtt:"
    /// How long one question may take. Handshakes wait for it.
    public var patience = Duration.milliseconds(250)
    /// Seconds that Redis has to have been up: what it was told before its start it does not know. Zero only where it
    /// keeps everything on disk at once (`appendfsync always`), or no ticket is older than it.
    public var quiet: Int64 = MemoryReplayGuard.quiet

    /// A server at this place.
    public init(_ place: HostPort) { self.place = place }
  }

  /// Lends the password: a view into a property of a class must not leave it.
  private struct Password: ~Copyable, Sendable {
    let bytes: SecretBytes
    func words(_ user: String?) -> [[UInt8]] {
      [Array("AUTH".utf8)] + (user.map { [Array($0.utf8)] } ?? [])
        + [[UInt8](copying: bytes.bytes)]
    }
  }

  private struct State: ~Copyable {
    var link: RedisLink?
    /// Before this moment the server is not asked again: it has just failed.
    var rest: ContinuousClock.Instant?
    /// Before this moment nothing is admitted: the server has started too recently.
    var trustedFrom: ContinuousClock.Instant?
  }

  private let settings: Settings
  private let password: Password?
  private let failed: @Sendable (String) -> Void
  private let state = Mutex(State())

  /// A guard at Redis, which is asked for the first time when early data comes.
  ///
  /// - Parameters:
  ///   - password: For AUTH; nil sends none.
  ///   - failed: Is told why nothing is admitted, on a connection's thread; at most once a second.
  public init(
    _ settings: Settings, password: consuming SecretBytes? = nil,
    failed: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.settings = settings
    if let secret = password.take() {
      self.password = Password(bytes: secret)
    } else {
      self.password = nil
    }
    self.failed = failed
  }

  /// Records a ClientHello and says whether it is the first time; false where nobody knows.
  public func admits(_ binder: [UInt8], at now: Time, rememberedFor seconds: Int64) -> Bool {
    let deadline = Deadline.after(settings.patience)
    return state.withLock { state in
      if let rest = state.rest, ContinuousClock.now < rest { return false }
      state.rest = nil
      // A connection that Redis has ended meanwhile is made anew, once.
      for attempt in 0..<2 {
        let isFresh = state.link == nil
        do throws(RedisLink.Failure) {
          return try record(binder, seconds, &state, deadline)
        } catch {
          state.link = nil
          if !isFresh, attempt == 0, RedisReplayGuard.isStale(error) { continue }
          state.rest = ContinuousClock.now.advanced(by: .seconds(1))
          failed("no early data is taken: Redis at \(settings.place): \(error)")
          return false
        }
      }
      return false
    }
  }

  private static func isStale(_ failure: RedisLink.Failure) -> Bool {
    switch failure {
    case .ended, .socket(.reset): true
    default: false
    }
  }

  private func record(
    _ binder: [UInt8], _ seconds: Int64, _ state: inout State, _ deadline: Deadline
  ) throws(RedisLink.Failure) -> Bool {
    var link: RedisLink
    if let open = state.link.take() {
      link = open
    } else {
      link = try enter(&state, deadline)
    }
    // One command, so that of two servers one alone is the first.
    let reply = try link.ask(
      [
        Array("SET".utf8), Array((settings.prefix + Hex.encode(binder.span)).utf8), [0x31],
        Array("NX".utf8), Array("EX".utf8), Array("\(max(1, seconds))".utf8),
      ], deadline: deadline)
    state.link = consume link
    guard reply == .simple("OK") else { return false }
    if let trusted = state.trustedFrom, ContinuousClock.now < trusted { return false }
    return true
  }

  /// Connects, and looks whether the server can be relied on.
  private func enter(
    _ state: inout State, _ deadline: Deadline
  ) throws(RedisLink.Failure) -> RedisLink {
    var link = try RedisLink(to: settings.place, deadline: deadline)
    if let words = password?.words(settings.user) { _ = try link.ask(words, deadline: deadline) }
    if settings.database != 0 {
      _ = try link.ask("SELECT", "\(settings.database)", deadline: deadline)
    }
    guard case .bulk(let bytes) = try link.ask("INFO", deadline: deadline) else {
      throw .refused("nothing about itself")
    }
    let facts = RedisReplayGuard.facts(bytes)
    guard facts["loading"] == "0", facts["role"] == "master" else {
      throw .refused("that it is loading, or a replica")
    }
    guard facts["maxmemory"] == "0" || facts["maxmemory_policy"] == "noeviction" else {
      throw .refused(
        "that it may evict keys before their time: maxmemory-policy has to be noeviction")
    }
    guard let uptime = facts["uptime_in_seconds"].flatMap(Int64.init) else {
      throw .refused("nothing about its start")
    }
    state.trustedFrom =
      uptime >= settings.quiet
      ? nil : ContinuousClock.now.advanced(by: .seconds(settings.quiet - uptime))
    return link
  }

  /// The lines `name:value` of INFO.
  static func facts(_ bytes: [UInt8]) -> [String: String] {
    var facts: [String: String] = [:]
    for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
      guard let colon = line.firstIndex(of: ":") else { continue }
      facts[String(line[..<colon])] = String(line[line.index(after: colon)...])
    }
    return facts
  }
}
