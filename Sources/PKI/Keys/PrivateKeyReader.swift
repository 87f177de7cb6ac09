import Bytes
import Cryptography
import DER

/// Reads private keys from DER in their three forms.
enum PrivateKeyReader {
  static func read(_ der: Span<UInt8>) throws(FileError) -> PrivateKey {
    do { return try anyForm(der) } catch { throw .unreadable(.privateKey, reason: "\(error)") }
  }

  /// Tells the three forms apart by what follows the version: AlgorithmIdentifier, OCTET STRING or
  /// INTEGER.
  private static func anyForm(_ der: Span<UInt8>) throws(DERError) -> PrivateKey {
    var reader = DERReader(der)
    var sequence = try reader.sequence("privateKey")
    try reader.finish("privateKey")
    let version = try sequence.smallInteger("version")
    switch sequence.nextTag {
    case Tag.sequence: return try pkcs8(&sequence, version)
    case Tag.octetString: return try sec1(&sequence, version, curve: nil)
    default: return try pkcs1(&sequence, version)
    }
  }

  private static func failure(
    _ text: String, _ field: StaticString, _ offset: Int
  ) -> DERError { DERError(.contents(text), field: field, offset: offset) }

  // MARK: PKCS#8

  /// PrivateKeyInfo (RFC 5208, Section 5) or OneAsymmetricKey (RFC 5958, Section 2) behind its
  /// version.
  private static func pkcs8(
    _ sequence: inout DERReader, _ version: Int
  ) throws(DERError) -> PrivateKey {
    guard version <= 1 else { throw failure("is neither 0 nor 1", "version", 0) }
    let start = sequence.offset
    let algorithm = try AlgorithmIdentifier(from: &sequence, "privateKeyAlgorithm")
    let octets = try sequence.value(.octetString, "privateKey")
    let key = try key(algorithm, octets, start)
    if sequence.nextTag == .constructedContext(0) {
      _ = try sequence.opaqueValue(.constructedContext(0), "attributes")
    }
    // RFC 5958 §2: version 1 has the public key beside the private one, version 0 has not.
    let publicStart = sequence.offset
    guard (sequence.nextTag == .context(1)) == (version == 1) else {
      throw failure(
        version == 1 ? "is missing in version 1" : "stands in version 0", "publicKey", publicStart)
    }
    if version == 1 {
      let bits = try sequence.octetAlignedBitString("publicKey", tag: .context(1))
      try check(bits, belongsTo: key, publicStart)
    }
    try sequence.requireEnd("privateKey")
    return key
  }

  private static func key(
    _ algorithm: AlgorithmIdentifier, _ octets: borrowing DERValue, _ start: Int
  ) throws(DERError) -> PrivateKey {
    var inner = try DERReader(inside: octets, "privateKey")
    let key: PrivateKey
    switch algorithm.algorithm {
    case .ecPublicKey:
      guard let parameters = algorithm.parameters else {
        throw failure("names no curve", "privateKeyAlgorithm", start)
      }
      let curve = try curve(parameters.span, start)
      var sequence = try inner.sequence("ECPrivateKey")
      key = try sec1(&sequence, sequence.smallInteger("ECPrivateKey.version"), curve: curve)
    case .ed25519, .ed448:
      // RFC 8410 §3 MUST: the parameters are absent.
      guard algorithm.parameters == nil else {
        throw failure("has parameters", "privateKeyAlgorithm", start)
      }
      let seed = SecretBytes(copying: try inner.octetString("CurvePrivateKey"))
      do {
        key =
          algorithm.algorithm == .ed25519
          ? try PrivateKey(ed25519: seed) : try PrivateKey(ed448: seed)
      } catch {
        throw failure("is refused: \(error)", "privateKey", octets.offset)
      }
    case .mldsa44, .mldsa65, .mldsa87:
      guard let set = algorithm.algorithm.mldsaParameterSet, algorithm.parameters == nil else {
        throw failure("has parameters", "privateKeyAlgorithm", start)
      }
      key = try MLDSAKeyFormat.read(set, &inner)
    // The certificate says that such a key is for PSS alone (RFC 4055, Section 1.2).
    case .rsaEncryption, .rsassaPSS:
      var sequence = try inner.sequence("RSAPrivateKey")
      key = try pkcs1(&sequence, sequence.smallInteger("RSAPrivateKey.version"))
    default:
      throw failure(
        "is \(DisplayNames.algorithm(algorithm.algorithm)), which is not supported",
        "privateKeyAlgorithm", start)
    }
    try inner.finish("privateKey")
    return key
  }

