internal import Bytes
internal import Hashing

/// Hashes, codes and derivations.
enum HashSuite {
  /// The digest of `message`, which stands `repeat` times; or an output of any length.
  static func hash(_ fields: Fields, _ steps: inout Steps) throws(CaseProblem) -> Answer {
    let name = try fields.text("algorithm")
    var message = try fields.bytes("message")
    if let count = fields.optionalNumber("repeat") {
      guard count >= 0, message.count * count <= 1 << 26 else { throw .malformed("repeat") }
      message = (0..<count).flatMap { _ in message }
    }
    let digest = try fields.bytes("digest")
    if fields.has("seed") { return try chain(fields, name, digest, &steps) }
    if let function = Names.sha3(name) {
      let own = SHA3.hash(
        function, message.span, byteCount: function.digestByteCount ?? digest.count)
      steps.compare("digest", own, digest)
    } else {
      let own = Hash.digest(try Names.hash(name), of: message.span)
      steps.compare("digest", [UInt8](copying: own.bytes), digest)
    }
    return steps.answer
  }

  /// A chain of a thousand digests, each of those before it (SHAVS, Section 6.4; SHA3VS, Section 6.2.3).
  private static func chain(
    _ fields: Fields, _ name: String, _ expected: [UInt8], _ steps: inout Steps
  ) throws(CaseProblem) -> Answer {
    let seed = try fields.bytes("seed")
    if let function = Names.sha3(name) {
      guard function.digestByteCount != nil else {
        throw .skip("chains of outputs of SHAKE are not supported")
      }
      var digest = seed
      for _ in 0..<1_000 { digest = SHA3.hash(function, digest.span) }
      steps.compare("digest", digest, expected)
      return steps.answer
    }
    let algorithm = try Names.hash(name)
    var last = [seed, seed, seed]
    for _ in 0..<1_000 {
      let message = last.flatMap { $0 }
      let digest = Hash.digest(algorithm, of: message.span)
      last = [last[1], last[2], [UInt8](copying: digest.bytes)]
    }
    steps.compare("digest", last[2], expected)
    return steps.answer
  }

  /// HMAC (RFC 2104), whose tag may be cut short.
  static func mac(_ fields: Fields, _ steps: inout Steps) throws(CaseProblem) -> Answer {
    let name = try fields.text("algorithm")
    let normal = Names.normal(name)
    guard normal.hasPrefix("hmac") else { throw .skip("the code \(name) is not supported") }
    guard !name.contains("/") else { throw .skip("the hash of \(name) is not supported") }
    let algorithm = try Names.hash(String(normal.dropFirst(4)))
    let (key, message, tag) = (
      try fields.bytes("key"), try fields.bytes("message"), try fields.bytes("tag")
    )
    let own = HMAC(algorithm, key: key.span).code(for: message.span)
    let code = [UInt8](copying: own.bytes)
    // RFC 2104 §5: the leftmost octets.
    let count = try tagByteCount(fields, tag)
    guard count <= code.count else { return .refused("no code is \(count) bytes long") }
    guard tag.count == count else {
      return .refused("the tag has \(tag.count) bytes, not \(count)")
    }
    return steps.compare("tag", Array(code.prefix(count)), tag)
      ? .agrees : .refused("the tag is another")
  }

  /// The length of a tag: what the group says in bits, or that of the tag itself.
  static func tagByteCount(_ fields: Fields, _ tag: [UInt8]) throws(CaseProblem) -> Int {
    guard let bits = fields.optionalNumber("tagSize") else { return tag.count }
    guard bits >= 0, bits % 8 == 0 else { throw .malformed("tagSize") }
    return bits / 8
  }

  /// HKDF (RFC 5869).
  static func hkdf(_ fields: Fields, _ steps: inout Steps) throws(CaseProblem) -> Answer {
    let name = try fields.text("algorithm")
    let normal = Names.normal(name)
    let hashName = normal.hasPrefix("hkdf") ? String(normal.dropFirst(4)) : name
    let algorithm = try Names.hash(hashName)
    let (ikm, info) = (try fields.bytes("ikm"), try fields.bytes("info"))
    let salt = try fields.optionalBytes("salt") ?? []
    let okm = try fields.bytes("okm")
    let size = fields.optionalNumber("size") ?? okm.count
    // RFC 5869 §2.3: at most 255 digests.
    guard size >= 0, size <= 255 * algorithm.digestByteCount else {
      return .refused("\(size) bytes are more than 255 digests")
    }
    let prk = HKDF.extract(algorithm, salt: salt.span, inputKeyMaterial: ikm.span)
    if let published = try fields.optionalBytes("prk") {
      steps.compare("PRK", [UInt8](copying: prk.bytes), published)
    } else {
      steps.note("PRK", [UInt8](copying: prk.bytes))
    }
    let own = HKDF.expand(algorithm, pseudoRandomKey: prk.bytes, info: info.span, byteCount: size)
    steps.compare("OKM", [UInt8](copying: own.bytes), okm)
    return steps.answer
  }
}
