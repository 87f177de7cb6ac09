import Bytes
import Cryptography

/// The ephemeral keys whose shares stand in a ClientHello (RFC 9846, Section 4.3.8): at most one a group.
struct OfferedShares: ~Copyable {
  /// Keeps the one copy of a key in place.
  private final class Holder: Sendable {
    let key: EphemeralKey
    init(_ key: consuming EphemeralKey) { self.key = key }
  }

  private var holders: [Holder] = []
  /// The shares in the order in which they are sent.
  private(set) var shares: [KeyShare] = []

  /// Fresh keys for these groups; those that are not implemented are passed over.
  init(_ groups: some Sequence<NamedGroup>, random: inout some RandomSource) {
    for group in groups {
      guard let agreement = group.agreement else { continue }
      let holder = Holder(EphemeralKey(agreement, using: &random))
      shares.append(KeyShare(group: group, bytes: holder.key.share))
      holders.append(holder)
    }
  }

  /// The secret shared with a server that answered a share of `group` with `answer`.
  func agree(
    _ group: NamedGroup, with answer: Span<UInt8>
  ) throws(HandshakeError) -> SecretBytes {
    guard let index = shares.firstIndex(where: { $0.group == group }) else {
      throw .keyShareNotOffered(group)
    }
    do { return try holders[index].key.agree(with: answer) } catch {
      throw .invalidKeyShare(group, reason: error.reason)
    }
  }

  /// Whether a share of this group was sent.
  func contains(_ group: NamedGroup) -> Bool { shares.contains { $0.group == group } }
}
