internal import Bytes
internal import Cryptography
internal import Curve25519
internal import Curve448
internal import Hashing
internal import JSON
internal import PKI
internal import Weierstrass

/// ECDSA (FIPS 186-5, Section 6).
enum ECDSASuite {
  /// A signature in DER as `signature`, or with `encoding` `p1363` as r ‖ s, or as numbers `r` and `s`.
  static func verify(_ fields: Fields, _ steps: inout Steps) throws(CaseProblem) -> Answer {
    let curve = try Names.curve(try curveName(fields))
    let hash = try Names.hash(try fields.text("hash"))
    var point: [UInt8] = []
    switch try publicKey(fields, curve) {
    case .failure(let refusal): return .refused(refusal.reason)
    case .success(let bytes): point = bytes
    }
    var raw: [UInt8] = []
    if fields.has("r") {
      guard let r = try fields.integer("r", byteCount: curve.scalarByteCount),
        let s = try fields.integer("s", byteCount: curve.scalarByteCount)
      else { return .refused("r or s is too large") }
      raw = r + s
    } else if fields.optionalText("encoding") == "p1363" {
      raw = try fields.bytes("signature")
    } else {
      let der = try fields.bytes("signature")
      do { raw = try ECDSA.rawSignature(curve, der: der.span) } catch {
        return .refused("\(error)")
      }
    }
    let message = try fields.bytes("message")
    let digest = Hash.digest(hash, of: message.span)
    steps.note("digest", [UInt8](copying: digest.bytes))
    steps.note("r ‖ s", raw)
    return ECDSA.verify(
      curve, signature: raw.span, digest: digest.bytes, publicKey: point.span)
      ? .agrees : .refused("the signature does not verify")
  }

  private static func curveName(_ fields: Fields) throws(CaseProblem) -> String {
    if let name = fields.optionalText("curve") { return name }
    if case .string(let name)? = fields["publicKey"]?["curve"] { return name }
    throw .malformed("there is no curve")
  }

  private static func publicKey(
    _ fields: Fields, _ curve: Curve
  ) throws(CaseProblem) -> Result<[UInt8], KeyRefusal> {
    var point: [UInt8]?
    if case .string(let text)? = fields["publicKey"]?["uncompressed"] { point = Hex.decode(text) }
    if fields.has("public") { point = try fields.bytes("public") }
    if fields.has("publicX") {
      guard let x = try fields.integer("publicX", byteCount: curve.scalarByteCount),
        let y = try fields.integer("publicY", byteCount: curve.scalarByteCount)
      else { return .failure(KeyRefusal(reason: "a coordinate is too large")) }
      point = [4] + x + y
    }
    if let der = try PublicKeys.der(fields, "publicKeyDer", pem: "publicKeyPem") {
      switch PublicKeys.info(der) {
      case .failure(let refusal): return .failure(refusal)
      case .success(let info):
        guard case .ecdsa(let named, let bytes)? = info.publicKey, named == curve else {
          return .failure(KeyRefusal(reason: "the public key is \(info.kind)"))
        }
        guard point == nil || point == bytes else {
          throw .malformed("publicKey and publicKeyDer differ")
        }
        return .success(bytes)
      }
    }
    guard let point else { throw .malformed("there is no public key") }
    return .success(point)
  }

  /// A deterministic signature (RFC 6979), and its verification.
  static func sign(_ fields: Fields, _ steps: inout Steps) throws(CaseProblem) -> Answer {
    let curve = try Names.curve(try fields.text("curve"))
    let hash = try Names.hash(try fields.text("hash"))
    guard let scalar = try fields.integer("private", byteCount: curve.scalarByteCount),
      let r = try fields.integer("r", byteCount: curve.scalarByteCount),
      let s = try fields.integer("s", byteCount: curve.scalarByteCount)
    else { return .refused("a number is too large") }
    let message = try fields.bytes("message")
    let digest = Hash.digest(hash, of: message.span)
    steps.note("digest", [UInt8](copying: digest.bytes))
    do throws(WeierstrassError) {
      let point = try ECDH.publicKey(curve, privateKey: scalar.span)
      if fields.has("publicX") {
        guard let x = try? fields.integer("publicX", byteCount: curve.scalarByteCount),
          let y = try? fields.integer("publicY", byteCount: curve.scalarByteCount)
        else { return .refused("a coordinate is too large") }
        steps.compare("public key", point, [4] + x + y)
      }
      if fields.has("k"), let k = try? fields.integer("k", byteCount: curve.scalarByteCount) {
        // The x coordinate of [k]G is r, where it is below the order: nearly always.
        let kG = try ECDH.publicKey(curve, privateKey: k.span)
        let x = Array(kG[1...curve.scalarByteCount])
        steps.compare("x of [k]G", x, r)
      }
      let none: [UInt8] = []
      let own = try ECDSA.sign(
        curve, digest: digest.bytes, hash: hash, privateKey: scalar.span, randomness: none.span)
      steps.compare("r", Array(own.prefix(curve.scalarByteCount)), r)
      steps.compare("s", Array(own.suffix(curve.scalarByteCount)), s)
      guard
        ECDSA.verify(curve, signature: own.span, digest: digest.bytes, publicKey: point.span)
      else { return .differs("our signature does not verify") }
      return steps.answer
    } catch { return .refused("\(error)") }
  }
}

