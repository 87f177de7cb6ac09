public import Bytes
import Cryptography
import Synchronization

/// The keys under which a server seals its tickets, so that it need not remember sessions itself (RFC 9846,
/// Section 4.7.1). Servers that share the keys resume each other's sessions.
///
/// The newest key seals; older ones open until they are dropped. A ticket is the key's name, 16 bytes, a
/// nonce, 12 bytes, and the sealed session.
public final class TicketKeys: Sendable {
  /// Bytes of one key in its shared form: a name of 16 and an AES-256-GCM key of 32.
  public static let keyByteCount = nameByteCount + 32
  /// The most keys at one time; more than that is a mistake, not a rotation.
  public static let maximumKeys = 16
  private static let nameByteCount = 16
  private static let nonceByteCount = 12
  private static let tagByteCount = 16

  private final class Key: Sendable {
    let name: [UInt8]
    let aead: AEAD

    init(_ bytes: Span<UInt8>) {
      name = [UInt8](copying: bytes.extracting(0..<nameByteCount))
      aead = AEAD(.aes256GCM, key: bytes.extracting(nameByteCount...))
    }
  }

  private let keys: Mutex<[Key]>

  /// One fresh key, for a server on its own.
  public init(using random: inout some RandomSource) {
    let secret = random.secret(TicketKeys.keyByteCount)
    keys = Mutex([Key(secret.bytes)])
  }

  /// Shared keys, the newest first, 48 bytes each.
  ///
  /// - Throws: ``TicketKeyError`` where that is not what `bytes` are.
  public init(shared bytes: Span<UInt8>) throws(TicketKeyError) {
    keys = Mutex(try TicketKeys.read(bytes))
  }

  /// Puts a fresh key in front; of the older ones as many as `keeping` still open tickets.
  public func rotate(keeping: Int = 2, using random: inout some RandomSource) {
    let secret = random.secret(TicketKeys.keyByteCount)
    let key = Key(secret.bytes)
    keys.withLock { keys in keys = [key] + keys.prefix(max(0, keeping)) }
  }

  /// Replaces all keys by shared ones, as at ``init(shared:)``: their file was changed.
  public func replace(shared bytes: Span<UInt8>) throws(TicketKeyError) {
    let read = try TicketKeys.read(bytes)
    keys.withLock { $0 = read }
  }

  private static func read(_ bytes: Span<UInt8>) throws(TicketKeyError) -> [Key] {
    guard !bytes.isEmpty, bytes.count.isMultiple(of: keyByteCount),
      bytes.count <= maximumKeys * keyByteCount
    else { throw .length(bytes.count) }
    var keys: [Key] = []
    for start in stride(from: 0, to: bytes.count, by: keyByteCount) {
      let key = Key(bytes.extracting(start..<start + keyByteCount))
      guard !keys.contains(where: { $0.name == key.name }) else { throw .sameName }
      keys.append(key)
    }
    return keys
  }

  /// A ticket that holds `state`.
  func seal(_ state: Span<UInt8>, using random: inout some RandomSource) -> [UInt8] {
    guard let key = keys.withLock({ $0.first }) else { return [] }
    // At random: servers that share a key share no counter. 2^32 tickets are the limit of a key
    // (SP 800-38D, Section 8.3), far beyond what one rotation sees.
    let nonce = random.bytes(TicketKeys.nonceByteCount)
    let name = key.name
    var ticket = name + nonce
    let start = ticket.count
    let count = state.count + TicketKeys.tagByteCount
    ticket.append(contentsOf: repeatElement(0, count: count))
    let none: [UInt8] = []
    var whole = ticket.mutableSpan
    var sealed = whole._mutatingExtracting(start..<start + count)
    key.aead.seal(
      state, suffix: none.span, nonce: nonce.span, additionalData: name.span, into: &sealed)
    return ticket
  }

  /// What a ticket holds; nil where no key opens it.
  func open(_ ticket: [UInt8]) -> SecretBytes? {
    let start = TicketKeys.nameByteCount + TicketKeys.nonceByteCount
    guard ticket.count >= start + TicketKeys.tagByteCount else { return nil }
    let name = Array(ticket[..<TicketKeys.nameByteCount])
    guard let key = keys.withLock({ $0.first { $0.name == name } }) else { return nil }
    let bytes = ticket.span
    let nonce = bytes.extracting(TicketKeys.nameByteCount..<start)
    var state = SecretBytes(copying: bytes.extracting(start...))
    var view = state.mutableBytes
    do {
      try key.aead.open(&view, nonce: nonce, additionalData: name.span)
    } catch { return nil }
    return state
  }

  /// The length of what ``open(_:)`` gives that is the session: the rest was the tag.
  static func stateByteCount(_ state: borrowing SecretBytes) -> Int { state.count - tagByteCount }
}

/// Why bytes are no ticket keys.
public enum TicketKeyError: Error, Sendable, Equatable {
  /// Not 1 to 16 times 48 bytes.
  case length(Int)
  /// Two keys have the same name.
  case sameName
}

extension TicketKeyError: CustomStringConvertible {
  /// One sentence for a person.
  public var description: String {
    switch self {
    case .length(let count):
      "ticket keys are 48 random bytes each, the newest first, 16 at most; there are \(count) bytes"
    case .sameName: "two ticket keys have the same name, their first 16 bytes"
    }
  }
}
