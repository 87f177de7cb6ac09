internal import Bytes
internal import Cryptography
internal import Curve25519
internal import Curve448
internal import DER
internal import Hashing
internal import PKI
internal import Weierstrass

/// X25519, X448 and ECDH.
enum KeyAgreementSuite {
  // MARK: X25519 and X448 (RFC 7748)

  private enum Montgomery {
    case x25519, x448

    var byteCount: Int { self == .x25519 ? 32 : 56 }
    var identifier: ObjectIdentifier { self == .x25519 ? .x25519 : .x448 }

    func publicKey(_ key: [UInt8]) -> [UInt8] {
      self == .x25519
        ? X25519.publicKey(privateKey: key.span) : X448.publicKey(privateKey: key.span)
    }

    func secret(_ key: [UInt8], _ peer: [UInt8]) -> Result<[UInt8], KeyRefusal> {
      do {
        let secret =
          self == .x25519
          ? try X25519.sharedSecret(privateKey: key.span, publicKey: peer.span)
          : try X448.sharedSecret(privateKey: key.span, publicKey: peer.span)
        return .success([UInt8](copying: secret.bytes))
      } catch { return .failure(KeyRefusal(reason: "\(error)")) }
    }
  }

  static func xdh(_ fields: Fields, _ steps: inout Steps) throws(CaseProblem) -> Answer {
    let name = try fields.text("curve")
    let curve: Montgomery
    switch Names.normal(name) {
    case "curve25519", "x25519": curve = .x25519
    case "curve448", "x448": curve = .x448
    default: throw .skip("the curve \(name) is not supported")
    }
    if let iterations = fields.optionalNumber("iterations") {
      return try iterate(curve, iterations, fields, &steps)
    }
    var peer = try fields.optionalBytes("public") ?? []
    var key = try fields.optionalBytes("private") ?? []
    if let der = try PublicKeys.der(fields, "publicDer", pem: "publicPem") {
      switch publicKey(der, curve) {
      case .success(let bytes): peer = bytes
      case .failure(let refusal): return .refused(refusal.reason)
      }
    } else if let pem = fields.optionalText("publicPem") {
      return .refused("the public key is no PEM (\(pem.utf8.count) bytes)")
    }
    if let der = try PublicKeys.der(fields, "privateDer", pem: "privatePem") {
      switch privateKey(der, curve) {
      case .success(let bytes): key = bytes
      case .failure(let refusal): return .refused(refusal.reason)
      }
    } else if fields.has("privatePem") {
      return .refused("the private key is no PEM")
    }
    guard key.count == curve.byteCount else {
      return .refused("the private key has \(key.count) bytes")
    }
    if let own = try fields.optionalBytes("ownPublic") {
      steps.compare("public key", curve.publicKey(key), own)
    }
    switch curve.secret(key, peer) {
    case .success(let secret):
      steps.compare("shared secret", secret, try fields.bytes("shared"))
      return steps.answer
    case .failure(let refusal): return .refused(refusal.reason)
    }
  }

  /// RFC 7748, Section 5.2: each result is the next scalar, and the scalar the next u.
  private static func iterate(
    _ curve: Montgomery, _ iterations: Int, _ fields: Fields, _ steps: inout Steps
  ) throws(CaseProblem) -> Answer {
    guard iterations <= 10_000 || fields.optionalFlag("long") == true else {
      throw .skip("\(iterations) iterations take minutes")
    }
    var (key, u) = (try fields.bytes("private"), try fields.bytes("public"))
    guard key.count == curve.byteCount else { throw .malformed("private") }
    for _ in 0..<iterations {
      switch curve.secret(key, u) {
      case .success(let next): (key, u) = (next, key)
      case .failure(let refusal): return .refused(refusal.reason)
      }
    }
    steps.compare("shared secret", key, try fields.bytes("shared"))
    return steps.answer
  }

