import Bytes
import Cryptography
import PKI
import TLS13

/// What is counted.
struct Workload: Sendable {
  enum Kind: Sendable {
    /// Full handshakes, mutual or not.
    case handshake(KeyType, NamedGroup, isMutual: Bool, isCached: Bool)
    /// Handshakes with a ticket.
    case resumption
    /// Records of so many bytes, sealed and opened.
    case records(CipherSuite, byteCount: Int)
    /// Reading one certificate.
    case certificate
  }

  let name: String
  let kind: Kind
  /// How often it is done while instructions are counted.
  let count: Int

  static let all: [Workload] = [
    Workload(
      name: "mutual-p256-x25519",
      kind: .handshake(.p256, .x25519, isMutual: true, isCached: false), count: 4),
    Workload(
      name: "mutual-p256-x25519-cached",
      kind: .handshake(.p256, .x25519, isMutual: true, isCached: true), count: 4),
    Workload(
      name: "server-auth-p256-x25519",
      kind: .handshake(.p256, .x25519, isMutual: false, isCached: false), count: 4),
    Workload(
      name: "mutual-ed25519-x25519",
      kind: .handshake(.ed25519, .x25519, isMutual: true, isCached: false), count: 4),
    Workload(
      name: "mutual-p384-secp384r1",
      kind: .handshake(.p384, .secp384r1, isMutual: true, isCached: false), count: 2),
    Workload(
      name: "mutual-p256-x25519mlkem768",
      kind: .handshake(.p256, .x25519MLKEM768, isMutual: true, isCached: false), count: 4),
    Workload(name: "resumption-x25519", kind: .resumption, count: 8),
    Workload(
      name: "records-aes128gcm-16384", kind: .records(.aes128GCMSHA256, byteCount: 16_384),
      count: 16),
    Workload(
      name: "records-aes128gcm-1024", kind: .records(.aes128GCMSHA256, byteCount: 1_024),
      count: 64),
    Workload(
      name: "records-aes256gcm-16384", kind: .records(.aes256GCMSHA384, byteCount: 16_384),
      count: 16),
    Workload(
      name: "records-chacha20poly1305-16384",
      kind: .records(.chaCha20Poly1305SHA256, byteCount: 16_384), count: 16),
    Workload(name: "read-certificate", kind: .certificate, count: 64),
  ]

  /// What will be counted, ready to be done, once it was done before: tables and caches are filled.
  func prepare() throws -> any Countable {
    switch kind {
    case .handshake(let key, let group, let isMutual, let isCached):
      let world = try World(key, group, .aes128GCMSHA256, isMutual: isMutual, isCached: isCached)
      // The second signature by a key makes its tables, which the third uses.
      for _ in 0..<3 { _ = try Pair.connected(world, resuming: nil) }
      return Handshakes(world: world, session: nil, count: count)
    case .resumption:
      let world = try World(
        .p256, .x25519, .aes128GCMSHA256, isMutual: true, isCached: false, resumes: true)
      var first = try Pair.connected(world, resuming: nil)
      var second = try Pair.connected(world, resuming: first.session)
      return Handshakes(world: world, session: second.session, count: count)
    case .records(let suite, let byteCount):
      let world = try World(.ed25519, .x25519, suite, isMutual: false, isCached: false)
      let records = Records(
        pair: try Pair.connected(world, resuming: nil),
        text: [UInt8](repeating: 7, count: byteCount), count: count)
      try records.run()
      return records
    case .certificate:
      let world = try World(.p256, .x25519, .aes128GCMSHA256, isMutual: false, isCached: false)
      let der = world.server.configuration.credentials[0].chain[0].der
      let certificates = Certificates(der: der, count: count)
      try certificates.run()
      return certificates
    }
  }
}

/// Something that is done over and over while instructions are counted.
protocol Countable {
  func run() throws
}

struct Handshakes: Countable {
  let world: World
  let session: Session?
  let count: Int

  func run() throws {
    for _ in 0..<count {
      let pair = try Pair.connected(world, resuming: session)
      guard pair.isConnected, pair.isResumed == (session != nil) else { throw CountFailure() }
    }
  }
}

final class Records: Countable {
  private var pair: Pair
  private let text: [UInt8]
  private let count: Int

  init(pair: consuming Pair, text: [UInt8], count: Int) {
    self.pair = pair
    self.text = text
    self.count = count
  }

  func run() throws {
    for _ in 0..<count {
      guard try pair.carry(text) == text.count else { throw CountFailure() }
    }
  }
}

struct Certificates: Countable {
  let der: [UInt8]
  let count: Int

  func run() throws {
    for _ in 0..<count {
      guard try Certificate(der: der).version == 3 else { throw CountFailure() }
    }
  }
}

/// What was to be counted did not happen.
struct CountFailure: Error {}
