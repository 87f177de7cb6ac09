import Cryptography

/// Kinds of keys by the names that the command line has for them.
enum KeyTypes {
  static let names = [
    "p256", "p384", "p521", "ed25519", "ed448", "rsa2048", "rsa3072", "rsa4096", "mldsa44",
    "mldsa65", "mldsa87",
  ]
  static let option = Option("type", "t", .choice(names), "the kind of key; p256 unless named")

  static func type(_ name: String?) -> KeyType {
    switch name {
    case "p384": .p384
    case "p521": .p521
    case "ed25519": .ed25519
    case "ed448": .ed448
    case "mldsa44": .mldsa(.mldsa44)
    case "mldsa65": .mldsa(.mldsa65)
    case "mldsa87": .mldsa(.mldsa87)
    case "rsa2048": .rsa(bitCount: 2048)
    case "rsa3072": .rsa(bitCount: 3072)
    case "rsa4096": .rsa(bitCount: 4096)
    default: .p256
    }
  }

  static func generate(_ name: String?) throws(Explanation) -> PrivateKey {
    var random = SystemRandom()
    do { return try PrivateKey.generate(type(name), using: &random) } catch {
      throw Explanation(.internal, "\(error)")
    }
  }
}
