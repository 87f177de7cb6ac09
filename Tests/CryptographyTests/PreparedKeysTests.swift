import Bytes
import Cryptography
import Hashing
import TestSupport
import Testing

@Suite struct `Prepared keys` {
  /// What each type of key signs by, RSA among those that have no tables.
  static let types: [(KeyType, SignatureAlgorithm, hasTables: Bool)] = [
    (.p256, .ecdsa(.sha256), true), (.p384, .ecdsa(.sha384), true),
    (.p521, .ecdsa(.sha512), true), (.ed25519, .ed25519, true), (.ed448, .ed448, false),
    (.rsa(bitCount: 2048), .rsaPSS(.sha256), false),
  ]

  private static func verify(
    _ keys: PreparedKeys, _ key: PublicKey, _ signature: [UInt8], _ message: [UInt8],
    _ algorithm: SignatureAlgorithm
  ) -> Bool {
    keys.verify(signature.span, of: message.span, by: algorithm, key: key)
  }

  @Test(arguments: types)
  func `answer as keys without tables do`(
    _ type: KeyType, _ algorithm: SignatureAlgorithm, hasTables: Bool
  ) throws {
    var random = SeededRandom()
    let keys = PreparedKeys()
    let key = try PrivateKey.generate(type, using: &random)
    for round in 0..<4 {
      let message = random.bytes(round * 30)
      let signature = try key.sign(message.span, by: algorithm, using: &random)
      let publicKey = key.publicKey
      #expect(Self.verify(keys, publicKey, signature, message, algorithm), "seed \(random.seed)")
      #expect(!Self.verify(keys, publicKey, signature, message + [1], algorithm))
      #expect(!Self.verify(keys, publicKey, Array(signature.dropLast()), message, algorithm))
      #expect(!Self.verify(keys, publicKey, [], message, algorithm))
      let other: SignatureAlgorithm = algorithm == .ed25519 ? .ecdsa(.sha256) : .ed25519
      #expect(!Self.verify(keys, publicKey, signature, message, other))
      #expect(keys.count == (hasTables && round > 0 ? 1 : 0))
    }
  }

  @Test func `are made for good signatures alone`() throws {
    var random = SeededRandom()
    let keys = PreparedKeys()
    let key = try PrivateKey.generate(.ed25519, using: &random)
    let none = [UInt8](repeating: 0, count: 64)
    for _ in 0..<5 {
      #expect(!Self.verify(keys, key.publicKey, none, none, .ed25519))
    }
    #expect(keys.count == 0)
  }

  @Test func `keep their bound, and what is used`() throws {
    var random = SeededRandom()
    let keys = PreparedKeys(capacity: 3)
    let message = random.bytes(20)
    func use(_ key: borrowing PrivateKey, times: Int) throws {
      let signature = try key.sign(message.span, by: .ed25519, using: &random)
      for _ in 0..<times {
        #expect(Self.verify(keys, key.publicKey, signature, message, .ed25519))
      }
    }
    let regular = try PrivateKey.generate(.ed25519, using: &random)
    try use(regular, times: 2)
    for _ in 0..<10 {
      try use(try PrivateKey.generate(.ed25519, using: &random), times: 2)
      try use(regular, times: 1)
      #expect(keys.count <= 3)
      #expect(keys.contains(regular.publicKey))
    }
    // Those who come once never get tables, and push nobody out.
    for _ in 0..<10 { try use(try PrivateKey.generate(.ed25519, using: &random), times: 1) }
    #expect(keys.count == 3)
    #expect(keys.contains(regular.publicKey))
  }
}
