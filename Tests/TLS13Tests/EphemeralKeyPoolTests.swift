import Bytes
import Cryptography
import PKI
import TestSupport
import Testing

@testable import TLS13

@Suite struct `Ephemeral keys made ahead` {
  private func configurations() throws -> (ClientConfiguration, ServerConfiguration) {
    let identities = try Identities(.p256)
    let server = ServerConfiguration(
      credentials: [try identities.credential(.p256, .server, names: ["server.test"])],
      clientAuthentication: .none)
    return (ClientConfiguration(verification: identities.verification(.server)), server)
  }

  @Test func `are as many as were wanted, and no more`() {
    var random = SystemRandom()
    let pool = EphemeralKeyPool(groups: [.x25519, .secp256r1], capacity: 3)
    #expect(pool.count == 0)
    #expect(pool.fill(atMost: 2, using: &random) == 2)
    #expect(pool.count == 2)
    #expect(pool.fill(using: &random) == 4)
    #expect(pool.fill(using: &random) == 0)
    #expect(pool.count == 6)
    pool.removeAll()
    #expect(pool.count == 0)
    #expect(pool.take(.x25519) == nil)
  }

  @Test func `are each given out once, for their group alone`() throws {
    var random = SystemRandom()
    let pool = EphemeralKeyPool(groups: [.x25519], capacity: 4)
    pool.fill(using: &random)
    var shares: Set<[UInt8]> = []
    while let entry = pool.take(.x25519) { shares.insert(entry.key.share) }
    #expect(shares.count == 4)
    pool.fill(using: &random)
    #expect(pool.take(.secp256r1) == nil)
    #expect(pool.count == 4)
  }

  @Test(arguments: [NamedGroup.x25519, .secp256r1, .ffdhe2048, .mlkem1024, .x25519MLKEM768])
  func `serve both sides, while there are some`(group: NamedGroup) throws {
    var random = SystemRandom()
    var (client, server) = try configurations()
    client.groups = [group]
    server.groups = [group]
    let own = EphemeralKeyPool(groups: [group], capacity: 2)
    let other = EphemeralKeyPool(groups: [group], capacity: 2)
    own.fill(using: &random)
    other.fill(using: &random)
    client.ephemeralKeys = own
    server.ephemeralKeys = other
    // ML-KEM answers each share by itself.
    let isUsed = group.agreement?.isDiffieHellman ?? false
    for left in [1, 0, 0] {
      let pair = try MemoryPair(client, server)
      try pair.run()
      #expect(pair.clientIsConnected)
      #expect(pair.serverIsConnected)
      #expect(own.count == left)
      #expect(other.count == (isUsed ? left : 2))
    }
  }
}