  /// RFC 8410, Section 4.
  private static func publicKey(
    _ der: [UInt8], _ curve: Montgomery
  ) -> Result<[UInt8], KeyRefusal> {
    switch PublicKeys.info(der) {
    case .failure(let refusal): return .failure(refusal)
    case .success(let info):
      guard info.algorithm.algorithm == curve.identifier else {
        return .failure(KeyRefusal(reason: "the public key is \(info.kind)"))
      }
      // RFC 8410 §3 MUST: the parameters are absent.
      guard info.algorithm.parameters == nil else {
        return .failure(KeyRefusal(reason: "the public key's algorithm has parameters"))
      }
      return .success(info.keyBits)
    }
  }

  /// RFC 8410, Section 7: OneAsymmetricKey (RFC 5958, Section 2) around an OCTET STRING.
  private static func privateKey(
    _ der: [UInt8], _ curve: Montgomery
  ) -> Result<[UInt8], KeyRefusal> {
    func refusal(_ text: String) -> Result<[UInt8], KeyRefusal> {
      .failure(KeyRefusal(reason: "the private key \(text)"))
    }
    do throws(DERError) {
      var reader = DERReader(der.span)
      var sequence = try reader.sequence("OneAsymmetricKey")
      try reader.finish("OneAsymmetricKey")
      let version = try sequence.smallInteger("version")
      guard version <= 1 else { return refusal("has version \(version)") }
      var algorithm = try sequence.sequence("privateKeyAlgorithm")
      guard try algorithm.objectIdentifier("privateKeyAlgorithm") == curve.identifier,
        algorithm.isAtEnd
      else { return refusal("is of another algorithm, or has parameters") }
      let octets = try sequence.value(.octetString, "privateKey")
      var inner = try DERReader(inside: octets, "privateKey")
      let key = [UInt8](copying: try inner.octetString("CurvePrivateKey"))
      try inner.finish("privateKey")
      if sequence.nextTag == .constructedContext(0) {
        _ = try sequence.value(.constructedContext(0), "attributes")
      }
      if sequence.nextTag == .context(1), version == 1 {
        let bits = [UInt8](
          copying: try sequence.octetAlignedBitString("publicKey", tag: .context(1)))
        guard key.count == curve.byteCount, bits == curve.publicKey(key) else {
          return refusal("does not belong to the public key beside it")
        }
      }
      try sequence.requireEnd("OneAsymmetricKey")
      return .success(key)
    } catch { return refusal("is refused: \(error)") }
  }

  // MARK: ECDH (SP 800-56A)

  static func ecdh(_ fields: Fields, _ steps: inout Steps) throws(CaseProblem) -> Answer {
    let curve = try Names.curve(try fields.text("curve"))
    // What may be refused is; only what has to be accepted is told from what is broken.
    let hasToBeAccepted = (fields.optionalText("result") ?? "valid") == "valid"
    // The public key.
    let point: [UInt8]
    if let der = try PublicKeys.der(fields, "publicDer", pem: "publicPem") {
      if hasToBeAccepted, let reason = unsupportedForm(der) { throw .skip(reason) }
      switch PublicKeys.info(der) {
      case .failure(let refusal): return .refused(refusal.reason)
      case .success(let info):
        guard case .ecdsa(let named, let bytes)? = info.publicKey else {
          return .refused("the public key is \(info.kind)")
        }
        guard named == curve else { return .refused("the public key is of another curve") }
        point = bytes
      }
    } else if fields.has("publicPem") {
      return .refused("the public key is no PEM")
    } else if fields.has("public") {
      point = try fields.bytes("public")
      if hasToBeAccepted, isCompressed(point, curve) { throw .skip(compressed) }
    } else {
      guard let x = try fields.integer("publicX", byteCount: curve.scalarByteCount),
        let y = try fields.integer("publicY", byteCount: curve.scalarByteCount)
      else { return .refused("a coordinate is too large") }
      point = [4] + x + y
    }
    // The private key.
    let scalar: [UInt8]
    if let der = try PublicKeys.der(fields, "privateDer", pem: "privatePem") {
      do {
        let key = try KeyFile.privateKey(in: der.span)
        guard case .ecdsa(let named, _) = key.publicKey, named == curve else {
          return .refused("the private key is of another curve")
        }
        scalar = [UInt8](copying: key.secretBytes)
      } catch { return .refused("the private key is refused: \(error)") }
    } else if fields.has("privatePem") {
      return .refused("the private key is no PEM")
    } else {
      guard let number = try fields.integer("private", byteCount: curve.scalarByteCount) else {
        return .refused("the private key is too large")
      }
      scalar = number
    }
    return try ecdh(curve, scalar: scalar, point: point, fields, &steps)
  }

