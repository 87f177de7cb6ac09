public import Bytes
import Cryptography

/// Cookies that carry what a server has to know between its HelloRetryRequest and the second ClientHello, so that it
/// keeps nothing meanwhile (RFC 9846, Sections 4.2.4 and 4.3.2): the second ClientHello may reach another connection,
/// or another server that has the same keys.
///
/// A cookie is sealed with AES-256-GCM: nobody can make or change one. It is good for the ClientHello for which it
/// was made, its random included, and for ``lifetime`` seconds.
public struct RetryCookies: Sendable {
  /// Raised when the layout below changes. Tickets begin otherwise, should somebody use their keys here.
  private static let layout: UInt8 = 0xC0

  /// For how many seconds a cookie is good.
  public var lifetime: Int64 = 30
  private let keys: TicketKeys

  /// Cookies under a fresh key, for a server on its own.
  public init(using random: inout some RandomSource) { keys = TicketKeys(using: &random) }

  /// Cookies under keys that servers share; not those of their tickets.
  public init(sharing keys: TicketKeys) { self.keys = keys }

  /// What a cookie says.
  struct Contents: Equatable {
    let suite: CipherSuite
    let group: NamedGroup
    /// Whether the first ClientHello had a pre-shared key that this server knows, and that fits the suite.
    let hadUsableKey: Bool
    /// ``ClientHello/invariant(_:)`` of the first ClientHello.
    let invariant: [UInt8]
    /// Transcript-Hash of the first ClientHello.
    let firstHash: [UInt8]
  }

  /// A cookie made `now`.
  func seal(_ contents: Contents, now: Time, using random: inout some RandomSource) -> [UInt8] {
    var state: [UInt8] = [RetryCookies.layout]
    state.write(now.secondsSince1970)
    state.write(contents.suite.rawValue)
    state.write(contents.group.rawValue)
    state.append(contents.hadUsableKey ? 1 : 0)
    state += contents.invariant
    state.writeVector8 { state in state += contents.firstHash }
    return keys.seal(state.span, using: &random)
  }

  /// What `cookie` says, if it is one of ours and not too old.
  func open(_ cookie: [UInt8], now: Time) throws(HandshakeError) -> Contents {
    guard let state = keys.open(cookie) else { throw .cookieRefused("no key here has made it") }
    let count = TicketKeys.stateByteCount(state)
    let made: Time
    let contents: Contents
    do {
      (made, contents) = try RetryCookies.read(state.bytes.extracting(0..<count))
    } catch { throw .cookieRefused("it is no cookie of a HelloRetryRequest") }
    guard made <= now.adding(seconds: 1), now <= made.adding(seconds: lifetime) else {
      throw .cookieRefused("it is older than \(lifetime) seconds")
    }
    return contents
  }

  private static func read(_ bytes: Span<UInt8>) throws(DecodeError) -> (Time, Contents) {
    var reader = ByteReader(bytes)
    let layout: UInt8 = try reader.integer("layout")
    guard layout == RetryCookies.layout else {
      throw .invalidValue(field: "layout", offset: 0, value: UInt64(layout))
    }
    let made = Time(secondsSince1970: try reader.integer("time"))
    let suite = CipherSuite(rawValue: try reader.integer("suite"))
    let group = NamedGroup(rawValue: try reader.integer("group"))
    let flag: UInt8 = try reader.integer("key")
    let invariant = [UInt8](copying: try reader.read(32, "invariant"))
    let firstHash = [UInt8](copying: try reader.vector8("hash", 32...64).rest())
    try reader.finish("cookie")
    return (
      made,
      Contents(
        suite: suite, group: group, hadUsableKey: flag == 1, invariant: invariant,
        firstHash: firstHash)
    )
  }
}
