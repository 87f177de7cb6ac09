import Bytes
import Cryptography
import Measuring

/// Signatures and key agreement.
enum AsymmetricOperations {
  static let all: [Operation] =
    agreement("x25519", .x25519, "ecdhx25519") + agreement("x448", .x448, "ecdhx448")
    + agreement("ecdh-p256", .p256, "ecdhp256")
    + agreement("ecdh-p384", .p384, "ecdhp384") + agreement("ecdh-p521", .p521, "ecdhp521")
    + agreement("ffdhe2048", .ffdhe2048, "ffdh2048", line: "+F8")
    + agreement("ffdhe3072", .ffdhe3072, "ffdh3072", line: "+F8")
    + agreement("ffdhe4096", .ffdhe4096, "ffdh4096", line: "+F8")
    + encapsulation("mlkem512", .mlkem512) + encapsulation("mlkem768", .mlkem768)
    + encapsulation("mlkem1024", .mlkem1024) + encapsulation("x25519mlkem768", .x25519MLKEM768)
    + signatures("ed25519", .ed25519, .ed25519, "ed25519", line: "+F6", fields: (3, 4))
    + signatures("ed448", .ed448, .ed448, "ed448", line: "+F6", fields: (3, 4))
    + signatures("ecdsa-p256", .p256, .ecdsa(.sha256), "ecdsap256", line: "+F4", fields: (2, 3))
    + signatures("ecdsa-p384", .p384, .ecdsa(.sha384), "ecdsap384", line: "+F4", fields: (2, 3))
    + signatures("ecdsa-p521", .p521, .ecdsa(.sha512), "ecdsap521", line: "+F4", fields: (2, 3))
    + [2048, 3072, 4096].flatMap {
      signatures(
        "rsa\($0)", .rsa(bitCount: $0), .rsaPSS(.sha256), "rsa\($0)", line: "+F2", fields: (2, 3))
    }
    + [("mldsa44", MLDSAParameterSet.mldsa44), ("mldsa65", .mldsa65), ("mldsa87", .mldsa87)].flatMap
  {
    signatures($0, .mldsa($1), .mldsa($1), nil, line: "", fields: (0, 0))
  }

  /// The shared secret, and a new key.
  private static func agreement(
    _ name: String, _ group: KeyAgreementGroup, _ peer: String, line: String = "+F5"
  ) -> [Operation] {
    [
      Operation(
        name: "\(name)-derive", unit: .operations,
        peer: .operations(name: peer, line: line, field: 2)
      ) { seconds in
        var random = SystemRandom()
        let ours = EphemeralKey(group, using: &random)
        let theirs = try group.answer(ours.share.span, using: &random).share
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

  /// A new key, an answer to its share, and the secret of the answer.
  private static func encapsulation(_ name: String, _ group: KeyAgreementGroup) -> [Operation] {
    [
      Operation(name: "\(name)-keygen", unit: .operations, peer: nil) { seconds in
        rate(seconds: seconds) {
          var random = SystemRandom()
          keep(EphemeralKey(group, using: &random))
        }
      },
      Operation(name: "\(name)-encaps", unit: .operations, peer: nil) { seconds in
        var random = SystemRandom()
        let share = EphemeralKey(group, using: &random).share
        return rate(seconds: seconds) {
          var random = SystemRandom()
          if let answer = try? group.answer(share.span, using: &random) { keep(answer) }
        }
      },
      Operation(name: "\(name)-decaps", unit: .operations, peer: nil) { seconds in
        var random = SystemRandom()
        let ours = EphemeralKey(group, using: &random)
        let answer = try group.answer(ours.share.span, using: &random).share
        return rate(seconds: seconds) {
          if let secret = try? ours.agree(with: answer.span) { keep(secret) }
        }
      },
    ]
  }

  /// - Parameter peer: The name that `openssl speed` has; nil where it does not measure these.
  private static func signatures(
    _ name: String, _ type: KeyType, _ algorithm: SignatureAlgorithm, _ peer: String?,
    line: String, fields: (sign: Int, verify: Int)
  ) -> [Operation] {
    let message = [UInt8](repeating: 0x20, count: 130)
    return [
      Operation(
        name: "\(name)-sign", unit: .operations,
        peer: peer.map { .operations(name: $0, line: line, field: fields.sign) }
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
        peer: peer.map { .operations(name: $0, line: line, field: fields.verify) }
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
