internal import Bytes
internal import Cryptography
internal import DER
internal import JSON
internal import PKI
internal import RSA
internal import Weierstrass

/// Runs cases through the program `openssl`, as far as its command line goes.
public final class OpenSSLPeer {
  /// What the other implementation says.
  enum Answer: Equatable {
    case agrees
    case refused
    case differs
    /// Its program cannot be asked; why.
    case cannot(String)
  }

  /// What its `version` prints.
  public let version: String
  private let program: Program

  /// The program of this name or path.
  ///
  /// - Throws: ``VectorError`` where it cannot be started.
  public init(program name: String) throws(VectorError) {
    program = try Program(name)
    let (status, output) = program.run(["version"])
    guard status == 0 else { throw VectorError("cannot be started") }
    version = trimmed(String(decoding: output.prefix { $0 != 0x0A }, as: UTF8.self))
  }

  func answer(_ one: Case) -> Answer {
    guard let operation = one.operation else { return .cannot("it is not run here either") }
    do throws(CaseProblem) { return try answer(operation, one.fields) } catch {
      switch error {
      case .skip(let reason), .malformed(let reason): return .cannot(reason)
      }
    }
  }

  private func answer(_ operation: Operation, _ fields: Fields) throws(CaseProblem) -> Answer {
    switch operation {
    case .hash: return try hash(fields)
    case .mac: return try mac(fields)
    case .hkdf: return try hkdf(fields)
    case .aes: return try aes(fields)
    case .chaCha20:
      var iv: [UInt8] = []
      let counter = try fields.number("counter")
      for place in 0..<4 { iv.append(UInt8(truncatingIfNeeded: counter >> (8 * place))) }
      return try encrypted("-chacha20", fields, iv: iv + fields.bytes("nonce"))
    case .poly1305:
      let file = program.file("message", try fields.bytes("message"))
      return compare(
        program.run(
          [
            "mac", "-binary", "-macopt", "hexkey:\(try hex(fields.bytes("key")))", "-in", file,
            "Poly1305",
          ]), try fields.bytes("tag"))
    case .ecdsaVerify: return try ecdsa(fields)
    case .eddsaVerify, .eddsaSign: return try eddsa(fields)
    case .rsaPKCS1Verify: return try rsa(fields, [])
    case .rsaPSSVerify:
      let hash = try Names.hash(try fields.text("hash"))
      let salt = fields.optionalNumber("sLen") ?? hash.digestByteCount
      return try rsa(
        fields,
        ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:\(salt)"])
    case .xdh: return try xdh(fields)
    case .ecdh: return try ecdh(fields)
    case .mldsaVerify: return try mldsa(fields)
    case .aead: return .cannot("the program openssl has no AEADs")
    case .mlkemKeyGen, .mlkemEncaps, .mlkemDecaps, .mlkemAccumulated:
      return .cannot("the program openssl takes no seeds and no expanded keys of ML-KEM")
    default: return .cannot("the program openssl has nothing for \(operation.rawValue)")
    }
  }

  // MARK: Parts

  private func hex(_ bytes: [UInt8]) -> String { Hex.encode(bytes.span) }

  private func compare(_ result: (status: Int32, output: [UInt8]), _ expected: [UInt8]) -> Answer {
    guard result.status == 0 else { return .refused }
    return result.output == expected ? .agrees : .differs
  }

  private func digestName(_ fields: Fields, _ name: String) throws(CaseProblem) -> String {
    let text = try fields.text(name)
    switch Names.normal(text) {
    case "sha1": return "sha1"
    case "sha224", "sha2224": return "sha224"
    case let name where Names.sha3(text) != nil:
      return name.hasPrefix("shake") ? name : "sha3-" + name.dropFirst(4)
    default:
      switch try Names.hash(text) {
      case .sha256: return "sha256"
      case .sha384: return "sha384"
      case .sha512: return "sha512"
      }
    }
  }

  private func hash(_ fields: Fields) throws(CaseProblem) -> Answer {
    guard !fields.has("seed") else { return .cannot("chains take a thousand calls") }
    var message = try fields.bytes("message")
    if let count = fields.optionalNumber("repeat") {
      message = (0..<count).flatMap { _ in message }
    }
    let (name, digest) = (try digestName(fields, "algorithm"), try fields.bytes("digest"))
    let length = name.hasPrefix("shake") ? ["-xoflen", "\(digest.count)"] : []
    let file = program.file("message", message)
    return compare(program.run(["dgst", "-\(name)", "-binary"] + length + [file]), digest)
  }

  private func mac(_ fields: Fields) throws(CaseProblem) -> Answer {
    let name = try fields.text("algorithm")
    let hash = Fields(own: ["name": .string(String(Names.normal(name).dropFirst(4)))])
    let (key, tag) = (try fields.bytes("key"), try fields.bytes("tag"))
    guard !key.isEmpty else { return .cannot("the program openssl takes no empty key") }
    let file = program.file("message", try fields.bytes("message"))
    let result = program.run(
      [
        "mac", "-binary", "-digest", try digestName(hash, "name"), "-macopt", "hexkey:\(hex(key))",
        "-in", file, "HMAC",
      ])
    guard result.status == 0 else { return .refused }
    let count = try HashSuite.tagByteCount(fields, tag)
    return tag.count == count && Array(result.output.prefix(count)) == tag ? .agrees : .refused
  }

  private func hkdf(_ fields: Fields) throws(CaseProblem) -> Answer {
    let name = Names.normal(try fields.text("algorithm"))
    let hash = Fields(own: ["name": .string(String(name.dropFirst(name.hasPrefix("hkdf") ? 4 : 0)))]
    )
    let okm = try fields.bytes("okm")
    var arguments = [
      "kdf", "-binary", "-keylen", "\(fields.optionalNumber("size") ?? okm.count)", "-kdfopt",
      "digest:\(try digestName(hash, "name"))", "-kdfopt", "hexkey:\(hex(try fields.bytes("ikm")))",
    ]
    if let salt = try fields.optionalBytes("salt"), !salt.isEmpty {
      arguments += ["-kdfopt", "hexsalt:\(hex(salt))"]
    }
    let info = try fields.bytes("info")
    if !info.isEmpty { arguments += ["-kdfopt", "hexinfo:\(hex(info))"] }
    return compare(program.run(arguments + ["HKDF"]), okm)
  }

  private func aes(_ fields: Fields) throws(CaseProblem) -> Answer {
    let bits = 8 * (try fields.bytes("key").count)
    if let counter = try fields.optionalBytes("counter") {
      return try encrypted("-aes-\(bits)-ctr", fields, iv: counter)
    }
    return try encrypted("-aes-\(bits)-ecb", fields, iv: nil)
  }

  private func encrypted(
    _ cipher: String, _ fields: Fields, iv: [UInt8]?
  ) throws(CaseProblem) -> Answer {
    let file = program.file("message", try fields.bytes("plaintext"))
    var arguments = ["enc", cipher, "-nopad", "-K", hex(try fields.bytes("key")), "-in", file]
    if let iv { arguments += ["-iv", hex(iv)] }
    return compare(program.run(arguments), try fields.bytes("ciphertext"))
  }

  // MARK: Keys

  /// The public key of a case, as it stands there, in PEM; else made of its numbers.
  private func publicKey(
    _ fields: Fields, der: String, pem: String, _ make: () throws(CaseProblem) -> [UInt8]?
  ) throws(CaseProblem) -> String {
    if let bytes = try fields.optionalBytes(der) {
      return program.file("public.pem", PEMObject(label: "PUBLIC KEY", der: bytes).bytes)
    }
    if let text = fields.optionalText(pem) { return program.file("public.pem", Array(text.utf8)) }
    guard let bytes = try make() else { throw .skip("its public key is none that can be written") }
    return program.file("public.pem", PEMObject(label: "PUBLIC KEY", der: bytes).bytes)
  }

  private func spki(_ algorithm: ObjectIdentifier, curve: ObjectIdentifier?, _ bits: [UInt8])
    -> [UInt8]
  {
    var der: [UInt8] = []
    der.writeSequence { output in
      output.writeSequence { output in
        output.writeObjectIdentifier(algorithm)
        if let curve { output.writeObjectIdentifier(curve) }
      }
      output.writeBitString(bits.span)
    }
    return der
  }

  private func curveName(_ curve: Curve) -> ObjectIdentifier {
    switch curve {
    case .p256: .secp256r1
    case .p384: .secp384r1
    case .p521: .secp521r1
    }
  }

  private func point(_ fields: Fields, _ curve: Curve) throws(CaseProblem) -> [UInt8]? {
    if let bytes = try fields.optionalBytes("public") { return bytes }
    guard fields.has("publicX"),
      let x = try fields.integer("publicX", byteCount: curve.scalarByteCount),
      let y = try fields.integer("publicY", byteCount: curve.scalarByteCount)
    else { return nil }
    return [4] + x + y
  }

  private func verdict(_ result: (status: Int32, output: [UInt8])) -> Answer {
    result.status == 0 ? .agrees : .refused
  }

  // MARK: Signatures

  private func ecdsa(_ fields: Fields) throws(CaseProblem) -> Answer {
    var name = fields.optionalText("curve")
    if case .string(let text)? = fields["publicKey"]?["curve"] { name = text }
    let curve = try Names.curve(name ?? "")
    let key = try publicKey(fields, der: "publicKeyDer", pem: "publicKeyPem") {
      () throws(CaseProblem) in
      try point(fields, curve).map { spki(.ecPublicKey, curve: curveName(curve), $0) }
    }
    var signature: [UInt8]
    if fields.has("r") {
      guard let r = try fields.integer("r", byteCount: curve.scalarByteCount),
        let s = try fields.integer("s", byteCount: curve.scalarByteCount)
      else { return .cannot("a number is too large for a signature") }
      let raw = r + s
      signature = ECDSA.derSignature(raw.span)
    } else {
      signature = try fields.bytes("signature")
      if fields.optionalText("encoding") == "p1363" {
        guard signature.count == 2 * curve.scalarByteCount else {
          return .cannot("the program openssl takes signatures in DER alone")
        }
        signature = ECDSA.derSignature(signature.span)
      }
    }
    return try verify(fields, key, signature, [])
  }

  private func verify(
    _ fields: Fields, _ key: String, _ signature: [UInt8], _ more: [String]
  ) throws(CaseProblem) -> Answer {
    let message = program.file("message", try fields.bytes("message"))
    let file = program.file("signature", signature)
    return verdict(
      program.run(
        ["dgst", "-\(try digestName(fields, "hash"))", "-verify", key, "-signature", file] + more
          + [message]))
  }

  private func rsa(_ fields: Fields, _ more: [String]) throws(CaseProblem) -> Answer {
    let key = try publicKey(fields, der: "publicKeyDer", pem: "publicKeyPem") {
      () throws(CaseProblem) in
      guard let (n, e) = PublicKeys.rsaNumbers(fields),
        let key = try? RSAPublicKey(modulus: n.span, exponent: e.span)
      else { return nil }
      return SubjectPublicKeyInfo(.rsa(key)).der
    }
    return try verify(fields, key, try fields.bytes("signature"), more)
  }

  private func eddsa(_ fields: Fields) throws(CaseProblem) -> Answer {
    guard try EdDSASuite.instance(fields).isPlain else {
      return .cannot("the program openssl has no EdDSA with a context")
    }
    var name = fields.optionalText("curve") ?? fields.optionalText("algorithm") ?? ""
    if case .string(let text)? = fields["publicKey"]?["curve"] { name = text }
    let identifier: ObjectIdentifier
    switch Names.normal(name) {
    case "ed25519", "edwards25519": identifier = .ed25519
    case "ed448", "edwards448": identifier = .ed448
    default: return .cannot("the algorithm \(name) is not supported")
    }
    let key = try publicKey(fields, der: "publicKeyDer", pem: "publicKeyPem") {
      () throws(CaseProblem) in
      try fields.optionalBytes("public").map { spki(identifier, curve: nil, $0) }
    }
    let message = try fields.bytes("message")
    guard !message.isEmpty else { return .cannot("the program openssl signs no empty message") }
    let (file, signature) = (
      program.file("message", message), program.file("signature", try fields.bytes("signature"))
    )
    return verdict(
      program.run(
        [
          "pkeyutl", "-verify", "-pubin", "-inkey", key, "-rawin", "-in", file, "-sigfile",
          signature,
        ]))
  }

  private func mldsa(_ fields: Fields) throws(CaseProblem) -> Answer {
    let context = try fields.optionalBytes("context") ?? []
    guard fields.optionalFlag("isFormatted") != true, !fields.has("preHash"), context.isEmpty,
      fields.has("message")
    else { return .cannot("the program openssl has ML-DSA with neither context nor μ") }
    guard !version.contains("Library: OpenSSL 3.0") else {
      return .cannot("this OpenSSL has no ML-DSA")
    }
    let name: String
    if let text = fields.optionalText("parameterSet") {
      name = text
    } else {
      name = try fields.text("algorithm")
    }
    let set = try Names.mldsa(name)
    let key = try publicKey(fields, der: "publicKeyDer", pem: "publicKeyPem") {
      () throws(CaseProblem) in
      let bytes = try fields.bytes("public")
      return (try? PublicKey(set, mldsa: bytes.span)).map { SubjectPublicKeyInfo($0).der }
    }
    let file = program.file("message", try fields.bytes("message"))
    let signature = program.file("signature", try fields.bytes("signature"))
    return verdict(
      program.run(
        [
          "pkeyutl", "-verify", "-pubin", "-inkey", key, "-rawin", "-in", file, "-sigfile",
          signature,
        ]))
  }

  // MARK: Key agreement

  private func privateKey(
    _ fields: Fields, _ make: () throws(CaseProblem) -> [UInt8]
  ) throws(CaseProblem) -> String {
    if let text = fields.optionalText("privatePem") {
      return program.file("private.pem", Array(text.utf8))
    }
    let der = try fields.optionalBytes("privateDer")
    let bytes: [UInt8]
    if let der { bytes = der } else { bytes = try make() }
    return program.file("private.pem", PEMObject(label: "PRIVATE KEY", der: bytes).bytes)
  }

  private func derive(_ fields: Fields, _ key: String, _ peer: String) throws(CaseProblem) -> Answer
  {
    compare(
      program.run(["pkeyutl", "-derive", "-inkey", key, "-peerkey", peer]),
      try fields.bytes("shared"))
  }

  private func xdh(_ fields: Fields) throws(CaseProblem) -> Answer {
    guard !fields.has("iterations") else { return .cannot("iterations take a call each") }
    let identifier: ObjectIdentifier
    switch Names.normal(try fields.text("curve")) {
    case "curve25519", "x25519": identifier = .x25519
    case "curve448", "x448": identifier = .x448
    default: return .cannot("the curve is not supported")
    }
    let peer = try publicKey(fields, der: "publicDer", pem: "publicPem") { () throws(CaseProblem) in
      spki(identifier, curve: nil, try fields.bytes("public"))
    }
    let key = try privateKey(fields) { () throws(CaseProblem) in
      let bytes = try fields.bytes("private")
      var inner: [UInt8] = []
      inner.writeOctetString(bytes.span)
      let octets = inner
      var der: [UInt8] = []
      der.writeSequence { output in
        output.writeInteger(0)
        output.writeSequence { output in output.writeObjectIdentifier(identifier) }
        output.writeOctetString(octets.span)
      }
      return der
    }
    return try derive(fields, key, peer)
  }

  private func ecdh(_ fields: Fields) throws(CaseProblem) -> Answer {
    guard !fields.has("sharedHash") else {
      return .cannot("the file has the hash of the secret alone")
    }
    let curve = try Names.curve(try fields.text("curve"))
    let peer = try publicKey(fields, der: "publicDer", pem: "publicPem") { () throws(CaseProblem) in
      try point(fields, curve).map { spki(.ecPublicKey, curve: curveName(curve), $0) }
    }
    let key = try privateKey(fields) { () throws(CaseProblem) in
      guard let scalar = try fields.integer("private", byteCount: curve.scalarByteCount),
        let key = try? PrivateKey(curve: curve, scalar: SecretBytes(copying: scalar.span))
      else { throw CaseProblem.skip("its private key is none that can be written") }
      return [UInt8](copying: KeyFile.pkcs8(key).bytes)
    }
    return try derive(fields, key, peer)
  }
}
