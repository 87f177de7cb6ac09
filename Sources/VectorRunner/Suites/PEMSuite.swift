internal import Bytes
internal import Cryptography
internal import Hashing
internal import PKI

/// Textual encodings (RFC 7468) and what is in them.
enum PEMSuite {
  static func run(_ fields: Fields, _ steps: inout Steps) throws(CaseProblem) -> Answer {
    let text = Array(try fields.text("pem").utf8)
    let object: PEMObject
    do {
      guard let first = try PEM.objects(in: text).first else { return .refused("there is no PEM") }
      object = first
    } catch { return .refused("\(error)") }
    if let label = fields.optionalText("label") {
      steps.compare("label", Array(object.label.utf8), Array(label.utf8))
    }
    if let count = fields.optionalNumber("derLength"), count != object.der.count {
      return .differs("it has \(object.der.count) octets, not \(count)")
    }
    steps.compare("SHA-256", digest(object.der), try fields.bytes("sha256"))
    switch fields.optionalText("holds") {
    case nil: return steps.answer
    case "certificate":
      do { _ = try Certificate(der: object.der) } catch { return .refused("\(error)") }
    case "certificate request":
      do { _ = try SigningRequest(der: object.der) } catch { return .refused("\(error)") }
    case "CRL":
      do { _ = try CertificateRevocationList(der: object.der) } catch {
        return .refused("\(error)")
      }
    case "public key":
      switch PublicKeys.info(object.der) {
      case .failure(let refusal): return .refused(refusal.reason)
      case .success(let info):
        guard info.publicKey != nil else { throw .skip("\(info.kind) is not supported") }
        try compare(info, fields, &steps)
      }
    case "private key":
      do {
        let key = try KeyFile.privateKey(in: text)
        try compare(SubjectPublicKeyInfo(key.publicKey), fields, &steps)
      } catch let problem as CaseProblem {
        throw problem
      } catch {
        let reason = "\(error)"
        if reason.hasSuffix("which is not supported") { throw .skip(reason) }
        return .refused(reason)
      }
    case let other?: throw .malformed("what it holds, \(other), is not known here")
    }
    return steps.answer
  }

  private static func compare(
    _ info: SubjectPublicKeyInfo, _ fields: Fields, _ steps: inout Steps
  ) throws(CaseProblem) {
    if let key = try fields.optionalBytes("publicKey") {
      steps.compare("public key", info.keyBits, key)
    }
    if let hash = try fields.optionalBytes("publicKeySHA256") {
      steps.compare("SHA-256 of the public key", digest(info.der), hash)
    }
  }

  private static func digest(_ bytes: [UInt8]) -> [UInt8] {
    [UInt8](copying: Hash.digest(.sha256, of: bytes.span).bytes)
  }
}
