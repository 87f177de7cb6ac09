import Bytes
import Cryptography

/// What is run with secrets marked. Each gives the number of public bytes that came out, which keeps it from
/// being optimised away.
struct Check: Sendable {
  let name: String
  let run: @Sendable () throws -> Int

  static let all: [Check] =
    symmetric + agreement + signatures + [
      Check(name: "compare") {
        var random = SecretRandom()
        let (a, b) = (random.array(32), random.array(32))
        return declassified(equalInConstantTime(a.span, b.span)) ? 1 : 0
      }
    ]

  /// A branch on a secret, which has to be found: the control of the method.
  static let leaky = Check(name: "leaky") {
    var random = SecretRandom()
    return random.array(1)[0] > 7 ? 1 : 0
  }

  private static var symmetric: [Check] {
    AEADAlgorithm.allCases.map { algorithm in
      Check(name: "aead-\(algorithm)") {
        var random = SecretRandom()
        let key = random.array(algorithm.keyByteCount)
        let aead = AEAD(algorithm, key: key.span)
        let nonce = [UInt8](repeating: 1, count: algorithm.nonceByteCount)
        var total = 0
        for count in [0, 1, 15, 16, 17, 100, 300, 1_500, 5_000] {
          let text = random.array(count)
          let header = [UInt8](repeating: 2, count: 5)
          let none: [UInt8] = []
          var output = [UInt8](repeating: 0, count: count + algorithm.tagByteCount)
          var span = output.mutableSpan
          aead.seal(
            text.span, suffix: none.span, nonce: nonce.span, additionalData: header.span,
            into: &span)
          try aead.open(&span, nonce: nonce.span, additionalData: header.span)
          declassify(output.span)
          total += output.reduce(0) { $0 + Int($1) }
        }
        return total
      }
    }
      + HashAlgorithm.allCases.map { algorithm in
        Check(name: "hkdf-\(algorithm)") {
          var random = SecretRandom()
          let (salt, input) = (random.array(32), random.array(48))
          let key = HKDF.extract(algorithm, salt: salt.span, inputKeyMaterial: input.span)
          let info: [UInt8] = [1, 2, 3]
          let output = HKDF.expand(
            algorithm, pseudoRandomKey: key.bytes, info: info.span, byteCount: 100)
          declassify(output.bytes)
          return Int(output.bytes[7])
        }
      }
  }

  private static var agreement: [Check] {
    KeyAgreementGroup.allCases.map { group in
      Check(name: "agree-\(group)") {
        var random = SecretRandom()
        let ours = EphemeralKey(group, using: &random)
        declassify(ours.share.span)
        let theirs = try group.answer(ours.share.span, using: &random)
        declassify(theirs.share.span)
        let secret = try ours.agree(with: theirs.share.span)
        declassify(secret.bytes)
        declassify(theirs.secret.bytes)
        return Int(secret.bytes[0]) + Int(theirs.secret.bytes[1])
      }
    }
  }

  private static var signatures: [Check] {
    let kinds: [(KeyType, SignatureAlgorithm)] = [
      (.p256, .ecdsa(.sha256)), (.p384, .ecdsa(.sha384)), (.p521, .ecdsa(.sha512)),
      (.ed25519, .ed25519), (.ed448, .ed448), (.mldsa(.mldsa44), .mldsa(.mldsa44)),
      (.mldsa(.mldsa65), .mldsa(.mldsa65)), (.mldsa(.mldsa87), .mldsa(.mldsa87)),
    ]
    return kinds.map { type, algorithm in
      Check(name: "sign-\(type)") {
        var random = SecretRandom()
        let key = try PrivateKey.generate(type, using: &random)
        return try sign(key, algorithm)
      }
    }
      + [("pss", SignatureAlgorithm.rsaPSS(.sha256)), ("pkcs1", .rsaPKCS1v15(.sha256))].map {
        name, algorithm in
        Check(name: "sign-rsa-\(name)") {
          // How a key is found is no secret of its own; its numbers are, from here on.
          var random = SystemRandom()
          let made = try PrivateKey.generate(.rsa(bitCount: 2048), using: &random)
          let parts = made.withRSA { rsa in
            [
              copy(rsa.publicKey.modulus.span), copy(rsa.publicKey.exponent.span),
              copy(rsa.privateExponent), copy(rsa.prime1), copy(rsa.prime2), copy(rsa.exponent1),
              copy(rsa.exponent2), copy(rsa.coefficient),
            ]
          }
          guard let p = parts else { return 0 }
          for part in p.dropFirst(2) { classify(part.span) }
          let (n, e, d, prime1, prime2) = (p[0], p[1], p[2], p[3], p[4])
          let (exponent1, exponent2, coefficient) = (p[5], p[6], p[7])
          let key = try RSAPrivateKey(
            modulus: n.span, publicExponent: e.span, privateExponent: d.span, prime1: prime1.span,
            prime2: prime2.span, exponent1: exponent1.span, exponent2: exponent2.span,
            coefficient: coefficient.span)
          return try sign(PrivateKey(rsa: key), algorithm)
        }
      }
  }

  private static func copy(_ bytes: Span<UInt8>) -> [UInt8] {
    var copy: [UInt8] = []
    for index in bytes.indices { copy.append(bytes[index]) }
    return copy
  }

  private static func sign(
    _ key: borrowing PrivateKey, _ algorithm: SignatureAlgorithm
  ) throws -> Int {
    var random = SecretRandom()
    let message: [UInt8] = [1, 2, 3]
    let signature = try key.sign(message.span, by: algorithm, using: &random)
    declassify(signature.span)
    return Int(signature[5])
  }
}
