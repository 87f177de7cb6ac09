import Cryptography

/// What is negotiated, and who proves who they are.
struct Workload: Sendable {
  enum Mode: String { case full, mutual, resumption }

  let name: String
  let key: KeyType
  let group: String
  let suite: String
  let mode: Mode

  private init(_ prefix: String, _ keyName: String, _ key: KeyType, _ group: String, _ mode: Mode) {
    name = [prefix, keyName, group].filter { !$0.isEmpty }.joined(separator: "-")
    self.key = key
    self.group = group
    // The strongest group has the strongest suite.
    suite = group == "secp384r1" ? "aes256gcm" : "aes128gcm"
    self.mode = mode
  }

  private init(records suite: String) {
    name = "records-\(suite)"
    key = .p256
    group = "x25519"
    self.suite = suite
    mode = .full
  }

  static let handshakes = [
    Workload("mutual", "p256", .p256, "x25519", .mutual),
    Workload("server-auth", "p256", .p256, "x25519", .full),
    Workload("mutual", "p256", .p256, "secp256r1", .mutual),
    Workload("mutual", "ed25519", .ed25519, "x25519", .mutual),
    Workload("server-auth", "ed25519", .ed25519, "x25519", .full),
    Workload("mutual", "p384", .p384, "secp384r1", .mutual),
    Workload("server-auth", "p384", .p384, "secp384r1", .full),
    Workload("mutual", "rsa2048", .rsa(bitCount: 2048), "x25519", .mutual),
    Workload("server-auth", "rsa2048", .rsa(bitCount: 2048), "x25519", .full),
    Workload("resumption", "", .p256, "x25519", .resumption),
  ]

  static let records = ["aes128gcm", "aes256gcm", "chacha20poly1305"].map(Workload.init(records:))
  static let recordSizes = [1_024, 4_096, 16_384]

  /// Idle pairs: the first of the handshakes, and the second.
  static let idle = Array(handshakes.prefix(2))
}
