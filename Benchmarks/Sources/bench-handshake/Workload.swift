import Cryptography
import TLS13

/// What is negotiated, and who proves who they are.
struct Workload: Sendable {
  let name: String
  let key: KeyType
  let group: NamedGroup
  let isMutual: Bool

  static let all = [
    Workload(name: "mutual-p256-x25519", key: .p256, group: .x25519, isMutual: true),
    Workload(name: "server-auth-p256-x25519", key: .p256, group: .x25519, isMutual: false),
    Workload(name: "mutual-p256-secp256r1", key: .p256, group: .secp256r1, isMutual: true),
    Workload(name: "mutual-ed25519-x25519", key: .ed25519, group: .x25519, isMutual: true),
    Workload(name: "mutual-p384-secp384r1", key: .p384, group: .secp384r1, isMutual: true),
    Workload(
      name: "mutual-rsa2048-x25519", key: .rsa(bitCount: 2048), group: .x25519, isMutual: true),
  ]

  /// The suite: the strongest group has the strongest.
  var suite: CipherSuite { group == .secp384r1 ? .aes256GCMSHA384 : .aes128GCMSHA256 }
}