  private static func check(
    _ bits: Span<UInt8>, belongsTo key: borrowing PrivateKey, _ offset: Int
  ) throws(DERError) {
    let own = SubjectPublicKeyInfo(key.publicKey).keyBits
    guard equalVariableTime(bits, own.span) else {
      throw failure("belongs to another private key", "publicKey", offset)
    }
  }

  // MARK: SEC 1

  /// ECPrivateKey (RFC 5915, Section 3) behind its version. The scalar has the curve's full length.
  private static func sec1(
    _ sequence: inout DERReader, _ version: Int, curve outer: Curve?
  ) throws(DERError) -> PrivateKey {
    let start = sequence.offset
    guard version == 1 else { throw failure("is not 1", "ECPrivateKey.version", start) }
    let octets = try sequence.octetString("privateKey")
    var named = outer
    if sequence.nextTag == .constructedContext(0) {
      let parameters = try sequence.value(.constructedContext(0), "ECPrivateKey.parameters")
      named = try curve(parameters.contents, parameters.offset)
      guard outer == nil || outer == named else {
        throw failure("names another curve", "ECPrivateKey.parameters", parameters.offset)
      }
    }
    guard let curve = named else { throw failure("names no curve", "ECPrivateKey", start) }
    // RFC 5915 §3: the octets are as many as the order's. GnuTLS writes a zero before a scalar
    // whose highest bit is set, as if it were an INTEGER.
    let count = curve.scalarByteCount
    guard octets.count == count || (octets.count == count + 1 && octets[0] == 0) else {
      throw failure("has \(octets.count) bytes where \(count) belong", "privateKey", start)
    }
    let scalar = SecretBytes(copying: octets.extracting((octets.count - count)...))
    let key: PrivateKey
    do { key = try PrivateKey(curve: curve, scalar: scalar) } catch {
      throw failure("is refused: \(error)", "privateKey", start)
    }
    if sequence.nextTag == .constructedContext(1) {
      var explicit = try sequence.constructed(.constructedContext(1), "ECPrivateKey.publicKey")
      let offset = explicit.offset
      try check(
        explicit.octetAlignedBitString("ECPrivateKey.publicKey"), belongsTo: key, offset)
      try explicit.finish("ECPrivateKey.publicKey")
    }
    try sequence.requireEnd("ECPrivateKey")
    return key
  }

  private static func curve(
    _ parameters: Span<UInt8>, _ offset: Int
  ) throws(DERError) -> Curve {
    var reader = DERReader(parameters)
    let name = try reader.objectIdentifier("ECParameters")
    try reader.finish("ECParameters")
    switch name {
    case .secp256r1: return .p256
    case .secp384r1: return .p384
    case .secp521r1: return .p521
    default: throw failure("is the curve \(name), which is not supported", "ECParameters", offset)
    }
  }

  // MARK: PKCS#1

  /// RSAPrivateKey (RFC 8017, Appendix A.1.2) behind its version.
  private static func pkcs1(
    _ sequence: inout DERReader, _ version: Int
  ) throws(DERError) -> PrivateKey {
    let start = sequence.offset
    guard version == 0 else {
      throw failure("is not 0: only keys of two primes are read", "RSAPrivateKey.version", start)
    }
    let modulus = try sequence.unsignedInteger("modulus")
    let publicExponent = try sequence.unsignedInteger("publicExponent")
    let privateExponent = try sequence.unsignedInteger("privateExponent")
    let prime1 = try sequence.unsignedInteger("prime1")
    let prime2 = try sequence.unsignedInteger("prime2")
    let exponent1 = try sequence.unsignedInteger("exponent1")
    let exponent2 = try sequence.unsignedInteger("exponent2")
    let coefficient = try sequence.unsignedInteger("coefficient")
    try sequence.requireEnd("RSAPrivateKey")
    do {
      return PrivateKey(
        rsa: try RSAPrivateKey(
          modulus: modulus, publicExponent: publicExponent, privateExponent: privateExponent,
          prime1: prime1, prime2: prime2, exponent1: exponent1, exponent2: exponent2,
          coefficient: coefficient))
    } catch { throw failure("is refused: \(error)", "RSAPrivateKey", start) }
  }
}
