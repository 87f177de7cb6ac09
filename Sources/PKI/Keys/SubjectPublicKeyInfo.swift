import Bytes
public import Cryptography
public import DER

/// `SubjectPublicKeyInfo` (RFC 5280, Section 4.1.2.7): a public key and what kind it is.
public struct SubjectPublicKeyInfo: Sendable {
  /// The key's algorithm and its parameters.
  public let algorithm: AlgorithmIdentifier
  /// The bits of the key, as the algorithm encodes them.
  public let keyBits: [UInt8]
  /// The key; nil where its kind is not known here.
  public let publicKey: PublicKey?
  /// What an RSA key of the algorithm id-RSASSA-PSS is for; nil for every other key.
  public let pss: PSSRestriction?

  /// The structure in DER. Written each time: DER has one form, so that it is what was read.
  public var der: [UInt8] {
    var der: [UInt8] = []
    der.reserveCapacity(64 + keyBits.count)
    der.writeSequence { output in
      algorithm.write(into: &output)
      output.writeBitString(keyBits.span)
    }
    return der
  }

  /// The structure of a key.
  public init(_ key: PublicKey) {
    publicKey = key
    pss = nil
    switch key {
    case .ecdsa(let curve, let point):
      var parameters: [UInt8] = []
      parameters.writeObjectIdentifier(curve.identifier)
      algorithm = AlgorithmIdentifier(.ecPublicKey, parameters: parameters)
      keyBits = point
    case .ed25519(let bytes):
      algorithm = AlgorithmIdentifier(ObjectIdentifier.ed25519)
      keyBits = bytes
    case .ed448(let bytes):
      algorithm = AlgorithmIdentifier(ObjectIdentifier.ed448)
      keyBits = bytes
    case .mldsa(let set, let bytes):
      algorithm = AlgorithmIdentifier(ObjectIdentifier(set))
      keyBits = bytes
    case .rsa(let key):
      algorithm = AlgorithmIdentifier(.rsaEncryption, parameters: [0x05, 0x00])
      var bits: [UInt8] = []
      bits.writeSequence { output in
        output.writeUnsignedInteger(key.modulus.span)
        output.writeUnsignedInteger(key.exponent.span)
      }
      keyBits = bits
    }
  }

  /// Reads the structure from DER, and nothing behind it.
  ///
  /// - Throws: `DERError`, also for a key of a known kind that is none, such as a point off its
  ///   curve.
  public init(der: Span<UInt8>) throws(DERError) {
    var reader = DERReader(der)
    self = try SubjectPublicKeyInfo(from: &reader)
    try reader.finish("SubjectPublicKeyInfo")
  }

  init(from reader: inout DERReader) throws(DERError) {
    let value = try reader.value(.sequence, "subjectPublicKeyInfo")
    var sequence = try DERReader(inside: value, "subjectPublicKeyInfo")
    algorithm = try AlgorithmIdentifier(from: &sequence, "subjectPublicKeyInfo.algorithm")
    let start = sequence.offset
    let bits = try sequence.octetAlignedBitString("subjectPublicKey")
    let keyBits = [UInt8](copying: bits)
    publicKey = try SubjectPublicKeyInfo.key(algorithm, keyBits, offset: start)
    self.keyBits = keyBits
    pss = PSSRestriction(algorithm)
    try sequence.finish("subjectPublicKeyInfo")
  }

