internal import Bytes
internal import Cryptography
internal import Hashing
internal import MLDSA
internal import PKI

/// ML-DSA (FIPS 204).
enum MLDSASuite {
  private static func set(_ fields: Fields) throws(CaseProblem) -> MLDSAParameterSet {
    if let name = fields.optionalText("parameterSet") { return try Names.mldsa(name) }
    return try Names.mldsa(try fields.text("algorithm"))
  }

  private static func preHash(_ fields: Fields) throws(CaseProblem) -> MLDSAPreHash? {
    guard let name = fields.optionalText("preHash"), Names.normal(name) != "pure",
      Names.normal(name) != "none"
    else { return nil }
    switch name {
    case "SHA2-512/224", "SHA2-512/256": throw .skip("the hash \(name) is not supported")
    default: break
    }
    switch Names.normal(name) {
    case "sha2256", "sha256": return .sha256
    case "sha2384", "sha384": return .sha384
    case "sha2512", "sha512": return .sha512
    case "shake128": return .shake128
    case "shake256": return .shake256
    default: throw .skip("the hash \(name) is not supported")
    }
  }

  static func keyGen(_ fields: Fields, _ steps: inout Steps) throws(CaseProblem) -> Answer {
    let set = try set(fields)
    let seed = try fields.bytes("seed")
    let (pk, sk) = (try fields.bytes("public"), try fields.optionalBytes("private"))
    do {
      let key = try MLDSAPrivateKey(set, seed: seed.span)
      steps.compare("public key", key.publicKey.bytes, pk)
      if let sk { steps.compare("private key", [UInt8](copying: key.expanded), sk) }
      return steps.answer
    } catch { return .refused(text(error)) }
  }

  /// `message` with `context`, or μ as `mu`, or with `isFormatted` M' as it is (FIPS 204, Algorithm 7).
  static func verify(_ fields: Fields, _ steps: inout Steps) throws(CaseProblem) -> Answer {
    let set = try set(fields)
    let publicKey = try fields.bytes("public")
    if let der = try fields.optionalBytes("publicKeyDer") {
      switch PublicKeys.info(der) {
      case .failure(let refusal): return .refused(refusal.reason)
      case .success(let info):
        guard info.keyBits == publicKey else {
          throw .malformed("publicKey and publicKeyDer differ")
        }
        guard case .mldsa(let named, _)? = info.publicKey, named == set else {
          return .refused("the public key is \(info.kind)")
        }
      }
    }
    let signature = try fields.bytes("signature")
    do {
      let key = try MLDSAPublicKey(set, bytes: publicKey.span)
      return try isValid(key, signature, fields, &steps)
        ? .agrees : .refused("the signature does not verify")
    } catch let problem as CaseProblem { throw problem } catch let error as MLDSAError {
      return .refused(text(error))
    } catch { return .refused("\(error)") }
  }

  private static func isValid(
    _ key: borrowing MLDSAPublicKey, _ signature: [UInt8], _ fields: Fields, _ steps: inout Steps
  ) throws -> Bool {
    guard let message = try fields.optionalBytes("message") else {
      let mu = try fields.bytes("mu")
      return key.isValid(signature: signature.span, mu: mu.span)
    }
    if fields.optionalFlag("isFormatted") == true {
      return key.isValid(signature: signature.span, formatted: message.span)
    }
    let context = try fields.optionalBytes("context") ?? []
    guard context.count <= 255 else { throw MLDSAError.contextTooLong(context.count) }
    if let hash = try preHash(fields) {
      return key.isValid(
        signature: signature.span, for: message.span, context: context.span, preHash: hash)
    }
    let mu = try key.mu(of: message.span, context: context.span)
    steps.note("μ", mu)
    return key.isValid(signature: signature.span, for: message.span, context: context.span)
  }