/// Ed25519 and Ed448 (RFC 8032).
enum EdDSASuite {
  fileprivate enum Curve { case ed25519, ed448 }

  /// Which of the five algorithms of RFC 8032, Section 5, it is.
  struct Instance {
    fileprivate let curve: Curve
    fileprivate let context: [UInt8]
    fileprivate let hashesFirst: Bool
    /// Whether it is Ed25519 or Ed448, without a context.
    let isPlain: Bool
  }

  static func instance(_ fields: Fields) throws(CaseProblem) -> Instance {
    var name = fields.optionalText("curve") ?? fields.optionalText("algorithm") ?? ""
    if case .string(let text)? = fields["publicKey"]?["curve"] { name = text }
    let normal = Names.normal(name)
    let curve: Curve
    switch normal {
    case "edwards25519", "ed25519", "ed25519ctx", "ed25519ph": curve = .ed25519
    case "edwards448", "ed448", "ed448ph": curve = .ed448
    default: throw .skip("the algorithm \(name) is not supported")
    }
    let hashesFirst = fields.optionalFlag("preHash") == true || normal.hasSuffix("ph")
    let context = try fields.optionalBytes("context") ?? []
    return Instance(
      curve: curve, context: context, hashesFirst: hashesFirst,
      isPlain: context.isEmpty && !hashesFirst && !normal.hasSuffix("ctx"))
  }

  static func verify(_ fields: Fields, _ steps: inout Steps) throws(CaseProblem) -> Answer {
    let instance = try instance(fields)
    var key: [UInt8]?
    if case .string(let text)? = fields["publicKey"]?["pk"] { key = Hex.decode(text) }
    if fields.has("public") { key = try fields.bytes("public") }
    if let der = try PublicKeys.der(fields, "publicKeyDer", pem: "publicKeyPem") {
      switch PublicKeys.info(der) {
      case .failure(let refusal): return .refused(refusal.reason)
      case .success(let info):
        switch (info.publicKey, instance.curve) {
        case (.ed25519(let bytes)?, .ed25519), (.ed448(let bytes)?, .ed448):
          guard key == nil || key == bytes else {
            throw .malformed("publicKey and publicKeyDer differ")
          }
          key = bytes
        default: return .refused("the public key is \(info.kind)")
        }
      }
    }
    guard let key else { throw .malformed("there is no public key") }
    let (message, signature) = (try fields.bytes("message"), try fields.bytes("signature"))
    return isValid(instance, signature, message, key)
      ? .agrees : .refused("the signature does not verify")
  }

  private static func isValid(
    _ instance: Instance, _ signature: [UInt8], _ message: [UInt8], _ key: [UInt8]
  ) -> Bool {
    guard key.count == (instance.curve == .ed25519 ? 32 : 57) else { return false }
    switch (instance.curve, instance.isPlain) {
    case (.ed25519, true):
      return Ed25519.verify(signature.span, of: message.span, publicKey: key.span)
    case (.ed448, true):
      return Ed448.verify(signature.span, of: message.span, publicKey: key.span)
    case (.ed25519, false):
      return Ed25519.verify(
        signature.span, of: message.span, publicKey: key.span, context: instance.context.span,
        hashesFirst: instance.hashesFirst)
    case (.ed448, false):
      return Ed448.verify(
        signature.span, of: message.span, publicKey: key.span, context: instance.context.span,
        hashesFirst: instance.hashesFirst)
    }
  }

  static func sign(_ fields: Fields, _ steps: inout Steps) throws(CaseProblem) -> Answer {
    let instance = try instance(fields)
    let (seed, message) = (try fields.bytes("private"), try fields.bytes("message"))
    guard seed.count == (instance.curve == .ed25519 ? 32 : 57) else {
      return .refused("the private key has \(seed.count) bytes")
    }
    let key =
      instance.curve == .ed25519
      ? Ed25519.publicKey(seed: seed.span) : Ed448.publicKey(seed: seed.span)
    if let published = try fields.optionalBytes("public") {
      steps.compare("public key", key, published)
    }
    guard let own = sign(instance, message, seed, key) else {
      return .refused("the context has \(instance.context.count) bytes, more than 255")
    }
    steps.compare("signature", own, try fields.bytes("signature"))
    guard isValid(instance, own, message, key) else {
      return .differs("our signature does not verify")
    }
    return steps.answer
  }

  private static func sign(
    _ instance: Instance, _ message: [UInt8], _ seed: [UInt8], _ key: [UInt8]
  ) -> [UInt8]? {
    switch (instance.curve, instance.isPlain) {
    case (.ed25519, true):
      return Ed25519.sign(message.span, seed: seed.span, publicKey: key.span)
    case (.ed448, true): return Ed448.sign(message.span, seed: seed.span, publicKey: key.span)
    case (.ed25519, false):
      return try? Ed25519.sign(
        message.span, seed: seed.span, publicKey: key.span, context: instance.context.span,
        hashesFirst: instance.hashesFirst)
    case (.ed448, false):
      return try? Ed448.sign(
        message.span, seed: seed.span, publicKey: key.span, context: instance.context.span,
        hashesFirst: instance.hashesFirst)
    }
  }
}
