import Bytes
import Cryptography
import Measuring

/// Signatures and key agreement.
enum AsymmetricOperations {
  static let all: [Operation] =
    agreement("x25519", .x25519, "ecdhx25519") + agreement("x448", .x448, "ecdhx448")
    + agreement("ecdh-p256", .p256, "ecdhp256")
    + agreement("ecdh-p384", .p384, "ecdhp384") + agreement("ecdh-p521", .p521, "ecdhp521")
    + signatures("ed25519", .ed25519, .ed25519, "ed25519", line: "+F6", fields: (3, 4))
    + signatures("ed448", .ed448, .ed448, "ed448", line: "+F6", fields: (3, 4))
    + signatures("ecdsa-p256", .p256, .ecdsa(.sha256), "ecdsap256", line: "+F4", fields: (2, 3))
    + signatures("ecdsa-p384", .p384, .ecdsa(.sha384), "ecdsap384", line: "+F4", fields: (2, 3))
    + signatures("ecdsa-p521", .p521, .ecdsa(.sha512), "ecdsap521", line: "+F4", fields: (2, 3))
    + [2048, 3072, 4096].flatMap {
      signatures(
        "rsa\($0)", .rsa(bitCount: $0), .rsaPSS(.sha256), "rsa\($0)", line: "+F2", fields: (2, 3))
    }

  /// The shared secret, and a new key.
  private static func agreement(
    _ name: String, _ group: KeyAgreementGroup, _ peer: String
  ) -> [Operation] {
    [
      Operation(
        name: "\(name)-derive", unit: .operations,
        peer: .operations(name: peer, line: "+F5", field: 2)
      ) { seconds in
        var random = SystemRandom()
        let ours = EphemeralKey(group, using: &random)
        let theirs = EphemeralKey(group, using: &random).share
        return rate(seconds: seconds) {
          if let secret = try? ours.agree(with: theirs.span) { keep(secret) }
        }
      },
      Operation(name: "\(name)-keygen", unit: .operations, peer: nil) { seconds in
        rate(seconds: seconds) {
          var random = SystemRandom()
          keep(EphemeralKey(group, using: &random))
        }
      },
    ]
  }

  private static func signatures(
    _ name: String, _ type: KeyType, _ algorithm: SignatureAlgorithm, _ peer: String,
    line: String, fields: (sign: Int, verify: Int)
  ) -> [Operation] {
    let message = [UInt8](repeating: 0x20, count: 130)
    return [
      Operation(
        name: "\(name)-sign", unit: .operations,
        peer: .operations(name: peer, line: line, field: fields.sign)
      ) { seconds in
        var random = SystemRandom()
        let key = try PrivateKey.generate(type, using: &random)
        return rate(seconds: seconds) {
          var random = SystemRandom()
          keep((try? key.sign(message.span, by: algorithm, using: &random)) ?? [])
        }
      },
      Operation(
        name: "\(name)-verify", unit: .operations,
        peer: .operations(name: peer, line: line, field: fields.verify)
      ) { seconds in
        var random = SystemRandom()
        let key = try PrivateKey.generate(type, using: &random)
        let signature = try key.sign(message.span, by: algorithm, using: &random)
        let publicKey = key.publicKey
        var refused = 0
        let result = rate(seconds: seconds) {
          if !publicKey.verify(signature.span, of: message.span, by: algorithm) { refused += 1 }
        }
        guard refused == 0 else {
          throw OpenSSLSpeed.Failure(description: "\(name): a good signature was refused")
        }
        return result
      },
    ]
  }
}
