import Bytes
public import Cryptography
import DER

/// Why a file gives no private key, certificate or request.
public enum FileError: Error, Sendable, Equatable {
  /// It holds something else.
  case wrongContents(found: FileContents, expected: FileContents)
  /// It holds what was wanted, but broken.
  case unreadable(FileContents, reason: String)
}

extension FileError: CustomStringConvertible {
  /// One sentence for a person, to follow the file's name.
  public var description: String {
    switch self {
    case .wrongContents(.encryptedPrivateKey, .privateKey):
      "this private key is encrypted under a password, which is not supported yet"
    case .wrongContents(let found, let expected): "this is \(found), not \(expected)"
    case .unreadable(let contents, let reason): "\(contents) that cannot be read: \(reason)"
    }
  }
}

/// Private keys in files: PKCS#8 (RFC 5208, RFC 5958), SEC 1 (RFC 5915), PKCS#1 (RFC 8017, Appendix A.1.2), in
/// PEM or DER, found out by looking.
public enum KeyFile {
  /// The key in a file.
  ///
  /// - Throws: ``FileError`` that names what the file holds instead, or what is broken.
  public static func privateKey(in bytes: [UInt8]) throws(FileError) -> PrivateKey {
    let contents = FileContents(of: bytes)
    guard contents == .privateKey else {
      throw .wrongContents(found: contents, expected: .privateKey)
    }
    var der = bytes
    defer { wipe(&der) }
    do {
      if PEM.isPEM(bytes) {
        let object = try PEM.objects(in: bytes).first { $0.label != "EC PARAMETERS" }
        der = object?.der ?? []
      }
      return try read(der.span)
    } catch let error as FileError {
      throw error
    } catch {
      throw .unreadable(.privateKey, reason: "\(error)")
    }
  }

  /// Tells the three forms apart by what follows the version: AlgorithmIdentifier, OCTET STRING or INTEGER.
  private static func read(_ der: Span<UInt8>) throws -> PrivateKey {
    var reader = DERReader(der)
    var sequence = try reader.sequence("privateKey")
    try reader.finish("privateKey")
    let version = try sequence.smallInteger("version")
    switch sequence.nextTag {
    case Tag.sequence: return try pkcs8(&sequence, version)
    case Tag.octetString: return try sec1(&sequence, curve: nil)
    case Tag.integer: return try pkcs1(&sequence, version)
    default:
      throw DERError(.contents("is no private key"), field: "privateKey", offset: sequence.offset)
    }
  }

  /// PrivateKeyInfo (RFC 5208, Section 5) or OneAsymmetricKey (RFC 5958, Section 2) behind its version.
  private static func pkcs8(_ sequence: inout DERReader, _ version: Int) throws -> PrivateKey {
    guard version <= 1 else {
      throw DERError(.contents("is neither 0 nor 1"), field: "version", offset: 0)
    }
    let algorithm = try AlgorithmIdentifier(from: &sequence, "privateKeyAlgorithm")
    let octets = try sequence.octetString("privateKey")
    if sequence.nextTag == .constructedContext(0) {
      _ = try sequence.value(.constructedContext(0), "attributes")
    }
    let key: PrivateKey
    switch algorithm.algorithm {
    case .ecPublicKey:
      let curve = try curve(algorithm.parameters)
      var inner = DERReader(octets)
      var ec = try inner.sequence("ECPrivateKey")
      try inner.finish("ECPrivateKey")
      guard try ec.smallInteger("version") == 1 else {
        throw DERError(.contents("is not 1"), field: "ECPrivateKey.version", offset: 0)
      }
      key = try sec1(&ec, curve: curve)
    case .ed25519:
      guard algorithm.parameters == nil else {
        throw DERError(.contents("has parameters"), field: "privateKeyAlgorithm", offset: 0)
      }
      var inner = DERReader(octets)
      let seed = try inner.octetString("CurvePrivateKey")
      try inner.finish("CurvePrivateKey")
      key = try PrivateKey(ed25519: SecretBytes(copying: seed))
    case .rsaEncryption:
      var inner = DERReader(octets)
      var rsa = try inner.sequence("RSAPrivateKey")
      try inner.finish("RSAPrivateKey")
      key = try pkcs1(&rsa, rsa.smallInteger("version"))
    default:
      throw FileError.unreadable(
        .privateKey, reason: "keys of algorithm \(algorithm.algorithm) are not supported")
    }
    // RFC 5958 §2: the public key, which must be this key's.
    if sequence.nextTag == .context(1) {
      guard version == 1 else {
        throw DERError(.contents("stands in version 0"), field: "publicKey", offset: sequence.offset)
      }
      let bits = [UInt8](copying: try sequence.octetAlignedBitString("publicKey", tag: .context(1)))
      guard bits == SubjectPublicKeyInfo(key.publicKey).keyBits else { throw mismatch }
    }
    try sequence.requireEnd("PrivateKeyInfo")
    return key
  }

  private static var mismatch: FileError {
    .unreadable(.privateKey, reason: "the public key beside it belongs to another private key")
  }