  private static func key(
    _ algorithm: AlgorithmIdentifier, _ octets: [UInt8], offset: Int
  ) throws(DERError) -> PublicKey? {
    let bits = octets.span
    func failure(_ text: String) -> DERError {
      DERError(.contents(text), field: "subjectPublicKey", offset: offset)
    }
    switch algorithm.algorithm {
    case .ecPublicKey:
      guard let curve = try curve(algorithm, offset: offset) else { return nil }
      do { return try PublicKey(curve: curve, point: octets) } catch {
        throw failure("is no key: \(error)")
      }
    case .ed25519:
      // RFC 8410 §3 MUST: the parameters are absent.
      guard algorithm.parameters == nil else { throw failure("is Ed25519 with parameters") }
      do { return try PublicKey(ed25519: bits) } catch { throw failure("is no key: \(error)") }
    case .ed448:
      guard algorithm.parameters == nil else { throw failure("is Ed448 with parameters") }
      do { return try PublicKey(ed448: bits) } catch { throw failure("is no key: \(error)") }
    case .mldsa44, .mldsa65, .mldsa87:
      guard let set = algorithm.algorithm.mldsaParameterSet, algorithm.parameters == nil else {
        throw failure("is ML-DSA with parameters")
      }
      do { return try PublicKey(set, mldsa: bits) } catch { throw failure("is no key: \(error)") }
    case .rsaEncryption:
      // RFC 3279 §2.3.1 MUST: the parameters are NULL.
      guard algorithm.parameters == [0x05, 0x00] else {
        throw failure("is an RSA key whose parameters are not NULL")
      }
      return try rsaKey(bits, offset: offset)
    case .rsassaPSS:
      // Parameters that are not known here make a key that is not.
      guard PSSRestriction(algorithm) != nil else { return nil }
      return try rsaKey(bits, offset: offset)
    default: return nil
    }
  }

  /// The named curve (RFC 5480, Section 2.1.1); nil for one that is not known here.
  private static func curve(
    _ algorithm: AlgorithmIdentifier, offset: Int
  ) throws(DERError) -> Curve? {
    guard let parameters = algorithm.parameters else {
      throw DERError(
        .contents("is an elliptic curve key without a curve"), field: "subjectPublicKey",
        offset: offset)
    }
    var reader = DERReader(parameters.span)
    let name = try reader.objectIdentifier("ECParameters")
    switch name {
    case .secp256r1: return .p256
    case .secp384r1: return .p384
    case .secp521r1: return .p521
    default: return nil
    }
  }

  /// RSAPublicKey (RFC 8017, Appendix A.1.1); nil where the modulus is shorter or longer than those
  /// used here.
  private static func rsaKey(
    _ bits: Span<UInt8>, offset: Int
  ) throws(DERError) -> PublicKey? {
    var reader = DERReader(bits)
    var sequence = try reader.sequence("RSAPublicKey")
    let modulus = try sequence.unsignedInteger("RSAPublicKey.modulus")
    let exponent = try sequence.unsignedInteger("RSAPublicKey.publicExponent")
    try sequence.finish("RSAPublicKey")
    try reader.finish("RSAPublicKey")
    do { return .rsa(try RSAPublicKey(modulus: modulus, exponent: exponent)) } catch {
      if case .modulusSize = error { return nil }
      throw DERError(
        .contents("is no key: \(error)"), field: "subjectPublicKey", offset: offset)
    }
  }

  /// What kind of key this is, for people: `P-256`, `RSA-2048`, or the algorithm's identifier.
  public var kind: String {
    publicKey.map { "\($0.type)" } ?? "a key of algorithm \(algorithm.algorithm)"
  }

  /// A key identifier: the first 160 bits of SHA-256 over the key's bits (RFC 7093, Section 2,
  /// method 1).
  public var keyIdentifier: [UInt8] {
    let digest = Hash.digest(.sha256, of: keyBits.span)
    return [UInt8](copying: digest.bytes.extracting(0..<20))
  }
}

extension SubjectPublicKeyInfo: Hashable {
  /// Two are equal when their octets are.
  public static func == (left: SubjectPublicKeyInfo, right: SubjectPublicKeyInfo) -> Bool {
    left.algorithm == right.algorithm && left.keyBits == right.keyBits
  }

  /// Hashes what ``der`` is made of.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(algorithm)
    unsafe keyBits.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
  }
}

extension Curve {
  /// The curve's name in ECParameters (RFC 5480, Section 2.1.1.1).
  var identifier: ObjectIdentifier {
    switch self {
    case .p256: .secp256r1
    case .p384: .secp384r1
    case .p521: .secp521r1
    }
  }
}