  private static func ecdh(
    _ curve: Curve, scalar: [UInt8], point: [UInt8], _ fields: Fields, _ steps: inout Steps
  ) throws(CaseProblem) -> Answer {
    var own = try fields.optionalBytes("ownPublic")
    if fields.has("ownPublicX") {
      guard let x = try fields.integer("ownPublicX", byteCount: curve.scalarByteCount),
        let y = try fields.integer("ownPublicY", byteCount: curve.scalarByteCount)
      else { return .refused("a coordinate is too large") }
      own = [4] + x + y
    }
    if let own {
      guard let computed = try? ECDH.publicKey(curve, privateKey: scalar.span) else {
        return .refused("the private key is out of range")
      }
      guard steps.compare("public key", computed, own) else {
        return .refused("the public key does not belong to the private one")
      }
    }
    let bytes: [UInt8]
    do {
      let secret = try ECDH.sharedSecret(curve, privateKey: scalar.span, publicKey: point.span)
      bytes = [UInt8](copying: secret.bytes)
    } catch { return .refused("\(error)") }
    let published = try fields.bytes("shared")
    // CAVP: the hash of the secret.
    if let name = fields.optionalText("sharedHash") {
      let digest = Hash.digest(try Names.hash(name), of: bytes.span)
      steps.note("shared secret", bytes)
      guard steps.compare("hash", [UInt8](copying: digest.bytes), published) else {
        return .refused("the hash of the shared secret is another")
      }
    } else {
      steps.compare("shared secret", bytes, published)
    }
    return steps.answer
  }

  private static let compressed =
    "compressed points are not supported (RFC 9846, Section 4.3.8.2, has uncompressed ones alone)"

  private static func isCompressed(_ point: [UInt8], _ curve: Curve) -> Bool {
    point.count == 1 + curve.scalarByteCount && (point[0] == 2 || point[0] == 3)
  }

  /// Forms of keys that are well-formed and that RFC 5480 leaves out, or leaves to choice.
  private static func unsupportedForm(_ der: [UInt8]) -> String? {
    do throws(DERError) {
      var reader = DERReader(der.span)
      var info = try reader.sequence("SubjectPublicKeyInfo")
      var algorithm = try info.sequence("algorithm")
      _ = try algorithm.objectIdentifier("algorithm")
      if algorithm.nextTag == .sequence {
        return "curves given by their parameters are not supported (RFC 5480, Section 2.1.1)"
      }
      let bits = try info.octetAlignedBitString("subjectPublicKey")
      if bits.count > 0, bits[0] == 2 || bits[0] == 3 { return compressed }
      return nil
    } catch { return nil }
  }

  /// Whether a public key is one (SP 800-56A, Section 5.6.2.3).
  static func publicKey(_ fields: Fields, _ steps: inout Steps) throws(CaseProblem) -> Answer {
    let curve = try Names.curve(try fields.text("curve"))
    let point: [UInt8]
    if let bytes = try fields.optionalBytes("public") {
      point = bytes
    } else {
      guard let x = try fields.integer("publicX", byteCount: curve.scalarByteCount),
        let y = try fields.integer("publicY", byteCount: curve.scalarByteCount)
      else { return .refused("a coordinate is too large") }
      point = [4] + x + y
    }
    return try check(curve, point, fields, &steps)
  }

  private static func check(
    _ curve: Curve, _ point: [UInt8], _ fields: Fields, _ steps: inout Steps
  ) throws(CaseProblem) -> Answer {
    if fields.has("private") {
      guard let scalar = try fields.integer("private", byteCount: curve.scalarByteCount),
        let own = try? ECDH.publicKey(curve, privateKey: scalar.span)
      else { return .refused("the private key is out of range") }
      steps.compare("public key", own, point)
      return steps.answer
    }
    do {
      try curve.validate(publicKey: point.span)
      return .agrees
    } catch { return .refused("\(error)") }
  }
}
