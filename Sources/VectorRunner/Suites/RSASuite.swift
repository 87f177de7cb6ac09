internal import Bytes
internal import Cryptography
internal import DER
internal import Hashing
internal import PKI
internal import RSA

/// RSA signatures (RFC 8017).
enum RSASuite {
  static func verifyPSS(_ fields: Fields, _ steps: inout Steps) throws(CaseProblem) -> Answer {
    let hash = try Names.hash(try fields.text("hash"))
    if let function = fields.optionalText("mgf"), Names.normal(function) != "mgf1" {
      throw .skip("the mask generation function \(function) is not supported")
    }
    if let name = fields.optionalText("mgfSha") {
      guard try Names.hash(name) == hash else {
        throw .skip("MGF1 with \(name) under \(try fields.text("hash")) is not supported")
      }
    }
    let saltByteCount = fields.optionalNumber("sLen") ?? hash.digestByteCount
    let key: RSAPublicKey
    switch try PublicKeys.rsa(fields) {
    case .failure(let refusal): return .refused(refusal.reason)
    case .success(let value): key = value
    }
    if let answer = try parameters(fields, hash, saltByteCount) { return answer }
    let (message, signature) = (try fields.bytes("message"), try fields.bytes("signature"))
    let digest = Hash.digest(hash, of: message.span)
    steps.note("digest", [UInt8](copying: digest.bytes))
    return key.verifyPSS(
      signature.span, digest: digest.bytes, hash: hash, saltByteCount: saltByteCount)
      ? .agrees : .refused("the signature does not verify")
  }

  /// The parameters beside the key's identifier (RFC 4055, Section 3.1) say what the case says.
  private static func parameters(
    _ fields: Fields, _ hash: HashAlgorithm, _ saltByteCount: Int
  ) throws(CaseProblem) -> Answer? {
    guard let der = try PublicKeys.der(fields, "publicKeyDer", pem: "publicKeyPem"),
      case .success(let info) = PublicKeys.info(der), info.algorithm.algorithm == .rsassaPSS,
      let parameters = info.algorithm.parameters
    else { return nil }
    do {
      let stated = try PSSParameterReader.read(parameters)
      // RFC 4055 §3.3: a signature's salt is at least as long as the key's parameters say.
      guard stated.hash == hash, stated.maskHash == hash, stated.saltByteCount <= saltByteCount
      else {
        return .refused("the key's parameters are others")
      }
      return nil
    } catch let error as CaseProblem { throw error } catch {
      return .refused("the key's parameters are refused: \(error)")
    }
  }

  static func verifyPKCS1(_ fields: Fields, _ steps: inout Steps) throws(CaseProblem) -> Answer {
    let hash = try Names.hash(try fields.text("hash"))
    let key: RSAPublicKey
    switch try PublicKeys.rsa(fields) {
    case .failure(let refusal): return .refused(refusal.reason)
    case .success(let value): key = value
    }
    let (message, signature) = (try fields.bytes("message"), try fields.bytes("signature"))
    let digest = Hash.digest(hash, of: message.span)
    steps.note("digest", [UInt8](copying: digest.bytes))
    return key.verifyPKCS1v15(signature.span, digest: digest.bytes, hash: hash)
      ? .agrees : .refused("the signature does not verify")
  }

  /// Signs, which gives the same signature each time, and verifies.
  static func signPKCS1(_ fields: Fields, _ steps: inout Steps) throws(CaseProblem) -> Answer {
    let hash = try Names.hash(try fields.text("hash"))
    if let (modulus, _) = PublicKeys.rsaNumbers(fields) {
      let number = modulus.drop { $0 == 0 }
      let bits = number.count * 8 - (number.first?.leadingZeroBitCount ?? 0)
      guard (1024...8192).contains(bits), bits % 2 == 0 else {
        throw .skip("RSA keys of \(bits) bits are not supported")
      }
    }
    guard let der = try PublicKeys.der(fields, "privateKeyPkcs8", pem: "privateKeyPem") else {
      throw .malformed("there is no private key")
    }
    let (message, signature) = (try fields.bytes("message"), try fields.bytes("signature"))
    let digest = Hash.digest(hash, of: message.span)
    let key: PrivateKey
    do { key = try KeyFile.privateKey(in: der.span) } catch {
      return .refused("the private key is refused: \(error)")
    }
    var random = SystemRandom()
    var own: [UInt8]?
    let isRSA: Void? = key.withRSA { key in
      own = try? key.signPKCS1v15(digest: digest.bytes, hash: hash, using: &random)
    }
    guard isRSA != nil else { return .refused("it is no RSA key") }
    guard let own else { return .refused("the key cannot sign") }
    steps.compare("signature", own, signature)
    if case .rsa(let publicKey) = key.publicKey {
      guard publicKey.verifyPKCS1v15(own.span, digest: digest.bytes, hash: hash) else {
        return .differs("our signature does not verify")
      }
    }
    return steps.answer
  }
}

/// `RSASSA-PSS-params` (RFC 4055, Section 3.1), of any hash that is supported and any salt.
enum PSSParameterReader {
  struct Parameters {
    let hash, maskHash: HashAlgorithm
    let saltByteCount: Int
  }

  static func read(_ bytes: [UInt8]) throws -> Parameters {
    var reader = DERReader(bytes.span)
    var sequence = try reader.sequence("RSASSA-PSS-params")
    try reader.finish("RSASSA-PSS-params")
    var hash: HashAlgorithm?
    var mask: HashAlgorithm?
    var salt = 20
    if sequence.nextTag == .constructedContext(0) {
      var inner = try sequence.constructed(.constructedContext(0), "hashAlgorithm")
      hash = try algorithm(&inner)
      try inner.finish("hashAlgorithm")
    }
    if sequence.nextTag == .constructedContext(1) {
      var inner = try sequence.constructed(.constructedContext(1), "maskGenAlgorithm")
      var function = try inner.sequence("maskGenAlgorithm")
      guard try function.objectIdentifier("maskGenAlgorithm") == .mgf1 else {
        throw CaseProblem.skip("another mask generation function than MGF1 is not supported")
      }
      mask = try algorithm(&function)
      try function.finish("maskGenAlgorithm")
      try inner.finish("maskGenAlgorithm")
    }
    if sequence.nextTag == .constructedContext(2) {
      var inner = try sequence.constructed(.constructedContext(2), "saltLength")
      salt = try inner.smallInteger("saltLength")
      try inner.finish("saltLength")
    }
    if sequence.nextTag == .constructedContext(3) {
      var inner = try sequence.constructed(.constructedContext(3), "trailerField")
      guard try inner.smallInteger("trailerField") == 1 else {
        throw CaseProblem.malformed("trailerField is not 1")
      }
      try inner.finish("trailerField")
    }
    try sequence.requireEnd("RSASSA-PSS-params")
    guard let hash, let mask else { throw CaseProblem.skip("the hash SHA-1 is not supported") }
    return Parameters(hash: hash, maskHash: mask, saltByteCount: salt)
  }

  private static func algorithm(_ reader: inout DERReader) throws -> HashAlgorithm {
    var sequence = try reader.sequence("hashAlgorithm")
    let identifier = try sequence.objectIdentifier("hashAlgorithm")
    if !sequence.isAtEnd { try sequence.null("hashAlgorithm.parameters") }
    try sequence.requireEnd("hashAlgorithm")
    switch identifier {
    case .sha256: return .sha256
    case .sha384: return .sha384
    case .sha512: return .sha512
    default: throw CaseProblem.skip("the hash \(identifier) is not supported")
    }
  }
}
