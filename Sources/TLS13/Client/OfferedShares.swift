import Bytes
import Cryptography

/// The ephemeral keys whose shares stand in a ClientHello (RFC 9846, Section 4.3.8): at most one a group.
struct OfferedShares: ~Copyable {
  private var holders: [EphemeralKeyPool.Entry] = []
  /// The shares in the order in which they are sent.
  private(set) var shares: [KeyShare] = []

  /// Keys for these groups, out of the pool or fresh; groups that are not implemented are passed over.
  init(
    _ groups: some Sequence<NamedGroup>, from pool: EphemeralKeyPool? = nil,
    random: inout some RandomSource
  ) {
    for group in groups {
      guard let agreement = group.agreement else { continue }
      let holder =
        pool?.take(group) ?? EphemeralKeyPool.Entry(EphemeralKey(agreement, using: &random))
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