  /// With the key of a `seed` or in its expanded form as `private`; `rnd` is zeros where it is not given.
  static func sign(_ fields: Fields, _ steps: inout Steps) throws(CaseProblem) -> Answer {
    let set = try set(fields)
    let expanded = try fields.optionalBytes("private")
    let seed = expanded == nil ? try fields.bytes("seed") : []
    let published = try fields.optionalBytes("public")
    let der = try fields.optionalBytes("privateKeyPkcs8")
    do {
      let key: MLDSAPrivateKey
      if let expanded {
        key = try MLDSAPrivateKey(set, expanded: expanded.span)
      } else {
        key = try MLDSAPrivateKey(set, seed: seed.span)
      }
      if let published, !published.isEmpty {
        steps.compare("public key", key.publicKey.bytes, published)
      }
      if let der {
        let read = try KeyFile.privateKey(in: der.span)
        guard case .mldsa(let named, let bytes) = read.publicKey, named == set else {
          return .refused("the private key is \(read.type)")
        }
        steps.compare("public key of PKCS #8", bytes, key.publicKey.bytes)
      }
      let signature = try signature(key, fields, &steps)
      steps.compare("signature", signature, try fields.bytes("signature"))
      guard try isValid(key.publicKey, signature, fields, &steps) else {
        return .differs("our signature does not verify")
      }
      return steps.answer
    } catch let problem as CaseProblem { throw problem } catch let error as MLDSAError {
      return .refused(text(error))
    } catch { return .refused("\(error)") }
  }

  private static func signature(
    _ key: borrowing MLDSAPrivateKey, _ fields: Fields, _ steps: inout Steps
  ) throws -> [UInt8] {
    let randomness = try fields.optionalBytes("rnd") ?? [UInt8](repeating: 0, count: 32)
    guard randomness.count == 32 else { throw CaseProblem.malformed("rnd") }
    var random = PublishedRandom(randomness)
    guard let message = try fields.optionalBytes("message") else {
      let mu = try fields.bytes("mu")
      return try key.sign(mu: mu.span, using: &random)
    }
    if fields.optionalFlag("isFormatted") == true {
      return key.sign(formatted: message.span, randomness: randomness.span)
    }
    let context = try fields.optionalBytes("context") ?? []
    if let hash = try preHash(fields) {
      return try key.sign(
        message.span, context: context.span, preHash: hash, using: &random)
    }
    let mu = try key.publicKey.mu(of: message.span, context: context.span)
    if let published = try fields.optionalBytes("mu"), !published.isEmpty {
      steps.compare("μ", mu, published)
    } else {
      steps.note("μ", mu)
    }
    return try key.sign(message.span, context: context.span, using: &random)
  }

  private static func text(_ error: MLDSAError) -> String {
    switch error {
    case .wrongLength(let expected, let actual): "\(actual) bytes where \(expected) belong"
    case .contextTooLong(let count): "a context of \(count) bytes (FIPS 204, Section 5.2)"
    case .secretOutOfRange: "a secret is out of its range (FIPS 204, Algorithm 25)"
    case .inconsistentKey: "the parts of the private key do not belong together"
    case .preHashTooWeak: "the digest is too weak for the key (FIPS 204, Section 5.4)"
    }
  }

  /// CCTV's accumulated test: for each seed that SHAKE128 of nothing gives, the key and a deterministic
  /// signature of nothing go into another SHAKE128.
  static func accumulated(_ fields: Fields, _ steps: inout Steps) throws(CaseProblem) -> Answer {
    let set = try set(fields)
    let rounds = try fields.number("rounds")
    guard (1...10_000).contains(rounds) else { throw .malformed("rounds") }
    var source = SHA3(.shake128)
    var sink = SHA3(.shake128)
    let none: [UInt8] = []
    do {
      for _ in 0..<rounds {
        var seed = [UInt8](repeating: 0, count: 32)
        var span = seed.mutableSpan
        source.squeeze(into: &span)
        let key = try MLDSAPrivateKey(set, seed: seed.span)
        sink.update(key.publicKey.bytes.span)
        let signature = try key.signDeterministically(none.span, context: none.span)
        sink.update(signature.span)
      }
    } catch { return .refused(text(error)) }
    var digest = [UInt8](repeating: 0, count: 32)
    var span = digest.mutableSpan
    sink.squeeze(into: &span)
    steps.compare("digest", digest, try fields.bytes("digest"))
    return steps.answer
  }
}

/// Hands out the randomness that a case names, once.
struct PublishedRandom: RandomSource {
  private var bytes: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

  mutating func fill(_ output: inout MutableSpan<UInt8>) {
    for index in output.indices { output[index] = bytes.popFirst() ?? 0 }
  }
}
