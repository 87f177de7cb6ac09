import Bytes
import Cryptography

/// The ephemeral keys whose shares stand in a ClientHello (RFC 9846, Section 4.3.8): at most one a group.
struct OfferedShares: ~Copyable {
  private var x25519: EphemeralKey?
  private var x448: EphemeralKey?
  private var p256: EphemeralKey?
  private var p384: EphemeralKey?
  private var p521: EphemeralKey?
  private var ffdhe2048: EphemeralKey?
  private var ffdhe3072: EphemeralKey?
  private var ffdhe4096: EphemeralKey?
  /// The shares in the order in which they are sent.
  private(set) var shares: [KeyShare] = []

  /// Fresh keys for these groups; those that are not implemented are passed over.
  init(_ groups: some Sequence<NamedGroup>, random: inout some RandomSource) {
    for group in groups {
      guard let agreement = group.agreement else { continue }
      let key = EphemeralKey(agreement, using: &random)
      shares.append(KeyShare(group: group, bytes: key.share))
      switch agreement {
      case .x25519: x25519 = consume key
      case .x448: x448 = consume key
      case .p256: p256 = consume key
      case .p384: p384 = consume key
      case .p521: p521 = consume key
      case .ffdhe2048: ffdhe2048 = consume key
      case .ffdhe3072: ffdhe3072 = consume key
      case .ffdhe4096: ffdhe4096 = consume key
      }
    }
  }

  /// Takes the key of a group out; nil where no share of it was sent.
  mutating func take(_ group: NamedGroup) -> EphemeralKey? {
    switch group.agreement {
    case .x25519: x25519.take()
    case .x448: x448.take()
    case .p256: p256.take()
    case .p384: p384.take()
    case .p521: p521.take()
    case .ffdhe2048: ffdhe2048.take()
    case .ffdhe3072: ffdhe3072.take()
    case .ffdhe4096: ffdhe4096.take()
    case nil: nil
    }
  }

  /// Whether a share of this group was sent.
  func contains(_ group: NamedGroup) -> Bool { shares.contains { $0.group == group } }
}