  /// ECPrivateKey (RFC 5915, Section 3) behind its version. The scalar has the curve's full length.
  private static func sec1(_ sequence: inout DERReader, curve outer: Curve?) throws -> PrivateKey {
    let scalar = SecretBytes(copying: try sequence.octetString("privateKey"))
    var curve = outer
    if sequence.nextTag == .constructedContext(0) {
      let parameters = try sequence.value(.constructedContext(0), "parameters")
      let inner = try self.curve([UInt8](copying: parameters.contents))
      guard outer == nil || outer == inner else {
        throw FileError.unreadable(.privateKey, reason: "it names two different curves")
      }
      curve = inner
    }
    guard let curve else {
      throw FileError.unreadable(.privateKey, reason: "it names no curve")
    }
    var publicBits: [UInt8]?
    if sequence.nextTag == .constructedContext(1) {
      var explicit = try sequence.constructed(.constructedContext(1), "publicKey")
      publicBits = [UInt8](copying: try explicit.octetAlignedBitString("publicKey"))
      try explicit.finish("publicKey")
    }
    try sequence.requireEnd("ECPrivateKey")
    // RFC 5915 §3: the octets are as many as the order's.
    guard scalar.count == curve.scalarByteCount else {
      throw FileError.unreadable(
        .privateKey,
        reason: "its scalar has \(scalar.count) bytes where \(curve.scalarByteCount) belong")
    }
    let key = try PrivateKey(curve: curve, scalar: scalar)
    if let publicBits, publicBits != SubjectPublicKeyInfo(key.publicKey).keyBits { throw mismatch }
    return key
  }

  /// RSAPrivateKey (RFC 8017, Appendix A.1.2) behind its version.
  private static func pkcs1(_ sequence: inout DERReader, _ version: Int) throws -> PrivateKey {
    guard version == 0 else {
      throw FileError.unreadable(.privateKey, reason: "RSA keys of more than two primes are refused")
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
    return PrivateKey(
      rsa: try RSAPrivateKey(
        modulus: modulus, publicExponent: publicExponent, privateExponent: privateExponent,
        prime1: prime1, prime2: prime2, exponent1: exponent1, exponent2: exponent2,
        coefficient: coefficient))
  }

  private static func curve(_ parameters: [UInt8]?) throws -> Curve {
    guard let parameters else {
      throw FileError.unreadable(.privateKey, reason: "it names no curve")
    }
    var reader = DERReader(parameters.span)
    let name = try reader.objectIdentifier("ECParameters")
    try reader.finish("ECParameters")
    switch name {
    case .secp256r1: return .p256
    case .secp384r1: return .p384
    default:
      throw FileError.unreadable(.privateKey, reason: "the curve \(name) is not supported")
    }
  }

  /// The key as PKCS#8 in PEM: `PRIVATE KEY` (RFC 7468, Section 10). The caller wipes the bytes.
  public static func pem(_ key: borrowing PrivateKey) -> [UInt8] {
    var der = pkcs8(key)
    defer { wipe(&der) }
    return PEMObject(label: "PRIVATE KEY", der: der).bytes
  }

  /// The key as PrivateKeyInfo (RFC 5208, Section 5). The caller wipes the bytes.
  public static func pkcs8(_ key: borrowing PrivateKey) -> [UInt8] {
    let publicKey = SubjectPublicKeyInfo(key.publicKey)
    var inner = privateKeyOctets(key, publicKey)
    defer { wipe(&inner) }
    var der: [UInt8] = []
    der.reserveCapacity(inner.count + 64)
    der.writeSequence { output in
      output.writeInteger(0)
      publicKey.algorithm.write(into: &output)
      output.writeOctetString(inner.span)
    }
    return der
  }

  private static func privateKeyOctets(
    _ key: borrowing PrivateKey, _ publicKey: SubjectPublicKeyInfo
  ) -> [UInt8] {
    var octets: [UInt8] = []
    octets.reserveCapacity(4096)
    switch key.publicKey {
    case .ecdsa:
      var body: [UInt8] = []
      body.reserveCapacity(256)
      body.writeInteger(1)
      body.writeOctetString(key.secretBytes)
      body.writeExplicit(1) { output in output.writeBitString(publicKey.keyBits.span) }
      defer { wipe(&body) }
      octets.writeSequence { output in output += body }
    case .ed25519:
      octets.writeOctetString(key.secretBytes)
    case .rsa:
      _ = key.withRSA { rsa in writeRSA(rsa, into: &octets) }
    }
    return octets
  }

  private static func writeRSA(_ key: borrowing RSAPrivateKey, into output: inout [UInt8]) {
    var body: [UInt8] = []
    body.reserveCapacity(4096)
    defer { wipe(&body) }
    body.writeInteger(0)
    body.writeUnsignedInteger(key.publicKey.modulus.span)
    body.writeUnsignedInteger(key.publicKey.exponent.span)
    body.writeUnsignedInteger(key.privateExponent)
    body.writeUnsignedInteger(key.prime1)
    body.writeUnsignedInteger(key.prime2)
    body.writeUnsignedInteger(key.exponent1)
    body.writeUnsignedInteger(key.exponent2)
    body.writeUnsignedInteger(key.coefficient)
    output.writeSequence { output in output += body }
  }
}
